"""note: a line for whoever reads the row next."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import line, task_id
from mosaic.events import note
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator note MS-SEC-001 'see the thread on tokens'")
@click.argument("task", callback=task_id)
@click.argument("text", callback=line)
@writing
def command(call: Call, task: str, text: str) -> Answer:
    """Add a note to a task; it moves nothing."""
    return make(
        call,
        "note",
        lambda state: note.decide(state, task, text),
        lambda _: f"{task} has the note",
    )
