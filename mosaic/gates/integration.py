"""Source, config and tests are done with a merged pull request, green CI and a closed issue.

What a configured forge can answer must be seen there; for the local forge its own run of the
quality gates is the CI, and it has no pull requests. A phase's issue is asked closed only at its
verification; ``TASKS:Pn`` asks nothing outside. Source: the guide, Phase 2, step 13.
"""

from __future__ import annotations

from mosaic.gates import rows
from mosaic.gates.facts import CommitFacts, Evidence, Fact, read_note
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import INTEGRATED, asserted, delivered, kinds_of
from mosaic.parse.tasks import Task
from mosaic.standard import Iterator
from mosaic.state import State

LOCAL = "local"
#: A pull request in one of these states has not landed.
UNMERGED = frozenset({"open", "opened", "closed", "draft", "declined"})


def judge(proposal: Proposal) -> Verdict:
    """Pass where pull request, CI and issue are as they should be; else all that is not."""
    work, task, evidence = delivered(proposal), proposal.task, proposal.evidence
    if task is None or isinstance(work, Unknown):
        return work if isinstance(work, Unknown) else Pass("no task")
    merged = isinstance(work, CommitFacts) and bool(kinds_of(work) & INTEGRATED)
    if not merged and not rows.is_verification(task):
        return Pass("nothing that asks for a pull request or CI")
    found = [*_landing(task, evidence)] if merged else []
    if asks_issue(task, proposal.state):
        found += _issue(task, evidence)
    return _all(found, f"run 'mosaic-orchestrator integrate {task.id}'")


def _all(found: list[Verdict], hint: str) -> Verdict:
    """One verdict of several: refused where one refuses, else unknown where one is."""
    wrong = [v.reason for v in found if isinstance(v, Refuse)]
    open_ones = [v.reason for v in found if isinstance(v, Unknown)]
    if wrong:
        return Refuse("; ".join([*wrong, *open_ones]), hint)
    return Unknown("; ".join(open_ones), hint) if open_ones else Pass()


def _landing(task: Task, evidence: Evidence) -> Iterator[Verdict]:
    if evidence.forge != LOCAL:
        fact = asserted(evidence, "pr", evidence.pull_request) or _kept(task, "PR")
        yield _seen(evidence, fact, "pull request") or _merged(fact)
    run = evidence.gate_run
    if run is not None and not run.green:
        why = "ran no test" if run.status == 0 else f"ended with {run.status}"
        yield Refuse(f"CI: '{run.command}' {why}")
    here = evidence.forge == LOCAL
    ci = (evidence.ci if here else asserted(evidence, "ci", evidence.ci)) or _kept(task, "CI")
    if evidence.forge == LOCAL and run is not None and ci is None:
        return
    yield _seen(evidence, ci, "CI") or _says(ci, "CI", "green")


def _issue(task: Task, evidence: Evidence) -> Iterator[Verdict]:
    fact = asserted(evidence, "issue", evidence.issue) or _kept(task, "Issue")
    what = f"issue {task['issue']}"
    yield _seen(evidence, fact, what) or _says(fact, what, "closed")


def _kept(task: Task, label: str) -> Fact | None:
    """A fact that an earlier entry wrote down, with its mark."""
    return read_note(label.casefold(), task.notes.get(label))


def _seen(evidence: Evidence, fact: Fact | None, what: str) -> Verdict | None:
    if fact is None:
        return Unknown(f"{what}: nobody looked")
    if evidence.forge != LOCAL and not fact.verified:
        return Refuse(f"{what}: only asserted, and {evidence.forge} can answer")
    return None


def _merged(fact: Fact | None) -> Verdict:
    words = fact.value.casefold().split() if fact is not None else []
    if UNMERGED & set(words):
        return Refuse(f"pull request: {' '.join(words)}, not merged")
    return Pass()


def _says(fact: Fact | None, what: str, word: str) -> Verdict:
    value = fact.value if fact is not None else ""
    return Pass() if value == word else Refuse(f"{what}: {value or 'nothing'}, not {word}")


def asks_issue(task: Task, state: State) -> bool:
    """Whether the row's issue has to be closed for it: its own, or at the end the phase's."""
    issue = task["issue"]
    if not issue.startswith("#"):
        return False
    if rows.is_verification(task) or task.phase is None:
        return True
    others = [row for row in rows.in_phase(state, task.phase) if row.id != task.id]
    checks = [row["issue"] for row in others if rows.is_verification(row)]
    return issue not in (checks or [row["issue"] for row in others])
