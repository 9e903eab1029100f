"""An event that needs no evidence from outside: decide, make it an entry, say so."""

from __future__ import annotations

from mosaic.advance import Outcome, advance
from mosaic.commands.call import Call
from mosaic.events.decision import Decision
from mosaic.ledger.git_ledger import GitLedger
from mosaic.liveness import settle
from mosaic.standard import Callable
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


def make(
    call: Call,
    verb: str,
    decide: Callable[[State], Decision],
    say: Callable[[Outcome[None]], str],
    following: str = "",
    more: Callable[[Outcome[None]], str] = lambda _: "",
) -> Answer:
    """Make the event that ``decide`` decides; ``say`` puts what moved into a line, ``more`` what
    else there is to say of it into further ones."""
    with call.ledger() as ledger:
        return make_in(ledger, call, verb, decide, say, following, more)


def make_in(
    ledger: GitLedger,
    call: Call,
    verb: str,
    decide: Callable[[State], Decision],
    say: Callable[[Outcome[None]], str],
    following: str = "",
    more: Callable[[Outcome[None]], str] = lambda _: "",
) -> Answer:
    """The same, on a ledger that is open already."""
    outcome = advance(
        ledger, lambda state: None, lambda state, _: decide(state), dry_run=call.dry_run
    )
    settle(ledger, outcome, call.now)
    text = more(outcome)
    return changed(
        verb, outcome, say(outcome), text=text, following=following, dry_run=call.dry_run
    )
