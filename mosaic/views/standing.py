"""Where the mission stands, as values that several views say: progress, phase, flight, budget."""

from __future__ import annotations

from mosaic.gates import budget, phase_polish
from mosaic.gates.rows import working
from mosaic.machine import Status
from mosaic.parse.tasks import Task
from mosaic.plan.subject import PHASES
from mosaic.standard import cached_property
from mosaic.state import State
from mosaic.values import dataclass
from mosaic.views.task import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.gates.triage import Triaged

FINISHED = (Status.DONE, Status.DEFERRED)


@dataclass(frozen=True)
class Standing:
    """The mission at one moment; archived rows count."""

    state: State

    @cached_property
    def rows(self) -> tuple[Task, ...]:
        return self.state.mission_rows

    @cached_property
    def finished(self) -> int:
        return sum(row.status in FINISHED for row in self.rows)

    @cached_property
    def per_cent(self) -> int:
        """Whole per cent of the rows that are done or deferred, rounded down."""
        return self.finished * 100 // len(self.rows) if self.rows else 100

    @cached_property
    def progress(self) -> str:
        return f"{self.finished}/{len(self.rows)} tasks ({self.per_cent} %)"

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have each status, those that occur, in the machine's order."""
        found: dict[str, int] = {}
        for row in self.rows:
            status = row["status"] or "none"
            found[status] = found.get(status, 0) + 1
        known = [s.value for s in Status if s.value in found]
        return {name: found[name] for name in (*known, *(n for n in found if n not in known))}

    @cached_property
    def phase(self) -> int | None:
        """The first phase that is not finished."""
        phases = self.state.phases.items()
        return min((n for n, rows in phases if n and not all(map(_finished, rows))), default=None)

    @cached_property
    def phase_name(self) -> str:
        """The current phase for people, with Bulk or Polish."""
        if self.phase is None:
            return "none is open"
        done, total = phase_polish.completion(self.state, self.phase)
        name = PHASES[self.phase - 1].name if self.phase <= len(PHASES) else "further work"
        return f"Phase {self.phase} ({name}), {phase_polish.stage(done, total)} {done}/{total}"

    @cached_property
    def triage(self) -> tuple[Triaged, ...]:
        """What is left of the current phase, in the order of work, once it is in Polish."""
        number = self.phase
        if (
            number is None
            or phase_polish.stage(*phase_polish.completion(self.state, number)) == "Bulk"
        ):
            return ()
        from mosaic.gates.triage import phase_of

        return phase_of(self.state, number).left

    @cached_property
    def in_flight(self) -> tuple[str, ...]:
        """Each row in progress or parked, and what it waits for."""
        return tuple(_flight(row) for row in self.rows if _flying(row))

    @cached_property
    def stuck(self) -> tuple[Task, ...]:
        """Rows that somebody has to act on."""
        wanted = (Status.FAILED, Status.BLOCKED, Status.NEEDS_QA, None)
        return tuple(row for row in self.rows if row.status in wanted)

    @cached_property
    def budget(self) -> str:
        here = budget.position(self.state)
        return f"{here}, {here.mode}; {tokens(here.used)} used"


def _finished(row: Task) -> bool:
    return row.status in FINISHED


def _flying(row: Task) -> bool:
    return row.status is Status.IN_PROGRESS or bool(row.said("Parked until"))


def _flight(row: Task) -> str:
    if working(row):
        return f"{row.id}: {row['agent'] or 'nobody'} works on it since {row['started_at']}"
    parked = row.said("Parked until")
    if parked:
        return f"{row.id}: parked until {parked}"
    return f"{row.id}: result recorded, not landed; mosaic-orchestrator integrate {row.id}"
