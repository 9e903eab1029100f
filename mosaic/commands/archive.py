"""archive: finished rows leave the table."""

from __future__ import annotations

from mosaic.advance import Outcome
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make_in
from mosaic.events import archive
from mosaic.tidying import after_archive
from mosaic.views.answer import Answer
from mosaic.views.tidied import with_tidied


@click.command(epilog="Example: mosaic-orchestrator archive")
@writing
def command(call: Call) -> Answer:
    """Move done and deferred rows of completed phases to their milestone's archive.

    Dependencies on them still hold, and they still count in progress and budget.
    """
    with call.ledger() as ledger:
        made = make_in(ledger, call, "archive", archive.decide, _said)
        rows = made.data.get("archived")
        if call.dry_run or not isinstance(rows, list):
            return made
        return with_tidied(made, after_archive(ledger, ledger.peek(), rows))


def _said(outcome: Outcome[None]) -> str:
    rows = outcome.decision.answer.get("archived")
    count = len(rows) if isinstance(rows, list) else 0
    return f"{count} row(s) moved to {outcome.decision.answer.get('archive', 'no archive')}"
