"""graph: what waits for what."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import optional, task_id
from mosaic.views.answer import Answer
from mosaic.views.graph import FORMATS, drawn, network


@click.command(epilog="Example: mosaic-orchestrator graph MS-SEC-001 --format mermaid")
@click.argument("task", required=False, default="", callback=optional(task_id))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="tree", help="How it is drawn."
)
@click.option("--all", "whole", is_flag=True, help="Done and deferred rows as well.")
@click.option("--limit", default=50, type=click.IntRange(1), help="At most so many rows.")
@reading
def command(call: Call, task: str, form: str, whole: bool, limit: int) -> Answer:
    """Draw what waits for what: the open rows as a tree, for Mermaid, or for Graphviz.

    With a task, only what it waits for and what waits for it, whatever their status.
    """
    with call.ledger() as ledger:
        return drawn(network(ledger.peek().needed(), task, whole, limit), form)
