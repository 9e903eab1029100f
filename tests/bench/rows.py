"""What was seen of one subject in one repository, and what a budget says of it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.bench import budgets
from tests.bench.budgets import CLICK, COMMIT, PASS, Host
from tests.bench.processes import Run

#: The floors, as a table's head and a budget name them.
FLOORS: tuple[tuple[str, str], ...] = ((PASS, "pass"), (CLICK, "click"), (COMMIT, "commit"))


@dataclass
class Row:
    """Times in seconds, the peak in MiB, gits started, bytes on stdout without and with --json."""

    host: Host
    name: str
    runs: list[Run] = field(default_factory=list)
    peak: float = 0.0
    gits: int = 0
    plain: int = 0
    json: int = 0

    @property
    def wall(self) -> float:
        return statistics.median(one.wall for one in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(one.cpu for one in self.runs)

    @property
    def between(self) -> tuple[float, float]:
        """The least and the greatest wall."""
        walls = [one.wall for one in self.runs]
        return min(walls), max(walls)


@dataclass(frozen=True)
class Finding:
    """One figure; with a ``limit`` it is a budget, met at most there, with ``more`` at least."""

    what: str
    found: float
    unit: str
    limit: float | None = None
    more: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """None where there is no budget."""
        if self.limit is None:
            return None
        return self.found >= self.limit if self.more else self.found <= self.limit

    @property
    def over(self) -> float:
        """By how many times a budget is missed; 1 and below where it is met."""
        if not self.limit:
            return 1.0
        return self.limit / self.found if self.more else self.found / self.limit


def under(row: Row, floor: str, rows: Sequence[Row]) -> Row:
    """A floor in the same repository."""
    return next(r for r in rows if r.host == row.host and r.name == floor)


def ratio(row: Row, floor: str, rows: Sequence[Row]) -> float:
    """How many times its floor in the same repository, of medians of walls."""
    return row.wall / under(row, floor, rows).wall


def cpu_ratio(row: Row, floor: str, rows: Sequence[Row]) -> float:
    """The same of CPU, which a busy machine changes less."""
    return row.cpu / under(row, floor, rows).cpu


def judged(rows: Sequence[Row]) -> Iterator[Finding]:
    """What the budgets say: of each verb against its floor, and of how a claim grows."""
    for row in rows:
        limit = budgets.budget(row.name, row.host)
        if limit:
            unit = f"x {dict(FLOORS)[limit.floor]}"
            note = f"by CPU {cpu_ratio(row, limit.floor, rows):.2g}"
            found = ratio(row, limit.floor, rows)
            yield Finding(f"{row.name}, {row.host.name}", found, unit, limit.times, note=note)
    claims = {row.host: row for row in rows if row.name == "claim-next"}
    if budgets.HUGE in claims and budgets.TEN in claims:
        huge, ten = claims[budgets.HUGE], claims[budgets.TEN]
        times = huge.wall / ten.wall
        yield Finding("a claim at 100,000 rows", times, "x at 10,000", budgets.CLAIM_GROWTH)
        yield Finding("its memory", huge.peak, "MiB", budgets.CLAIM_PEAK)
