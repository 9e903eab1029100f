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
from mosaic.standard import Iterable
from mosaic.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.terms import Broken

_NUMBERS = frozenset("0123456789-–—, L#")


def judge(proposal: Proposal) -> Verdict:
    """Pass where the task keeps out of the others' way."""
    task, state = proposal.task, proposal.state
    if task is None:
        return Pass("no task")
    others = [r for r in state.in_progress if r.id != task.id]
    if not others:
        return Pass("nothing else is in progress")
    broken = _broken((task, *others), state)
    if broken:
        return Unknown(
            "; ".join(contract.fault for contract in broken),
            "run 'mosaic-orchestrator amend TASK --contract FILE --reason WHY' for each",
        )
    mine = scope_of(task, state)
    if mine is None:
        return Pass(f"{task.id} names no files: whether it meets another task was not judged", True)
    met = [f"{path} ({r.id})" for r in others for path in _shared_with(mine, r, state)]
    if met:
        return Refuse(
            f"{task.id} would change what is being changed: {listed(met)}",
            "wait for that task, or name the path in limits.shared",
        )
    silent = [r.id for r in others if scope_of(r, state) is None]
    if silent:
        return Pass(f"not compared with {listed(silent)}, which name no files", True)
    return Pass()


def _broken(rows: Iterable[Task], state: State) -> list[Broken]:
    """The contracts of these rows that cannot be read."""
    found = [contract for row in rows if (contract := contract_of(row, state))]
    if not found:
        return []
    from mosaic.parse.terms import Broken

    return [contract for contract in found if isinstance(contract, Broken)]


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


def _shared_with(mine: tuple[str, ...], other: Task, state: State) -> list[str]:
    theirs = _own(scope_of(other, state) or (), state)
    return [path for path in _own(mine, state) if any(overlap(path, t) for t in theirs)]


def _own(paths: tuple[str, ...], state: State) -> list[str]:
    return [path for path in paths if not is_shared(path, state)]
