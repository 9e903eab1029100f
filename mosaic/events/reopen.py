"""reopen: a done or deferred task is to be done again; its phase's verification waits for it."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import Decision, clear_result, row_of, transition
from mosaic.events.phases import enter
from mosaic.machine import Event, Status
from mosaic.state import State


def decide(state: State, name: str, reason: str) -> Decision:
    """Open it again. Errors: UnknownTask, IllegalMove."""
    task = row_of(state, name)
    if task.status is Status.NOT_STARTED and task.notes.get("Reopened") == reason:
        return Decision(None, task.id)
    found = transition(task, Event.REOPEN)
    draft = Draft(state.document)
    draft.put(task.id, "status", Status.NOT_STARTED)
    for column in found.clears:
        draft.put(task.id, column, "")
    clear_result(draft, task.id)
    draft.note(task.id, "Reopened", reason)
    enter(draft, task.id, task.phase)
    return Decision(draft.change(Event.REOPEN, f"Reopen {task.id}", tasks=(task.id,)), task.id)
