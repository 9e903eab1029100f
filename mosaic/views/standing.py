"""Where the mission stands, as values that several views say: progress, phase, flight, budget."""

from __future__ import annotations

from mosaic.gates import budget, phase_polish
from mosaic.gates.rows import working
from mosaic.machine import Status
from mosaic.parse.rows import Columns
from mosaic.parse.tasks import Task
from mosaic.plan.phases import PHASES
from mosaic.standard import Callable, Iterable, cached_property
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
    def total(self) -> int:
        return sum(len(part.ids) for part in self.state.mission)

    @cached_property
    def finished(self) -> int:
        return sum(part.status.count(status) for part in self.state.mission for status in FINISHED)

    @cached_property
    def per_cent(self) -> int:
        """Whole per cent of the rows that are done or deferred, rounded down."""
        return self.finished * 100 // self.total if self.total else 100

    @cached_property
    def progress(self) -> str:
        return f"{self.finished}/{self.total} tasks ({self.per_cent} %)"

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have each status, those that occur, in the machine's order."""
        parts = self.state.mission
        known = {s.value: sum(part.status.count(s) for part in parts) for s in Status}
        found = {name: count for name, count in known.items() if count}
        for row in self._at(lambda part: part.where(None)):
            said = row["status"] or "none"
            found[said] = found.get(said, 0) + 1
        return found

    def _at(self, places: Callable[[Columns], Iterable[int]]) -> tuple[Task, ...]:
        """The rows of the mission at these places of its parts."""
        return tuple(part.row(at) for part in self.state.mission for at in places(part))

    @cached_property
    def phase(self) -> int | None:
        """The first phase that is not finished."""
        pairs = (zip(part.phase, part.status, strict=True) for part in self.state.mission)
        left = {phase for some in pairs for phase, status in some if status not in FINISHED}
        return min((phase for phase in left if phase), default=None)

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
        return tuple(_flight(row) for row in self._at(_perhaps_flying) if _flying(row))

    @cached_property
    def stuck(self) -> tuple[Task, ...]:
        """Rows that somebody has to act on."""
        wanted = (Status.FAILED, Status.BLOCKED, Status.NEEDS_QA, None)
        return self._at(lambda part: part.where(*wanted))

    @cached_property
    def budget(self) -> str:
        here = budget.position(self.state)
        return f"{here}, {here.mode}; {tokens(here.used)} used"


def _perhaps_flying(part: Columns) -> list[int]:
    return sorted({*part.where(Status.IN_PROGRESS), *part.saying("Parked until")})


def _flying(row: Task) -> bool:
    return row.status is Status.IN_PROGRESS or bool(row.said("Parked until"))


def _flight(row: Task) -> str:
    if working(row):
        return f"{row.id}: {row['agent'] or 'nobody'} works on it since {row['started_at']}"
    parked = row.said("Parked until")
    if parked:
        return f"{row.id}: parked until {parked}"
    return f"{row.id}: result recorded, not landed; mosaic-orchestrator integrate {row.id}"
