"""unblock: what the task waited for is there."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import line, task_id
from mosaic.events import hold
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator unblock MS-SEC-001 --reason 'the key is there'")
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, reason: str) -> Answer:
    """Take a blocked task up again.

    It is in progress where a result was recorded, else not started.
    """
    return make(
        call,
        "unblock",
        lambda state: hold.unblock(state, task, reason),
        lambda _: f"{task} is unblocked",
        "mosaic-orchestrator next",
    )
