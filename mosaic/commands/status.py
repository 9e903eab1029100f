"""status: where the mission stands."""

from __future__ import annotations

import click

from mosaic.commands.call import Call, reading
from mosaic.views import status
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator status --json")
@click.option("--limit", default=0, type=click.IntRange(0), help="Show so many open rows as well.")
@reading
def command(call: Call, limit: int) -> Answer:
    """Show progress, the current phase, what is in flight or stuck, and the budget."""
    with call.ledger() as ledger:
        state = ledger.peek()
        return status.status(state.needed(), ledger.beside(), limit)
