"""Questions to people: the inbox that status shows, and what a notify command is told."""

from __future__ import annotations

from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import Iterator, Mapping
from mosaic.state import State
from mosaic.values import replace
from mosaic.views.answer import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.questions import Question

SCHEMA = "mosaic/question@1"


def open_questions(state: State) -> tuple[dict[str, object], ...]:
    """Every question that waits for a person, in table order, as JSON objects."""
    waiting = list(_waiting(state))
    if not waiting:
        return ()
    from mosaic.parse.questions import question_json

    return tuple(question_json(row.id, question) for row, question in waiting)


def inbox(state: State) -> tuple[str, ...]:
    """The same for people, each with the command that answers it."""
    return tuple(f"{row.id}: {question}; {how(row.id)}" for row, question in _waiting(state))


def _waiting(state: State) -> Iterator[tuple[Task, Question]]:
    every = state.anything.columns
    blocked = [every.row(number) for number in every.where(Status.BLOCKED)]
    if not blocked:
        return
    from mosaic.parse.questions import read_question

    for row in blocked:
        if question := read_question(row.notes):
            yield row, question


def how(task: str) -> str:
    """The command that answers a task's question."""
    return f"mosaic-orchestrator answer {task} CHOICE --by NAME"


def told(made: Answer) -> Mapping[str, object]:
    """What the notify command gets: the question, its task in words, and how to answer."""
    question, task = made.data.get("question"), made.data.get("task")
    if not isinstance(question, dict) or not isinstance(task, dict):
        return {}
    return {
        "schema": SCHEMA,
        **question,
        "description": task["description"],
        "answer": how(str(task["id"])),
    }


def woken(ledger: GitLedger, made: Answer) -> Answer:
    """The answer of an entry that asked a question, after the host's command was told of it; what
    the command came to is a notice."""
    question = told(made)
    if not question or made.data.get("commit") is None:
        return made
    command = ledger.peek().config.notify.command
    if not command:
        return made
    from mosaic.notifying import notify
    from mosaic.parse.outside import one_text

    said = cells.visible(one_text(notify(ledger.repository, command, question)))
    return replace(made, notices=(*made.notices, said)) if said else made
