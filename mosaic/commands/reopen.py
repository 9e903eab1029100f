"""reopen: a done or deferred task is to be done again."""

from __future__ import annotations

import click

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.words import line, task_id
from mosaic.events import reopen
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator reopen MS-SEC-001 --reason 'the leak is back'")
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, reason: str) -> Answer:
    """Open a done or deferred task again; its phase's verification waits for it."""
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: reopen.decide(state, task, reason),
            dry_run=call.dry_run,
        )
        return changed(
            "reopen",
            outcome,
            f"{task} is open again",
            following="mosaic-orchestrator next",
            dry_run=call.dry_run,
        )
