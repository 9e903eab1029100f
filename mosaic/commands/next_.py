"""next: what claim-next would claim."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import agent_name, optional
from mosaic.events import claim
from mosaic.ledger.picture import told
from mosaic.views import status
from mosaic.views.answer import Answer

#: An agent that no row can have: nobody holds anything.
NOBODY = "(nobody)"


@click.command(epilog="Example: mosaic-orchestrator next --context 20 --json")
@click.option("--agent", default="", callback=optional(agent_name), help="For whom.")
@click.option("--context", type=click.FloatRange(0, 100), metavar="PCT", help="Your context, in %.")
@reading
def command(call: Call, agent: str, context: float | None) -> Answer:
    """Show what claim-next would claim, and exit as it would.

    Nobody is asked: the answer is for the ledger as this clone last saw it.
    """
    with call.ledger() as ledger:
        state = ledger.peek()
        wanted = claim.Request(agent or NOBODY, "", call.now, context, tokens=ledger.claims())
        with told(ledger.repository, ledger.sharing):
            found = claim.decide(state, wanted)
        return status.next_task(state.document.tasks[found.task], ledger.beside())
