"""archive: finished rows leave the table."""

from __future__ import annotations

import click

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.events import archive
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator archive")
@writing
def command(call: Call) -> Answer:
    """Move done and deferred rows of completed phases to their milestone's archive.

    Dependencies on them still hold, and they still count in progress and budget.
    """
    with call.ledger() as ledger:
        outcome = advance(
            ledger, lambda state: None, lambda state, _: archive.decide(state), dry_run=call.dry_run
        )
        rows = outcome.decision.answer.get("archived")
        count = len(rows) if isinstance(rows, list) else 0
        said = f"{count} row(s) moved to {outcome.decision.answer.get('archive', 'no archive')}"
        return changed("archive", outcome, said, dry_run=call.dry_run)
