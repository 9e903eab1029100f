"""doctor: prove, by doing, that the ledger is safe here."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.doctor import examine
from mosaic.doctor.mending import mend
from mosaic.doctor.patient import Patient
from mosaic.views.answer import Answer
from mosaic.views.doctor import examined


@click.command(epilog="Example: mosaic-orchestrator doctor --fix")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, and say each thing.")
@click.option("--remote", is_flag=True, help="Ask the ledger's remote too.")
@reading
def command(call: Call, fix: bool, remote: bool) -> Answer:
    """Prove, by doing, that git, hooks, drivers, locks and copies are as the ledger needs them.

    Hooks are fired, and a merge and a signature are made, in a throw-away repository; nothing of
    yours is touched. Exit 1 where a check fails or could not look. --fix finishes what a killed
    command left, removes leftovers of Mosaic's own, puts lost hooks and drivers in again and
    refreshes copies that are only behind; it never removes a lock or an edit.
    """
    with call.ledger() as ledger:
        mended = mend(Patient(ledger, call.now)) if fix else ()
        return examined(examine(Patient(ledger, call.now, remote)), mended, fix)
