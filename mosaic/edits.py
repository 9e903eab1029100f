"""What one text of the ledger has that another has not, and which of it a person's hand may do.

A hand may do what block, unblock, defer, reopen and retry do to a status, bring new rows, and
change order and free text; it never makes a task done or in progress, never removes a row, and
never touches what claims and records write (PROTOCOL, "The machine", adopt).
"""

from __future__ import annotations

from mosaic import machine
from mosaic.change import CellChange
from mosaic.machine import OF_A_CLAIM, Event, Status
from mosaic.parse import cells, table, tasks
from mosaic.parse.notes import parse_notes
from mosaic.parse.tasks import Document, Fault, Task
from mosaic.standard import Iterable, Iterator, Mapping
from mosaic.values import dataclass, field

#: The events whose moves a person's hand may make.
BY_HAND = (Event.BLOCK, Event.UNBLOCK, Event.DEFER, Event.REOPEN, Event.RETRY)
#: Where no hand may bring a task.
NEVER = (Status.DONE, Status.IN_PROGRESS)
#: Columns that claims and records write.
FIXED = (*OF_A_CLAIM, "used")
#: Columns of one row that come from one side of a merge, all together.
TOGETHER = ("status", "branch", *FIXED)
#: Notes that say what was claimed, recorded and shown; gates read them as evidence.
EVIDENCE = (
    "Claim", "Result", "Review", "Documentation", "Landed", "CI", "PR", "Asserted", "Issue",
    "Takeover", "Tests", "Work", "Cleared", "Parked until", "Parked",
    "Answer", "Red", "Should-fix", "Check", "Deviation", "Amended", "Approved", "Drift",
)  # fmt: skip
#: Those of them that a task keeps when it is opened again.
KEPT = ("Claim", "Takeover", "Cleared", "Answer", "Amended", "Approved", "Drift")
#: Characters of a cell that a reason shows, where its edit begins.
SHOWN = 160
#: How a task ends whose row nobody wants any more.
_END = "to end a task, use mosaic-orchestrator defer; rows leave by archive alone"

Values = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """The cells that changed in rows that stayed, and the rows that came and went, with values."""

    cells: tuple[CellChange, ...] = ()
    came: Mapping[str, Values] = field(default_factory=dict)
    gone: Mapping[str, Values] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.came or self.gone)

    @property
    def tasks(self) -> tuple[str, ...]:
        """Every task that is touched."""
        return tuple(dict.fromkeys((*(c.task for c in self.cells), *self.came, *self.gone)))

    def value(self, task: str, column: str) -> str | None:
        """A changed cell's new value, or None where the cell did not change."""
        return next((c.new for c in self.cells if (c.task, c.column) == (task, column)), None)


def compare(old: Document, new: Document) -> Difference:
    """The difference of two ledgers, cell by cell; what people write for empty counts as empty."""
    changed: list[CellChange] = []
    for name, row in new.tasks.items():
        before = old.tasks.get(name)
        if before is not None and before is not row:
            changed += _cells(before, row)
    return Difference(
        tuple(changed),
        {name: values(row) for name, row in new.tasks.items() if name not in old.tasks},
        {name: values(row) for name, row in old.tasks.items() if name not in new.tasks},
    )


def values(row: Task) -> Values:
    """A row's cells by column."""
    return {column: row[column] for column in row.table.index if column}


def _cells(old: Task, new: Task) -> Iterator[CellChange]:
    if old.text == new.text and old.table.index == new.table.index:
        return
    for column in dict.fromkeys((*old.table.index, *new.table.index)):
        if column and column != "id" and old[column] != new[column]:
            yield CellChange(new.id, column, old[column], new[column])


def same_text(old: Document, new: Document) -> bool:
    """Whether two ledgers have the same lines besides their rows."""
    return old.page.tables is new.page.tables or _others(old) == _others(new)


def _others(document: Document) -> list[str]:
    rows = {task.line for task in document.rows}
    return [text for n, text in enumerate(document.page.texts) if n not in rows]


def follow(last: Document, last_text: str, text: str) -> Document:
    """The document of a text; cheap where it differs from the last one within whole rows only."""
    return tasks.again(last_text, last, text) or tasks.parse(text)


def compose(parts: Iterable[Difference]) -> Difference:
    """What is left of differences that came one after the other: an edit taken back is none."""
    changed: dict[tuple[str, str], list[CellChange]] = {}
    came: dict[str, dict[str, str]] = {}
    gone: dict[str, Values] = {}
    for part in parts:
        for name, row in part.gone.items():
            if came.pop(name, None) is None:
                gone[name] = row
        for name, row in part.came.items():
            if name not in gone:
                came[name] = dict(row)
                continue
            before = gone.pop(name)
            for column in dict.fromkeys((*before, *row)):
                old, new = before.get(column, ""), row.get(column, "")
                _fold(changed, CellChange(name, column, old, new))
        for cell in part.cells:
            if cell.task in came:
                came[cell.task][cell.column] = cell.new
            else:
                _fold(changed, cell)
    left = (c for found in changed.values() for c in found if c.old != c.new)
    return Difference(tuple(c for c in left if c.task not in gone), came, gone)


def _fold(changed: dict[tuple[str, str], list[CellChange]], cell: CellChange) -> None:
    """Add a change of a cell; one that goes on where the last ended is joined to it."""
    found = changed.setdefault((cell.task, cell.column), [])
    if found and found[-1].new == cell.old:
        cell = CellChange(cell.task, cell.column, found.pop().old, cell.new)
    found.append(cell)


def forbidden(difference: Difference) -> tuple[tuple[str, str], ...]:
    """What of a difference no hand may do: pairs of task and reason, with column, old and new."""
    found = [(name, f"the row was removed; {_END}") for name in difference.gone]
    for name, row in difference.came.items():
        found += [(name, why) for why in _bad_row(name, row)]
    for cell in difference.cells:
        why = _bad_cell(cell, difference)
        if why:
            shown = (cells.visible(v).replace("\n", cells.BREAK) for v in (cell.old, cell.new))
            old, new = _apart(*shown)
            found.append((cell.task, f"{cell.column} '{old}' -> '{new}': {why}"))
    return tuple(found)


def _apart(old: str, new: str) -> tuple[str, str]:
    """Two long texts cut down to where they differ, with a few words before it."""
    if max(len(old), len(new)) <= SHOWN:
        return old, new
    pairs = enumerate(zip(old, new, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
    begin = max(0, first - SHOWN // 4)
    return _cut(old, begin), _cut(new, begin)


def _cut(text: str, begin: int) -> str:
    end = begin + SHOWN
    return "…" * (begin > 0) + text[begin:end] + "…" * (end < len(text))


def _bad_row(name: str, row: Values) -> Iterator[str]:
    if not cells.is_id(name):
        yield "a new row's id is none"
    if row.get("status", "") != Status.NOT_STARTED:
        yield f"status '{row.get('status', '')}': a new row is not-started"
    for column in FIXED:
        if row.get(column):
            yield f"{column} '{row[column]}': only a claim or a record writes it"
    for label, texts in evidence_of(row.get("notes", "")).items():
        if texts:
            yield f"notes: a new row has no '{label}:'"


def _bad_cell(cell: CellChange, difference: Difference) -> str:
    """Why no hand may change this cell so, or ''."""
    again = difference.value(cell.task, "status") == Status.NOT_STARTED
    if cell.column == "status":
        return _bad_move(cell.old, cell.new)
    if cell.column in FIXED:
        cleared = again and cell.column in OF_A_CLAIM and not cell.new
        return "" if cleared else "only claims and records write it"
    if cell.column == "notes":
        return _bad_notes(cell, again)
    return ""


def _bad_notes(cell: CellChange, again: bool) -> str:
    """``again``: the task is opened again, and so loses the evidence of its ended result."""
    old, new = evidence_of(cell.old), evidence_of(cell.new)
    lost = [k for k in EVIDENCE if again and not new[k] and k not in KEPT]
    labels = [k for k in EVIDENCE if old[k] != new[k] and k not in lost]
    if labels:
        return f"only claims and records write '{labels[0]}:'"
    if parse_notes(cell.old).all("Role") != parse_notes(cell.new).all("Role"):
        return "a row keeps its 'Role:'"
    return ""


def _bad_move(said: str, wanted: str) -> str:
    old, new = machine.parse_status(said), machine.parse_status(wanted)
    if new is None:
        return "that is no status"
    if new in NEVER:
        return f"nothing becomes {new} by hand{_properly(old, new)}"
    if old is None or machine.reaches(old, new, BY_HAND):
        return ""
    ways = dict.fromkeys(t.event.value for t in machine.legal(old) if t.event in BY_HAND)
    return f"by hand, {old} goes on by {', '.join(ways) or 'no event'} only{_properly(old, new)}"


def _properly(old: Status | None, new: Status) -> str:
    """The verb that makes this move, or '' where no event does."""
    ways = (t for t in (machine.legal(old) if old else ()) if t.event not in machine.KEEPING)
    found = [t.who for t in ways if new in t.targets]
    return f"; that is for mosaic-orchestrator {found[0]}" if found and old is not new else ""


def evidence_of(notes: str) -> dict[str, tuple[str, ...]]:
    """What a notes cell holds of each label in EVIDENCE."""
    found = parse_notes(notes)
    return {label: found.all(label) for label in EVIDENCE}


def wrong_blocks(document: Document) -> tuple[CellChange, ...]:
    """The ``blocks`` cells that are not the inverse of ``depends_on``, and what they should be."""
    found = []
    for task in document.tasks.values():
        wanted = document.dependents.get(task.id, ())
        if "blocks" in task.table.index and set(task.blocks) != set(wanted):
            found.append(CellChange(task.id, "blocks", task["blocks"], cells.format_ids(wanted)))
    return tuple(found)


def against(
    parents: list[Document], document: Document, archived: Mapping[str, str]
) -> tuple[Fault, ...]:
    """Faults of a ledger against the commits it follows: moves that no event makes, rows gone.

    ``archived`` has the status of each archived row. Of a merge, what one parent allows is right.
    """
    found = []
    for task in document.tasks.values():
        reasons = [_step(parent.tasks.get(task.id), task, archived) for parent in parents]
        if reasons and all(reasons):
            at = _column(document, task)
            found.append(Fault(task.line + 1, at, reasons[0], "transition", broken=False))
    line = max(1, len(document.page.texts))
    for name in parents[0].tasks if parents else ():
        if all(name in p.tasks for p in parents) and not (
            name in document.tasks or name in archived
        ):
            said = f"the row of {name} is gone, and stands in no archive"
            found.append(Fault(line, 1, said, "row-gone", broken=False))
    return tuple(found)


def _step(old: Task | None, new: Task, archived: Mapping[str, str]) -> str:
    """Why no event leads from the old row to the new one, or ''."""
    if old is None:
        fresh = new["status"] in (Status.NOT_STARTED, archived.get(new.id))
        return "" if fresh else f"{new.id} is new, and {new['status']}: a row begins not-started"
    if old["status"] == new["status"]:
        return ""
    if old.status and new.status and not machine.reaches(old.status, new.status, tuple(Event)):
        onward = [t for t in machine.legal(old.status) if t.event not in machine.KEEPING]
        ways = dict.fromkeys(w.value for t in onward for w in t.targets if w is not old.status)
        said = ", ".join(ways)
        return f"{new.id} went from {old.status} to {new.status}; from there it goes to {said}"
    return ""


def _column(document: Document, task: Task) -> int:
    """The column, from 1, at which the row's status stands."""
    text = task.text
    places, at = table.spans(text), task.table.index["status"]
    if at >= len(places):
        return len(text) + 1
    start, end = places[at]
    return start + len(text[start:end]) - len(text[start:end].lstrip(" \t")) + 1
