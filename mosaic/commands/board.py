"""board: the rows by status."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.views import board
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator board --limit 5")
@click.option("--limit", default=10, type=click.IntRange(1), help="At most so many of each status.")
@reading
def command(call: Call, limit: int) -> Answer:
    """Show the rows of the ledger by status: id, agent, estimate, description."""
    with call.ledger() as ledger:
        return board.board(ledger.peek().needed(), limit, ledger.beside())
