"""
| the task is   | depends on                            | verdict |
|---------------|---------------------------------------|---------|
| any           | nothing                               | pass    |
| any           | done, in the table or an archive      | pass    |
| any           | every other status, or an unknown id  | refuse  |
| any           | deferred, entry or not                | refuse  |
| verification  | deferred with a complete entry        | pass    |
| verification  | deferred with an incomplete entry     | refuse  |

The table is always there to be looked at, so the gate never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import dependencies
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, entry, ledger, row

REGISTRY = "docs/reports/deferred/deferred-errors.md"
VERIFIES = "Phase: 1\nRole: verification"


def test_done_dependencies_pass(case: Build) -> None:
    """An archived row that is done counts like one in the table."""
    archive = {"docs/tasks/m1-tasks.md": ledger(row("A-1", "done"))}
    here = case(row("A-2", "done"), row("A-3", depends_on="A-1, A-2"), files=archive)
    assert isinstance(dependencies.judge(here.propose("A-3")), Pass)
    assert isinstance(dependencies.judge(here.propose("A-2")), Pass)
    assert isinstance(dependencies.judge(here.propose()), Pass)


@pytest.mark.parametrize(
    "status", ["not-started", "in-progress", "failed", "blocked", "needs-qa", "wip"]
)
def test_every_unmet_dependency_is_named_with_its_status(case: Build, status: str) -> None:
    here = case(row("A-1", status), row("A-2", "done"), row("A-3", depends_on="A-1, A-2, A-9"))
    verdict = dependencies.judge(here.propose("A-3"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == f"A-3 waits: A-1 is {status}; A-9 is unknown"
    assert verdict.hint == "run 'mosaic-orchestrator depend A-3 --remove A-9 --reason REASON'"


def test_deferred_dependency_refuses_and_names_the_ways_out(case: Build) -> None:
    """Even a complete entry does not satisfy an ordinary task's dependency."""
    here = case(
        row("A-1", "deferred"), row("A-2", depends_on="A-1"), files={REGISTRY: entry("A-1")}
    )
    verdict = dependencies.judge(here.propose("A-2"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "A-2 waits: A-1 is deferred"
    assert "reopen A-1 --reason" in verdict.hint
    assert "depend A-2 --remove A-1 --reason" in verdict.hint


def test_a_verification_accepts_a_complete_deferral_only(case: Build) -> None:
    rows = (row("A-1", "deferred"), row("A-2", depends_on="A-1", notes=VERIFIES))
    whole = case(*rows, files={REGISTRY: entry("A-1")})
    assert isinstance(dependencies.judge(whole.propose("A-2")), Pass)
    lacking = dependencies.judge(
        case(*rows, files={REGISTRY: entry("A-1", Risk="enormous", Reason="")}).propose("A-2")
    )
    assert isinstance(lacking, Refuse)
    assert lacking.reason == "A-2 waits: A-1 is deferred, its entry lacks reason, risk"
    none = dependencies.judge(case(*rows).propose("A-2"))
    assert isinstance(none, Refuse)
    assert "without an entry in the registry" in none.reason
    assert "defer A-1" in none.hint
