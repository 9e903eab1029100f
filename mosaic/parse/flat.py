"""A ledger as one cell a line under its task's id, so that a line diff shows changes by task.

For eyes alone: it is never read back. Text that is no row stands as it is; how a table is spelled
(padding, pipes, empty cells) is not shown.
"""

from __future__ import annotations

from mosaic.parse import faults
from mosaic.parse.tasks import Document, Task, parse
from mosaic.standard import Iterator

#: Between a task's id and what is said of it.
MARK = " · "


def flat(text: str) -> str:
    """The text with each row as lines of ``ID · column: value``; empty cells have none.

    Conflict markers stand between the rows as they stand between the lines.
    """
    document, marks = _unmarked(text)
    bad = (f for f in faults.structure(document) if f.rule != "id-twice")
    lost = {fault.line - 1 for fault in bad}
    rows = {task.line: task for task in document.rows if task.line not in lost}
    return "".join(f"{line}\n" for line in _lines(document, rows, marks))


def _unmarked(text: str) -> tuple[Document, dict[int, list[str]]]:
    """The document without conflict markers, at which a table would end; and before which of its
    lines they stood."""
    document, marks = parse(text), dict[int, list[str]]()
    found = [fault.line - 1 for fault in faults.conflicts(document)]
    lines = list(document.page.lines)
    for before, number in enumerate(found):
        marks.setdefault(number - before, []).append(lines[number].text)
    for number in reversed(found):
        del lines[number]
    return (parse("".join(map(str, lines))) if found else document), marks


def _lines(document: Document, rows: dict[int, Task], marks: dict[int, list[str]]) -> Iterator[str]:
    heads = {found.place.header: found for found in document.tables}
    below = {number + 1 for number in heads}
    for number, line in enumerate(document.page.lines):
        yield from marks.get(number, ())
        if number in rows:
            yield from _cells(rows[number])
        elif number in heads:
            yield f"columns: {', '.join(name for name in heads[number].index if name)}"
        elif number not in below:
            yield line.text
    yield from marks.get(len(document.page.lines), ())


def _cells(task: Task) -> Iterator[str]:
    """A task's cells in the file's order; of text with line breaks, each line of it."""
    for column in task.table.index:
        for value in task[column].split("\n") if column not in ("", "id") else ():
            if value:
                yield f"{task.id}{MARK}{column}: {value}"
