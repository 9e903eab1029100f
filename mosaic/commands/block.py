"""block: somebody else has to act, or to answer, before the task can go on."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make_in
from mosaic.commands.words import line, optional, options_of, task_id
from mosaic.events import ask, hold
from mosaic.parse.questions import Question
from mosaic.views.answer import Answer
from mosaic.views.questions import woken


@click.command(
    epilog="Example: mosaic-orchestrator block MS-SEC-001 --question 'Which store?'"
    " --options sqlite,postgres"
)
@click.argument("task", callback=task_id)
@click.option("--reason", default="", callback=optional(line), help="Why; it goes into the notes.")
@click.option("--question", default="", callback=optional(line), help="What a person is to answer.")
@click.option(
    "--options", default="", callback=options_of, metavar="A,B", help="What they choose from."
)
@writing
def command(call: Call, task: str, reason: str, question: str, options: tuple[str, ...]) -> Answer:
    """Block a task, with its reason or with a question to a person.

    A question stands in `status` until `answer` opens the task again, and the command that
    notify.command names is told of it.
    """
    if not (reason or question) or (options and not question):
        raise click.UsageError("give --reason, or --question with or without --options")
    with call.ledger() as ledger:
        if not question:
            return make_in(
                ledger,
                call,
                "block",
                lambda state: hold.block(state, task, reason),
                lambda _: f"{task} is blocked: {reason}",
                f"mosaic-orchestrator unblock {task} --reason WHY",
            )
        wanted = Question(question, options)
        made = make_in(
            ledger,
            call,
            "block",
            lambda state: ask.ask(state, task, wanted, reason),
            lambda _: f"{task} waits for an answer: {wanted}",
            f"mosaic-orchestrator answer {task} CHOICE --by NAME",
        )
        return woken(ledger, made)
