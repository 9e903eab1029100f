"""Aligning tables: each cell's text is kept, only the blanks around it change.

Wide characters count two columns (Unicode, "East Asian Width"), combining ones none. The last
column is not padded, since notes are long and lines would end in blanks for nothing. Nor does one
long cell, such as the ids that a verification waits for, widen the rows of all the others: it
stands out of its column.
"""

from __future__ import annotations

import unicodedata

from mosaic.parse import table
from mosaic.parse.tasks import COLUMNS, Document, TaskTable
from mosaic.standard import Mapping

#: Columns of a terminal past which a cell stands out, and its table's column is no wider for it.
WIDEST = 60


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def aligned(document: Document, *, upgrade: bool = False) -> str:
    """The text with every task table aligned; with ``upgrade``, under the full header.

    Errors: none, but the document must have no fault of structure.
    """
    changed: dict[int, str] = {}
    for found in document.tables:
        changed |= _table(document, found, upgrade)
    return document.page.with_lines(changed)


def _table(document: Document, found: TaskTable, upgrade: bool) -> Mapping[int, str]:
    """The new text of each line of one table."""
    place = found.place
    numbers = [place.header, place.header + 1, *place.rows]
    grid = [_raw(document.page.lines[n].text) for n in numbers]
    if upgrade:
        grid = _upgraded(found, grid)
    marks = grid.pop(1)
    least = [max(3, width(head)) for head in grid[0]]
    for at in range(len(least) - 1):
        usual = (wide for row in grid[1:] if (wide := width(row[at])) <= WIDEST)
        least[at] = max(least[at], *usual, 3)
    rows = [_row(row, least) for row in grid]
    delimiter = _row([_mark(m, w) for m, w in zip(marks, least, strict=True)], least)
    return dict(zip(numbers, [rows[0], delimiter, *rows[1:]], strict=True))


def _raw(text: str) -> list[str]:
    return [text[start:end].strip(" \t") for start, end in table.spans(text)]


def _upgraded(found: TaskTable, grid: list[list[str]]) -> list[list[str]]:
    """The columns in the full header's order, then the extra ones in theirs."""
    places: list[int | None] = [found.index.get(column) for column in COLUMNS]
    places += [at for at in range(len(grid[0])) if at not in places]
    rows = [["" if at is None else row[at] for at in places] for row in grid]
    rows[0][: len(COLUMNS)] = COLUMNS
    rows[1] = [mark or "---" for mark in rows[1]]
    return rows


def _mark(mark: str, wide: int) -> str:
    """A delimiter cell, as wide as its column, with the colons it had."""
    left, right = mark.startswith(":"), mark.endswith(":")
    return f"{':' * left}{'-' * (wide - left - right)}{':' * right}"


def _row(row: list[str], least: list[int]) -> str:
    padded = [text + " " * (wide - width(text)) for text, wide in zip(row, least, strict=True)]
    padded[-1] = row[-1]
    return "| " + " | ".join(padded) + (" |" if row[-1] else "|")
