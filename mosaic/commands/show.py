"""show: one task."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import task_id
from mosaic.events.decision import row_of
from mosaic.liveness import lease
from mosaic.views import status
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator show MS-SEC-001")
@click.argument("task", callback=task_id)
@reading
def command(call: Call, task: str) -> Answer:
    """Show one task, archived ones too."""
    with call.ledger() as ledger:
        state = ledger.peek()
        row = state.task(task) or row_of(state, task)
        archived = row.id not in state.anything.tasks
        going = None if archived else lease(ledger, state, row, call.now)
        return status.show(row, archived, ledger.beside(), going, state)
