"""The documentation's table of gates: each of its cells is reached by a proposal, and a gate that
is never unknown is shown to have no way to be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from mosaic import gates
from mosaic.gates import GATES, Gate
from mosaic.gates.facts import (
    ChecklistFact,
    CommitFacts,
    Evidence,
    Fact,
    GateRun,
    Landing,
    ReviewFact,
)
from mosaic.gates.proposal import Moment, Proposal
from mosaic.gates.table import NEVER, TABLE
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, Case, commit, contract, entry, result, row, working

ID = "MS-SEC-001"
CONTRACT = f"docs/tasks/contracts/{ID}.json"
WORK = commit(("a.ts", "source"), ("a.test.ts", "tests"))
GONE = CommitFacts(OID, "", False, "fix/x", False, "")
GREEN, RED = GateRun("npm test", 0, "f" * 40), GateRun("npm test", 1, "f" * 40)
LANDED = Landing(True, "b" * 40, "c" * 40, "squash", True)
CAP = '[budget]\ncap = "10K"\n'
TARGET = '[deploy]\ntarget = "prod"\n'
SHOWN = {
    "digest": "sha256:" + "a" * 64,
    "candidate": "sha-3f2a91c,v0.0.2-rc.1",
    "testing": "passed",
}
CHECK = row("MS-SEC-002", "in-progress", notes="Phase: 1\nRole: verification")

#: What a cell's proposal is made from.
Made: TypeAlias = Callable[[Build], Proposal]
WORDS = {"pass": Pass, "refuse": Refuse, "unknown": Unknown}


def held(case: Build, **evidence: object) -> Proposal:
    """A row at work whose result and commit are sound, with this evidence besides."""
    sound: dict[str, object] = {"result": result(), "commit": WORK, "claim": "t1"}
    return case(working()).propose(ID, **{**sound, **evidence})


def alone(here: Case, **told: object) -> Proposal:
    """A release's or a bootstrap's proposal."""
    return replace(here.propose(), **told)  # type: ignore[arg-type]


def reviews(blockers: int = 0) -> tuple[ReviewFact, ...]:
    one = ReviewFact("code", "approve", blockers, 0, 0, "reviewer-1", OID)
    return (one, replace(one, kind="security"))


def checked(value: str, of: str = OID) -> ChecklistFact:
    return ChecklistFact(value, "2 boxes in list.md", ID, of)


def phase(case: Build, first: str) -> Proposal:
    """A claim in phase 2, while phase 1 has this status."""
    before = row("MS-SEC-001", first, notes="Phase: 1\nRole: verification")
    return case(before, row("MS-HIGH-001", notes="Phase: 2")).propose("MS-HIGH-001")


def scoped(case: Build, mine: str, text: str = "") -> Proposal:
    """A claim beside a task in progress, which changes a.ts."""
    other = working("MS-SEC-002", notes="Phase: 1\nFiles: a.ts:4")
    files = {CONTRACT: text} if text else {}
    return case(row(ID, notes=f"Phase: 1\nFiles: {mine}"), other, files=files).propose(ID)


def drifted(case: Build, text: str) -> Proposal:
    return case(working(), files={CONTRACT: text}).propose(ID, result=result(), commit=WORK)


def shown(case: Build, **asserted: str) -> Proposal:
    return case(working(), config=TARGET).propose(
        ID, result=result(), commit=WORK, asserted=asserted
    )


def milestone(case: Build, status: str = "done", prd: str | None = "current") -> Proposal:
    fact = Fact("prd", prd, "git log", True) if prd else None
    return case(row(ID, status, notes="Phase: 1")).propose(prd_current=fact)


def tagged(case: Build, version: str, tags: tuple[str, ...] | None) -> Proposal:
    return replace(case(row(ID)).propose(tags=tags), version=version)


def polished(case: Build, other: str) -> Proposal:
    return case(row(ID, other, notes="Phase: 1"), CHECK).propose(CHECK["id"])


def claimed(case: Build, times: int) -> Proposal:
    notes = "\n".join(f"Claim: t{n} (attempt {n})" for n in range(1, times + 1))
    return case(row(ID, "failed", notes=notes)).propose(ID)


#: A proposal for each cell, by gate: pass, refuse, unknown (None where the gate never is).
CELLS: dict[str, tuple[Made, Made, Made | None]] = {
    "prd": (
        lambda c: c(row(ID), files={"docs/PRD.md": "# PRD\n\nIt adds.\n"}).propose(ID),
        lambda c: c(row(ID), files={"docs/PRD.md": "# PRD\n"}).propose(ID),
        None,
    ),
    "dependencies": (
        lambda c: c(row("A-1", "done"), row(ID, depends_on="A-1")).propose(ID),
        lambda c: c(row("A-1", "deferred"), row(ID, depends_on="A-1")).propose(ID),
        None,
    ),
    "phase-boundary": (lambda c: phase(c, "done"), lambda c: phase(c, "needs-qa"), None),
    "workers": (
        lambda c: c(working("A-1"), row(ID)).propose(ID),
        lambda c: c(working("A-1"), working("A-2"), row(ID)).propose(ID),
        None,
    ),
    "attempts": (lambda c: claimed(c, 2), lambda c: claimed(c, 3), None),
    "budget": (
        lambda c: c(row(ID, estimate="6K"), config=CAP).propose(ID),
        lambda c: c(row(ID, estimate="9.5K"), config=CAP).propose(ID),
        None,
    ),
    "context": (
        lambda c: c(row(ID)).propose(ID, context=54.9),
        lambda c: c(row(ID)).propose(ID, context=55.0),
        None,
    ),
    "scope": (
        lambda c: scoped(c, "b.ts"),
        lambda c: scoped(c, "a.ts:9"),
        lambda c: scoped(c, "b.ts", text="{"),
    ),
    "result": (
        lambda c: held(c),
        lambda c: held(c, result=result(claim="t0")),
        lambda c: held(c, commit=None),
    ),
    "sole-writer": (
        lambda c: held(c),
        lambda c: held(c, commit=replace(WORK, touched_state=("docs/TASKS.md",))),
        lambda c: held(c, commit=GONE),
    ),
    "tests": (
        lambda c: held(c),
        lambda c: held(c, commit=commit(("a.ts", "source"))),
        lambda c: held(c, commit=GONE),
    ),
    "drift": (
        lambda c: drifted(c, contract(["a.*"])),
        lambda c: drifted(c, contract(["b.ts"])),
        lambda c: drifted(c, "[]"),
    ),
    "review": (
        lambda c: held(c, reviews=reviews()),
        lambda c: held(c, reviews=reviews(blockers=1)),
        lambda c: held(c, reviews=reviews()[:1]),
    ),
    "documentation": (
        lambda c: held(c, documentation=checked("complete")),
        lambda c: held(c, documentation=checked("1 of 2 boxes open")),
        lambda c: held(c, documentation=checked("complete", "b2" * 20)),
    ),
    "landing": (
        lambda c: held(c, landing=LANDED),
        lambda c: held(c, landing=replace(LANDED, tree_tested=False)),
        lambda c: held(c),
    ),
    "integration": (
        lambda c: held(c, gate_run=GREEN, landing=LANDED),
        lambda c: held(c, gate_run=RED, landing=LANDED),
        lambda c: held(c, landing=LANDED),
    ),
    "deployment": (
        lambda c: shown(c, **SHOWN),
        lambda c: shown(c, **{**SHOWN, "digest": "latest"}),
        lambda c: shown(c, digest=SHOWN["digest"]),
    ),
    "phase-polish": (lambda c: polished(c, "done"), lambda c: polished(c, "failed"), None),
    "version": (
        lambda c: tagged(c, "0.0.2", ("v0.0.1",)),
        lambda c: tagged(c, "0.0.1", ("v0.0.1",)),
        lambda c: tagged(c, "0.0.2", None),
    ),
    "complete": (
        lambda c: milestone(c),
        lambda c: milestone(c, status="blocked"),
        lambda c: milestone(c, prd=None),
    ),
}
GATE = {gate.name: gate for gate in GATES}
NEVER_UNKNOWN = [told.gate for told in TABLE if told.unknown.startswith(NEVER)]


def test_every_gate_has_its_line_and_its_three_cells() -> None:
    """A gate that is added is added to the table and to the cells above, in its order."""
    assert [told.gate for told in TABLE] == [gate.name for gate in GATES]
    assert list(CELLS) == [gate.name for gate in GATES]
    for told in TABLE:
        cells = (told.source, told.passes, told.refuses, told.unknown)
        assert all(cells), told.gate
        assert all(text.endswith(".") for text in cells[1:]), told.gate
        assert (CELLS[told.gate][2] is None) == told.unknown.startswith(NEVER), told.gate


@pytest.mark.parametrize("word", list(WORDS))
@pytest.mark.parametrize("name", list(CELLS))
def test_a_cell_is_reached(case: Build, name: str, word: str) -> None:
    """The gate, asked with the others of its moment, says this word of this proposal, with a
    reason and a way on where it is a no."""
    make = CELLS[name][list(WORDS).index(word)]
    if make is None:
        assert name in NEVER_UNKNOWN
        return
    (ruling,) = gates.judge(make(case), moment(GATE[name]), only=(name,))
    assert isinstance(ruling.verdict, WORDS[word]), ruling
    assert ruling.word == word
    # A review's no brings a -QA row, which is the way on.
    way = ruling.hint or (name, word) == ("review", "refuse")
    assert ruling.ok or (ruling.verdict.reason and way)


def moment(gate: Gate) -> Moment:
    return gate.moments[0]


@pytest.mark.parametrize("name", NEVER_UNKNOWN)
def test_a_gate_that_is_never_unknown_has_no_way_to_be(case: Build, name: str) -> None:
    """Its module does not know the word, nor what would say it for the gate; and where nobody
    gathered anything it says the same as ever, or does not ask."""
    file = Path(str(sys.modules[GATE[name].judge.__module__].__file__))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not named & {"Unknown", "delivered"}
    for make in CELLS[name][:2]:
        assert make is not None
        told = make(case)
        bare = GATE[name].judge(replace(told, evidence=Evidence()))
        assert isinstance(bare, Pass) if name == "context" else bare == GATE[name].judge(told)


def test_an_unknown_counts_as_a_no(case: Build) -> None:
    for name, (_, _, make) in CELLS.items():
        if make is not None:
            (ruling,) = gates.judge(make(case), moment(GATE[name]), only=(name,))
            assert not ruling.ok, name


def test_a_deferral_with_its_entry_finishes_a_phase(case: Build) -> None:
    """The one cell that two sources make: the row's status, and the registry."""
    registry = {"docs/reports/deferred/deferred-errors.md": entry(ID)}
    there = case(row(ID, "deferred", notes="Phase: 1"), CHECK, files=registry)
    assert GATE["phase-polish"].judge(there.propose(CHECK["id"])) == Pass()
