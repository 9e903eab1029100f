"""depend: an edge comes or goes."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import line, optional, task_id
from mosaic.events import depend
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator depend MS-CQ-004 --add MS-SEC-001")
@click.argument("task", callback=task_id)
@click.option("--add", "added", default="", callback=optional(task_id), help="Wait for this task.")
@click.option("--remove", default="", callback=optional(task_id), help="Wait for it no more.")
@click.option("--reason", default="", callback=optional(line), help="Why; asked for by --remove.")
@writing
def command(call: Call, task: str, added: str, remove: str, reason: str) -> Answer:
    """Add or remove one dependency of a task that is not started."""
    if bool(added) == bool(remove) or (remove and not reason):
        raise click.UsageError("give --add ID, or --remove ID --reason WHY")
    if added:
        said = f"{task} depends on {added}"
        return make(call, "depend", lambda state: depend.add(state, task, added), lambda _: said)
    return make(
        call,
        "depend",
        lambda state: depend.remove(state, task, remove, reason),
        lambda _: f"{task} does not depend on {remove}",
    )
