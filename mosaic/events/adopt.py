"""adopt: a person's edits, committed or not, become an entry after they were checked.

What block, unblock, defer, reopen and retry allow, new rows, order and free text are taken;
``blocks`` is derived again, and what a reopened task must lose, or a new one's phase must gain,
is written in the same entry (PROTOCOL, "The machine").
"""

from __future__ import annotations

from mosaic import machine
from mosaic.audit import Hand
from mosaic.change import CellChange, Change, Draft
from mosaic.edits import Difference, compare, compose, forbidden, wrong_blocks
from mosaic.errors import CheckFailed, LedgerUnusable
from mosaic.events.bootstrap import Over
from mosaic.events.decision import Decision, clear_result
from mosaic.events.ended import verify_again
from mosaic.events.phases import enter
from mosaic.gates.attempts import attempts
from mosaic.machine import OF_A_CLAIM, Event, Status
from mosaic.parse import cells, config, faults, outside, tasks
from mosaic.parse.learnings import read_learnings
from mosaic.parse.notes import parse_notes
from mosaic.parse.questions import Question, read_question
from mosaic.parse.tasks import Document, Task
from mosaic.proof import apply
from mosaic.standard import Iterator, Mapping, timedelta
from mosaic.state import LEARNINGS, State
from mosaic.values import dataclass, field


@dataclass(frozen=True)
class Edit:
    """What a person did: ``texts`` are state files edited and not committed, by path; ``open``
    are commits that changed the ledger by other means. ``now`` is ISO 8601."""

    now: str
    texts: Mapping[str, str] = field(default_factory=dict)
    open: tuple[Hand, ...] = ()
    reason: str = ""


def cleaned(tip: State, texts: Mapping[str, str]) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The edited texts without the secrets that the edit brings, and a warning for each kind.

    Errors: CheckFailed where the config has one: half a value is another value.
    """
    found = {p: outside.edited(p, tip.files.read(p) or "", text) for p, text in texts.items()}
    if config.PATH in found and found[config.PATH].warnings:
        raise CheckFailed(
            f"{config.PATH} would hold a secret; nothing was changed",
            details=[w.replace(", which was taken out", "") for w in found[config.PATH].warnings],
            hint="config.toml is committed: let its command read the secret from the environment",
        )
    warnings = tuple(warning for taken in found.values() for warning in taken.warnings)
    return {path: taken.text for path, taken in found.items()}, warnings


def decide(tip: State, edit: Edit) -> Decision:
    """The entry; nothing where there is nothing to adopt. ``tip`` is the state without the edit.

    Errors: LedgerUnusable where the edited ledger is broken; CheckFailed with every edit that no
    hand may make, and nothing is changed.
    """
    if not (edit.texts or edit.open):
        return Decision(None)
    edited = State(Over(edit.texts, tip))
    _ = edited.document
    _check_files(tip, edit.texts)
    final = _completed(edited, tip, edit.open)
    net = compose([*(hand.difference for hand in edit.open), compare(tip.anything, final)])
    wrong = [f"{task}: {why}" for task, why in (*forbidden(net), *_refused(tip, edit, net, final))]
    if wrong:
        raise CheckFailed(
            f"{len(wrong)} edit(s) cannot be adopted; nothing was changed",
            details=wrong,
            hint="take these edits back, or put the whole edit aside with"
            " 'mosaic-orchestrator adopt --discard'",
        )
    return Decision(_change(tip, edit, net, str(final)), answer=_answer(edit, net))


def _check_files(tip: State, texts: Mapping[str, str]) -> None:
    """Other state files must read, and the ledger must stay where it is."""
    if LEARNINGS in texts:
        read_learnings(texts[LEARNINGS])
    if config.PATH in texts:
        new = config.parse_config(texts[config.PATH]).ledger.ref
        try:
            old = tip.config.ledger.ref
        except LedgerUnusable:  # it is the broken config that the edit mends
            old = new
        if old != new:
            raise CheckFailed(f"ledger.ref '{old}' -> '{new}': the ledger stays where it is")


def _completed(edited: State, tip: State, opened: tuple[Hand, ...]) -> Document:
    """The edited ledger with what the protocol asks to go with such edits."""
    document = edited.document
    net = compose([*(hand.difference for hand in opened), compare(tip.anything, document)])
    draft = Draft(document)
    again = [c.task for c in net.cells if c.column == "status" and c.new == Status.NOT_STARTED]
    for name in again:
        for column in OF_A_CLAIM:
            draft.put(name, column, "")
        clear_result(draft, name)
    for name in (*again, *net.came):
        enter(draft, name, document.tasks[name].phase)
    for phase in dict.fromkeys(document.tasks[name].phase for name in net.came):
        came = [name for name in net.came if document.tasks[name].phase == phase]
        verify_again(draft, edited, phase, came)
    moved = tasks.parse(apply(document, draft.change(Event.ADOPT, "")))
    derived = Change(Event.ADOPT, "", cells=wrong_blocks(moved))
    return tasks.parse(apply(moved, derived)) if derived.cells else moved


def _refused(tip: State, edit: Edit, net: Difference, final: Document) -> Iterator[tuple[str, str]]:
    """What depends on more than the edit itself: archives, dependencies, leases, attempts."""
    for name in net.came:
        if name in tip.archived:
            yield name, "the id is that of an archived row, and is never used again"
    known = frozenset(tip.archived)
    before = {(f.rule, f.message) for f in faults.check(tip.anything, known)}
    for fault in faults.check(final, known):
        if (fault.rule, fault.message) not in before:
            yield f"{tasks.PATH}:{fault.line}:{fault.column}", fault.message
    for cell in net.cells:
        if (cell.column, cell.new) == ("status", Status.NOT_STARTED):
            task = tip.anything.tasks.get(cell.task)
            why = _not_again(_limits(tip, edit), task, cell.old, edit.now) if task else ""
            if why:
                yield cell.task, f"status '{cell.old}' -> '{cell.new}': {why}"
    yield from _past_a_question(net, final)


def _past_a_question(net: Difference, final: Document) -> Iterator[tuple[str, str]]:
    """Each blocked row that the edit opens, or whose question it takes out, before its answer.

    A question may be put in other words, and its row deferred.
    """
    cells_of: dict[str, dict[str, list[CellChange]]] = {}
    for cell in net.cells:
        cells_of.setdefault(cell.task, {}).setdefault(cell.column, []).append(cell)
    for name, changed in cells_of.items():
        row, notes, moves = final.tasks.get(name), changed.get("notes", ()), changed.get("status")
        if any(_opens(cell.old, cell.new) for cell in moves or ()):
            texts = [*(cell.old for cell in notes), row["notes"] if row else ""]
        else:
            still = row is not None and row.status is Status.BLOCKED and not moves
            texts = [cell.old for cell in notes if still and not _asked(cell.new)]
        asked = next((question for text in texts if (question := _asked(text))), None)
        if asked:
            how = f"run 'mosaic-orchestrator answer {name} CHOICE --by NAME'"
            yield name, f"it waits for an answer: {asked}; {how}"


def _opens(old: str, new: str) -> bool:
    kept = (Status.BLOCKED, Status.DEFERRED)
    return machine.parse_status(old) is Status.BLOCKED and machine.parse_status(new) not in kept


def _asked(notes: str) -> Question | None:
    return read_question(parse_notes(notes))


def _limits(tip: State, edit: Edit) -> config.Limits:
    text = edit.texts.get(config.PATH)
    return (config.parse_config(text) if text is not None else tip.config).limits


def _not_again(limits: config.Limits, task: Task, old: str, now: str) -> str:
    """Why a task cannot be retried by hand any more than by ``retry``, or ''."""
    if old in (Status.FAILED, Status.IN_PROGRESS) and attempts(task) >= limits.attempts:
        return f"it was claimed {attempts(task)} times; limits.attempts is {limits.attempts}"
    if old != Status.IN_PROGRESS:
        return ""
    if task.recorded:
        return "its result is recorded"
    try:
        end = cells.parse_when(task["started_at"]) + timedelta(seconds=limits.lease)
    except ValueError:
        return "when it was started cannot be read, so its lease may still run; take it over"
    return f"its lease runs until {end.isoformat()}" if cells.parse_when(now) < end else ""


def _change(tip: State, edit: Edit, net: Difference, text: str) -> Change:
    if not text:
        raise LedgerUnusable("the edited ledger is empty", code="ledger-missing")
    others = tuple((path, text) for path, text in edit.texts.items() if path != tasks.PATH)
    touched = tasks.PATH in edit.texts or bool(edit.open) or text != tip.text
    return Change(
        Event.ADOPT,
        "Adopt edits by hand",
        body=f"Reason: {edit.reason}" if edit.reason else "",
        tasks=net.tasks,
        cells=net.cells,
        files=others,
        text=text if touched else None,
        adopts=tuple(hand.commit.oid for hand in edit.open),
    )


def _answer(edit: Edit, net: Difference) -> Mapping[str, object]:
    return {
        "changes": [str(cell) for cell in net.cells],
        "rows": list(net.came),
        "files": list(edit.texts),
        "commits": [hand.commit.oid for hand in edit.open],
    }
