"""A question blocks its task, and a person's answer opens it again.

An answer names who gave it, and the row's own agent gives none (PROTOCOL, "Hooks and guards").
Until it came, neither unblock nor retry goes round it.
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, one_line, row_of, transition
from mosaic.events.hold import free
from mosaic.machine import Event, Status
from mosaic.parse.people import is_same
from mosaic.parse.questions import LABELS, Question, question_json, read_question
from mosaic.parse.results import WorkerResult
from mosaic.parse.tasks import Task
from mosaic.state import State

#: How much of a worker's words is taken for a question.
LONGEST = 400


def ask(state: State, name: str, question: Question, reason: str = "") -> Decision:
    """Block a task with a question. Errors: UnknownTask, IllegalMove."""
    task = row_of(state, name)
    extra = {"question": question_json(task.id, question)}
    if task.status is Status.BLOCKED and read_question(task.notes) == question:
        return Decision(None, task.id, answer=extra)
    transition(task, Event.BLOCK)
    draft = Draft(state.document)
    draft.put(task.id, "status", Status.BLOCKED)
    draft.note(task.id, "Blocked", reason or f"waits for an answer: {question.text}")
    put_question(draft, task.id, question)
    change = draft.change(
        Event.BLOCK, f"Block {task.id} with a question", body=str(question), tasks=(task.id,)
    )
    return Decision(change, task.id, answer=extra)


def put_question(draft: Draft, task: str, question: Question) -> None:
    """Write a question into the notes, in the place of an older one."""
    _forget(draft, task)
    draft.note(task, "Question", question.text)
    if question.options:
        draft.note(task, "Options", ", ".join(question.options))


def asked_by(result: WorkerResult, least: float) -> Question | None:
    """What a worker that is blocked asks: its question; or its notes, where it says that the task
    is less clear to it than ``least``."""
    if result.status != "blocked":
        return None
    text = one_line(result.question, LONGEST)
    unclear = result.clarity is not None and result.clarity < least
    text = text or (one_line(result.notes, LONGEST) if unclear else "")
    return Question(text, result.options) if text else None


def answer(state: State, name: str, word: str, person: str) -> Decision:
    """Answer a task's question: in progress where a result is recorded, else not started.

    Errors: UnknownTask, IllegalMove, Refused (no question, no option, the row's own agent).
    """
    task = row_of(state, name)
    question = read_question(task.notes)
    if question is None and _said(task, word, person):
        return Decision(None, task.id)
    transition(task, Event.ANSWER)
    if question is None:
        raise Refused(
            f"{task.id} is blocked without a question",
            code="check-failed",
            hint=f"run 'mosaic-orchestrator unblock {task.id} --reason WHY'",
        )
    choice = _allowed(task, question, word, person)
    draft = Draft(state.document)
    _forget(draft, task.id)
    draft.note(task.id, "Answer", f"{choice} (by {person}) to: {question.text}")
    free(draft, task)
    change = draft.change(
        Event.ANSWER,
        f"Answer {task.id}: {choice}",
        body=f"{question}\nAnswered by {person}.",
        tasks=(task.id,),
    )
    said = {"question": question.text, "choice": choice, "by": person}
    return Decision(change, task.id, answer={"answered": said})


def _allowed(task: Task, question: Question, word: str, person: str) -> str:
    """The choice that this word makes. Errors: Refused."""
    if is_same(person, task["agent"]):
        raise Refused(
            f"{person} works on {task.id}, and nobody answers what was asked of others for them",
            code="check-failed",
            hint="let a person answer, and name them with --by",
        )
    choice = question.choice(word)
    if choice is None:
        raise Refused(
            f"'{word}' is none of the options of {task.id}",
            code="check-failed",
            details=[str(question)],
            hint=f"choose one of {', '.join(question.options)}",
        )
    return choice


def _said(task: Task, word: str, person: str) -> bool:
    """Whether this answer was the last that came."""
    head = f"{word} (by {person}) to: ".casefold()
    freed = task.status in (Status.NOT_STARTED, Status.IN_PROGRESS)
    return freed and task.notes.get("Answer").casefold().startswith(head)


def _forget(draft: Draft, task: str) -> None:
    notes = draft.notes(task)
    for label in LABELS:
        notes = notes.drop(label)
    draft.put(task, "notes", str(notes))
