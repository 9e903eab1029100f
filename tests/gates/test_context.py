"""
| --context            | stop | verdict               |
|----------------------|------|-----------------------|
| not given            | 55   | pass, and how to tell |
| 0, 54.9              | 55   | pass                  |
| 55, 60, not a number | 55   | refuse                |

What was not told is not asked, so the gate never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import context
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, row


@pytest.mark.parametrize("told", [None, 0.0, 54.9])
def test_below_the_stop_passes(case: Build, told: float | None) -> None:
    verdict = context.judge(case(row("A-1")).propose("A-1", context=told))
    assert isinstance(verdict, Pass)
    assert ("--context" in verdict.reason) is (told is None)


@pytest.mark.parametrize("told", [55.0, 60.0, 100.0, float("nan")])
def test_at_the_stop_a_handoff_is_due(case: Build, told: float) -> None:
    verdict = context.judge(case(row("A-1")).propose("A-1", context=told))
    assert isinstance(verdict, Refuse)
    assert verdict.hint == f"run 'mosaic-orchestrator compaction-handoff --context {told:g}'"


def test_the_stop_is_the_configs(case: Build) -> None:
    here = case(row("A-1"), config="[limits]\ncontext_stop = 40\n")
    assert isinstance(context.judge(here.propose("A-1", context=41.0)), Refuse)
