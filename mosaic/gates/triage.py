"""What a phase comes to, task by task: its kind by effort, fixed, documented, or still to do.

The order of work in Polish is quick-win, medium, hard, architectural. Source: the guide,
"Two-Phase Completion Protocol", Polish, steps 1 to 3.
"""

from __future__ import annotations

from mosaic import learning
from mosaic.gates import rows
from mosaic.gates.attempts import attempts
from mosaic.gates.budget import expected
from mosaic.gates.phase_polish import stage
from mosaic.machine import Status
from mosaic.parse.registry import CATEGORIES
from mosaic.parse.tasks import Task
from mosaic.standard import Literal
from mosaic.state import State
from mosaic.values import dataclass

Stage = Literal["Bulk", "Polish", "Complete"]
QUICK, MEDIUM, HARD, ARCHITECTURAL, _ = CATEGORIES
#: Tokens up to which a task is a quick win, or of medium effort: the tops of the guide's "Add
#: guard" and "Refactor pattern" (Step 3). What was tried this often is hard, whatever it costs.
MOST_QUICK, MOST_MEDIUM, TRIED = 8_000, 15_000, 2


@dataclass(frozen=True)
class Triaged:
    """One task of a phase; ``where`` are its files, ``category`` one of the registry's."""

    task: Task
    category: str
    where: str

    def __str__(self) -> str:
        status = self.task["status"] or "without a status"
        return f"{self.category}: {self.task.id} is {status}, {self.where}"

    @property
    def fixed(self) -> bool:
        return self.task.status is Status.DONE


@dataclass(frozen=True)
class Phase:
    """A phase at one moment; verifications apart. ``left`` is in the order of work."""

    number: int
    stage: Stage
    fixed: tuple[Triaged, ...]
    documented: tuple[Triaged, ...]
    left: tuple[Triaged, ...]

    @property
    def total(self) -> int:
        return len(self.fixed) + len(self.documented) + len(self.left)

    @property
    def finished(self) -> int:
        return len(self.fixed) + len(self.documented)


def phase_of(state: State, number: int) -> Phase:
    """A phase as it stands: complete when its verification is done, or where it has none, when
    all of its tasks are finished."""
    there, registry = rows.in_phase(state, number), rows.deferrals(state)
    checks = [row for row in there if rows.is_verification(row)]
    work = [_triaged(state, row) for row in there if not rows.is_verification(row)]
    done = [one for one in work if rows.finished(one.task, registry)]
    left = sorted((one for one in work if one not in done), key=_order)
    verified = all(row.status is Status.DONE for row in checks) and not left
    return Phase(
        number,
        "Complete" if verified and there else stage(len(done), len(work)),
        tuple(one for one in done if one.fixed),
        tuple(one for one in done if not one.fixed),
        tuple(left),
    )


def category(task: Task) -> str:
    """How much a task asks for, as its notes say after ``Triage:``, else by type and estimate."""
    said = task.notes.get("Triage").casefold()
    stated = next((name for name in CATEGORIES if name.casefold() == said), "")
    if stated:
        return stated
    if learning.type_of(task) == "COMPLEX_REFACTOR":
        return ARCHITECTURAL
    if attempts(task) >= TRIED and task.status is not Status.DONE:
        return HARD
    cost = expected(task)
    return QUICK if cost <= MOST_QUICK else MEDIUM if cost <= MOST_MEDIUM else HARD


def _triaged(state: State, row: Task) -> Triaged:
    entry = state.deferrals.get(row.id) if row.status is Status.DEFERRED else None
    said = entry.category.casefold() if entry else ""
    kind = next((name for name in CATEGORIES if name.casefold() == said), "") or category(row)
    return Triaged(row, kind, row.notes.get("Files") or "no file named")


def _order(one: Triaged) -> int:
    return CATEGORIES.index(one.category)
