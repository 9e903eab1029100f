"""takeover: a task in progress goes to another agent, with a new token; the old one is void."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, row_of, transition
from mosaic.gates.attempts import attempts
from mosaic.machine import Event
from mosaic.state import State


def decide(state: State, name: str, agent: str, reason: str, token: str) -> Decision:
    """The takeover. Errors: UnknownTask, IllegalMove, Refused where a result is recorded."""
    task = row_of(state, name)
    transition(task, Event.TAKEOVER)
    if task["agent"] == agent:
        return Decision(None, task.id)
    if task.recorded:
        raise Refused(
            f"{task.id} has a recorded result; there is nothing to take over",
            hint=f"run 'mosaic-orchestrator integrate {task.id}'",
        )
    draft = Draft(state.document)
    draft.put(task.id, "agent", agent)
    draft.renote(task.id, "Claim", f"{token} (attempt {max(attempts(task), 1)})")
    draft.note(task.id, "Takeover", f"from {task['agent'] or 'nobody'}: {reason}")
    change = draft.change(
        Event.TAKEOVER,
        f"Take over {task.id} for {agent}",
        tasks=(task.id,),
        agent=agent,
        claim=token,
    )
    return Decision(change, task.id)
