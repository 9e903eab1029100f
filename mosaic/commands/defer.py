"""defer: a task leaves the mission, with a complete entry in the registry."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make_in
from mosaic.commands.words import line, task_id
from mosaic.events import defer
from mosaic.parse.registry import CATEGORIES, RISKS, Deferral
from mosaic.views.answer import Answer
from mosaic.views.template import template


@click.command(
    epilog="Example: mosaic-orchestrator defer MS-CQ-004 --reason 'needs a new schema'"
    " --category Architectural --risk Low --approach 'split the table first'"
)
@click.argument("task", callback=task_id)
@click.option("--reason", required=True, callback=line, help="Why this is not done now.")
@click.option("--category", required=True, type=click.Choice(CATEGORIES), help="What kind it is.")
@click.option("--risk", required=True, type=click.Choice(RISKS), help="The risk of leaving it.")
@click.option("--approach", required=True, callback=line, help="How to do it later.")
@click.option("--error", default="", help="The exact error; else the row's own, or its text.")
@click.option("--file", default="", help="Where it is; else the row's files.")
@writing
def command(
    call: Call,
    task: str,
    reason: str,
    category: str,
    risk: str,
    approach: str,
    error: str,
    file: str,
) -> Answer:
    """Defer a task, and its -QA tasks with it.

    The registry docs/reports/deferred/deferred-errors.md gets the entry in the same commit.
    """
    wanted = Deferral(task, "", file, error, category, reason, approach, risk)
    with call.ledger() as ledger:
        empty, _ = template("reports/deferred-errors.md", ledger.repository.top)
        return make_in(
            ledger,
            call,
            "defer",
            lambda state: defer.decide(state, task, wanted, empty),
            lambda _: f"{task} is deferred ({category}, risk {risk})",
        )
