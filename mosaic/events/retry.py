"""retry: a failed, blocked or abandoned task can be claimed again while attempts are left.

A task in progress is abandoned when ``started_at`` and the lease lie behind us; what a worker
used so far, and each error, stays in the row (guide, "Error Handling").
"""

from __future__ import annotations

from datetime import timedelta

from mosaic import gates
from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, clear_result, refuse, row_of, transition
from mosaic.gates.facts import Evidence
from mosaic.gates.proposal import Proposal
from mosaic.machine import Event, Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.state import State


def decide(state: State, name: str, now: str, moved: str = "") -> Decision:
    """The retry; ``moved`` is when the task's branch last got a commit, or ''.

    Errors: UnknownTask, IllegalMove, Refused.
    """
    task = row_of(state, name)
    if task.status is Status.NOT_STARTED and task.notes.get("Claim"):
        return Decision(None, task.id)
    found = transition(task, Event.RETRY)
    if task.status is Status.IN_PROGRESS:
        _abandoned(state, task, now, moved)
    rulings = gates.judge(Proposal(state, Evidence(now=now), task), "retry")
    if not all(r.ok for r in rulings):
        refuse(f"{task.id} cannot be retried", rulings)
    draft = Draft(state.document)
    draft.put(task.id, "status", Status.NOT_STARTED)
    for column in found.clears:
        draft.put(task.id, column, "")
    clear_result(draft, task.id)
    change = draft.change(Event.RETRY, f"Retry {task.id}", tasks=(task.id,))
    return Decision(change, task.id, rulings)


def _abandoned(state: State, task: Task, now: str, moved: str) -> None:
    """Refused unless the claim's lease ran out by the clock (PROTOCOL, "The machine")."""
    if task.recorded:
        raise Refused(
            f"{task.id} has a recorded result",
            hint=f"run 'mosaic-orchestrator integrate {task.id}', or block it first",
        )
    try:
        since = cells.parse_when(task["started_at"])
    except ValueError as error:
        raise Refused(
            f"when {task.id} was started cannot be read: {cells.visible(str(error))}",
            hint=f"run 'mosaic-orchestrator takeover {task.id} --agent NAME --reason WHY'",
        ) from error
    if moved:
        since = max(since, cells.parse_when(moved))
    end = since + timedelta(seconds=state.config.limits.lease)
    if cells.parse_when(now) < end:
        raise Refused(
            f"{task['agent']} works on {task.id} under a lease until {end.isoformat()}",
            hint=f"wait, or 'mosaic-orchestrator takeover {task.id} --agent NAME --reason WHY'",
        )
