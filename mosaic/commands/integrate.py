"""integrate: the forge's part of done."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.waiting import pace_of, waiting
from mosaic.commands.words import pairs, task_id
from mosaic.delivery import land
from mosaic.given import Given
from mosaic.liveness import settle
from mosaic.tidying import after_record
from mosaic.views.answer import Answer
from mosaic.views.recorded import recorded
from mosaic.views.tidied import with_tidied


@click.command(epilog="Example: mosaic-orchestrator integrate MS-SEC-001")
@click.argument("task", callback=task_id)
@click.option("--evidence", multiple=True, metavar="KEY=VALUE", callback=pairs, help="A fact.")
@waiting
@writing
def command(call: Call, task: str, evidence: dict[str, str], wait: int) -> Answer:
    """Land a recorded task: squash merge, quality gates on the merged tree, done.

    The base and the ledger move in one ref update, only when the gates are green. A conflict, or
    gates that are not green, send the task back as failed, with what went wrong.

    On GitHub, GitLab or Gitea: branch, pull request, CI, squash merge, issue, then the entry; run
    again, it goes on where it stopped. A forge that fails makes the task blocked.
    """
    with call.ledger() as ledger:
        given = Given(call.now, asserted=evidence)
        outcome = land(ledger, task, given, pace_of(wait), call.dry_run)
        settle(ledger, outcome, call.now)
        said = recorded("integrate", ledger, outcome, task, call.dry_run)
        return with_tidied(said, after_record(ledger, outcome, call.dry_run))
