"""Replaying the ledger's history: every entry a legal event, every cell accounted for.

Rows come in by an entry's own tree, later cells only by its ``Mosaic-Change`` trailers, rows go
only into archives. A commit that changed the ledger by other means is open until an adopt entry
names it, and so is an entry that is not what it says. What lies before the first entry is given:
there was no protocol yet to keep.
"""

from __future__ import annotations

from mosaic.edits import Difference, compare, compose, follow, forbidden, same_text
from mosaic.machine import KEEPING, TRANSITIONS, Event, Status, parse_status, reaches
from mosaic.merging.parents import is_legal, of_merge
from mosaic.parse import faults, table, tasks
from mosaic.parse.tasks import Document
from mosaic.shown import lacking
from mosaic.standard import Iterable, Iterator, Mapping, Sequence
from mosaic.state import is_state_file
from mosaic.step import Commit as Commit
from mosaic.step import Step as Step
from mosaic.values import dataclass, field

#: Other events whose moves may happen in an entry of this event.
ALSO: tuple[tuple[Event, tuple[Event, ...]], ...] = (
    (Event.BOOTSTRAP, (Event.REOPEN,)),
    (Event.ADD, (Event.REOPEN,)),
    (Event.RECORD, (Event.QA_CLEAR, Event.REOPEN)),
)
#: Events whose entry moves a row at least.
MOVING = tuple(
    t.event
    for t in TRANSITIONS
    if t.sources and t.event not in (*KEEPING, Event.RECORD, Event.QA_CLEAR)
)
#: Events that bring rows, and those that take rows away.
BRINGING = (Event.BOOTSTRAP, Event.ADD, Event.RECORD, Event.ADOPT, Event.REPAIR, Event.RESUME)
TAKING = (Event.ARCHIVE, Event.RELEASE)
#: Events that may write more of the file than rows.
WHOLE = (Event.BOOTSTRAP, Event.ADOPT, Event.REPAIR, Event.FMT, Event.RESUME, *TAKING)
#: What a bootstrap takes in besides state files: the PRD, and what init wrote.
AT_BOOTSTRAP = (
    "docs/PRD.md", "docs/PRD.json", ".gitignore", ".gitattributes", "AGENTS.md", "CLAUDE.md",
)  # fmt: skip
AT_BOOTSTRAP_UNDER = (".mosaic/", ".claude/", ".githooks/")


@dataclass(frozen=True)
class Given:
    """What is known where a replay begins later than the history; ``governed``: entries precede.

    ``archived`` are the rows in archives there, with their status; ``open`` waits to be adopted.
    """

    entries: int = 0
    governed: bool = False
    archived: frozenset[tuple[str, str]] = frozenset()
    open: Mapping[str, Hand] = field(default_factory=dict)


@dataclass(frozen=True)
class Flaw:
    """Something in the history that no event accounts for; ``task`` '' where it is none's."""

    oid: str
    task: str
    message: str

    def __str__(self) -> str:
        return f"{self.oid[:10]} {self.task + ': ' if self.task else ''}{self.message}"


@dataclass(frozen=True)
class Hand:
    """A commit that changed the ledger by other means, and how."""

    commit: Commit
    difference: Difference


@dataclass(frozen=True)
class Replay:
    """What a history says: what is wrong with it, and what is still to be adopted."""

    flaws: tuple[Flaw, ...]
    open: tuple[Hand, ...]
    entries: int


def audit(steps: Iterable[Step]) -> tuple[Flaw, ...]:
    """Every flaw of a history, oldest first; commits that wait for an adopt entry among them."""
    return flaws(replay(steps))


def flaws(found: Replay) -> tuple[Flaw, ...]:
    """What is wrong with a replayed history, and what waits to be adopted."""
    waiting = (
        Flaw(h.commit.oid, "", f"changed the ledger by other means: {h.commit.subject}")
        for h in found.open
        if not h.commit.event
    )
    return (*found.flaws, *waiting)


def replay(steps: Iterable[Step], given: Given | None = None) -> Replay:
    """Replay a history in one pass; ``steps`` come with parents before children."""
    start = given or Given()
    book = _Book([], dict(start.open), set(start.archived), start.entries, start.governed)
    for step in steps:
        book.turn(step)
    return Replay(tuple(book.flaws), tuple(book.open.values()), book.entries)


@dataclass
class _Book:
    """What is known so far. ``open`` are hand commits, repairs made since the first, and entries
    with flaws."""

    flaws: list[Flaw] = field(default_factory=list)
    open: dict[str, Hand] = field(default_factory=dict)
    archived: set[tuple[str, str]] = field(default_factory=set)
    entries: int = 0
    governed: bool = False
    _last: Document = field(default_factory=lambda: tasks.parse(""))
    _text: str = ""

    def turn(self, step: Step) -> None:
        """Take one step."""
        for text in step.archives:
            self.archived |= {(t.id, t["status"]) for t in tasks.parse(text).rows}
        if not step.commit.event and not (self.entries or self.governed):
            return
        befores = [self._read(text) for text in step.before]
        after = self._read(step.after)
        if step.commit.event:
            self.entries += 1
            self._enter(step, befores[0], after)
        elif len(befores) == 1:
            if step.after != step.before[0]:
                self.open[step.commit.oid] = Hand(step.commit, compare(befores[0], after))
        elif not is_legal(step.before, step.bases, step.after):
            self.open[step.commit.oid] = Hand(step.commit, of_merge(befores, after))

    def _enter(self, step: Step, before: Document, after: Document) -> None:
        """Take an entry. One with flaws, such as one that a person amended, waits for an adopt
        entry too: what of it no event explains is then judged as made by hand."""
        strays = tuple(_strays(step))
        found = tuple(_entry(self, step, before, after))
        self.flaws += [Flaw(step.commit.oid, task, why) for task, why in (*strays, *found)]
        if (strays or found) and step.commit.oid not in self.open:
            self.open[step.commit.oid] = Hand(step.commit, _unexplained(found, before, after))

    def adopted(self, names: Sequence[str]) -> list[Hand]:
        """The commits that an adopt entry names; what was wrong with them is accounted for."""
        named = [self.open.pop(oid) for oid in names if oid in self.open]
        oids = {hand.commit.oid for hand in named}
        self.flaws = [flaw for flaw in self.flaws if flaw.oid not in oids]
        return named

    def _read(self, text: str | None) -> Document:
        """The document; cheap where only rows differ from the text that was read last."""
        if (text or "") != self._text:
            self._last = follow(self._last, self._text, text or "")
            self._text = text or ""
        return self._last


def _entry(book: _Book, step: Step, before: Document, after: Document) -> Iterator[tuple[str, str]]:
    """Everything wrong with one entry, as pairs of task and reason."""
    event = next((e for e in Event if e == step.commit.event), None)
    if event is None:
        yield "", f"'{step.commit.event}' is no event"
        return
    if len(step.before) > 1:
        yield "", "an entry has one parent"
    whole = difference = Difference() if before is after else compare(before, after)
    if event is Event.ADOPT:
        whole = _adopted(book, step.commit, difference)
    elif event is Event.REPAIR and book.open:
        book.open[step.commit.oid] = Hand(step.commit, difference)
    yield from _accounted(step.commit, whole)
    yield from _rows(book, event, difference, before, step.before[0] if step.before else None)
    if event in (Event.ADOPT, Event.REPAIR):
        yield from forbidden(_readable(whole, before) if event is Event.REPAIR else whole)
    else:
        yield from _moves(event, difference, after)
        yield from lacking(event, step.commit.all("Mosaic-Evidence"), difference.cells, after)
    if event not in WHOLE and before is not after and not same_text(before, after):
        yield "", "text besides the rows changed"


def _strays(step: Step) -> Iterator[tuple[str, str]]:
    """Paths that no entry touches."""
    for path in step.paths:
        if not is_state_file(path) and not _taken_in(step.commit.event, path):
            yield "", f"the entry touches '{path}', which is no state file"


def _taken_in(event: str, path: str) -> bool:
    return event == Event.BOOTSTRAP and (
        path in AT_BOOTSTRAP or path.startswith(AT_BOOTSTRAP_UNDER)
    )


def _unexplained(found: Sequence[tuple[str, str]], before: Document, after: Document) -> Difference:
    """What an entry with these flaws did to the rows that they name; all that it did, where one
    of them names no row."""
    whole, names = compare(before, after), {task for task, _ in found}
    if "" in names:
        return whole
    return Difference(
        tuple(cell for cell in whole.cells if cell.task in names),
        {name: row for name, row in whole.came.items() if name in names},
        {name: row for name, row in whole.gone.items() if name in names},
    )


def _adopted(book: _Book, commit: Commit, own: Difference) -> Difference:
    """The commits that an adopt entry names, and its own edit, as one difference."""
    named = book.adopted(commit.all("Mosaic-Adopts"))
    return compose([*(hand.difference for hand in named), own])


def _accounted(commit: Commit, difference: Difference) -> Iterator[tuple[str, str]]:
    """The trailers and the table must say the same."""
    said = {(c.task, c.column): c for c in commit.cells if c}
    if None in commit.cells:
        yield "", "a Mosaic-Change trailer cannot be read"
    seen = {(c.task, c.column): c for c in difference.cells}
    for key, cell in seen.items():
        if said.get(key) != cell:
            yield cell.task, f"no trailer accounts for {str(cell).partition(' ')[2]}"
    for key, cell in said.items():
        if key not in seen:
            yield cell.task, f"a trailer says {str(cell).partition(' ')[2]}; the table does not"


def _rows(
    book: _Book, event: Event, difference: Difference, before: Document, text: str | None
) -> Iterator[tuple[str, str]]:
    """Rows come by the events that bring rows, not started; they go into archives only."""
    loose = [table.values(line) for line in (text or "").split("\n") if difference.came]
    for name, row in difference.came.items():
        rejoined = any(name in found and row["status"] in found for found in loose)
        if event not in BRINGING:
            yield name, f"{event} brings no rows"
        elif event is Event.RECORD and "-QA" not in name:
            yield name, "a record brings no rows but -QA ones"
        elif row["status"] != Status.NOT_STARTED and not (
            event is Event.RESUME or (event is Event.REPAIR and rejoined)
        ):
            yield name, f"the row came with status '{row['status']}'"
    for name, row in difference.gone.items():
        if event not in TAKING:
            yield name, f"{event} takes no rows away"
        elif (name, row["status"]) not in book.archived:
            yield name, "the row went and stands in no archive"


def _moves(event: Event, difference: Difference, after: Document) -> Iterator[tuple[str, str]]:
    """Each status that changed must be a legal move of the entry's event."""
    allowed = (event, *next((more for e, more in ALSO if e is event), ()))
    moved = [c for c in difference.cells if c.column == "status"]
    if event in MOVING and not moved:
        yield "", f"a {event} entry in which no task moves"
    for cell in moved:
        old, new = parse_status(cell.old), parse_status(cell.new)
        if old is None or new is None or not reaches(old, new, allowed):
            yield cell.task, f"{event} does not take a task from '{cell.old}' to '{cell.new}'"
            continue
        for column in _cleared(old, new, allowed):
            if after.tasks[cell.task][column]:
                yield cell.task, f"{column} should be empty when a task is to be claimed again"


def _cleared(old: Status, new: Status, allowed: tuple[Event, ...]) -> tuple[str, ...]:
    """The cells that this move empties."""
    found = [t for t in TRANSITIONS if t.event in allowed and old in t.sources and new in t.targets]
    return found[0].clears if found else ()


def _readable(difference: Difference, before: Document) -> Difference:
    """The difference without cells of rows that were broken before, which could not be read."""
    broken = {f.line - 1 for f in faults.structure(before)}
    lost = {t.id for t in before.rows if t.line in broken}
    return Difference(tuple(c for c in difference.cells if c.task not in lost), {}, difference.gone)
