"""retry: a failed, blocked or abandoned task can be claimed again."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.words import task_id
from mosaic.events import retry
from mosaic.liveness import settle, signs
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.status import looked_at


@click.command(epilog="Example: mosaic-orchestrator retry MS-SEC-001")
@click.argument("task", callback=task_id)
@writing
def command(call: Call, task: str) -> Answer:
    """Make a failed, blocked or abandoned task claimable again.

    A task in progress is abandoned once its lease has run out and nothing shows that its worker
    lives: a process or a heartbeat of this clone, a worktree, a commit on its branch. The next
    brief carries every earlier error.
    """
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: signs(ledger, state, task),
            lambda state, found: retry.decide(state, task, call.now, found),
            dry_run=call.dry_run,
        )
        settle(ledger, outcome, call.now)
        return changed(
            "retry",
            outcome,
            f"{task} is not-started again",
            text=looked_at(outcome.decision.answer),
            following="mosaic-orchestrator claim-next --agent NAME",
            dry_run=call.dry_run,
        )
