"""board: the rows by status."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import fields
from mosaic.views import board
from mosaic.views.answer import Answer
from mosaic.views.fields import ROW


@click.command(epilog="Example: mosaic-orchestrator board --limit 5")
@click.option("--limit", default=10, type=click.IntRange(1), help="At most so many of each status.")
@click.option("--fields", default="", callback=fields(ROW), metavar="A,B",
              help="Only these parts of each row.")  # fmt: skip
@reading
def command(call: Call, limit: int, fields: tuple[str, ...]) -> Answer:
    """Show the rows of the ledger by status: id, agent, estimate, description.

    --fields chooses among id, phase, agent, estimate, used and description.
    """
    with call.ledger() as ledger:
        return board.board(ledger.peek().needed(), limit, ledger.beside(), fields)
