"""The registry of gates: their order, their moments, and what their verdicts lead to."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from mosaic import gates
from mosaic.gates import GATES
from mosaic.gates.proposal import Moment
from mosaic.gates.verdict import Pass, Refuse, Ruling, Unknown

from .conftest import Build, commit, result, row, working

HELPERS = {
    "__init__", "verdict", "facts", "proposal", "rows", "work", "contracts", "spending", "table",
    "triage", "surfaces", "seen",
}  # fmt: skip


def test_each_gate_is_one_file_with_one_rule() -> None:
    """Every other file of the folder is a gate, and its docstring is its rule."""
    folder = Path(gates.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - HELPERS
    assert {gate.name.replace("-", "_") for gate in GATES} == files
    assert {gate.judge.__module__.rpartition(".")[2] for gate in GATES} == files
    assert len({gate.about for gate in GATES}) == len(GATES)
    assert all(gate.about.endswith(".") for gate in GATES)


def test_the_order_and_the_moments() -> None:
    """As the protocol's table has them; the hard ones are those whose no changes nothing."""
    assert [f"{gate.name} @ {', '.join(gate.moments)}" for gate in GATES] == [
        "prd @ claim",
        "dependencies @ claim",
        "phase-boundary @ claim",
        "workers @ claim",
        "attempts @ retry",
        "budget @ claim, bootstrap",
        "context @ claim",
        "scope @ claim",
        "result @ record",
        "sole-writer @ record",
        "tests @ record",
        "drift @ record",
        "review @ record",
        "documentation @ record",
        "landing @ done",
        "integration @ done",
        "deployment @ done, release",
        "phase-polish @ done",
        "version @ bootstrap, release",
        "complete @ release",
    ]
    assert [gate.name for gate in GATES if gate.hard] == ["result", "sole-writer"]


@pytest.mark.parametrize("moment", get_args(Moment))
def test_every_gate_of_a_moment_speaks(case: Build, moment: Moment) -> None:
    here = case(working(), row("A-2"))
    task = "" if moment in ("bootstrap", "release") else "MS-SEC-001"
    rulings = gates.judge(here.propose(task), moment)
    assert [r.gate for r in rulings] == [g.name for g in GATES if moment in g.moments]
    assert rulings


def test_some_gates_alone_can_be_asked(case: Build) -> None:
    rulings = gates.judge(case(row("A-1")).propose("A-1"), "claim", only=("scope", "dependencies"))
    assert [r.gate for r in rulings] == ["dependencies", "scope"]


def test_what_rulings_lead_to() -> None:
    """A hard gate's no changes nothing; review and drift lead to QA; the rest is awaited."""
    rulings = (
        Ruling("result", Unknown("no result")),
        Ruling("sole-writer", Pass()),
        Ruling("tests", Refuse("no test")),
        Ruling("drift", Unknown("broken contract")),
        Ruling("review", Refuse("1 blocker")),
        Ruling("documentation", Unknown("no checklist")),
        Ruling("landing", Pass()),
    )
    assert [r.gate for r in gates.stopping(rulings)] == ["result"]
    assert [r.gate for r in gates.against(rulings)] == ["review"]
    assert [r.gate for r in gates.awaiting(rulings)] == ["tests", "drift", "documentation"]


def test_a_bare_success_awaits_what_the_guide_asks(case: Build) -> None:
    """A result alone is never done: reviews, documentation and landing are still to be shown."""
    work = commit(("a.ts", "source"), ("a.test.ts", "tests"))
    proposal = case(working()).propose("MS-SEC-001", result=result(), commit=work, claim="t1")
    rulings = (*gates.judge(proposal, "record"), *gates.judge(proposal, "done"))
    assert not gates.stopping(rulings)
    assert not gates.against(rulings)
    assert [r.gate for r in gates.awaiting(rulings)] == [
        "review", "documentation", "landing", "integration",
    ]  # fmt: skip
    assert all(r.hint for r in gates.awaiting(rulings))
