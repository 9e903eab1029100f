"""The ledger's schema over lossless tables: every task table of the file together is one ledger.

Columns are found by header name. Reading is tolerant: whatever is wrong is a Fault with its line
and column, and a fault that makes the file unsafe to write is ``broken``. Source: the guide,
Step 6, and PROTOCOL, "The table".
"""

from __future__ import annotations

from mosaic.machine import Status, parse_status
from mosaic.parse import cells, columns, paths, table, window
from mosaic.parse.notes import Notes, last, parse_notes
from mosaic.patterns import IGNORECASE, regex
from mosaic.standard import Iterable, Iterator, Mapping, Sequence, cached_property, lru_cache
from mosaic.values import dataclass, field

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
    """One row; ``line`` counts from 0. ``task[column]`` is a cell's value, '' where none is.

    A row keeps its line's ``text``, whose cells are read when they are asked for. What every
    command asks of every row is read with it: ``status`` (None where the cell says something
    else), ``estimate`` and ``used`` (tokens, of all attempts together; None where the cell is
    empty or no number), and the ``phase`` that its notes name (None: no phase, no phase gate).
    """

    id: str
    line: int
    table: TaskTable
    text: str
    status: Status | None
    estimate: int | None
    used: int | None
    phase: int | None

    def __getitem__(self, column: str) -> str:
        at = self.table.index.get(column)
        value = table.value(self.text, at) if at is not None else ""
        return "" if len(value) < 2 and value in cells.EMPTY else value

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell's value."""
        return table.values(self.text)

    @property
    def depends_on(self) -> tuple[str, ...]:
        return cells.parse_ids(self["depends_on"])

    @property
    def blocks(self) -> tuple[str, ...]:
        return cells.parse_ids(self["blocks"])

    @property
    def notes(self) -> Notes:
        return parse_notes(self["notes"])

    def said(self, label: str) -> str:
        """The text of the notes' last entry with this label (a plain word or two), or ''."""
        return last(self["notes"], label) if label in self.text else ""

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
        several = "Part" in self.text and bool(self.notes.all("Part"))
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


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


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
    """The whole file; ``str(document)`` is the file, byte for byte.

    ``doubts`` are the lines of the tables that are not plain (``parse/columns``): all others hold
    a row with an id and as many cells as its header.
    """

    page: table.Page
    tables: tuple[TaskTable, ...]
    rows: tuple[Task, ...]
    doubts: frozenset[int]

    def __str__(self) -> str:
        return str(self.page)

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """Every task by id, in the file's order; the first of two rows with one id."""
        found = {row.id: row for row in self.rows}
        if len(found) < len(self.rows):
            found.clear()
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
    document = again(*_last[0], text) if _last else None
    _last[:] = [(text, document or _whole(text))]
    return _last[0][1]


#: The text that was read last: a new one is most often it, but for a row.
_last: list[tuple[str, Document]] = []


def _whole(text: str) -> Document:
    page = table.parse(text)
    tables = tuple(_task_tables(page))
    rows: list[Task] = []
    doubts: set[int] = set()
    for found in tables:
        reader = _Reader(found, doubts)
        for start in range(found.place.rows.start, found.place.end, _CHUNK):
            lines = page.texts[start : min(start + _CHUNK, found.place.end)]
            rows += reader.read(start, lines)
    return Document(page, tables, tuple(rows), frozenset(doubts))


def again(old: str, last: Document, text: str) -> Document | None:
    """The document of a text that differs from an old one within rows only, each in its line, by
    what is known of the old one; None where it is to be read whole.

    A line of a table that begins with a pipe, and is not one alone, is a row wherever a row was.
    """
    changed = window.changed(old, text)
    if changed is None or len(changed) > _MOST:
        return None
    rows, doubts = list(last.rows), set(last.doubts - changed.keys())
    for number, line in changed.items():
        home = next((t for t in last.tables if number in t.place.rows), None)
        at = window.place(last.rows, number)
        if home is None or at is None or line[:1] != "|" or line.strip(" \t") == "|":
            return None
        found = list(_Reader(home, doubts).read(number, (line,)))
        if len(found) != 1:
            return None
        rows[at] = found[0]
    return Document(last.page.put(changed), last.tables, tuple(rows), frozenset(doubts))


#: Rows that are read at a time: enough to pay once for many, and little to hold.
_CHUNK = 1024
#: Changed lines up to which the others are kept.
_MOST = 1000


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one table; ``doubts`` takes the lines that are not plain."""

    table: TaskTable
    doubts: set[int]
    _statuses: dict[str, Status | None] = field(default_factory=dict)
    _tokens: dict[str, int | None] = field(default_factory=dict)
    _phases: dict[str, int | None] = field(default_factory=dict)

    def read(self, first: int, lines: Sequence[str]) -> Iterable[Task]:
        """The tasks of these lines, the first of which is line ``first``."""
        found = self._plain(first, lines)
        if found is None and len(lines) > 1:
            return [row for at, line in enumerate(lines, first) for row in self.read(at, (line,))]
        if found is None:
            self.doubts.add(first)
            return self._odd(first, lines[0])
        return found

    def _plain(self, first: int, lines: Sequence[str]) -> Iterable[Task] | None:
        """The tasks of plain rows, column by column; None where a row is not plain."""
        parted = columns.part(lines, len(self.table.place.columns))
        if parted is None:
            return None
        names = [raw.strip(" \t") for raw in self._column(parted, "id")]
        if not columns.ids(names):
            return None
        notes = columns.entries(self._column(parted, "notes"), "Phase")
        return map(
            Task,
            names,
            range(first, first + len(lines)),
            [self.table] * len(lines),
            lines,
            columns.each(self._column(parted, "status"), self._statuses, parse_status),
            columns.each(self._column(parted, "estimate"), self._tokens, _tokens),
            columns.each(self._column(parted, "used"), self._tokens, _tokens),
            columns.each(notes, self._phases, _phase),
        )

    def _column(self, parted: list[str], name: str) -> list[str]:
        """A column's raw cells; '' in each row where the table has none."""
        at, step = self.table.index.get(name), len(self.table.place.columns) + 1
        return [""] * (len(parted) // step) if at is None else parted[at + 1 :: step]

    def _odd(self, number: int, text: str) -> tuple[Task, ...]:
        """The task of one row of any kind; none of a place that is kept."""
        values, index = table.values(text), self.table.index
        if _is_placeholder(values, self.table):
            return ()
        said = {n: values[a] if a < len(values) else "" for n, a in index.items() if n in _READ}
        estimate, used = (_tokens(said.get(name, "")) for name in ("estimate", "used"))
        status, phase = parse_status(said["status"]), _phase(said.get("notes", ""))
        return (Task(said["id"], number, self.table, text, status, estimate, used, phase),)


#: The columns of which something is read with the row.
_READ = ("id", "status", "estimate", "used", "notes")


def _phase(notes: str) -> int | None:
    return _number(last(notes, "Phase"))


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
