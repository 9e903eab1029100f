"""block and unblock: a task that somebody else has to act on, and its way back."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, row_of, transition
from mosaic.machine import OF_A_CLAIM, Event, Status
from mosaic.parse.questions import read_question
from mosaic.parse.tasks import Task
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

    Errors: UnknownTask, IllegalMove, Refused (it waits for an answer).
    """
    task = row_of(state, name)
    freed = task.status in (Status.NOT_STARTED, Status.IN_PROGRESS)
    if freed and task.notes.get("Unblocked") == reason:
        return Decision(None, task.id)
    transition(task, Event.UNBLOCK)
    refuse_open(task)
    draft = Draft(state.document)
    draft.note(task.id, "Unblocked", reason)
    free(draft, task)
    return Decision(draft.change(Event.UNBLOCK, f"Unblock {task.id}", tasks=(task.id,)), task.id)


def free(draft: Draft, task: Task) -> None:
    """Open a blocked task again: in progress where a result is recorded, else not started."""
    if task.recorded:
        draft.put(task.id, "status", Status.IN_PROGRESS)
        draft.put(task.id, "completed_at", "")
        return
    draft.put(task.id, "status", Status.NOT_STARTED)
    for column in OF_A_CLAIM:
        draft.put(task.id, column, "")


def refuse_open(task: Task) -> None:
    """Refused where the task waits for a person's answer."""
    question = read_question(task.notes) if task.status is Status.BLOCKED else None
    if question:
        raise Refused(
            f"{task.id} waits for an answer: {question}",
            code="check-failed",
            hint=f"run 'mosaic-orchestrator answer {task.id} CHOICE --by NAME'",
        )
