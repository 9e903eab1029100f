"""What past tasks really cost: every measured row, and learnings whose rows are not here any more.

The learnings file keeps large variances alone; a correction made of those would overdo it, so
that tasks which came out as estimated count too. An estimate that was corrected itself counts as
it was before, else one correction would undo the next.
"""

from __future__ import annotations

from mosaic.learning import Learning, type_of, variance
from mosaic.machine import Status
from mosaic.parse.tasks import Task
from mosaic.patterns import regex
from mosaic.standard import Iterable, Sequence

_CORRECTED = regex(r"corrected ×([0-9]{1,2}(?:\.[0-9]{1,3})?) by [0-9]")


def cases(rows: Iterable[Task], learnings: Sequence[Learning] = ()) -> tuple[Learning, ...]:
    """One case for each task: of rows that are done, with an estimate and a use; then the
    learnings of tasks that no such row is of."""
    measured = {case.task_id: case for row in rows for case in _measured(row)}
    return (*measured.values(), *(one for one in learnings if one.task_id not in measured))


def _measured(row: Task) -> Iterable[Learning]:
    if row.status is not Status.DONE or not row.estimate or not row.used:
        return ()
    plain = row.estimate / _factor(row.notes.get("Estimate"))
    share = round(100 * variance(row.used, row.estimate))
    return (Learning(row.id, type_of(row), plain / 1000, row.used / 1000, share),)


def _factor(reason: str) -> float:
    """What an estimate was multiplied by, as its reason says; 1 where it says nothing."""
    match = _CORRECTED.search(reason)
    return float(match.group(1)) or 1.0 if match else 1.0
