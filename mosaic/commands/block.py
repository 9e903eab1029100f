"""block: somebody else has to act before the task can go on."""

from __future__ import annotations

import click

from mosaic.commands.call import Call, writing
from mosaic.commands.event import make
from mosaic.commands.words import line, task_id
from mosaic.events import hold
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator block MS-SEC-001 --reason 'waits for the key'")
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, reason: str) -> Answer:
    """Block a task, with its reason."""
    return make(
        call,
        "block",
        lambda state: hold.block(state, task, reason),
        lambda _: f"{task} is blocked: {reason}",
        f"mosaic-orchestrator unblock {task} --reason WHY",
    )
