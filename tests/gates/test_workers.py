"""
| limit | mode         | rows being worked on | verdict |
|-------|--------------|----------------------|---------|
| 2     | normal       | 0, 1                 | pass    |
| 2     | normal       | 2, 3                 | refuse  |
| 2     | conservative | 0                    | pass    |
| 2     | conservative | 1                    | refuse  |

Recorded and parked rows hold no slot. The gate can always look, so it never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import workers
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, row, working


@pytest.mark.parametrize(("busy", "passes"), [(0, True), (1, True), (2, False), (3, False)])
def test_two_work_at_a_time(case: Build, busy: int, passes: bool) -> None:
    here = case(*(working(f"A-{n}") for n in range(busy)), row("A-9"))
    assert isinstance(workers.judge(here.propose("A-9")), Pass) is passes


def test_the_refusal_names_who_works(case: Build) -> None:
    verdict = workers.judge(case(working("A-1"), working("A-2", agent="")).propose("A-1"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "2 of 2 workers are at work: A-1 (worker-1), A-2 (no agent)"


def test_recorded_and_parked_rows_hold_no_slot(case: Build) -> None:
    here = case(
        working("A-1", notes="Result: success none"),
        working("A-2", notes="Parked until: 2026-01-01T00:00:00+00:00"),
        working("A-3", notes="Result: failed"),
        row("A-9"),
    )
    assert isinstance(workers.judge(here.propose("A-9")), Pass)


def test_one_at_a_time_in_conservative_mode(case: Build) -> None:
    budget = "[budget]\ncap = 100\n"
    here = case(working("A-1", estimate="80"), row("A-9", estimate="1"), config=budget)
    verdict = workers.judge(here.propose("A-9"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason.startswith("1 of 1 workers in conservative mode are at work")
    alone = case(row("A-9", estimate="80"), config=budget)
    assert isinstance(workers.judge(alone.propose("A-9")), Pass)


def test_the_limit_is_the_configs(case: Build) -> None:
    here = case(working("A-1"), working("A-2"), row("A-9"), config="[limits]\nworkers = 3\n")
    assert isinstance(workers.judge(here.propose("A-9")), Pass)
