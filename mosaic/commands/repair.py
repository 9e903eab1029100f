"""repair: what can be mended without a guess."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.events import repair
from mosaic.ledger import copies
from mosaic.parse.tasks import PATH
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.checks import mended


@click.command(epilog="Example: mosaic-orchestrator repair --dry-run")
@writing
def command(call: Call) -> Answer:
    """Mend what needs no guess: short rows, pipes in code, parted rows, and 'blocks'.

    It works on the ledger, or on your own copy where that is what is broken. All else is listed
    and left.
    """
    with call.ledger() as ledger:
        ledger.refresh(call.dry_run)
        copies.settled(ledger)
        mine: dict[str, str] = {}
        outcome = advance(
            ledger,
            lambda _: copies.read_into(ledger, mine, _broken),
            lambda _, seen: repair.decide(State(ledger.files(seen.tip)), mine.get(PATH)),
            fresh=lambda _, seen: copies.edited(ledger) == seen,
            dry_run=call.dry_run,
            taken=mine,
        )
        said = "nothing to mend" if outcome.already else "the ledger is mended"
        text = mended(outcome.decision.answer)
        return changed("repair", outcome, said, text=text, dry_run=call.dry_run)


def _broken(path: str, text: str) -> bool:
    """Whether an edited copy is the ledger, and is what has to be mended."""
    return path == PATH and repair.is_broken(text)
