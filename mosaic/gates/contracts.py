"""Which contract a row is bound by, and what paths it allows.

A -QA row without one of its own is bound by its task's. A contract that cannot be read is a fault,
never an empty one.
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable
from mosaic.parse.globs import matches as matches
from mosaic.parse.globs import overlap as overlap
from mosaic.parse.paths import is_inside
from mosaic.parse.tasks import Task
from mosaic.patterns import regex
from mosaic.standard import Iterable, Iterator
from mosaic.state import CONTRACTS, State, is_state_file
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.terms import Broken, Contract

_QA = regex(r"-QA[0-9]{0,6}$")


@dataclass(frozen=True)
class Violation:
    """A path that may not be changed: by which rule, and why."""

    path: str
    rule: str
    reason: str


def path_of(task: str) -> str:
    """Where a task's contract is."""
    return f"{CONTRACTS}/{task}.json"


def contract_of(task: Task, state: State) -> Contract | Broken | None:
    """What binds the row, or None where nothing does; read once a row, as the state stays."""
    found = state.once(_read_so_far)
    names = (task.id, _QA.sub("", task.id)) if task.role == "qa" else (task.id,)
    if names not in found:
        found[names] = next((c for name in names if (c := _contract(name, state))), None)
    return found[names]


def _read_so_far(state: State) -> dict[tuple[str, ...], Contract | Broken | None]:
    """The contracts that were asked for, by the ids that they may stand under."""
    return {}


def _contract(name: str, state: State) -> Contract | Broken | None:
    """The contract of this id itself."""
    try:
        text = state.files.read(path_of(name))
    except LedgerUnusable as error:  # no UTF-8, with its line and column
        from mosaic.parse.terms import Broken, Fault

        return Broken(path_of(name), (Fault(error.message.rpartition(": ")[2]),))
    if text is None:
        return None
    from mosaic.parse.contract import parse_contract

    return parse_contract(text, path_of(name), name)


def bound(task: Task, state: State) -> Contract | None:
    """The contract that binds the row and can be read, or None."""
    found = contract_of(task, state)
    if found is None:
        return None
    from mosaic.parse.terms import Contract

    return found if isinstance(found, Contract) else None


def is_shared(path: str, state: State) -> bool:
    """Whether several tasks may change this path at once, whatever their contracts say."""
    return any(matches(path, pattern) for pattern in state.config.limits.shared)


def violations(
    paths: Iterable[str], contract: Contract | None, state: State
) -> Iterator[Violation]:
    """Every path that a task with this contract may not change, by the first rule that says so."""
    for path in paths:
        bound_by = contract.forbids(path) if contract else ""
        if not is_inside(path):
            yield Violation(path, "outside", "is no path of a file in this repository")
        elif is_state_file(path):
            yield Violation(path, "state-file", "is a state file, which only entries may change")
        elif bound_by:
            yield Violation(path, "out-of-bounds", f"the contract puts {bound_by} out of bounds")
        elif contract and not contract.covers(path) and not is_shared(path, state):
            yield Violation(path, "scope", f"is not in the scope: {', '.join(contract.scope[:8])}")
