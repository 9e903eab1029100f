"""fmt: the task tables' columns, aligned."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.events import fmt
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator fmt --dry-run")
@click.option("--upgrade", is_flag=True, help="Bring each task table to the full header.")
@writing
def command(call: Call, upgrade: bool) -> Answer:
    """Align the columns of the ledger's tables; every value stays what it is.

    --upgrade adds the columns that a table lacks, in their order; columns of your own stay, at
    the right.
    """
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: fmt.decide(state, upgrade=upgrade),
            dry_run=call.dry_run,
        )
        said = "the tables have the full header" if upgrade else "the columns are aligned"
        return changed("fmt", outcome, said, dry_run=call.dry_run)
