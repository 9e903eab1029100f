"""reopen: a done or deferred task is to be done again."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import line, task_id
from mosaic.events import reopen
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator reopen MS-SEC-001 --reason 'the leak is back'")
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, reason: str) -> Answer:
    """Open a done or deferred task again; its phase's verification waits for it."""
    return make(
        call,
        "reopen",
        lambda state: reopen.decide(state, task, reason),
        lambda _: f"{task} is open again",
        "mosaic-orchestrator next",
    )
