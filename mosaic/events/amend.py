"""amend: the one way in which a task's contract changes after it was drafted.

The entry says what it was and what it is, why, which paths it is about, and what has to be
validated again; evidence of other checks, and a person's word on the old contract, no longer hold.
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused, Usage
from mosaic.events.decision import Decision, row_of, transition
from mosaic.gates.contracts import contract_of, path_of
from mosaic.gates.surfaces import approved
from mosaic.machine import Event
from mosaic.parse.contract import parse_contract
from mosaic.parse.tasks import Task
from mosaic.parse.terms import Broken, Check, Contract
from mosaic.standard import Iterator, Sequence
from mosaic.state import State
from mosaic.values import dataclass, replace

#: Lists of a contract, and how each is called for one item.
PARTS = (
    ("targets", "target"),
    ("scope", "scope"),
    ("out_of_bounds", "out of bounds"),
    ("evidence", "evidence"),
)


@dataclass(frozen=True)
class Wanted:
    """What the contract shall be: a whole ``text``, or what comes to each list and what goes."""

    text: str | None = None
    targets: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    out_of_bounds: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    remove: tuple[str, ...] = ()


def decide(state: State, name: str, wanted: Wanted, reason: str, by: str = "") -> Decision:
    """The amended contract. Errors: UnknownTask, IllegalMove; Usage for a contract that cannot
    be; Refused where nothing that is to go is there, or the old one cannot be read."""
    task = row_of(state, name)
    transition(task, Event.AMEND)
    old = contract_of(task, state)
    owner = old.task if isinstance(old, Contract) else task.id
    new = _new(task, old, owner, wanted)
    if isinstance(old, Contract) and new.digest == old.digest:
        return Decision(None, task.id)
    before = old if isinstance(old, Contract) else Contract(task=owner)
    lines, again = list(_lines(before, new)), list(_again(task, before, new))
    was = old.digest[:12] if isinstance(old, Contract) else "none"
    draft = Draft(state.document)
    draft.file(path_of(owner), new.text)
    more = f"; validate again: {', '.join(again)}" if again else ""
    who = f" (by {by})" if by else ""
    draft.note(task.id, "Amended", f"{was} -> {new.digest[:12]}: {reason}{who}{more}")
    change = draft.change(
        Event.AMEND,
        f"Amend the contract of {task.id}",
        body="\n".join((f"Why: {reason}", *lines, *_told(again))),
        tasks=tuple(dict.fromkeys((task.id, owner))),
        evidence=(f"contract={new.digest[:12]} from {was}",),
    )
    told: dict[str, object] = {
        "old": old.digest if isinstance(old, Contract) else None,
        "new": new.digest,
        "changes": lines,
        "revalidate": again,
    }
    return Decision(change, task.id, (), told)


def _told(again: Sequence[str]) -> tuple[str, ...]:
    return (f"Validate again: {', '.join(again)}",) if again else ()


def _new(task: Task, old: Contract | Broken | None, owner: str, wanted: Wanted) -> Contract:
    if wanted.text is not None:
        found = parse_contract(wanted.text, "the contract", owner)
    elif isinstance(old, Broken):
        raise Refused(
            f"the contract of {task.id} cannot be read, so that nothing can be added to it",
            code="check-failed",
            details=old.lines,
            hint="give the whole of it with --contract FILE",
        )
    else:
        made = _edited(old or Contract(), wanted)
        found = parse_contract(replace(made, task=owner).text, "the contract", owner)
    if isinstance(found, Broken):
        raise Usage("that is no contract", details=found.lines)
    return replace(found, origin="amended", task=owner)


def _edited(old: Contract, wanted: Wanted) -> Contract:
    known = {item for key, _ in PARTS for item in getattr(old, key)}
    missing = [word for word in wanted.remove if word not in known | {c.name for c in old.checks}]
    if missing:
        raise Refused(
            f"the contract has no '{missing[0]}' that could go",
            hint="run 'mosaic-orchestrator show TASK' to see what it has",
        )
    names = {check.name for check in wanted.checks}
    checks = [c for c in old.checks if c.name not in (*names, *wanted.remove)]
    return replace(
        old,
        targets=_list(old.targets, wanted.targets, wanted.remove),
        scope=_list(old.scope, wanted.scope, wanted.remove),
        out_of_bounds=_list(old.out_of_bounds, wanted.out_of_bounds, wanted.remove),
        evidence=_list(old.evidence, wanted.evidence, wanted.remove),
        checks=(*checks, *wanted.checks),
    )


def _list(old: tuple[str, ...], more: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(item for item in old if item not in gone), *more)))


def _lines(old: Contract, new: Contract) -> Iterator[str]:
    """What went and what came, a line each."""
    for key, called in PARTS:
        before, after = getattr(old, key), getattr(new, key)
        yield from (f"- {called} {item}" for item in before if item not in after)
        yield from (f"+ {called} {item}" for item in after if item not in before)
    yield from (f"- check {_said(check)}" for check in old.checks if check not in new.checks)
    yield from (f"+ check {_said(check)}" for check in new.checks if check not in old.checks)


def _said(check: Check) -> str:
    return f"{check.name}: {check.command}" if check.command else check.name


def _again(task: Task, old: Contract, new: Contract) -> Iterator[str]:
    """What has to be validated again under the new contract."""
    if task.recorded:
        yield "the recorded work against the contract"
    yield from (f"check {check.name}" for check in new.checks if check not in old.checks)
    yield from (f"evidence {e}" for e in new.evidence if e not in old.evidence)
    if approved(task, "contract", old.digest):
        yield "the approval of the contract"
