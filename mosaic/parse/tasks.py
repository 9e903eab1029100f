"""The ledger's schema over lossless tables: every task table of the file together is one ledger.

Columns are found by header name. Reading is tolerant: whatever is wrong is a Fault with its line
and column, and a fault that makes the file unsafe to write is ``broken``. Source: the guide,
Step 6, and PROTOCOL, "The table".
"""

from __future__ import annotations

from mosaic.machine import Status, parse_status
from mosaic.parse import cells, paths, table
from mosaic.parse.notes import Notes, last, parse_notes
from mosaic.patterns import IGNORECASE, regex
from mosaic.standard import Iterator, Mapping, cached_property, lru_cache
from mosaic.values import dataclass

COLUMNS = (
    "id", "status", "description", "issue", "repo", "branch", "depends_on", "blocks", "agent",
    "started_at", "completed_at", "estimate", "used", "notes",
)  # fmt: skip
#: Columns whose cells may hold a line break.
TEXT_COLUMNS = ("description", "notes")
PATH = paths.LEDGER

_PHASE = regex(r"\bphase[ \t]*([0-9]{1,3})\b", IGNORECASE)


@dataclass(frozen=True, slots=True)
class TaskTable:
    """One table whose header has ``id`` and ``status``."""

    place: table.Table
    index: Mapping[str, int]
    #: The headings that the table stands under, the nearest first.
    headings: tuple[str, ...] = ()

    @property
    def phase(self) -> int | None:
        """The phase that the nearest heading with one names, if any does."""
        found = (_PHASE.search(heading) for heading in self.headings)
        return next((int(match.group(1)) for match in found if match), None)


@dataclass(frozen=True, slots=True)
class Task:
    """One row; ``line`` counts from 0. ``task[column]`` is a cell's value, '' where none is."""

    id: str
    line: int
    table: TaskTable
    cells: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        at = self.table.index.get(column)
        value = self.cells[at] if at is not None and at < len(self.cells) else ""
        return "" if len(value) < 2 and value in cells.EMPTY else value

    @property
    def status(self) -> Status | None:
        """The status, or None where the cell says something else."""
        at = self.table.index["status"]
        return parse_status(self.cells[at]) if at < len(self.cells) else None

    @property
    def depends_on(self) -> tuple[str, ...]:
        return cells.parse_ids(self["depends_on"])

    @property
    def blocks(self) -> tuple[str, ...]:
        return cells.parse_ids(self["blocks"])

    @property
    def estimate(self) -> int | None:
        """Tokens, or None where the cell is empty or no number."""
        return _tokens(self["estimate"])

    @property
    def used(self) -> int | None:
        """Tokens of all attempts together, or None where unknown."""
        return _tokens(self["used"])

    @property
    def notes(self) -> Notes:
        return parse_notes(self["notes"])

    def said(self, label: str) -> str:
        """The text of the notes' last entry with this label, or ''."""
        return last(self["notes"], label)

    @property
    def phase(self) -> int | None:
        """The phase that the notes name; None: no phase, and no phase gate."""
        text = self.said("Phase")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None

    @property
    def role(self) -> str:
        """``verification``, ``documentation``, ``qa`` or ''."""
        return self.said("Role")

    @property
    def recorded(self) -> str:
        """The commit, or 'none', that a recorded successful result named; '' without a result."""
        words = self.said("Result").split()
        return words[1] if len(words) > 1 and words[0] == "success" else ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the row's findings stand in their reports: of a row of several, each."""
        text = self.said("Source")
        several = bool(self.notes.all("Part"))
        return tuple(text.split(", ")) if several else (text,) if text else ()

    @property
    def finding(self) -> str:
        """The finding's id: what stands before the description's first colon, else the task's."""
        head, colon, _ = self["description"].partition(":")
        return head if colon and cells.is_id(head) else self.id


def _tokens(text: str) -> int | None:
    try:
        return cells.parse_tokens(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
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
    """The whole file; ``str(document)`` is the file, byte for byte."""

    page: table.Page
    tables: tuple[TaskTable, ...]
    rows: tuple[Task, ...]

    def __str__(self) -> str:
        return str(self.page)

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """Every task by id, in the file's order; the first of two rows with one id."""
        found: dict[str, Task] = {}
        for row in self.rows:
            found.setdefault(row.id, row)
        return found

    @cached_property
    def dependents(self) -> Mapping[str, tuple[str, ...]]:
        """For each id that is depended on, the tasks that do, in the file's order."""
        found: dict[str, list[str]] = {}
        for task in self.rows:
            for other in task.depends_on:
                found.setdefault(other, []).append(task.id)
        return {other: tuple(dict.fromkeys(ids)) for other, ids in found.items()}


@lru_cache(maxsize=2)
def parse(text: str) -> Document:
    """Read a ledger; never fails, and ``str(parse(text)) == text``. The last texts are kept: a
    command reads the old ledger and the new one more than once.

    A row of nothing but empty cells, as people write to keep a place, is no task.
    """
    before = _last[0] if _last else None
    page = table.parse(text, before.page if before else None)
    tables = tuple(_task_tables(page))
    rows = tuple(row for found in tables for row in _rows(page, found, before))
    _last[:] = [Document(page, tables, rows)]
    return _last[0]


#: The document that was read last: a new text is most often it, but for a row.
_last: list[Document] = []


def _rows(page: table.Page, found: TaskTable, before: Document | None) -> Iterator[Task]:
    """The rows of a table; what an older text has in the same lines of the same table is kept."""
    at, lines = found.index["id"], page.lines
    kept: dict[int, Task] = {}
    if before is not None and found in before.tables:
        old, inside = before.page.lines, found.place.rows
        kept = {n: r for r in before.rows if (n := r.line) in inside and old[n] is lines[n]}
    for number in found.place.rows:
        row = kept.get(number)
        if row is not None:
            yield row
            continue
        values = table.values(lines[number].text)
        if not _is_placeholder(values, found):
            yield Task(values[at] if at < len(values) else "", number, found, values)


def _is_placeholder(values: tuple[str, ...], found: TaskTable) -> bool:
    return (
        values[0] in cells.EMPTY
        and len(values) == len(found.place.columns)
        and all(value in cells.EMPTY for value in values)
    )


def column_name(header: str) -> str:
    """A header cell as a column's name: emphasis and case do not matter."""
    return header.strip("*_` ").casefold()


def _task_tables(page: table.Page) -> Iterator[TaskTable]:
    headings = iter(page.outline.headings)
    upcoming = next(headings, None)
    above: list[tuple[int, str]] = []
    for place in page.tables:
        while upcoming is not None and upcoming < place.header:
            text = page.lines[upcoming].text.strip()
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
