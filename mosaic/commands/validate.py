"""validate: every fault of the ledger, all at once."""

from __future__ import annotations

import os

from mosaic.checking import check_contracts, check_docs, check_files
from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.pathname import Path
from mosaic.views.answer import Answer
from mosaic.views.checks import ranged, validated


@click.command(epilog="Example: mosaic-orchestrator validate --staged")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--staged", is_flag=True, help="Check what is staged, not the work tree.")
@click.option(
    "--range", "commits", metavar="A..B", default="", help="Check each commit of a range."
)
@reading
def command(call: Call, files: tuple[str, ...], staged: bool, commits: str) -> Answer:
    """List every fault: schema, ids, dependencies, dates, moves against HEAD; contracts; strays.

    Each fault comes with its line and a caret. Without FILE, docs/TASKS.md is checked. With
    --range, for CI and servers, each commit of it that touches the ledger has to be an entry or a
    legal merge; bare repositories and pushes that are being received can be checked so too.
    """
    if commits and (files or staged):
        raise click.UsageError("--range takes no FILE and no --staged")
    if commits:
        return _ranged(call, commits)
    with call.ledger() as ledger:
        found = check_files(ledger, files, staged)
        if files:
            return validated(found, ())
        return validated(found, check_docs(ledger), check_contracts(ledger))


def _ranged(call: Call, commits: str) -> Answer:
    from mosaic.auditing import check_range
    from mosaic.ledger.store import find_store

    receiving = "GIT_QUARANTINE_PATH" in os.environ
    store = find_store(Path(call.repo))
    return ranged(check_range(store, commits, receiving=receiving), commits)
