"""compaction-handoff: the mission goes to a fresh orchestrator."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.events import handoff
from mosaic.ledger.session import event_at_tip, session
from mosaic.views.answer import Answer
from mosaic.views.handoff import handed_off, rehearse


@click.command(epilog="Example: mosaic-orchestrator compaction-handoff --context 57")
@click.option("--context", required=True, type=click.FloatRange(0, 100), metavar="PCT")
@writing
def command(call: Call, context: float) -> Answer:
    """Print the handoff message with the kickstart of the orchestrator that takes over.

    It makes an entry even where nothing else changed, so that the log shows who took over when.
    """
    with call.ledger() as ledger:
        past, top, now = session(ledger), ledger.repository.top, call.now
        outcome = advance(
            ledger,
            lambda state: rehearse(state, top, context, past, now),
            lambda state, _: handoff.decide(state, context, event_at_tip(ledger)),
            dry_run=call.dry_run,
        )
        return handed_off(outcome, top, context, past, now, call.dry_run)
