"""
| the row        | the phase's other tasks                        | verdict |
|----------------|------------------------------------------------|---------|
| a task         | anything                                       | pass    |
| a verification | all done, or deferred with a complete entry    | pass    |
| a verification | one open, or deferred without such an entry    | refuse  |

Below 90 % finished the phase is in Bulk, from 90 % in Polish. The table is always there to be
looked at, so the gate never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import phase_polish
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, entry, ledger, row, working

CHECK = "Phase: 1\nRole: verification"
REGISTRY = "docs/reports/deferred/deferred-errors.md"


def test_a_finished_phase_passes(case: Build) -> None:
    """Archived rows and complete deferrals count; another phase's rows do not."""
    here = case(
        row("A-1", "done", notes="Phase: 1"),
        row("A-2", "deferred", notes="Phase: 1"),
        working("A-3", notes=CHECK),
        row("A-4", notes="Phase: 2"),
        files={
            REGISTRY: entry("A-2"),
            "docs/tasks/milestone-tasks.md": ledger(row("A-0", "done", notes="Phase: 1")),
        },
    )
    assert phase_polish.judge(here.propose("A-3")) == Pass()
    assert phase_polish.completion(here.state, 1) == (3, 3)
    assert isinstance(phase_polish.judge(here.propose("A-4")), Pass)


def test_an_unfinished_phase_refuses_and_names_what_is_left(case: Build) -> None:
    here = case(
        row("A-1", "done", notes="Phase: 1"),
        row("A-2", "deferred", notes="Phase: 1"),
        row("A-2-QA", "needs-qa", notes="Phase: 1\nRole: qa"),
        working("A-3", notes=CHECK),
    )
    verdict = phase_polish.judge(here.propose("A-3"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == (
        "phase 1 is in Bulk, 1 of 3 finished: A-2 is deferred without an entry in the registry,"
        " A-2-QA is needs-qa"
    )


def test_an_incomplete_entry_does_not_finish_a_task(case: Build) -> None:
    here = case(
        row("A-2", "deferred", notes="Phase: 1"),
        working("A-3", notes=CHECK),
        files={REGISTRY: entry("A-2", Category="Tricky")},
    )
    verdict = phase_polish.judge(here.propose("A-3"))
    assert isinstance(verdict, Refuse)
    assert "its entry lacks category" in verdict.reason


@pytest.mark.parametrize(
    ("finished", "total", "word"),
    [(0, 1, "Bulk"), (89, 100, "Bulk"), (90, 100, "Polish"), (9, 10, "Polish"), (8, 9, "Bulk"),
     (0, 0, "Polish")],
)  # fmt: skip
def test_polish_begins_at_ninety_per_cent(finished: int, total: int, word: str) -> None:
    assert phase_polish.stage(finished, total) == word
