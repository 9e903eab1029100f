"""A task starts when all that it depends on is done, in the table or in an archive.

Deferred does not satisfy a dependency; for a verification task a deferred one with a complete
registry entry does, else a phase could never end. Source: the guide, Step 4 and Phase 2.
"""

from __future__ import annotations

from mosaic.gates import rows
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.machine import Status
from mosaic.parse.tasks import Task
from mosaic.state import State

#: Dependencies that a refusal names, and ways out that its hint says; the rest is counted.
NAMED, WAYS = 8, 3


def judge(proposal: Proposal) -> Verdict:
    """Pass where every dependency is satisfied; else each that is not, with its status."""
    task, state = proposal.task, proposal.state
    if task is None or not task.depends_on:
        return Pass("nothing that it depends on")
    open_ones = unmet(task, state)
    if not open_ones:
        return Pass()
    found = [(name, state.task(name)) for name in open_ones]
    deferred = any(row is not None and row.status is Status.DEFERRED for _, row in found)
    registry = rows.deferrals(state) if deferred else {}
    said = [rows.standing(row, registry) if row else f"{name} is unknown" for name, row in found]
    ways = [_way_out(task, name, row) for name, row in found]
    hints = [way for way in ways if way]
    return Refuse(f"{task.id} waits: {'; '.join(rows.some(said, NAMED))}", "; ".join(hints[:WAYS]))


def unmet(task: Task, state: State) -> tuple[str, ...]:
    """The ids that this task still waits for."""
    registry = rows.deferrals(state) if rows.is_verification(task) else {}
    found = ((name, state.task(name)) for name in task.depends_on)
    return tuple(name for name, row in found if row is None or not rows.finished(row, registry))


def _way_out(task: Task, name: str, row: Task | None) -> str:
    """What to type where waiting will not help."""
    remove = f"mosaic-orchestrator depend {task.id} --remove {name} --reason REASON"
    if row is None:
        return f"run '{remove}'"
    if row.status is not Status.DEFERRED:
        return ""
    if rows.is_verification(task):
        return f"complete the entry of {name} with 'mosaic-orchestrator defer {name}'"
    return f"run 'mosaic-orchestrator reopen {name} --reason REASON', or '{remove}'"
