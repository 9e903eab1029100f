"""park and unpark: a task is put aside until a time, such as when a quota is full again.

It keeps its status, is not ready and holds no worker's slot, and costs no attempt (PROTOCOL, "The
machine"). A task not started is ready again by itself when the time came.
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, row_of, transition
from mosaic.machine import Event
from mosaic.parse import cells
from mosaic.state import State

UNTIL, WHY = "Parked until", "Parked"


def park(state: State, name: str, until: str, reason: str) -> Decision:
    """Put a task aside until a moment, ISO 8601 with its offset.

    Errors: UnknownTask, IllegalMove, Refused (no such moment).
    """
    task = row_of(state, name)
    transition(task, Event.PARK)
    try:
        cells.parse_when(until)
    except ValueError as error:
        raise Refused(f"{task.id} cannot be parked: {error}", code="check-failed") from error
    if (task.notes.get(UNTIL), task.notes.get(WHY)) == (until, reason):
        return Decision(None, task.id)
    draft = Draft(state.document)
    draft.renote(task.id, UNTIL, until)
    draft.renote(task.id, WHY, reason)
    change = draft.change(Event.PARK, f"Park {task.id} until {until}", tasks=(task.id,))
    return Decision(change, task.id)


def unpark(state: State, name: str) -> Decision:
    """Take a parked task up again; one that is not parked is so already.

    Errors: UnknownTask, IllegalMove.
    """
    task = row_of(state, name)
    transition(task, Event.UNPARK)
    if not task.notes.get(UNTIL):
        return Decision(None, task.id)
    draft = Draft(state.document)
    draft.put(task.id, "notes", str(task.notes.drop(UNTIL).drop(WHY)))
    return Decision(draft.change(Event.UNPARK, f"Unpark {task.id}", tasks=(task.id,)), task.id)
