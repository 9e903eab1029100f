"""One row of a task table, and the table: what its cells say, read when it is asked for."""

from __future__ import annotations

from mosaic.machine import Status
from mosaic.parse import cells, table
from mosaic.parse.notes import Notes, last, parse_notes
from mosaic.patterns import IGNORECASE, regex
from mosaic.standard import Mapping
from mosaic.values import dataclass

_PHASE = regex(r"\bphase[ \t]*([0-9]{1,3})\b", IGNORECASE)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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
