"""adopt: a person's edits of the state files become an entry, or are put aside."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.audit import replay
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.words import line
from mosaic.events import adopt
from mosaic.events.decision import Decision
from mosaic.ledger import copies
from mosaic.ledger.history import steps
from mosaic.ledger.own import refuse_edits
from mosaic.liveness import sweep
from mosaic.state import STATE_FILES, State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.checks import adopted, discarded


@click.command(epilog="Example: mosaic-orchestrator adopt --reason 'sorted the rows'")
@click.option("--discard", is_flag=True, help="Save the edit aside and bring the ledger back.")
@click.option("--reason", default="", callback=lambda c, p, v: line(c, p, v) if v else "",
              help="Why; it goes into the entry.")  # fmt: skip
@writing
def command(call: Call, discard: bool, reason: str) -> Answer:
    """Check a person's edits, committed by hand or not at all, and make them an entry.

    Taken are new rows, order, free text, dependencies, and what block, unblock, defer, reopen and
    retry do to a status. Nothing becomes done or in progress by hand, and no row is removed.
    """
    with call.ledger() as ledger:
        if discard:
            return discarded(copies.discard(ledger, call.now, call.dry_run), call.dry_run)
        ledger.refresh(call.dry_run)
        refuse_edits(ledger.sharing, STATE_FILES)
        copies.settled(ledger)
        taken, warnings = dict[str, str](), list[str]()

        def gather(_: State) -> copies.Copies:
            found = copies.edited(ledger)
            texts, warnings[:] = adopt.cleaned(State(ledger.files(found.tip)), found.texts)
            taken.clear()
            taken.update(texts)
            return found

        def decide(_: State, found: copies.Copies) -> Decision:
            hands = replay(steps(ledger.repository, found.tip)).open
            edit = adopt.Edit(call.now, dict(taken), hands, reason)
            return adopt.decide(State(ledger.files(found.tip)), edit)

        outcome = advance(
            ledger,
            gather,
            decide,
            fresh=lambda _, found: copies.edited(ledger) == found,
            dry_run=call.dry_run,
            taken=taken,
        )
        if outcome.entry:
            sweep(ledger)
        said = "nothing to adopt" if outcome.already else "the edits by hand are adopted"
        text = adopted(outcome.decision.answer)
        return changed("adopt", outcome, said, text=text, dry_run=call.dry_run, warnings=warnings)
