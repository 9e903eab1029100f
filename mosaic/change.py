"""A Change is a value: which cells of which tasks, old and new, which rows came, which left.

Events write on a Draft and take a Change from it; ``proof.apply`` turns it into the new text. The
entry's message is made here too, since its trailers are the Change in words.
"""

from __future__ import annotations

from mosaic.errors import Bug, LedgerUnusable, Refused
from mosaic.machine import Event
from mosaic.parse import cells
from mosaic.parse.decoding import literal_at
from mosaic.parse.jsontext import quoted
from mosaic.parse.notes import Notes, parse_notes
from mosaic.parse.outside import one_text
from mosaic.parse.tasks import TEXT_COLUMNS, Document
from mosaic.standard import Mapping, Sequence
from mosaic.values import dataclass, field

SUBJECT = "chore(orchestrator): "
VERSION = "1"


@dataclass(frozen=True)
class CellChange:
    """One cell's value before and after."""

    task: str
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.task} {self.column} {quoted(self.old)} -> {quoted(self.new)}"


@dataclass(frozen=True)
class NewRow:
    """A row that comes in: its values by column; under ``after``, else in its phase's table."""

    values: Mapping[str, str]
    after: str = ""
    phase: int | None = None

    @property
    def id(self) -> str:
        return self.values["id"]


@dataclass(frozen=True)
class Change:
    """What one event does to the state files.

    ``text`` is the whole new ledger, for the events that write it whole (bootstrap, adopt,
    repair, fmt, resume), ``""`` for a ledger that goes away (release). ``files`` are other state
    files with their whole new text, or None for one that goes. ``adopts`` are commits made by
    other means that this entry accounts for.
    """

    event: Event
    subject: str
    body: str = ""
    tasks: tuple[str, ...] = ()
    cells: tuple[CellChange, ...] = ()
    rows: tuple[NewRow, ...] = ()
    removed: tuple[str, ...] = ()
    files: tuple[tuple[str, str | None], ...] = ()
    text: str | None = None
    agent: str = ""
    claim: str = ""
    evidence: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    adopts: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The entry's commit message: subject, body, trailers (PROTOCOL, "Entries")."""
        trailers = [f"Mosaic-Event: {self.event}"]
        trailers += [f"Mosaic-Task: {task}" for task in self.tasks]
        trailers += [f"Mosaic-Change: {change}" for change in self.cells]
        trailers += [f"Mosaic-Agent: {self.agent}"] if self.agent else []
        trailers += [f"Mosaic-Claim: {self.claim}"] if self.claim else []
        trailers += [f"Mosaic-Evidence: {fact}" for fact in self.evidence]
        trailers += [f"Mosaic-Adopts: {commit}" for commit in self.adopts]
        trailers += [f"Ref: {reference}" for reference in self.references]
        trailers += [f"Mosaic-Version: {VERSION}"]
        parts = [SUBJECT + self.subject, self.body, "\n".join(trailers)]
        return "\n\n".join(part for part in parts if part) + "\n"


@dataclass
class Draft:
    """The pad on which an event writes before it is a Change; values read back as written."""

    document: Document
    _cells: dict[tuple[str, str], str] = field(default_factory=dict)
    _rows: dict[str, NewRow] = field(default_factory=dict)
    _removed: list[str] = field(default_factory=list)
    _files: dict[str, str | None] = field(default_factory=dict)

    def value(self, task: str, column: str) -> str:
        """A cell's value as it will be."""
        new = self._rows.get(task)
        if new:
            return new.values.get(column, "")
        return self._cells.get((task, column), self.document.tasks[task][column])

    def put(self, task: str, column: str, value: str) -> None:
        """Set one cell. Errors: a value that no cell can hold; a column that the table lacks."""
        why = cells.refusal(value, lines=column in TEXT_COLUMNS)
        if why:
            raise Refused(
                f"{column} of {task} cannot be written: {why}",
                code="check-failed",
                hint="correct that cell by hand, then run 'mosaic-orchestrator adopt'",
            )
        new = self._rows.get(task)
        if new:
            self._rows[task] = NewRow({**new.values, column: value}, new.after, new.phase)
            return
        if column not in self.document.tasks[task].table.index:
            if value and column != "blocks":
                raise LedgerUnusable(
                    f"the table of {task} has no column '{column}'",
                    hint="run 'mosaic-orchestrator fmt --upgrade' to bring it to the full header",
                )
            return
        self._cells[task, column] = value

    def notes(self, task: str) -> Notes:
        """The notes as they will be."""
        return parse_notes(self.value(task, "notes"))

    def note(self, task: str, label: str, text: str) -> None:
        """Add one entry to the notes."""
        self.put(task, "notes", str(self.notes(task).add(label, one_text(text))))

    def renote(self, task: str, label: str, text: str) -> None:
        """Replace the notes' entries of this label by one."""
        self.put(task, "notes", str(self.notes(task).put(label, one_text(text))))

    def row(self, values: Mapping[str, str], *, after: str = "", phase: int | None = None) -> None:
        """Bring in a row."""
        for column, value in values.items():
            why = cells.refusal(value, lines=column in TEXT_COLUMNS)
            if why:
                raise Refused(f"{column} cannot be written: {why}", code="check-failed")
        new = NewRow(dict(values), after, phase)
        if new.id in self._rows:
            raise Bug(f"two new rows would be called {new.id}; nothing was written")
        self._rows[new.id] = new

    @property
    def came(self) -> tuple[str, ...]:
        """The ids of the rows that come in."""
        return tuple(self._rows)

    def depend(self, task: str, other: str) -> None:
        """Let a task depend on another one more."""
        ids = cells.parse_ids(self.value(task, "depends_on"))
        if other not in ids:
            self.put(task, "depends_on", cells.format_ids((*ids, other)))

    def remove(self, task: str) -> None:
        """Take a row out (it goes to an archive)."""
        self._removed.append(task)

    def file(self, path: str, text: str | None) -> None:
        """Write another state file whole; None removes it."""
        self._files[path] = text

    def change(
        self,
        event: Event,
        subject: str,
        *,
        body: str = "",
        tasks: tuple[str, ...] = (),
        agent: str = "",
        claim: str = "",
        evidence: tuple[str, ...] = (),
        references: tuple[str, ...] = (),
    ) -> Change:
        """The Change, with ``blocks`` derived again wherever an edge came or went.

        ``tasks`` come first among those that the entry names; the others follow.
        """
        self._derive_blocks()
        gone = set(self._removed)
        found = tuple(
            CellChange(task, column, self.document.tasks[task][column], new)
            for (task, column), new in self._cells.items()
            if task not in gone and self.document.tasks[task][column] != new
        )
        named = [*tasks, *(c.task for c in found), *self._rows, *self._removed]
        return Change(
            event,
            subject,
            body=body,
            tasks=tuple(dict.fromkeys(named)),
            cells=found,
            rows=tuple(self._rows.values()),
            removed=tuple(self._removed),
            files=tuple(self._files.items()),
            agent=agent,
            claim=claim,
            evidence=evidence,
            references=references,
        )

    def _derive_blocks(self) -> None:
        """``blocks`` is the inverse of ``depends_on``: touch the rows whose inverse moved."""
        tasks, new = self.document.tasks, {name: row.values for name, row in self._rows.items()}
        touched = dict.fromkeys(new)
        for task, column in self._cells:
            if column == "depends_on":
                before, after = tasks[task].depends_on, cells.parse_ids(self._cells[task, column])
                moved = set(before) ^ set(after)
                touched |= dict.fromkeys(other for other in (*before, *after) if other in moved)
        for task in self._removed:
            touched |= dict.fromkeys(tasks[task].depends_on)
        for values in new.values():
            touched |= dict.fromkeys(cells.parse_ids(values.get("depends_on", "")))
        gone = set(self._removed)
        here = [
            other for other in touched if other in new or (other in tasks and other not in gone)
        ]
        inverse = self._dependents(gone) if here else {}
        for other in here:
            self.put(other, "blocks", cells.format_ids(tuple(inverse.get(other, ()))))

    def _dependents(self, gone: set[str]) -> dict[str, dict[str, None]]:
        """For each id that will be depended on, the tasks that will, in the file's order."""
        found: dict[str, dict[str, None]] = {}
        for task, row in self.document.tasks.items():
            if task not in gone:
                for other in cells.parse_ids(
                    self._cells.get((task, "depends_on"), row["depends_on"])
                ):
                    found.setdefault(other, {})[task] = None
        for new in self._rows.values():
            for other in cells.parse_ids(new.values.get("depends_on", "")):
                found.setdefault(other, {})[new.id] = None
        return found


def parse_cell_change(text: str) -> CellChange | None:
    """A ``Mosaic-Change`` trailer's value read back, or None where it is none."""
    parts: Sequence[str] = text.split(" ", 2)
    if len(parts) != 3:
        return None
    if not parts[2].startswith('"'):
        return None
    try:
        old, at = literal_at(parts[2], 0)
        if not parts[2].startswith(' -> "', at):
            return None
        new, end = literal_at(parts[2], at + 4)
    except ValueError:
        return None
    if end != len(parts[2]):
        return None
    return CellChange(parts[0], parts[1], old, new)
