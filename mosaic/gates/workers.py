"""Fewer rows are being worked on than the limit allows, and one at a time when conservative.

A row is being worked on while it is in progress, without a recorded result, and not parked.
Source: the guide, "Worker Limits" and Step 3b.
"""

from __future__ import annotations

from mosaic.gates import budget
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import listed, working
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.state import State


def judge(proposal: Proposal) -> Verdict:
    """Pass where a slot is free; else who holds them."""
    state = proposal.state
    busy = [row for row in state.in_progress if working(row)]
    most = limit(state)
    if len(busy) < most:
        return Pass()
    said = listed([f"{row.id} ({row['agent'] or 'no agent'})" for row in busy])
    conservative = " in conservative mode" if most < state.config.limits.workers else ""
    return Refuse(
        f"{len(busy)} of {most} workers{conservative} are at work: {said}",
        "record a result first: 'mosaic-orchestrator record-result TASK --result FILE'",
    )


def limit(state: State) -> int:
    """How many rows may be worked on at a time."""
    conservative = budget.position(state).mode == "conservative"
    return 1 if conservative else state.config.limits.workers
