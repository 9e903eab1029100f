"""answer: a person answers what a task waits for."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import line, person, task_id
from mosaic.events import ask
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator answer MS-SEC-001 sqlite --by 'Ada L.'")
@click.argument("task", callback=task_id)
@click.argument("choice", callback=line)
@click.option(
    "--by", required=True, metavar="NAME", callback=person, help="The person who says so."
)
@writing
def command(call: Call, task: str, choice: str, by: str) -> Answer:
    """Answer a task's question; the task is open again, and its next brief has the answer.

    It is in progress where a result was recorded, else not started. The row's own agent cannot
    answer.
    """
    return make(
        call,
        "answer",
        lambda state: ask.answer(state, task, choice, by),
        lambda _: f"{task} is answered by {by}: {choice}",
        "mosaic-orchestrator next",
    )
