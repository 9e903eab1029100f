"""A phase task by task: its stage, what is fixed, documented and left, in the order of work."""

from __future__ import annotations

import pytest

from mosaic.gates import phase_polish
from mosaic.gates.triage import category, phase_of
from mosaic.gates.verdict import Pass
from mosaic.parse.tasks import Task, parse

from .conftest import Build, entry, ledger, row

REGISTRY = "docs/reports/deferred/deferred-errors.md"
CHECK = "Phase: 1\nRole: verification"


def task(**cells: str) -> Task:
    return parse(ledger(row("A-1", **cells))).rows[0]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"estimate": "5K"}, "Quick-win"),
        ({"estimate": "8K"}, "Quick-win"),
        ({"estimate": "8001"}, "Medium"),
        ({"estimate": "15K"}, "Medium"),
        ({"estimate": "16K"}, "Hard"),
        ({"estimate": "4K", "description": "Redesign the store"}, "Architectural"),
        ({"estimate": "4K", "notes": "Claim: t2 (attempt 2)"}, "Hard"),
        ({"estimate": "4K", "status": "done", "notes": "Claim: t2 (attempt 2)"}, "Quick-win"),
        ({"estimate": "40K", "notes": "Triage: quick-win"}, "Quick-win"),
        ({"estimate": "40K", "notes": "Triage: whatever"}, "Hard"),
        ({}, "Medium"),
    ],
)
def test_what_kind_a_task_is(cells: dict[str, str], kind: str) -> None:
    """By type and estimate; a task that was tried twice is hard; a person's word goes before."""
    assert category(task(**cells)) == kind


def test_what_is_left_stands_in_the_order_of_work(case: Build) -> None:
    here = case(
        row("A-1", notes="Phase: 1", estimate="30K"),
        row("A-2", notes="Phase: 1\nFiles: src/a.py:3", estimate="12K"),
        row("A-3", notes="Phase: 1", estimate="5K", status="failed"),
        row("A-4", notes="Phase: 1", estimate="5K", description="Redesign it"),
        row("A-5", notes=CHECK),
    )
    found = phase_of(here.state, 1)
    assert [one.task.id for one in found.left] == ["A-3", "A-2", "A-1", "A-4"]
    assert str(found.left[0]) == "Quick-win: A-3 is failed, no file named"
    assert str(found.left[1]) == "Medium: A-2 is not-started, src/a.py:3"
    assert (found.stage, found.finished, found.total) == ("Bulk", 0, 4)


@pytest.mark.parametrize(("done", "stage"), [(8, "Bulk"), (9, "Polish"), (10, "Polish")])
def test_polish_begins_at_ninety_per_cent_and_is_not_the_end(
    case: Build, done: int, stage: str
) -> None:
    rows = [
        row(f"A-{n}", "done" if n <= done else "not-started", notes="Phase: 1")
        for n in range(1, 11)
    ]
    assert phase_of(case(*rows, row("A-99", notes=CHECK)).state, 1).stage == stage
    ended = phase_of(case(*rows, row("A-99", "done", notes=CHECK)).state, 1)
    assert ended.stage == ("Complete" if done == 10 else stage)


def test_documented_is_by_the_registrys_word(case: Build) -> None:
    """A deferral without a complete entry is left; one with it has the entry's kind."""
    here = case(
        row("A-1", "deferred", notes="Phase: 1", estimate="5K"),
        row("A-2", "deferred", notes="Phase: 1"),
        row("A-3", "done", notes=CHECK),
        files={REGISTRY: entry("A-1", Category="architectural") + entry("A-2", Risk="")},
    )
    found = phase_of(here.state, 1)
    assert [(one.task.id, one.category) for one in found.documented] == [("A-1", "Architectural")]
    assert [one.task.id for one in found.left] == ["A-2"]
    assert found.stage == "Bulk"


def test_a_phase_that_deferred_what_was_easy_ends_with_a_warning(case: Build) -> None:
    """The guide has quick wins and medium ones fixed; hard ones may be documented."""
    rows = (row("A-1", "deferred", notes="Phase: 1"), row("A-2", notes=CHECK))
    easy = case(*rows, files={REGISTRY: entry("A-1", Category="Medium")})
    verdict = phase_polish.judge(easy.propose("A-2"))
    assert verdict == Pass("A-1 is deferred as Medium: such tasks are better fixed", True)
    hard = case(*rows, files={REGISTRY: entry("A-1", Category="Hard")})
    assert phase_polish.judge(hard.propose("A-2")) == Pass()
