"""archive: finished rows leave the table."""

from __future__ import annotations

import click

from mosaic.advance import Outcome
from mosaic.commands.call import Call, writing
from mosaic.commands.event import make
from mosaic.events import archive
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator archive")
@writing
def command(call: Call) -> Answer:
    """Move done and deferred rows of completed phases to their milestone's archive.

    Dependencies on them still hold, and they still count in progress and budget.
    """
    return make(call, "archive", archive.decide, _said)


def _said(outcome: Outcome[None]) -> str:
    rows = outcome.decision.answer.get("archived")
    count = len(rows) if isinstance(rows, list) else 0
    return f"{count} row(s) moved to {outcome.decision.answer.get('archive', 'no archive')}"
