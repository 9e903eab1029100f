"""
| forge  | pull request    | CI                     | issue           | verdict |
|--------|-----------------|------------------------|-----------------|---------|
| local  | –               | green gate run         | TASKS:P1        | pass    |
| local  | –               | asserted green         | TASKS:P1        | unknown |
| local  | –               | red, or no test ran    | TASKS:P1        | refuse  |
| local  | –               | –                      | TASKS:P1        | unknown |
| github | merged, seen    | green, seen            | the phase's     | pass    |
| github | merged, seen    | asserted green         | the phase's     | refuse  |
| github | open            | green, seen            | the phase's     | refuse  |
| github | –               | green, seen            | the phase's     | unknown |
| github | merged, seen    | green, seen            | its own, open   | refuse  |
| any    | docs alone ask for none of these           |       | pass    |

A verification is asked for the phase's issue, closed, also when it has no commit.
"""

from __future__ import annotations

import pytest

from mosaic.gates import integration
from mosaic.gates.facts import Fact, GateRun
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict

from .conftest import OID, Build, Case, commit, row, working

ID = "MS-SEC-001"
NOTES = f"Phase: 1\nResult: success {OID}"
CHECK = "Phase: 1\nRole: verification"
SOURCE = commit(("a.ts", "source"))


def seen(key: str, value: str, verified: bool = True) -> Fact:
    return Fact(key, value, "the forge", verified)


@pytest.fixture
def phase(case: Build) -> Case:
    """A task and its phase's verification, with one issue."""
    return case(working(ID, issue="#12", notes=NOTES), row("MS-SEC-002", issue="#12", notes=CHECK))


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"gate_run": GateRun("npm test", 0, "t")}, Pass),
        ({"ci": seen("ci", "green")}, Pass),
        ({"asserted": {"ci": "green"}}, Unknown),
        ({"ci": seen("ci", "red")}, Refuse),
        ({"ci": seen("ci", "green"), "gate_run": GateRun("npm test", 2, "t")}, Refuse),
        ({"gate_run": GateRun("npm test", 0, "t", ran_tests=False)}, Refuse),
        ({}, Unknown),
    ],
)
def test_the_local_forge_runs_the_gates_itself(
    case: Build, facts: dict[str, object], verdict: type[Verdict]
) -> None:
    here = case(working(ID, issue="TASKS:P1", notes=NOTES))
    assert isinstance(integration.judge(here.propose(ID, commit=SOURCE, **facts)), verdict)


def test_ci_that_an_earlier_entry_wrote_down_counts(case: Build) -> None:
    here = case(working(ID, notes=f"{NOTES}\nCI: green (npm test: exit 0)"))
    assert integration.judge(here.propose(ID, commit=SOURCE)) == Pass()
    red = case(working(ID, notes=f"{NOTES}\nCI: red (npm test: exit 1)"))
    assert isinstance(integration.judge(red.propose(ID, commit=SOURCE)), Refuse)


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    [
        ({"pull_request": seen("pr", "merged"), "ci": seen("ci", "green")}, Pass, ""),
        ({"pull_request": seen("pr", "#4 open"), "ci": seen("ci", "green")}, Refuse, "not merged"),
        ({"ci": seen("ci", "green")}, Unknown, "pull request: nobody looked"),
        ({"pull_request": seen("pr", "merged")}, Unknown, "CI: nobody looked"),
        (
            {"pull_request": seen("pr", "merged"), "asserted": {"ci": "green"}},
            Refuse,
            "CI: only asserted, and github can answer",
        ),
        (
            {"ci": seen("ci", "green"), "asserted": {"pr": "merged"}},
            Refuse,
            "pull request: only asserted",
        ),
        (
            {"pull_request": seen("pr", "merged"), "ci": seen("ci", "pending")},
            Refuse,
            "CI: pending, not green",
        ),
    ],
)
def test_a_configured_forge_is_asked_and_not_believed(
    phase: Case, facts: dict[str, object], verdict: type[Verdict], reason: str
) -> None:
    found = integration.judge(phase.propose(ID, commit=SOURCE, forge="github", **facts))
    assert isinstance(found, verdict)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("closed", "verdict"),
    [
        (None, Unknown),
        (seen("issue", "open"), Refuse),
        (seen("issue", "closed", verified=False), Refuse),
        (seen("issue", "closed"), Pass),
    ],
)
def test_an_issue_of_its_own_is_closed(
    case: Build, closed: Fact | None, verdict: type[Verdict]
) -> None:
    here = case(working(ID, issue="#13", notes=NOTES), row("MS-SEC-002", issue="#12", notes=CHECK))
    found = integration.judge(
        here.propose(
            ID, commit=SOURCE, forge="github", issue=closed,
            pull_request=seen("pr", "merged"), ci=seen("ci", "green"),
        )
    )  # fmt: skip
    assert isinstance(found, verdict)


@pytest.mark.parametrize(("closed", "verdict"), [(None, Unknown), (seen("issue", "closed"), Pass)])
def test_the_phase_issue_is_closed_at_its_verification(
    case: Build, closed: Fact | None, verdict: type[Verdict]
) -> None:
    notes = f"{CHECK}\nResult: success none"
    here = case(working(ID, issue="#12", notes=notes), row("A-1", issue="#12", notes="Phase: 1"))
    found = integration.judge(here.propose(ID, forge="github", issue=closed))
    assert isinstance(found, verdict)
    inside = case(working(ID, issue="TASKS:P1", notes=notes))
    assert integration.judge(inside.propose(ID, forge="github")) == Pass()


def test_docs_ask_for_nothing_outside(phase: Case) -> None:
    docs = commit(("docs/a.md", "docs"))
    assert isinstance(integration.judge(phase.propose(ID, commit=docs, forge="github")), Pass)
    assert isinstance(integration.judge(phase.propose(ID, forge="github")), Unknown)
