"""verify: the ledger's whole history, replayed."""

from __future__ import annotations

from mosaic.auditing import verify
from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.history import verified


@click.command(epilog="Example: mosaic-orchestrator verify --since v0.0.1")
@click.option("--since", metavar="COMMIT|DATE", default="", help="Take what is older as given.")
@click.option("--no-cache", is_flag=True, help="Replay everything, whatever was verified before.")
@reading
def command(call: Call, since: str, no_cache: bool) -> Answer:
    """Replay the ledger's whole history: each entry a legal event, each cell accounted for.

    Each commit that changed the ledger by other means is named, until adopt accounts for it. What
    this clone has verified before is not replayed again. In a shallow clone, what is there is
    verified, and the answer says what is not.
    """
    with call.ledger() as ledger:
        found = verify(ledger, since, cached=not no_cache)
        return verified(found, State(ledger.files(found.tip)))
