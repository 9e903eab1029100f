"""An orchestrator whose context is at or above the stop hands off before it starts more work.

Not told, the gate does not ask. Source: the guide, "Context Threshold Protocol".
"""

from __future__ import annotations

from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict


def judge(proposal: Proposal) -> Verdict:
    """Pass below ``limits.context_stop`` per cent."""
    context, stop = proposal.evidence.context, proposal.state.config.limits.context_stop
    if context is None:
        return Pass("context was not told; give --context PCT")
    # Written so that NaN, which is below nothing, refuses.
    if context < stop:
        return Pass()
    return Refuse(
        f"context is at {context:g} %, the stop at {stop} %",
        f"run 'mosaic-orchestrator compaction-handoff --context {context:g}'",
    )
