"""add: one task by hand."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import ids, line, paths, token_count
from mosaic.events import add
from mosaic.views.answer import Answer


@click.command(
    epilog="Example: mosaic-orchestrator add --description 'Rotate the signing key'"
    " --severity high --file src/keys.py"
)
@click.option("--description", required=True, callback=line, help="What is to be done.")
@click.option("--severity", default=None, type=click.Choice(add.SEVERITIES), help="Its phase.")
@click.option("--category", default=None, type=click.Choice(add.CATEGORIES), help="Its kind.")
@click.option("--file", "files", multiple=True, callback=paths, help="A file that it changes.")
@click.option("--depends-on", multiple=True, callback=ids, metavar="ID", help="What it waits for.")
@click.option("--estimate", default="", callback=token_count, help="Tokens, such as 8K.")
@writing
def command(
    call: Call,
    description: str,
    severity: str | None,
    category: str | None,
    files: tuple[str, ...],
    depends_on: tuple[str, ...],
    estimate: int | None,
) -> Answer:
    """Add one task; give --severity or --category. The same task twice is one."""
    if not (severity or category):
        raise click.UsageError("give --severity or --category")
    wanted = add.Request(description, severity or "", category or "", files, depends_on, estimate)
    return make(
        call,
        "add",
        lambda state: add.decide(state, wanted),
        lambda done: f"{done.decision.task} is in the ledger",
    )
