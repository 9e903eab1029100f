"""The work that a result delivers: the facts of its commit, or why there are none to judge."""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Evidence, Fact, Kind
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Unknown

#: Kinds whose changes land with a pull request and CI behind them.
INTEGRATED: frozenset[Kind] = frozenset({"source", "config", "tests"})


def delivered(proposal: Proposal) -> CommitFacts | Pass | Unknown:
    """The facts of the commit that a success names, else the verdict that follows.

    Pass where there is nothing to judge: no success, or a success without a commit of its own
    (whether it may be without one is the result gate's question).
    """
    evidence, task = proposal.evidence, proposal.task
    result, commit = evidence.result, evidence.commit
    if task is None or (result is None and commit is None and not task.recorded):
        return Pass("no result to judge")
    if result is not None and result.status != "success":
        return Pass(f"the result is '{result.status}'")
    if evidence.already_fixed and (commit is None or not commit.files):
        return Pass("the base has it already")
    if commit is not None:
        if commit.exists:
            return commit
        return Unknown(
            f"commit {commit.name} is not in this repository", "fetch it, then try again"
        )
    named = result.commit_sha if result is not None else task.recorded
    if not named or named == "none":
        return Pass("the result has no commit of its own")
    return Unknown(f"commit {named} was not looked at")


def kinds_of(commit: CommitFacts) -> frozenset[Kind]:
    """The kinds of what the commit changes; source, the strictest, where nothing can be seen."""
    return commit.kinds or frozenset[Kind]({"source"})


def asserted(evidence: Evidence, key: str, known: Fact | None) -> Fact | None:
    """What is known of a key, else what the caller asserts of it, marked so."""
    if known is not None or key not in evidence.asserted:
        return known
    return Fact(key, evidence.asserted[key], "--evidence", False)
