"""validate: every fault of the ledger, all at once."""

from __future__ import annotations

import click

from mosaic.checking import check_docs, check_files
from mosaic.commands.call import Call, reading
from mosaic.views.answer import Answer
from mosaic.views.checks import validated


@click.command(epilog="Example: mosaic-orchestrator validate --staged")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--staged", is_flag=True, help="Check what is staged, not the work tree.")
@reading
def command(call: Call, files: tuple[str, ...], staged: bool) -> Answer:
    """List every fault: schema, ids, dependencies, dates, moves against HEAD; strays in docs/.

    Each fault comes with its line and a caret. Without FILE, docs/TASKS.md is checked.
    """
    with call.ledger() as ledger:
        found = check_files(ledger, files, staged)
        return validated(found, () if files else check_docs(ledger))
