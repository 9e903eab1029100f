"""depend: an edge comes or goes; never a cycle, never an unknown id."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, row_of, transition
from mosaic.machine import Event
from mosaic.parse import cells, graph
from mosaic.state import State


def add(state: State, name: str, other: str) -> Decision:
    """Let ``name`` wait for ``other``. Errors: UnknownTask, IllegalMove, Refused (a cycle)."""
    task = row_of(state, name)
    if other in task.depends_on:
        return Decision(None, task.id)
    transition(task, Event.DEPEND)
    if state.task(other) is None:
        row_of(state, other)
    edges = {t.id: t.depends_on for t in state.document.rows}
    if other == name or name in graph.reach(edges, other):
        raise Refused(f"{other} already waits for {name}; the edge would close a cycle")
    draft = Draft(state.document)
    draft.depend(name, other)
    subject = f"Let {name} depend on {other}"
    return Decision(draft.change(Event.DEPEND, subject, tasks=(name,)), name)


def remove(state: State, name: str, other: str, reason: str) -> Decision:
    """Let ``name`` not wait for ``other``. Errors: UnknownTask, IllegalMove."""
    task = row_of(state, name)
    if other not in task.depends_on:
        return Decision(None, task.id)
    transition(task, Event.DEPEND)
    draft = Draft(state.document)
    left = tuple(i for i in task.depends_on if i != other)
    draft.put(name, "depends_on", cells.format_ids(left))
    draft.note(name, "Note", f"does not depend on {other} any more: {reason}")
    subject = f"Let {name} not depend on {other}"
    return Decision(draft.change(Event.DEPEND, subject, tasks=(name,)), name)
