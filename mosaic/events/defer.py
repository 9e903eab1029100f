"""defer: a task leaves the mission with a complete entry in the registry, its -QA rows with it.

Source: the guide, "Two-Phase Completion Protocol", Polish, step 4.
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, row_of, transition
from mosaic.events.phases import chain_of
from mosaic.machine import Event, Status
from mosaic.parse.outside import one_text
from mosaic.parse.registry import Deferral, with_deferral
from mosaic.parse.tasks import Task
from mosaic.state import REGISTRY, State
from mosaic.values import replace


def decide(state: State, name: str, deferral: Deferral, empty_registry: str) -> Decision:
    """Defer it. Errors: UnknownTask, IllegalMove, Refused where the entry is not complete.

    A task that is deferred without a complete entry gets one, and so do its -QA rows.
    ``deferral`` needs no id, description or file: the row's are taken where it has none.
    ``empty_registry`` is the registry's text where there is none yet.
    """
    task = row_of(state, name)
    again = task.status is Status.DEFERRED
    rows = [r for r in (task, *chain_of(state.document, task.id)) if _waits(state, r, again)]
    if again and not rows and task.notes.get("Deferred") == deferral.reason:
        return Decision(None, task.id)
    # No row moves where only entries are completed; such an entry is a note.
    event = Event.NOTE if again and rows else Event.DEFER
    transition(task, event)
    entry = _entry(task, deferral)
    if entry.missing:
        raise Refused(
            f"the deferral of {task.id} is not complete",
            details=[f"{field} is missing or none of the allowed words" for field in entry.missing],
            hint="give --reason, --category, --risk and --approach",
        )
    draft = Draft(state.document)
    registry = state.registry or empty_registry
    for row in rows:
        if row.status is not Status.DEFERRED:
            transition(row, Event.DEFER)
            draft.put(row.id, "status", Status.DEFERRED)
        if row.notes.get("Deferred") != deferral.reason:
            draft.note(row.id, "Deferred", deferral.reason)
        registry = with_deferral(registry, _entry(row, deferral))
    draft.file(REGISTRY, registry)
    said = "Complete the deferral of" if event is Event.NOTE else "Defer"
    return Decision(draft.change(event, f"{said} {task.id}", tasks=(task.id,)), task.id)


def _waits(state: State, row: Task, again: bool) -> bool:
    """Whether a row is yet to be deferred, or (``again``: that alone) to get a complete entry."""
    if row.status is Status.DEFERRED:
        return row.id not in state.deferrals or not state.deferrals[row.id].complete
    return row.status is not Status.DONE and not again


def _entry(row: Task, deferral: Deferral) -> Deferral:
    """The registry's entry for a row: the row's own words where the deferral has none."""
    said = row["description"].replace("\n", " ")
    return replace(
        deferral,
        id=row.id,
        description=said,
        file=one_text(deferral.file) or row.notes.get("Files") or "none named",
        error=one_text(deferral.error) or row.notes.get("Error") or said,
    )
