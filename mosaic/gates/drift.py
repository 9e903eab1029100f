"""What came is what the task's contract allows; a task without a contract is not judged.

Each difference is named by its class (``surfaces.CLASSES``). What only the work can mend refuses;
what a command or a person's word can still show is unknown, and awaited. The shared paths of the
config may always change.
"""

from __future__ import annotations

from mosaic.gates.contracts import contract_of
from mosaic.gates.facts import CommitFacts
from mosaic.gates.proposal import Proposal
from mosaic.gates.surfaces import Bound, Drift, found
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered
from mosaic.parse.tasks import Task
from mosaic.parse.terms import Broken


def judge(proposal: Proposal) -> Verdict:
    """Pass where the work is within its contract; else each class of drift, with what it is of."""
    work, task, state = delivered(proposal), proposal.task, proposal.state
    if not isinstance(work, CommitFacts) or task is None:
        return work if not isinstance(work, CommitFacts) else Pass("no task")
    contract = contract_of(task, state)
    if contract is None:
        return Pass("no contract")
    if isinstance(contract, Broken):
        hint = f"run 'mosaic-orchestrator amend {task.id} --contract FILE --reason WHY'"
        return Unknown(contract.fault, hint)
    drifts = found(Bound(contract, task, work, proposal.evidence, state))
    held = [str(drift) for drift in drifts if drift.held]
    if held:
        return Refuse(
            "; ".join(held),
            f"run 'mosaic-orchestrator amend {task.id}' if the contract should allow it",
        )
    if drifts:
        return Unknown("; ".join(map(str, drifts)), _hint(task, drifts[0]))
    return Pass()


def _hint(task: Task, drift: Drift) -> str:
    """The command that shows what is awaited; a worker's reason can be turned down as well."""
    said = f"run '{drift.command}'"
    if not drift.deviates:
        return said
    other = f"mosaic-orchestrator record-result {task.id} --evidence deviation=rejected"
    return f"{said}, or '{other}'"
