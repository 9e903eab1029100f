"""retry: a failed, blocked or abandoned task can be claimed again."""

from __future__ import annotations

import click

from mosaic.commands.call import Call, writing
from mosaic.commands.event import make
from mosaic.commands.words import task_id
from mosaic.events import retry
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator retry MS-SEC-001")
@click.argument("task", callback=task_id)
@writing
def command(call: Call, task: str) -> Answer:
    """Make a failed, blocked or abandoned task claimable again.

    A task in progress is abandoned once its lease has run out. The next brief carries every
    earlier error.
    """
    return make(
        call,
        "retry",
        lambda state: retry.decide(state, task, call.now),
        lambda _: f"{task} is not-started again",
        "mosaic-orchestrator claim-next --agent NAME",
    )
