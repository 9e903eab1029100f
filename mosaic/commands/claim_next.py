"""claim-next: the first ready task goes to an agent, and its brief to a file."""

from __future__ import annotations

import os

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.words import agent_name, optional, task_id
from mosaic.events import claim
from mosaic.views.answer import Answer
from mosaic.views.claim import Claiming, claimed


@click.command(
    epilog="Example: mosaic-orchestrator claim-next --agent worker-1 --context 20 --json"
)
@click.option(
    "--agent", required=True, metavar="NAME", callback=agent_name, help="Who works on it."
)
@click.option("--context", type=click.FloatRange(0, 100), metavar="PCT", help="Your context, in %.")
@click.option(
    "--task",
    default="",
    metavar="ID",
    callback=optional(task_id),
    help="Claim this task and no other.",
)
@click.option("--another", is_flag=True, help="One more task for an agent that holds one.")
@click.option("--prompt", is_flag=True, help="Print the worker's prompt as well.")
@writing
def command(
    call: Call, agent: str, context: float | None, task: str, another: bool, prompt: bool
) -> Answer:
    """Claim the first ready task in table order and write the worker's prompt to a file.

    An agent that holds a task without a recorded result gets that one again, so that a lost
    answer is never a lost task.
    """
    with call.ledger() as ledger:
        request = claim.Request(
            agent, os.urandom(4).hex(), call.now, context, task, another, ledger.claims()
        )
        claiming = Claiming(ledger, request.token, call.dry_run)
        outcome = advance(
            ledger,
            claiming.look,
            lambda state, _: claiming.hold(state, claim.decide(state, request)),
            dry_run=call.dry_run,
        )
        return claimed(claiming, outcome, request, prompt)
