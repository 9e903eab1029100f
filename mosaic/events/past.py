"""What the ledger, its archives and all learnings know of tasks that are done."""

from __future__ import annotations

from mosaic.learning import Learning, read_learnings
from mosaic.plan.past import cases
from mosaic.state import ARCHIVES, LEARNINGS, State


def past_cases(state: State) -> tuple[Learning, ...]:
    """Every past case, archived ones first. Errors: LedgerUnusable for a learnings file."""
    rows = (*state.archived.values(), *state.anything.rows)
    return cases(rows, _learnings(state))


def _learnings(state: State) -> tuple[Learning, ...]:
    """Every learning there is, archived ones first."""
    names = [n for n in state.files.names(ARCHIVES) if n.endswith("-learnings.json")]
    paths = [f"{ARCHIVES}/{n}" for n in names if f"{ARCHIVES}/{n}" != LEARNINGS]
    texts = [state.files.read(path) for path in (*paths, LEARNINGS)]
    return tuple(one for text in texts if text for one in read_learnings(text).learnings)
