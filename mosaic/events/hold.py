"""block and unblock: a task that somebody else has to act on, and its way back."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import Decision, row_of, transition
from mosaic.machine import OF_A_CLAIM, Event, Status
from mosaic.state import State


def block(state: State, name: str, reason: str) -> Decision:
    """Block a task. Errors: UnknownTask, IllegalMove."""
    task = row_of(state, name)
    if task.status is Status.BLOCKED and task.notes.get("Blocked") == reason:
        return Decision(None, task.id)
    transition(task, Event.BLOCK)
    draft = Draft(state.document)
    draft.put(task.id, "status", Status.BLOCKED)
    draft.note(task.id, "Blocked", reason)
    return Decision(draft.change(Event.BLOCK, f"Block {task.id}", tasks=(task.id,)), task.id)


def unblock(state: State, name: str, reason: str) -> Decision:
    """Take a blocked task up: in progress where a result is recorded, else not started.

    Errors: UnknownTask, IllegalMove.
    """
    task = row_of(state, name)
    freed = task.status in (Status.NOT_STARTED, Status.IN_PROGRESS)
    if freed and task.notes.get("Unblocked") == reason:
        return Decision(None, task.id)
    transition(task, Event.UNBLOCK)
    draft = Draft(state.document)
    draft.note(task.id, "Unblocked", reason)
    if task.recorded:
        draft.put(task.id, "status", Status.IN_PROGRESS)
        draft.put(task.id, "completed_at", "")
    else:
        draft.put(task.id, "status", Status.NOT_STARTED)
        for column in OF_A_CLAIM:
            draft.put(task.id, column, "")
    return Decision(draft.change(Event.UNBLOCK, f"Unblock {task.id}", tasks=(task.id,)), task.id)
