"""handoff: an orchestrator's turn ends; an entry says so even where nothing else changed.

Source: the guide, "Context Threshold Protocol (Orchestrator Replacement)".
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import Decision
from mosaic.machine import Event
from mosaic.state import State


def decide(state: State, context: float, last_event: str) -> Decision:
    """The handoff; one right after another, with nothing between, is already so."""
    if last_event == Event.HANDOFF:
        return Decision(None)
    draft = Draft(state.document)
    change = draft.change(Event.HANDOFF, f"Hand off at {context:g} % context")
    return Decision(change)
