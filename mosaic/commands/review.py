"""review: a reviewer's prompt for a recorded task."""

from __future__ import annotations

import click

from mosaic.commands.call import Call, reading
from mosaic.commands.words import task_id
from mosaic.events.decision import row_of
from mosaic.evidence import base_of, commit_facts
from mosaic.liveness import beats
from mosaic.views.answer import Answer
from mosaic.views.review import review_prompts


@click.command(epilog="Example: mosaic-orchestrator review MS-SEC-001")
@click.argument("task", callback=task_id)
@reading
def command(call: Call, task: str) -> Answer:
    """Print the prompt of each independent review that a recorded task still needs."""
    with call.ledger() as ledger:
        state = ledger.peek()
        row = row_of(state, task)
        beats(ledger, state, row, call.now)
        base = base_of(ledger, state)
        facts = commit_facts(ledger, state, row, base, row.recorded) if row.recorded else None
        return review_prompts(row, facts, base.start, ledger.repository.top)
