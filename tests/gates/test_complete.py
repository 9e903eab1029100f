"""
| rows                                          | the PRD        | verdict |
|-----------------------------------------------|----------------|---------|
| done and landed, or deferred with an entry    | current        | pass    |
| the same                                      | outdated       | refuse  |
| the same                                      | not looked at  | unknown |
| one is open, or deferred without an entry     | any            | refuse  |
| one is done with a commit and no landing      | any            | refuse  |
| a documentation task is deferred              | any            | refuse  |
| none                                          | any            | refuse  |
"""

from __future__ import annotations

import pytest

from mosaic.gates import complete
from mosaic.gates.facts import Fact
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, entry, ledger, row

REGISTRY = "docs/reports/deferred/deferred-errors.md"
CURRENT = Fact("prd", "current", "docs/PRD.md", True)
LANDED = f"Result: success {OID}\nLanded: {OID} (squash)\nCI: green (npm test: exit 0)"


def test_a_milestone_without_rest_passes(case: Build) -> None:
    here = case(
        row("A-1", "done", notes=LANDED),
        row("A-2", "deferred"),
        row("A-3", "done", notes="Role: verification\nResult: success none"),
        row("A-4", "done"),
        files={REGISTRY: entry("A-2")},
    )
    assert complete.judge(here.propose(prd_current=CURRENT)) == Pass()
    assert isinstance(complete.judge(here.propose()), Unknown)
    stale = Fact("prd", "older than the last change of source", "docs/PRD.md", True)
    verdict = complete.judge(here.propose(prd_current=stale))
    assert verdict.reason == "the PRD is not current: older than the last change of source"


@pytest.mark.parametrize(
    ("status", "notes", "reason"),
    [
        ("needs-qa", "", "A-1 is needs-qa"),
        ("later", "", "A-1 is later"),
        ("deferred", "", "A-1 is deferred without an entry in the registry"),
        ("done", f"Result: success {OID}", "A-1 has a commit and no landing"),
        ("done", LANDED.replace("green", "red"), "A-1 landed with CI red (npm test: exit 0)"),
    ],
)
def test_what_is_left_is_named(case: Build, status: str, notes: str, reason: str) -> None:
    verdict = complete.judge(case(row("A-1", status, notes=notes)).propose(prd_current=CURRENT))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == reason


def test_archived_rows_of_the_mission_are_asked_too(case: Build) -> None:
    """Rows of another milestone's archive are that milestone's."""
    archives = {
        "docs/tasks/milestone-tasks.md": ledger(row("A-1", "failed")),
        "docs/tasks/m0-tasks.md": ledger(row("Z-1", "failed")),
    }
    verdict = complete.judge(case(row("A-2", "done"), files=archives).propose(prd_current=CURRENT))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "A-1 is failed"


def test_deferred_documentation_names_the_task_to_add(case: Build) -> None:
    here = case(
        row("MS-DOC-007", "deferred", notes="Phase: 1\nRole: documentation"),
        files={REGISTRY: entry("MS-DOC-007")},
    )
    verdict = complete.judge(here.propose(prd_current=CURRENT))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "documentation is not done: MS-DOC-007"
    assert "add --category DOC" in verdict.hint
    assert "MS-DOC-008" in verdict.hint


def test_an_empty_ledger_is_not_complete(case: Build) -> None:
    assert isinstance(complete.judge(case().propose(prd_current=CURRENT)), Refuse)
