"""amend: a task's contract changes, with the reason."""

from __future__ import annotations

from typing import Any

from mosaic.commands.call import Call, read_input, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import checks, line, optional, task_id
from mosaic.events import amend
from mosaic.parse.outside import plain
from mosaic.views.answer import Answer
from mosaic.views.contract import amended


@click.command(
    epilog="Example: mosaic-orchestrator amend MS-SEC-001 --target src/middleware.ts"
    " --reason 'the limit belongs in the middleware'"
)
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why; it goes into the entry.")
@click.option("--by", default="", callback=optional(line), help="Who decided it.")
@click.option(
    "--target", "targets", multiple=True, metavar="PATH", help="One more file to be changed."
)
@click.option("--scope", multiple=True, metavar="PATTERN", help="The work may change this too.")
@click.option("--out-of-bounds", multiple=True, metavar="PATTERN", help="The work never may.")
@click.option("--evidence", multiple=True, metavar="WORD|file:PATTERN", help="Is asked for too.")
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="NAME=COMMAND",
    callback=checks,
    help="Runs too.",
)
@click.option("--remove", multiple=True, metavar="ITEM", help="A path, evidence or check to go.")
@click.option("--contract", default="", metavar="FILE|-", help="The whole contract as JSON.")
@writing
def command(call: Call, task: str, reason: str, by: str, contract: str, **lists: Any) -> Answer:
    """Change a task's contract; after the claim there is no other way.

    What has to be validated again under the new one is said, and stands in the entry.
    """
    text = plain(read_input(contract), "the contract").text if contract else None
    if bool(contract) == any(lists.values()):
        raise click.UsageError("give --contract FILE, or what comes and goes")
    wanted = amend.Wanted(text, **lists)
    return make(
        call,
        "amend",
        lambda state: amend.decide(state, task, wanted, reason, by),
        lambda _: f"the contract of {task} is amended",
        more=lambda outcome: amended(outcome.decision),
    )
