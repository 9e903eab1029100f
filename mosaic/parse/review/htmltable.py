"""The rows of simple HTML tables, with cells in Markdown: what ``<code>``, ``<b>`` and links say.

Simple is: closed, no table within, a header (the first row) of which no cell is over several rows
or columns. A cell below it that is stands in each of them. Of anything else nothing is read. Linear
in the text.
"""

from __future__ import annotations

import re
from html import unescape

from mosaic.parse import table
from mosaic.patterns import regex
from mosaic.standard import Iterator
from mosaic.values import dataclass, field

_TAG = regex(r"<(/?)(table|tr|td|th)(?=[\s>/])([^<>]{0,300})>", re.IGNORECASE)
_SPAN = regex(r"\b(row|col)span\s?=\s?[\"']?(\d{1,6})", re.IGNORECASE)
#: What begins a block of HTML whose text is no markup.
_OTHER = regex(r"\s*<(?:!--|pre|script|style|textarea|[!?])", re.IGNORECASE)
_LINK = regex(r"<a\s[^<>]{0,200}?href=\"([^\"<>\s]{1,300})\"[^<>]{0,100}>([^<>]{1,300})</a>", re.I)
_MARKS = (
    (regex(r"</?(?:code|kbd|tt)(?:\s[^<>]{0,200})?>", re.IGNORECASE), "`"),
    (regex(r"</?(?:b|strong)(?:\s[^<>]{0,200})?>", re.IGNORECASE), "**"),
    (regex(r"</?(?:s|del|strike)(?:\s[^<>]{0,200})?>", re.IGNORECASE), "~~"),
    (regex(r"</?[A-Za-z][^<>]{0,300}>"), " "),
)
_BLANKS = regex(r"\s+")


@dataclass
class _Table:
    """A table while it is read: where it begins, and each row's place with its cells' texts.

    ``over``: for a column, how many rows below the last a cell still stands in (-1: in all that
    follow), and its text.
    """

    at: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    over: dict[int, tuple[int, str]] = field(default_factory=dict)
    simple: bool = True

    def begin(self, at: int) -> None:
        """The next row."""
        self.end()
        self.rows.append((at, []))

    def put(self, text: str, down: int, across: int) -> None:
        """The row's next cell, over so many rows (0: all that follow) and columns."""
        row = self.rows[-1][1] if self.rows else []
        if not self.rows or len(row) > table.MAX_COLUMNS:
            return
        self._fill(row)
        self.simple = self.simple and (len(self.rows) > 1 or down == across == 1)
        for _ in range(min(max(across, 1), table.MAX_COLUMNS)):
            if down != 1:
                self.over[len(row)] = (down - 1, text)
            row.append(text)

    def end(self) -> None:
        """Let the last row, if it has a cell of its own, have what those above it still say."""
        if self.rows and self.rows[-1][1]:
            self._fill(self.rows[-1][1])

    def _fill(self, row: list[str]) -> None:
        while len(row) in self.over and len(row) <= table.MAX_COLUMNS:
            left, text = self.over.pop(len(row))
            if left != 1:
                self.over[len(row)] = (left - 1 if left > 0 else left, text)
            row.append(text)


@dataclass(frozen=True)
class Row:
    """A row of a table below its header; places are counted in characters of the HTML."""

    at: int
    table_at: int
    header: tuple[str, ...]
    cells: tuple[str, ...]


def rows(raw: str) -> Iterator[Row]:
    """The rows of the simple tables in a block of HTML, headers apart."""
    if _OTHER.match(raw):
        return
    text = _without_comments(raw)
    current: _Table | None = None
    cell, spans = -1, (1, 1)
    for tag in _TAG.finditer(text):
        ends, name = bool(tag.group(1)), tag.group(2).lower()
        if current and cell >= 0:
            current.put(_markdown(text[cell : tag.start()]), *spans)
        cell = -1
        if name == "table":
            if ends and current:
                current.end()
                yield from _told(current)
            nested = not ends and current is not None
            current = None if ends else _Table(tag.start(), simple=not nested)
        elif current and not ends:
            if name == "tr":
                current.begin(tag.start())
            else:
                cell, spans = tag.end(), _spans(tag.group(3))


def _spans(attributes: str) -> tuple[int, int]:
    """Over how many rows and columns a cell is; HTML, "Attributes common to td and th"."""
    told = {name.lower(): int(number) for name, number in _SPAN.findall(attributes)}
    return told.get("row", 1), told.get("col", 1)


def _told(found: _Table) -> Iterator[Row]:
    (_, header), *others = [row for row in found.rows if row[1]] or [(0, [])]
    if not found.simple or not 2 <= len(header) <= table.MAX_COLUMNS:
        return
    for at, cells in others:
        yield Row(at, found.at, tuple(header), tuple(cells))


def _without_comments(raw: str) -> str:
    """The text with blanks for its comments, so that places stay."""
    parts: list[str] = []
    at = 0
    while (begun := raw.find("<!--", at)) >= 0:
        end = raw.find("-->", begun)
        end = len(raw) if end < 0 else end + 3
        parts += (raw[at:begun], re.sub(r"[^\n]", " ", raw[begun:end]))
        at = end
    return "".join((*parts, raw[at:]))


def _markdown(cell: str) -> str:
    """A cell's text on one line, with the marks that Markdown has for its tags."""
    text = _LINK.sub(r"[\2](\1)", cell)
    for tag, mark in _MARKS:
        text = tag.sub(mark, text)
    return _BLANKS.sub(" ", unescape(text)).strip()
