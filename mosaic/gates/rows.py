"""What gates read off rows: who works, what is finished, which rows make a phase."""

from __future__ import annotations

from mosaic.machine import Status
from mosaic.parse.tasks import Task
from mosaic.standard import Mapping, Sequence
from mosaic.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.registry import Deferral

VERIFICATION = "verification"


def working(task: Task) -> bool:
    """Whether the row holds a worker's slot: in progress, no result recorded, not parked."""
    return task.status is Status.IN_PROGRESS and not task.recorded and not task.said("Parked until")


def deferrals(state: State) -> Mapping[str, Deferral]:
    """The registry's entries by the id of their task; of two for one task, the last."""
    return state.deferrals


def finished(task: Task, registry: Mapping[str, Deferral]) -> bool:
    """Done, or deferred with a complete entry (guide, "Two-Phase Completion Protocol")."""
    return ended(task.status, task.id, registry)


def ended(status: Status | None, name: str, registry: Mapping[str, Deferral]) -> bool:
    """Whether a row of this status and id is finished."""
    if status is Status.DEFERRED:
        return name in registry and registry[name].complete
    return status is Status.DONE


def standing(task: Task, registry: Mapping[str, Deferral]) -> str:
    """A row's id and status, and for a deferral what its entry lacks."""
    if task.status is not Status.DEFERRED:
        return f"{task.id} is {task['status'] or 'without a status'}"
    if task.id not in registry:
        return f"{task.id} is deferred without an entry in the registry"
    lacks = registry[task.id].missing
    return f"{task.id} is deferred" + (f", its entry lacks {', '.join(lacks)}" if lacks else "")


def in_phase(state: State, phase: int) -> tuple[Task, ...]:
    """The mission's rows of a phase, archived ones too."""
    return state.in_phase(phase)


def verifications(state: State, phase: int) -> tuple[Task, ...]:
    """The rows that verify a phase, archived ones too."""
    return tuple(row for row in state.in_phase(phase, "Role") if is_verification(row))


def is_verification(task: Task) -> bool:
    """Whether the row verifies its phase."""
    return task.role == VERIFICATION


def some(lines: Sequence[str], most: int) -> list[str]:
    """The first lines; beyond ``most`` only how many more there are."""
    more = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return [*lines[:most], *more]


def listed(names: tuple[str, ...] | list[str], most: int = 8) -> str:
    """Names in a row; beyond ``most`` only how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
