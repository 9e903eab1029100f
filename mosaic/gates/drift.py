"""What came is what the task's contract allows; a task without a contract is not judged.

A file outside its scope or within its bounds is the drift class ``unauthorized_surface_added``,
named so in the refusal. The shared paths of the config may always change.
"""

from __future__ import annotations

from mosaic.gates.contracts import contract_of, matches
from mosaic.gates.facts import CommitFacts
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import listed
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered

UNAUTHORIZED = "unauthorized_surface_added"


def judge(proposal: Proposal) -> Verdict:
    """Pass where every changed file is allowed; else the drift class and the files."""
    work, task = delivered(proposal), proposal.task
    if not isinstance(work, CommitFacts) or task is None:
        return work if not isinstance(work, CommitFacts) else Pass("no task")
    contract = contract_of(task.id, proposal.state)
    if contract is None:
        return Pass("no contract")
    if contract.fault:
        return Unknown(contract.fault, f"run 'mosaic-orchestrator amend {task.id}'")
    shared = proposal.state.config.limits.shared
    beside = [
        file.path
        for file in work.files
        if not contract.allows(file.path) and not any(matches(file.path, s) for s in shared)
    ]
    if beside:
        return Refuse(
            f"{UNAUTHORIZED}: {listed(beside)}",
            f"run 'mosaic-orchestrator amend {task.id}' if the contract should allow it",
        )
    return Pass()
