"""block: somebody else has to act before the task can go on."""

from __future__ import annotations

import click

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.words import line, task_id
from mosaic.events import hold
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator block MS-SEC-001 --reason 'waits for the key'")
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, reason: str) -> Answer:
    """Block a task, with its reason."""
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: hold.block(state, task, reason),
            dry_run=call.dry_run,
        )
        return changed(
            "block",
            outcome,
            f"{task} is blocked: {reason}",
            following=f"mosaic-orchestrator unblock {task} --reason WHY",
            dry_run=call.dry_run,
        )
