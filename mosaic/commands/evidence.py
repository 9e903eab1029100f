"""evidence: a contract's checks, what there is to show, and the checks run."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.commands.words import task_id
from mosaic.proving import looked, ran
from mosaic.views.answer import Answer
from mosaic.views.contract import evidence


@click.command(epilog="Example: mosaic-orchestrator evidence MS-SEC-001 --run")
@click.argument("task", callback=task_id)
@click.option("--run", "wanted", is_flag=True, help="Run the contract's checks and keep how.")
@reading
def command(call: Call, task: str, wanted: bool) -> Answer:
    """Show a task's contract, how its checks stand on the recorded commit, and what drifts.

    Without a recorded commit it is the tip of the task's branch. With --run each check runs, one
    after another, in a worktree of its own; how it ended is kept by the tree that it ran on, and
    the exit status is 1 where one is not green.
    """
    with call.ledger() as ledger:
        found = looked(ledger, task, call.now)
        runs = ran(ledger, found, lambda: call.now) if wanted else found.runs
        return evidence(
            found.task, found.state, found.contract, found.commit, runs, found.drift(runs), wanted
        )
