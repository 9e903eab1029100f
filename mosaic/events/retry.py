"""retry: a failed, blocked or abandoned task can be claimed again while attempts are left.

A task in progress is abandoned when its lease ran out and nothing shows that its worker lives;
what a worker used so far, and each error, stays in the row (guide, "Error Handling").
"""

from __future__ import annotations

from mosaic import gates
from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, clear_result, refuse, row_of, transition
from mosaic.events.hold import refuse_open
from mosaic.events.lease import Signs, look_abandoned
from mosaic.gates.facts import Evidence
from mosaic.gates.proposal import Proposal
from mosaic.machine import Event, Status
from mosaic.parse.tasks import Task
from mosaic.state import State

NONE = Signs()


def decide(state: State, name: str, now: str, signs: Signs = NONE) -> Decision:
    """The retry; ``signs`` are what shows that the worker lives.

    Errors: UnknownTask, IllegalMove, Refused.
    """
    task = row_of(state, name)
    if task.status is Status.NOT_STARTED and task.notes.get("Claim"):
        return Decision(None, task.id)
    found = transition(task, Event.RETRY)
    refuse_open(task)
    looked = _abandoned(state, task, now, signs) if task.status is Status.IN_PROGRESS else ()
    rulings = gates.judge(Proposal(state, Evidence(now=now), task), "retry")
    if not all(r.ok for r in rulings):
        refuse(f"{task.id} cannot be retried", rulings)
    draft = Draft(state.document)
    draft.put(task.id, "status", Status.NOT_STARTED)
    for column in found.clears:
        draft.put(task.id, column, "")
    clear_result(draft, task.id)
    change = draft.change(Event.RETRY, f"Retry {task.id}", tasks=(task.id,))
    answer = {"looked_at": list(looked)} if looked else {}
    return Decision(change, task.id, rulings, answer)


def _abandoned(state: State, task: Task, now: str, signs: Signs) -> tuple[str, ...]:
    """What was looked at. Refused unless the worker is gone (PROTOCOL, "The machine")."""
    if task.recorded:
        raise Refused(
            f"{task.id} has a recorded result",
            hint=f"run 'mosaic-orchestrator integrate {task.id}', or block it first",
        )
    return look_abandoned(task, state.config.limits.lease, now, signs)
