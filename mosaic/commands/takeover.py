"""takeover: a task in progress goes to another agent."""

from __future__ import annotations

import os

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.words import agent_name, line, task_id
from mosaic.events import claim, takeover
from mosaic.views.answer import Answer
from mosaic.views.claim import Claiming, claimed


@click.command(
    epilog="Example: mosaic-orchestrator takeover MS-SEC-001 --agent worker-2 --reason 'no answer'"
)
@click.argument("task", callback=task_id)
@click.option("--agent", required=True, metavar="NAME", callback=agent_name, help="Who goes on.")
@click.option("--reason", required=True, callback=line, help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, agent: str, reason: str) -> Answer:
    """Give a task in progress to another agent, with a new token and a new brief.

    A result that comes in under the old token is refused.
    """
    token = os.urandom(4).hex()
    with call.ledger() as ledger:
        claiming = Claiming(ledger, token, call.dry_run)
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: claiming.hold(
                state, takeover.decide(state, task, agent, reason, token)
            ),
            dry_run=call.dry_run,
        )
        request = claim.Request(agent, token, call.now)
        return claimed(claiming, outcome, request, verb="takeover")
