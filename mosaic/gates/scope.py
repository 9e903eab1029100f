"""No file of this task is in the scope of a task in progress, the shared paths apart.

The scope is the contract's, else the notes' ``Files:`` without their lines; a row that has
neither passes with a warning. Source: the guide, Step 4 (same-file tasks are sequential).
"""

from __future__ import annotations

from mosaic.gates.contracts import bound, contract_of, is_shared, overlap
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import listed
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.parse.tasks import Task
from mosaic.state import State
from mosaic.values import dataclass

_NUMBERS = frozenset("0123456789-–—, L#")


def judge(proposal: Proposal) -> Verdict:
    """Pass where the task keeps out of the others' way."""
    task, state = proposal.task, proposal.state
    if task is None:
        return Pass("no task")
    others = [other for other in state.once(_going) if other.id != task.id]
    if not others:
        return Pass("nothing else is in progress")
    here = _claim(task, state)
    faults = [one.fault for one in (here, *others) if one.fault]
    if faults:
        return Unknown(
            "; ".join(faults),
            "run 'mosaic-orchestrator amend TASK --contract FILE --reason WHY' for each",
        )
    if here.scope is None:
        return Pass(f"{task.id} names no files: whether it meets another task was not judged", True)
    met = [f"{path} ({other.id})" for other in others for path in here.shared_with(other)]
    if met:
        return Refuse(
            f"{task.id} would change what is being changed: {listed(met)}",
            "wait for that task, or name the path in limits.shared",
        )
    silent = [other.id for other in others if other.scope is None]
    if silent:
        return Pass(f"not compared with {listed(silent)}, which name no files", True)
    return Pass()


@dataclass(frozen=True)
class _Claim:
    """What a task lays claim to: its scope; ``own``, of it what is not shared; or ``fault``, why
    its contract cannot be read."""

    id: str
    scope: tuple[str, ...] | None
    own: tuple[str, ...]
    fault: str = ""

    def shared_with(self, other: _Claim) -> list[str]:
        """The paths that two tasks would both change."""
        return [path for path in self.own if any(overlap(path, t) for t in other.own)]


def _going(state: State) -> tuple[_Claim, ...]:
    """What each task in progress lays claim to."""
    return tuple([_claim(row, state) for row in state.in_progress])


def _claim(task: Task, state: State) -> _Claim:
    contract = contract_of(task, state)
    if contract is not None:
        from mosaic.parse.terms import Broken

        if isinstance(contract, Broken):
            return _Claim(task.id, None, (), contract.fault)
    scope = scope_of(task, state)
    own = tuple([path for path in scope or () if not is_shared(path, state)])
    return _Claim(task.id, scope, own)


def scope_of(task: Task, state: State) -> tuple[str, ...] | None:
    """The paths or patterns that a task may change; None where nothing says so."""
    contract = bound(task, state)
    if contract is not None and contract.scope:
        return contract.scope
    targets = contract.targets if contract is not None else ()
    return tuple(dict.fromkeys((*targets, *named_files(task)))) or None


def named_files(task: Task) -> tuple[str, ...]:
    """The paths of the notes' ``Files:``, without lines, in order and without repeats."""
    parts = [part.strip() for part in task.notes.get("Files").split(",")]
    paths = [_path(part) for part in parts if set(part) - _NUMBERS]
    return tuple(dict.fromkeys(path for path in paths if path))


def _path(text: str) -> str:
    head, colon, lines = text.rpartition(":")
    while colon and head and not set(lines) - _NUMBERS:
        text = head
        head, colon, lines = text.rpartition(":")
    return text.strip("` ").removeprefix("./")
