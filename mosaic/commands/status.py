"""status: where the mission stands."""

from __future__ import annotations

import click

from mosaic.commands.call import Call, reading
from mosaic.liveness import leases
from mosaic.views import status
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator status --json")
@click.option("--limit", default=0, type=click.IntRange(0), help="Show so many open rows as well.")
@click.option("--ref", default="", metavar="REF", help="Read the ledger at this branch or ref.")
@reading
def command(call: Call, limit: int, ref: str) -> Answer:
    """Show progress, the current phase, what is in flight or stuck, and the budget.

    With --ref, of the ledger as it is at any ref, such as origin/main.
    """
    with call.ledger() as ledger:
        state = (ledger.peek_at(ref) if ref else ledger.peek()).needed()
        going = () if ref else leases(ledger, state, call.now)
        beside = () if ref else ledger.beside()
        return status.status(state, beside, limit, going)
