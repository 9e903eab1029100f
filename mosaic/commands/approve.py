"""approve: a person's word on a contract or a result."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make
from mosaic.commands.words import digest, line, optional, person, task_id
from mosaic.events import approve
from mosaic.views.answer import Answer


@click.command(
    epilog="Example: mosaic-orchestrator approve MS-SEC-001 --digest 3f2a91c0 --by 'Maintainer'"
)
@click.argument("task", callback=task_id)
@click.option(
    "--digest",
    "wanted",
    required=True,
    callback=digest,
    help="Of what is approved: the contract's digest, or the recorded commit.",
)
@click.option("--by", required=True, callback=person, help="The person who approves; no agent.")
@click.option("--reason", default="", callback=optional(line), help="Why; it goes into the notes.")
@writing
def command(call: Call, task: str, wanted: str, by: str, reason: str) -> Answer:
    """Record that a person approved a task's contract or its recorded result.

    The word holds for this digest alone: what is amended or recorded anew is approved anew.
    """
    return make(
        call,
        "approve",
        lambda state: approve.decide(state, task, wanted, by, reason),
        lambda outcome: f"{by} approved the {outcome.decision.answer['approved']} of {task}",
    )
