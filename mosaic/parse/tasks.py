"""The ledger's schema over lossless tables: every task table of the file together is one ledger.

Columns are found by header name. Reading is tolerant: whatever is wrong is a Fault with its line
and column, and a fault that makes the file unsafe to write is ``broken``. Source: the guide,
Step 6, and PROTOCOL, "The table".
"""

from __future__ import annotations

from mosaic.parse import paths, table, window
from mosaic.parse.row import Task as Task
from mosaic.parse.row import TaskTable as TaskTable
from mosaic.parse.rows import Columns, Reader, Tasks
from mosaic.standard import Iterator, Mapping, cached_property
from mosaic.values import dataclass

COLUMNS = (
    "id", "status", "description", "issue", "repo", "branch", "depends_on", "blocks", "agent",
    "started_at", "completed_at", "estimate", "used", "notes",
)  # fmt: skip
#: Columns whose cells may hold a line break.
TEXT_COLUMNS = ("description", "notes")
PATH = paths.LEDGER


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place; line and column count from 1. ``broken``: unsafe to write."""

    line: int
    column: int
    message: str
    rule: str
    broken: bool = True

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True)
class Document:
    """The whole file; ``str(document)`` is the file, byte for byte.

    ``doubts`` are the lines of the tables that are not plain (``parse/columns``): all others hold
    a row with an id and as many cells as its header.
    """

    page: table.Page
    tables: tuple[TaskTable, ...]
    columns: Columns
    doubts: frozenset[int]

    def __str__(self) -> str:
        return str(self.page)

    @cached_property
    def rows(self) -> tuple[Task, ...]:
        """Every row as a task, in the file's order."""
        return tuple(map(self.columns.row, range(len(self.columns.ids))))

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """Every task by id, in the file's order; the first of two rows with one id."""
        return Tasks(self.columns)

    @cached_property
    def dependents(self) -> Mapping[str, tuple[str, ...]]:
        """For each id that is depended on, the tasks that do, in the file's order."""
        found: dict[str, list[str]] = {}
        for task in self.rows:
            for other in task.depends_on:
                found.setdefault(other, []).append(task.id)
        return {other: tuple(dict.fromkeys(ids)) for other, ids in found.items()}


def parse(text: str) -> Document:
    """Read a ledger; never fails, and ``str(parse(text)) == text``. The last texts are kept: a
    command reads the old ledger and the new one more than once.

    A row of nothing but empty cells, as people write to keep a place, is no task.
    """
    for kept, document in _last:
        if kept is text or kept == text:
            return document
    known = again(*_last[-1], text) if _last else None
    _last[:] = [*_last[-1:], (text, known or _whole(text))]
    return _last[-1][1]


#: The texts that were read last: a new one is most often the last of them, but for a row.
_last: list[tuple[str, Document]] = []


def _whole(text: str) -> Document:
    page = table.parse(text)
    tables = tuple(_task_tables(page))
    reader = Reader()
    for found in tables:
        reader.read(
            found, found.place.rows.start, page.texts[found.place.rows.start : found.place.end]
        )
    return Document(page, tables, reader.columns(page.texts), frozenset(reader.doubts))


def again(old: str, last: Document, text: str) -> Document | None:
    """The document of a text that differs from an old one within rows only, each in its line, by
    what is known of the old one; None where it is to be read whole.

    A line of a table that begins with a pipe, and is not one alone, is a row wherever a row was.
    """
    changed = window.changed(old, text)
    if changed is None or len(changed) > _MOST:
        return None
    reader, places = Reader(), []
    for number, line in changed.items():
        home = next((t for t in last.tables if number in t.place.rows), None)
        at = window.place(last.columns.lines, number)
        if home is None or at is None or line[:1] != "|" or line.strip(" \t") == "|":
            return None
        reader.read(home, number, (line,))
        places.append(at)
    page = last.page.put(changed)
    new = reader.columns(page.texts)
    if new.lines != tuple(changed):
        return None
    doubts = (last.doubts - changed.keys()) | reader.doubts
    return Document(page, last.tables, last.columns.put(places, new), doubts)


#: Changed lines up to which the others are kept.
_MOST = 1000


def column_name(header: str) -> str:
    """A header cell as a column's name: emphasis and case do not matter."""
    return header.strip("*_` ").casefold()


def _task_tables(page: table.Page) -> Iterator[TaskTable]:
    headings = iter(page.outline.headings)
    upcoming = next(headings, None)
    above: list[tuple[int, str]] = []
    for place in page.tables:
        while upcoming is not None and upcoming < place.header:
            text = page.texts[upcoming].strip()
            level = len(text) - len(text.lstrip("#"))
            above = [kept for kept in above if kept[0] < level]
            above.append((level, text.strip("# \t")))
            upcoming = next(headings, None)
        names = [column_name(c) for c in place.columns]
        if "id" in names and "status" in names:
            index: dict[str, int] = {}
            for at, name in enumerate(names):
                index.setdefault(name, at)
            yield TaskTable(place, index, tuple(text for _, text in reversed(above)))
