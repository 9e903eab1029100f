"""
| the row's phase | the phase before                          | verdict |
|-----------------|-------------------------------------------|---------|
| none            | anything                                  | pass    |
| the lowest      | –                                         | pass    |
| 2               | its verification is done                  | pass    |
| 2               | its verification is anything else         | refuse  |
| 2               | no verification, every row finished       | pass    |
| 2               | no verification, a row open               | refuse  |
| 3, no phase 2   | phase 1 is the phase before               | as 2    |

The table is always there to be looked at, so the gate never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import phase_boundary
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, ledger, row

CHECK = "Phase: 1\nRole: verification"


def test_no_phase_and_no_phase_before_pass(case: Build) -> None:
    here = case(row("A-1"), row("A-2", notes="Phase: 2"), row("A-3", notes="Phase: x"))
    assert all(
        isinstance(phase_boundary.judge(here.propose(name)), Pass) for name in ("A-1", "A-2", "A-3")
    )
    assert isinstance(phase_boundary.judge(here.propose()), Pass)


@pytest.mark.parametrize("phase", [2, 3])
def test_the_verification_before_decides(case: Build, phase: int) -> None:
    """Where a phase is missing, the nearest lower one that has rows is the one before."""
    later = row("A-9", notes=f"Phase: {phase}")
    for status in ("not-started", "in-progress", "deferred", "needs-qa"):
        verdict = phase_boundary.judge(
            case(row("A-1", "done", notes="Phase: 1"), row("A-2", status, notes=CHECK), later)
            .propose("A-9")
        )  # fmt: skip
        assert isinstance(verdict, Refuse)
        assert verdict.reason.startswith(f"phase 1 is not verified: A-2 is {status}")
    done = case(row("A-1", notes="Phase: 1"), row("A-2", "done", notes=CHECK), later)
    assert isinstance(phase_boundary.judge(done.propose("A-9")), Pass)


def test_an_archived_verification_counts(case: Build) -> None:
    archive = {"docs/tasks/milestone-tasks.md": ledger(row("A-2", "done", notes=CHECK))}
    here = case(row("A-9", notes="Phase: 2"), files=archive)
    assert phase_boundary.judge(here.propose("A-9")) == Pass()


def test_a_phase_without_verification_must_be_finished(case: Build) -> None:
    later = row("A-9", notes="Phase: 2")
    open_one = case(row("A-1", "done", notes="Phase: 1"), row("A-2", notes="Phase: 1"), later)
    verdict = phase_boundary.judge(open_one.propose("A-9"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == (
        "phase 1 has no verification task and is not finished: A-2 is not-started"
    )
    finished = phase_boundary.judge(
        case(row("A-1", "done", notes="Phase: 1"), later).propose("A-9")
    )
    assert finished == Pass("phase 1 has no verification task; its rows are finished", warning=True)
