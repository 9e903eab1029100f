"""note: a line for whoever reads the row next; it moves nothing."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import Decision, row_of
from mosaic.machine import Event
from mosaic.state import State


def decide(state: State, name: str, text: str) -> Decision:
    """Add the note; the same note twice is one. Errors: UnknownTask."""
    task = row_of(state, name)
    if " ".join(text.split()) in task.notes.all("Note"):
        return Decision(None, task.id)
    draft = Draft(state.document)
    draft.note(task.id, "Note", text)
    return Decision(draft.change(Event.NOTE, f"Note on {task.id}", tasks=(task.id,)), task.id)
