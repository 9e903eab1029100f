"""review: a reviewer's prompt for a recorded task, or the configured reviewers' own words."""

from __future__ import annotations

from mosaic import reviewing
from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import task_id
from mosaic.events.decision import row_of
from mosaic.evidence import base_of, commit_facts
from mosaic.liveness import beats
from mosaic.views.answer import Answer
from mosaic.views.review import asked, review_prompts, reviewed, wanted


@click.command(epilog="Example: mosaic-orchestrator review MS-SEC-001 --run")
@click.argument("task", callback=task_id)
@click.option("--run", is_flag=True, help="Start the reviewers of [review] in the config.")
@reading
def command(call: Call, task: str, run: bool) -> Answer:
    """Print the prompt of each independent review that a recorded task still needs.

    With --run, each goes to the reviewer that is configured for its kind, in a tree of the recorded
    commit; what it says is kept, and the command that records it is printed.
    """
    with call.ledger() as ledger:
        state = ledger.peek()
        row = row_of(state, task)
        beats(ledger, state, row, call.now)
        base, here = base_of(ledger, state), ledger.repository
        facts = commit_facts(ledger, state, row, base, row.recorded) if row.recorded else None
        found = wanted(row, facts, base.start, here.top)
        if not run:
            return review_prompts(found)
        return reviewed(found, reviewing.ask(here, asked(found, state.config.review)))
