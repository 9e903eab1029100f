"""Changes to code, API, auth or infrastructure come with the documentation checklist complete.

Source: the guide, Step 6b and Phase 2, step 12.
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Kind
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered, kinds_of

#: Kinds whose changes ask for the checklist.
ASKING: frozenset[Kind] = frozenset({"source", "config"})
COMPLETE = "complete"


def judge(proposal: Proposal) -> Verdict:
    """Pass where the checklist is complete, or nothing asks for it."""
    work, task = delivered(proposal), proposal.task
    if not isinstance(work, CommitFacts) or task is None:
        return work if not isinstance(work, CommitFacts) else Pass("no task")
    if not kinds_of(work) & ASKING:
        return Pass("nothing that asks for documentation")
    fact = proposal.evidence.documentation
    hint = f"run 'mosaic-orchestrator record-result {task.id} --docs FILE'"
    if fact is None:
        return Unknown("no documentation checklist was given", hint)
    if fact.value != COMPLETE:
        return Refuse(f"the documentation checklist is not complete: {fact.value}", hint)
    return Pass()
