"""recap: what was done, from the history alone."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import moment
from mosaic.ledger.entries import entries, squashes
from mosaic.recap import recap
from mosaic.views.answer import Answer
from mosaic.views.recap import recapped


@click.command(epilog="Example: mosaic-orchestrator recap --since 2026-01-31")
@click.option("--since", default="", callback=moment, metavar="DATE", help="Such as 2026-01-31.")
@click.option("--limit", default=40, type=click.IntRange(1), help="Name at most so many of each.")
@reading
def command(call: Call, since: str, limit: int) -> Answer:
    """Show what was done, by whom, what it used against its estimate, and how far alone.

    From the history alone: tasks done and given up, tokens of each agent, takeovers with their
    reasons, the share of tasks that nobody had to help (squash commits are asked too), variances,
    and the plan's forecast error.
    """
    with call.ledger() as ledger:
        state = ledger.peek()
        rows = {**state.archived, **state.anything.tasks}
        base = state.config.forge.base
        named = base and (f"refs/heads/{base}", f"refs/remotes/origin/{base}")
        where = named or ("refs/remotes/origin/HEAD",)
        landed = squashes(ledger.repository, (ledger.tip, *where))
        found = recap(entries(ledger.repository, ledger.tip), rows, since, landed)
        return recapped(found, since, limit)
