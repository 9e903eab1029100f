"""Changes to code, API, auth or infrastructure come with the documentation checklist complete.

A checklist speaks for the one task and the one commit that it names; for another it is none.
Source: the guide, Step 6b and Phase 2, step 12.
"""

from __future__ import annotations

from mosaic.gates.facts import ChecklistFact, CommitFacts, Kind, is_of
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered, kinds_of
from mosaic.parse.tasks import Task

#: Kinds whose changes ask for the checklist.
ASKING: frozenset[Kind] = frozenset({"source", "config"})
COMPLETE = "complete"


def judge(proposal: Proposal) -> Verdict:
    """Pass where the checklist of this very work is complete, or nothing asks for it."""
    work, task = delivered(proposal), proposal.task
    if not isinstance(work, CommitFacts) or task is None:
        return work if not isinstance(work, CommitFacts) else Pass("no task")
    if not kinds_of(work) & ASKING:
        return Pass("nothing that asks for documentation")
    fact = proposal.evidence.documentation
    hint = f"run 'mosaic-orchestrator record-result {task.id} --docs FILE'"
    if fact is None:
        return Unknown("no documentation checklist was given", hint)
    other = apart(fact, task, work)
    if other:
        again = f"print it again with 'mosaic-orchestrator review {task.id}', and tick that one"
        return Unknown(f"the documentation checklist {other}", again)
    if fact.value != COMPLETE:
        return Refuse(f"the documentation checklist is not complete: {fact.value}", hint)
    return Pass()


def apart(fact: ChecklistFact, task: Task, commit: CommitFacts) -> str:
    """Why a checklist is not this work's, or ''."""
    if not fact.task or not fact.commit:
        lacks = " and ".join(
            line
            for line, said in (("'Task: ID'", fact.task), ("'Commit: SHA'", fact.commit))
            if not said
        )
        return f"has no one line {lacks}, so it may be another's"
    if fact.task != task.id:
        return f"is of {fact.task}, not of {task.id}"
    if not is_of(fact.commit, commit.oid):
        return f"is of {fact.commit[:12]}, not of {commit.oid[:12]}"
    return ""
