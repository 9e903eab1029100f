"""Mending a ledger's text where no guess is needed; all else stays as it is.

A row too short gets empty cells; a row too long gets its pipes escaped, where those of one code
span alone explain the excess; rows behind one blank line of their table are joined to it again.
"""

from __future__ import annotations

from mosaic.parse import cells, table, tasks
from mosaic.parse.tasks import Document, Task
from mosaic.patterns import regex
from mosaic.standard import Iterator
from mosaic.values import dataclass

_TICKS = regex(r"`+")
_BARE_PIPE = regex(r"(?<!\\)\|")


@dataclass(frozen=True)
class Mended:
    """A text after mending, and what was done to it, each with its line in the old text."""

    text: str
    done: tuple[str, ...] = ()


def mend(text: str) -> Mended:
    """Mend what needs no guess; the text itself where there is nothing of the kind."""
    document = tasks.parse(text)
    changed: dict[int, str] = {}
    done: list[str] = []
    for row in document.rows:
        found = _mended(row, document.page.lines[row.line].text)
        if found:
            changed[row.line], said = found
            done.append(f"{row.line + 1}: {said}")
    blank = dict(_rejoined(document))
    for line, count in blank.items():
        done.append(f"{line + 1}: {count} row(s) joined to their table again")
    if not done:
        return Mended(text)
    lines = tasks.parse(document.page.with_lines(changed)).page.lines
    kept = "".join(str(line) for number, line in enumerate(lines) if number not in blank)
    return Mended(document.page.bom + kept, tuple(done))


def _mended(row: Task, text: str) -> tuple[str, str] | None:
    """The row's text with as many cells as its header, and how; None where that takes a guess."""
    want, have = len(row.table.place.columns), len(row.cells)
    if have < want and "|" in text and cells.is_id(row.id):
        bare = text.rstrip(" \t")
        closed = _BARE_PIPE.search(bare, len(bare) - 1) is not None and len(bare) > 1
        new = bare + " |" * (want - have + (0 if closed else 1))
        said = f"{want - have} empty cell(s) added to {row.id}"
    elif have > want:
        ways = [w for w in _escaped(text) if len(table.values(w)) == want]
        if len(ways) != 1:
            return None
        new, said = ways[0], f"pipes in a code span of {row.id} escaped"
    else:
        return None
    return (new, said) if len(table.values(new)) == want else None


def _escaped(text: str) -> Iterator[str]:
    """The text with the pipes of one code span escaped, for each code span that has any."""
    ticks = list(_TICKS.finditer(text))
    at = 0
    while at < len(ticks):
        width = len(ticks[at].group())
        close = next((n for n in range(at + 1, len(ticks)) if len(ticks[n].group()) == width), 0)
        if not close:
            at += 1
            continue
        start, end = ticks[at].end(), ticks[close].start()
        inside = _BARE_PIPE.sub(r"\\|", text[start:end])
        if inside != text[start:end]:
            yield text[:start] + inside + text[end:]
        at = close + 1


def _rejoined(document: Document) -> Iterator[tuple[int, int]]:
    """Each blank line that parts a table from rows of its own, and how many rows those are."""
    lines, known = document.page.lines, set(document.tasks)
    inside = {n for t in document.page.tables for n in range(t.header, t.end)}
    for found in document.tables:
        blank, number = found.place.end, found.place.end + 1
        if blank >= len(lines) or lines[blank].text.strip(" \t"):
            continue
        at = found.index["id"]
        while number < len(lines) and lines[number].text.strip(" \t"):
            values = table.values(lines[number].text)
            fits = len(values) == len(found.place.columns) and cells.is_id(values[at])
            plain = lines[number].text.startswith("|") and document.page.opened[number]
            if number in inside or not (fits and plain) or values[at] in known:
                break
            known.add(values[at])
            number += 1
        whole = number == len(lines) or not lines[number].text.strip(" \t")
        if whole and number > blank + 1:
            yield blank, number - blank - 1
