"""status: where the mission stands."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.ledger.repository import commit_named
from mosaic.liveness import leases
from mosaic.views import status
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator status --budget")
@click.option("--limit", default=0, type=click.IntRange(0), help="Show so many open rows as well.")
@click.option("--budget", is_flag=True, help="Plot used, remaining and cap over time.")
@click.option("--ref", default="", metavar="REF", help="Read the ledger at this branch or ref.")
@reading
def command(call: Call, limit: int, budget: bool, ref: str) -> Answer:
    """Show progress, the current phase, what is in flight or stuck, and the budget.

    With --budget, also what was used, what remains and the cap after each entry of the mission:
    a plot, or with --json a series. With --ref, of the ledger as it is at any ref, such as
    origin/main.
    """
    with call.ledger() as ledger:
        state = (ledger.peek_at(ref) if ref else ledger.peek()).needed()
        going = () if ref else leases(ledger, state, call.now)
        beside = () if ref else ledger.beside()
        answer = status.status(state, beside, limit, going)
        if not budget:
            return answer
        from mosaic.ledger.course import course

        tip = commit_named(ledger.reader, ref) if ref else ledger.tip
        return status.over_time(answer, course(ledger.repository, tip))
