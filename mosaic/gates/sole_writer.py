"""No commit of a task's own touches the state files: entries alone write them.

Source: the guide, "Overview" (the orchestrator is the sole writer of docs/TASKS.md).
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import listed
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.gates.work import delivered
from mosaic.state import is_state_file


def judge(proposal: Proposal) -> Verdict:
    """Pass where the branch leaves the state files alone; else which ones it touches."""
    work = delivered(proposal)
    if not isinstance(work, CommitFacts):
        return work
    changed = (file.path for file in work.files if is_state_file(file.path))
    touched = sorted({*work.touched_state, *changed})
    if not touched:
        return Pass()
    return Refuse(
        f"{work.branch} touches {listed(touched)}, which only entries may change",
        "make the branch anew from the base with the work alone, then record its commit",
    )
