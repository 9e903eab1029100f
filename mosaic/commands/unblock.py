"""unblock: what the task waited for is there."""

from __future__ import annotations

import click

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.words import line, task_id
from mosaic.events import hold
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator unblock MS-SEC-001 --reason 'the key is there'")
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, reason: str) -> Answer:
    """Take a blocked task up again.

    It is in progress where a result was recorded, else not started.
    """
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: hold.unblock(state, task, reason),
            dry_run=call.dry_run,
        )
        return changed(
            "unblock",
            outcome,
            f"{task} is unblocked",
            following="mosaic-orchestrator next",
            dry_run=call.dry_run,
        )
