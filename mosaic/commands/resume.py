"""resume: an archived ledger comes back."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.events import resume
from mosaic.releasing import archives
from mosaic.views.answer import Answer
from mosaic.views.resume import listed, resumed


@click.command(epilog="Example: mosaic-orchestrator resume --from docs/tasks/M1-tasks.md")
@click.option("--from", "archive", default="", metavar="ARCHIVE", help="The archive to restore.")
@writing
def command(call: Call, archive: str) -> Answer:
    """List the archives, newest first; with --from, make one of them the ledger again."""
    with call.ledger() as ledger:
        if not archive:
            return listed(ledger.peek(), archives(ledger))
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: resume.decide(state, archive),
            dry_run=call.dry_run,
        )
        return resumed(outcome, archive, call.dry_run)
