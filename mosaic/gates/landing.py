"""Work is done only when its patch is on the base, and what landed is what was tested.

A result without a commit shows something else: a verification its quality gates on the base's
tip, work that was there already the commit that did it. Docs land too, untested. Source: the
guide, Phase 2, step 13.
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import is_verification
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import INTEGRATED, delivered, kinds_of
from mosaic.parse.tasks import Task


def judge(proposal: Proposal) -> Verdict:
    """Pass where the result is on the base, or shown on it."""
    work, task, evidence = delivered(proposal), proposal.task, proposal.evidence
    if task is None or isinstance(work, Unknown):
        return work if isinstance(work, Unknown) else Pass("no task")
    if isinstance(work, CommitFacts):
        return _commit(task, work, evidence)
    if evidence.already_fixed:
        return _on_base(task, evidence.already_fixed, evidence)
    if is_verification(task):
        return _verified(task, evidence)
    return work


def _hint(task: Task) -> str:
    return f"run 'mosaic-orchestrator integrate {task.id}'"


def _on_base(task: Task, commit: str, evidence: Evidence) -> Verdict:
    if evidence.landing is None:
        return Unknown(f"whether {commit[:12]} is on the base was not looked at", _hint(task))
    if not evidence.landing.landed:
        return Refuse(f"{commit[:12]} is not on the base", _hint(task))
    return Pass()


def _commit(task: Task, work: CommitFacts, evidence: Evidence) -> Verdict:
    found = _on_base(task, work.oid, evidence)
    tested = evidence.landing is not None and evidence.landing.tree_tested
    if isinstance(found, Pass) and not tested and kinds_of(work) & INTEGRATED:
        return Refuse(f"{work.oid[:12]} landed on a tree that no gate was run on", _hint(task))
    return found


def _verified(task: Task, evidence: Evidence) -> Verdict:
    run = evidence.gate_run
    if run is None:
        return Unknown("the quality gates were not run on the base's tip", _hint(task))
    if not run.green:
        why = "ran no test" if run.status == 0 else f"ended with {run.status}"
        return Refuse(f"'{run.command}' {why} on the base's tip", _hint(task))
    return Pass()
