"""log: the ledger's entries, newest first."""

from __future__ import annotations

from itertools import islice

import click

from mosaic.commands.call import Call, reading
from mosaic.commands.words import task_id
from mosaic.ledger.history import entries
from mosaic.views.answer import Answer
from mosaic.views.history import logged


@click.command(epilog="Example: mosaic-orchestrator log MS-SEC-001 --limit 5")
@click.argument("task", default="", callback=lambda c, p, v: task_id(c, p, v) if v else "")
@click.option("--limit", type=click.IntRange(1), default=50, metavar="N", help="At most so many.")
@reading
def command(call: Call, task: str, limit: int) -> Answer:
    """Show the ledger's entries, newest first: when, which event, which tasks.

    With a task, what each entry changed in its row, old and new.
    """
    with call.ledger() as ledger:
        found = list(islice(entries(ledger.repository, ledger.tip, task), limit + 1))
        return logged(found[:limit], task, len(found) > limit)
