"""The rows of a ledger as columns: what every command asks of every row, and each task when asked.

A task is made when somebody asks for it, and is then the same one; what is asked of all of them
(id, status, figures, phase) stands in columns.
"""

from __future__ import annotations

from mosaic.machine import Status, parse_status
from mosaic.parse import cells, columns, table
from mosaic.parse.notes import last
from mosaic.parse.row import Task, TaskTable
from mosaic.standard import Iterator, Mapping, Sequence, TypeVar, cached_property
from mosaic.values import dataclass, field

T = TypeVar("T")

#: Rows that are read at a time: enough to pay once for many, and little to hold.
_CHUNK = 1024
#: The columns of which something is read with the row.
_READ = ("id", "status", "estimate", "used", "notes")


@dataclass(frozen=True)
class Columns:
    """Every row in the file's order; ``texts`` are all lines of the page, ``lines`` the rows'."""

    texts: tuple[str, ...]
    lines: tuple[int, ...]
    tables: tuple[TaskTable, ...]
    ids: tuple[str, ...]
    status: tuple[Status | None, ...]
    estimate: tuple[int | None, ...]
    used: tuple[int | None, ...]
    phase: tuple[int | None, ...]

    @cached_property
    def _made(self) -> dict[int, Task]:
        return {}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each id stands; the first of two rows with one id."""
        found = dict(zip(self.ids, range(len(self.ids)), strict=True))
        if len(found) < len(self.ids):
            found.clear()
            for at, name in enumerate(self.ids):
                found.setdefault(name, at)
        return found

    def row(self, at: int) -> Task:
        """The task at this place; asked again, the same one."""
        made = self._made.get(at)
        if made is None:
            line = self.lines[at]
            figures = self.status[at], self.estimate[at], self.used[at], self.phase[at]
            made = Task(self.ids[at], line, self.tables[at], self.texts[line], *figures)
            self._made[at] = made
        return made

    def where(self, *statuses: Status | None) -> list[int]:
        """The places of the rows with one of these statuses."""
        return [at for at, status in enumerate(self.status) if status in statuses]

    def of_phase(self, number: int) -> list[int]:
        """The places of the rows of this phase."""
        return [at for at, phase in enumerate(self.phase) if phase == number]

    def only(self, places: Sequence[int]) -> Columns:
        """The columns of the rows at these places."""
        return Columns(
            self.texts,
            tuple([self.lines[at] for at in places]),
            tuple([self.tables[at] for at in places]),
            tuple([self.ids[at] for at in places]),
            tuple([self.status[at] for at in places]),
            tuple([self.estimate[at] for at in places]),
            tuple([self.used[at] for at in places]),
            tuple([self.phase[at] for at in places]),
        )

    def saying(self, word: str, places: Sequence[int] | None = None) -> list[int]:
        """The places of the rows, or of these, that hold a word somewhere: any cell, any sense."""
        texts, lines = self.texts, self.lines
        among = range(len(lines)) if places is None else places
        return [at for at in among if word in texts[lines[at]]]

    def put(self, places: Sequence[int], new: Columns) -> Columns:
        """The columns with the rows at these places replaced by new ones, one for one."""
        found = Columns(
            new.texts,
            self.lines,
            _put(self.tables, places, new.tables),
            _put(self.ids, places, new.ids),
            _put(self.status, places, new.status),
            _put(self.estimate, places, new.estimate),
            _put(self.used, places, new.used),
            _put(self.phase, places, new.phase),
        )
        kept = dict(self._made)
        for at in places:
            kept.pop(at, None)
        found._made.update(kept)
        if found.ids is self.ids:
            found.__dict__["places"] = self.places
        return found


def _put(old: tuple[T, ...], places: Sequence[int], new: Sequence[T]) -> tuple[T, ...]:
    """One column with new values at these places; the same one where they are the old ones."""
    if all(old[at] == value for at, value in zip(places, new, strict=True)):
        return old
    values = list(old)
    for at, value in zip(places, new, strict=True):
        values[at] = value
    return tuple(values)


class Tasks(Mapping[str, Task]):
    """Every task by id, in the file's order; the first of two rows with one id."""

    def __init__(self, rows: Columns) -> None:
        self._rows, self._at = rows, rows.places

    def __getitem__(self, name: str) -> Task:
        return self._rows.row(self._at[name])

    def __contains__(self, name: object) -> bool:
        return name in self._at

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


@dataclass
class Reader:
    """Reads rows, and gathers them; ``doubts`` are the lines that are not plain."""

    doubts: set[int] = field(default_factory=set)
    _lines: list[int] = field(default_factory=list)
    _tables: list[TaskTable] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)
    _status: list[Status | None] = field(default_factory=list)
    _estimate: list[int | None] = field(default_factory=list)
    _used: list[int | None] = field(default_factory=list)
    _phase: list[int | None] = field(default_factory=list)
    _statuses: dict[str, Status | None] = field(default_factory=dict)
    _figures: dict[str, int | None] = field(default_factory=dict)
    _phases: dict[str, int | None] = field(default_factory=dict)

    def columns(self, texts: tuple[str, ...]) -> Columns:
        """All that was read, of a page with these lines."""
        return Columns(
            texts,
            tuple(self._lines),
            tuple(self._tables),
            tuple(self._ids),
            tuple(self._status),
            tuple(self._estimate),
            tuple(self._used),
            tuple(self._phase),
        )

    def read(self, home: TaskTable, first: int, lines: Sequence[str]) -> None:
        """Read these lines of a table, the first of which is line ``first``."""
        for start in range(0, len(lines), _CHUNK):
            some = lines[start : start + _CHUNK]
            if not self._plain(home, first + start, some):
                for number, line in enumerate(some, first + start):
                    if not self._plain(home, number, (line,)):
                        self.doubts.add(number)
                        self.odd(home, number, line)

    def _plain(self, home: TaskTable, first: int, lines: Sequence[str]) -> bool:
        """Read plain rows, column by column; False, and nothing read, where one is not plain."""
        width = len(home.place.columns)
        parted = columns.part(lines, width)
        if parted is None:
            return False
        step, blank = width + 1, [""] * len(lines)
        ids, status, estimate, used, notes = (
            blank if (at := home.index.get(name)) is None else parted[at + 1 :: step]
            for name in _READ
        )
        names = columns.ids(ids)
        if names is None:
            return False
        self._lines += range(first, first + len(lines))
        self._tables += [home] * len(lines)
        self._ids += names
        self._status += columns.each(status, self._statuses, parse_status)
        self._estimate += columns.each(estimate, self._figures, _tokens)
        self._used += columns.each(used, self._figures, _tokens)
        self._phase += columns.each(columns.entries(notes, "Phase"), self._phases, _phase)
        return True

    def odd(self, home: TaskTable, number: int, text: str) -> None:
        """Read one row of any kind; a place that is kept is none."""
        values = table.values(text)
        if _is_placeholder(values, home):
            return
        said = {
            n: values[at] for n in _READ if (at := home.index.get(n, len(values))) < len(values)
        }
        self._lines.append(number)
        self._tables.append(home)
        self._ids.append(said.get("id", ""))
        self._status.append(parse_status(said.get("status", "")))
        self._estimate.append(_tokens(said.get("estimate", "")))
        self._used.append(_tokens(said.get("used", "")))
        self._phase.append(_phase(said.get("notes", "")))


def _tokens(text: str) -> int | None:
    try:
        return cells.parse_tokens(text) if text else None
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _phase(notes: str) -> int | None:
    return _number(last(notes, "Phase"))


def _is_placeholder(values: tuple[str, ...], found: TaskTable) -> bool:
    return (
        values[0] in cells.EMPTY
        and len(values) == len(found.place.columns)
        and all(value in cells.EMPTY for value in values)
    )
