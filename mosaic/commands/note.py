"""note: a line for whoever reads the row next."""

from __future__ import annotations

import click

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.words import line, task_id
from mosaic.events import note
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator note MS-SEC-001 'see the thread on tokens'")
@click.argument("task", callback=task_id)
@click.argument("text", callback=line)
@writing
def command(call: Call, task: str, text: str) -> Answer:
    """Add a note to a task; it moves nothing."""
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: note.decide(state, task, text),
            dry_run=call.dry_run,
        )
        return changed("note", outcome, f"{task} has the note", dry_run=call.dry_run)
