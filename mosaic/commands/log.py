"""log: the ledger's entries, newest first."""

from __future__ import annotations

from itertools import islice, takewhile

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import fields, moment, task_id
from mosaic.ledger.entries import entries
from mosaic.parse.cells import is_since
from mosaic.views.answer import Answer
from mosaic.views.fields import ENTRY
from mosaic.views.history import logged

#: More entries than any history has, and a number that every git can count to.
MOST = 2**31 - 2


@click.command(epilog="Example: mosaic-orchestrator log MS-SEC-001 --limit 5")
@click.argument("task", default="", callback=lambda c, p, v: task_id(c, p, v) if v else "")
@click.option("--since", default="", callback=moment, metavar="DATE", help="Such as 2026-01-31.")
@click.option("--limit", type=click.IntRange(1), default=50, metavar="N", help="At most so many.")
@click.option("--fields", default="", callback=fields(ENTRY), metavar="A,B",
              help="Only these parts of each entry.")  # fmt: skip
@reading
def command(call: Call, task: str, since: str, limit: int, fields: tuple[str, ...]) -> Answer:
    """Show the ledger's entries, newest first: when, which event, which tasks.

    With a task, what each entry changed in its row, old and new. --fields chooses among the keys of
    --json: commit, when, author, event, subject, tasks, agent, claim, changes, evidence.
    Of a long list the rest is counted, as left.
    """
    limit = min(limit, MOST)
    with call.ledger() as ledger:
        all_of_them = entries(ledger.repository, ledger.tip, task, limit + 1)
        young = takewhile(lambda entry: not since or is_since(entry.when, since), all_of_them)
        found = list(islice(young, limit + 1))
        return logged(found[:limit], task, len(found) > limit, fields)
