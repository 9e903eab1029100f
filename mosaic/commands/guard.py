"""guard: proposed changes, judged before anything is written."""

from __future__ import annotations

from mosaic.commands.call import Call, read_input, reading
from mosaic.commands.declared import click
from mosaic.commands.words import branch, optional, task_id
from mosaic.guarding import Proposed, guard, listed
from mosaic.views.answer import Answer
from mosaic.views.guard import guarded


@click.command(epilog="Example: mosaic-orchestrator guard src/db.ts --task MS-SEC-001")
@click.argument("paths", nargs=-1, metavar="[PATH...|-]")
@click.option("--task", default="", metavar="ID", callback=optional(task_id), help="Whose changes.")
@click.option("--staged", is_flag=True, help="Judge what is staged.")
@click.option(
    "--branch",
    "name",
    default="",
    metavar="B",
    callback=optional(branch),
    help="Judge what a branch changes since it left the base.",
)
@click.option("--range", "span", default="", metavar="A..B", help="Judge what B has changed.")
@click.option("--complete", is_flag=True, help="These are all changes: a target is among them.")
@reading
def command(
    call: Call,
    paths: tuple[str, ...],
    task: str,
    staged: bool,
    name: str,
    span: str,
    complete: bool,
) -> Answer:
    """Judge changes against the contract of a task: exit 0 allowed, 1 violations, 2 bad input.

    Paths are named from the repository's top, or absolute; - reads them from standard input, one a
    line or separated by NUL. Without --task it is the task that works on the branch.
    """
    if sum(map(bool, (paths, staged, name, span))) != 1:
        raise click.UsageError("give paths, or - for standard input, or one of the options")
    named = listed(read_input("-")) if paths == ("-",) else paths
    with call.ledger() as ledger:
        proposed = Proposed(named, staged, name, span, task, complete)
        return guarded(guard(ledger, proposed, call.now))
