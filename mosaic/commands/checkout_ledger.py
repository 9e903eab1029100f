"""checkout-ledger: the ledger of another ref, as files to read."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.hosting.materialised import check_out, remove
from mosaic.views.answer import Answer
from mosaic.views.setup import laid_out


@click.command(epilog="Example: mosaic-orchestrator checkout-ledger")
@click.option("--remove", "away", is_flag=True, help="Take the copies out again.")
@writing
def command(call: Call, away: bool) -> Answer:
    """Write the state files of a ledger on a ref of its own into this work tree, to be read.

    Run again, it brings the copies up to date. A file that is tracked here, or was edited, is
    never written over. Nothing reads the copies back; commands change the ledger.
    """
    with call.ledger() as ledger:
        if away:
            laid = remove(ledger.repository, call.dry_run)
            return laid_out(
                "checkout-ledger", laid, nothing="no copies are here", dry_run=call.dry_run
            )
        name = ledger.ref.removeprefix("refs/heads/")
        if ledger.repository.head == ledger.ref:
            return laid_out("checkout-ledger", (), nothing=f"'{name}' is out here: its files are")
        laid = check_out(ledger, call.dry_run)
        return laid_out(
            "checkout-ledger", laid, nothing=f"the copies are those of '{name}'",
            dry_run=call.dry_run,
        )  # fmt: skip
