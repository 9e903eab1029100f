"""The sentence of the program: gather, lock, decide on the tip, commit; again if the tip moved."""

from __future__ import annotations

from mosaic.change import Change
from mosaic.errors import Wait
from mosaic.events.decision import Decision
from mosaic.ledger import TRIES as TRIES
from mosaic.ledger import Below, Entry, Ledger, Moved
from mosaic.parse import tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.standard import Callable, Generic, Mapping, TypeVar
from mosaic.state import State
from mosaic.values import dataclass

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Outcome(Generic[Facts]):
    """What became of a proposal. ``entry`` is None where it was already so, or in a dry run;
    ``notices`` are what the person should know besides."""

    decision: Decision
    before: State
    facts: Facts
    entry: Entry | None = None
    notices: tuple[str, ...] = ()

    @property
    def already(self) -> bool:
        return self.decision.change is None

    @property
    def after(self) -> Document:
        """The ledger as it is now, or would be after a dry run."""
        return after(self.before, self.decision.change)


def after(state: State, change: Change | None) -> Document:
    """The ledger with this change made."""
    if change is None or not touches_table(change):
        return state.anything
    return tasks.parse(apply(state.anything, change))


def touches_table(change: Change) -> bool:
    """Whether the change writes the ledger itself, besides other state files."""
    return change.text is not None or bool(change.cells or change.rows or change.removed)


def advance(
    ledger: Ledger,
    gather: Callable[[State], Facts],
    decide: Callable[[State, Facts], Decision],
    *,
    fresh: Callable[[State, Facts], bool] = lambda state, facts: True,
    below: Callable[[Facts], Below | None] = lambda facts: None,
    dry_run: bool = False,
    taken: Mapping[str, str] | None = None,
) -> Outcome[Facts]:
    """Make one event an entry, or raise and leave nothing changed.

    ``gather`` takes what time it needs, outside the lock; ``fresh`` asks inside it whether those
    facts still hold; ``decide`` is pure. Where the ref moved under us, all of it runs again on
    the fresh tip: events are functions of the state, so nothing is ever rebased. Errors: what
    ``decide`` raises; Wait (contended) when the ledger's tries are used up. A dry run asks no
    upstream.
    """
    count = 0
    for _ in (0,) if dry_run else ledger.tries():
        count += 1
        before = ledger.peek()
        facts = gather(before)
        if dry_run:
            return Outcome(decide(before, facts), before, facts)
        try:
            with ledger.writing(taken=taken) as page:
                if not fresh(page.state, facts):
                    continue
                decision = decide(page.state, facts)
                if decision.change is None:
                    return Outcome(decision, page.state, facts, notices=page.notices)
                entry = page.commit(decision.change, below(facts))
                return Outcome(decision, page.state, facts, entry, entry.notices)
        except Moved:
            continue
    raise Wait(
        f"the ledger moved {count} times while this command decided",
        code="contended",
        hint="try again",
    )
