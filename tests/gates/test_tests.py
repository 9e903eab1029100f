"""
| changed          | the task              | besides                    | verdict           |
|------------------|-----------------------|----------------------------|-------------------|
| source and tests | a fix                 | –                          | pass              |
| source           | a fix                 | a reason                   | pass              |
| source           | a fix                 | –                          | refuse            |
| source           | restyling, clean-up   | –                          | pass              |
| source           | restyling of a SEC row| –                          | refuse            |
| config, tests    | any                   | –                          | pass              |
| docs             | any                   | a red run                  | pass              |
| source and tests | a fix                 | a run that ended in 1      | refuse            |
| source and tests | a fix                 | a run in which no test ran | refuse            |
| source and tests | a fix                 | no run named               | pass with warning |
| not read         | any                   | –                          | unknown           |
"""

from __future__ import annotations

import pytest

from mosaic.gates import tests as gate
from mosaic.gates.facts import CommitFacts, GateRun
from mosaic.gates.verdict import Pass, Refuse, Unknown
from mosaic.parse.results import GateRun as Run

from .conftest import Build, commit, result, working

ID = "MS-SEC-001"
BOTH = commit(("a.ts", "source"), ("a.test.ts", "tests"))
SOURCE = commit(("a.ts", "source"))


@pytest.mark.parametrize(
    "work", [BOTH, commit(("ci.yml", "config")), commit(("a.test.ts", "tests"))]
)
def test_a_changed_test_or_nothing_to_test_passes(case: Build, work: CommitFacts) -> None:
    assert gate.judge(case(working()).propose(ID, result=result(), commit=work)) == Pass()


def test_a_fix_without_a_test_gives_its_reason(case: Build) -> None:
    here = case(working())
    verdict = gate.judge(here.propose(ID, result=result(), commit=SOURCE))
    assert isinstance(verdict, Refuse)
    assert verdict.hint == (
        "run 'mosaic-orchestrator record-result MS-SEC-001 --evidence tests-reason=REASON'"
    )
    told = result(tests_reason="generated code, tested by its generator")
    assert gate.judge(here.propose(ID, result=told, commit=SOURCE)) == Pass()
    asserted = {"tests-reason": "only a constant"}
    assert gate.judge(here.propose(ID, result=result(), commit=SOURCE, asserted=asserted)) == Pass()


@pytest.mark.parametrize("note", ["Tests: only a constant", "Asserted: tests-reason=a constant"])
def test_a_reason_that_the_row_keeps_counts(case: Build, note: str) -> None:
    assert gate.judge(case(working(notes=note)).propose(ID, commit=SOURCE)) == Pass()


@pytest.mark.parametrize(
    ("name", "words", "fix"),
    [
        ("MS-CQ-001", "CQ-1: prettier formatting", False),
        ("MS-CQ-001", "CQ-1: remove unused imports", False),
        ("MS-CQ-001", "CQ-1: totals are wrong", True),
        ("MS-SEC-001", "SEC-1: prettier formatting", True),
    ],
)
def test_restyling_is_no_fix_unless_the_row_is_grave(
    case: Build, name: str, words: str, fix: bool
) -> None:
    here = case(working(name, description=words, notes="Phase: 3"))
    verdict = gate.judge(here.propose(name, result=result(name), commit=SOURCE))
    assert isinstance(verdict, Refuse) is fix


def test_a_red_run_refuses(case: Build) -> None:
    here = case(working())
    told = result(tests=(Run("npm run lint", 0), Run("npm test", 1)))
    verdict = gate.judge(here.propose(ID, result=told, commit=BOTH))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "red: 'npm test' ended with 1"
    idle = GateRun("npm test", 0, "", ran_tests=False)
    seen = gate.judge(here.propose(ID, result=result(), commit=BOTH, gate_run=idle))
    assert isinstance(seen, Refuse)
    assert seen.reason == "red: 'npm test' ran no test"
    docs = commit(("docs/a.md", "docs"))
    assert isinstance(gate.judge(here.propose(ID, result=told, commit=docs)), Pass)


def test_unnamed_runs_are_warned_of(case: Build) -> None:
    here = case(working())
    verdict = gate.judge(here.propose(ID, result=result(tests=()), commit=BOTH))
    assert verdict == Pass("the result names no quality gate with its exit status", warning=True)
    named = result(tests=(), notes="npm test: exit 0")
    assert gate.judge(here.propose(ID, result=named, commit=BOTH)) == Pass()


def test_a_commit_that_nobody_read_is_unknown(case: Build) -> None:
    assert isinstance(gate.judge(case(working()).propose(ID, result=result())), Unknown)
