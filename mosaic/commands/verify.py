"""verify: the ledger's whole history, replayed."""

from __future__ import annotations

import click

from mosaic.audit import replay
from mosaic.commands.call import Call, reading
from mosaic.ledger.history import steps
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.history import verified


@click.command(epilog="Example: mosaic-orchestrator verify --json")
@reading
def command(call: Call) -> Answer:
    """Replay the ledger's whole history: each entry a legal event, each cell accounted for.

    Each commit that changed the ledger by other means is named, until adopt accounts for it.
    """
    with call.ledger() as ledger:
        tip = ledger.tip
        found = replay(steps(ledger.repository, tip))
        return verified(found, State(ledger.files(tip)), tip)
