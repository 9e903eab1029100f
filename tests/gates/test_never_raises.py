"""Gates are total: whatever text stands in the evidence and in the files, each answers."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic import gates
from mosaic.gates.facts import (
    ChangedFile,
    ChecklistFact,
    CommitFacts,
    Evidence,
    Fact,
    GateRun,
    Landing,
    ReviewFact,
)
from mosaic.gates.proposal import Moment, Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown
from mosaic.machine import Status
from mosaic.parse.results import GateRun as Run
from mosaic.parse.results import WorkerResult
from mosaic.state import REGISTRY, FileMap, State

from .conftest import OID, ledger

TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "none", OID, "t1", "green", "closed", "complete", "latest", "v0.0.1", "*["]
    ),
)
KIND = st.sampled_from(["source", "config", "tests", "docs", "tracking"])
BOOL = st.booleans()
FACT = st.none() | st.builds(Fact, TEXT, TEXT, TEXT, BOOL)
COUNT = st.integers(0, 3)
COMMIT = st.builds(
    CommitFacts, TEXT, TEXT, BOOL, TEXT, BOOL, TEXT,
    st.lists(st.builds(ChangedFile, TEXT, KIND), max_size=3).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple), BOOL,
)  # fmt: skip
RESULT = st.builds(
    WorkerResult, TEXT, st.sampled_from(["success", "failed", "blocked"]),
    st.none() | st.integers(-1, 9), st.none() | TEXT, TEXT, st.none() | TEXT, st.none(),
    st.lists(st.builds(Run, TEXT, st.integers(-1, 2)), max_size=2).map(tuple), TEXT, st.just({}),
)  # fmt: skip
REVIEW = st.builds(
    ReviewFact, st.sampled_from(["code", "security"]), TEXT, COUNT, COUNT, COUNT, TEXT, TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip
EVIDENCE = st.builds(
    Evidence, now=TEXT, context=st.none() | st.floats(), result=st.none() | RESULT, claim=TEXT,
    claims=st.integers(0, 3), commit=st.none() | COMMIT,
    reviews=st.lists(REVIEW, max_size=3).map(tuple), unbound_reviews=st.just(("code",)),
    documentation=st.none() | st.builds(ChecklistFact, TEXT, TEXT, TEXT, TEXT),
    gate_run=st.none() | st.builds(GateRun, TEXT, COUNT, TEXT, BOOL, TEXT),
    landing=st.none() | st.builds(Landing, BOOL, TEXT, TEXT, TEXT, BOOL), pull_request=FACT,
    ci=FACT, issue=FACT, already_fixed=TEXT,
    asserted=st.dictionaries(
        st.sampled_from(["ci", "agent", "digest", "digest.a", "running.a", "testing"]) | TEXT, TEXT
    ),
    tags=st.none() | st.lists(TEXT, max_size=3).map(tuple), prd_current=FACT,
    forge=st.sampled_from(["local", "github"]),
)  # fmt: skip
NOTE = st.builds(
    "{}: {}".format,
    st.sampled_from(["Phase", "Role", "Files", "Claim", "Result", "CI", "Landed", "Deferred"]),
    TEXT | st.sampled_from(["1", "2", "verification", "a.ts:4, b*", f"success {OID}"]),
)
ROW = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["A-1", "A-2", "MS-SEC-001"]),
        "status": st.sampled_from([*Status, "odd"]),
        "description": TEXT,
        "issue": st.sampled_from(["", "#1", "TASKS:P1"]),
        "depends_on": st.sampled_from(["", "A-1", "A-1, A-9"]),
        "estimate": st.sampled_from(["", "8K", "many"]),
        "used": st.sampled_from(["", "9K"]),
        "notes": st.lists(NOTE, max_size=5).map("\n".join),
    }
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(ROW, max_size=4), EVIDENCE, TEXT, TEXT, TEXT, BOOL, BOOL,
    st.sampled_from(["", '[deploy]\ntarget = "x"\n[budget]\ncap = "9K"\n[limits]\nshared=["*"]\n']),
)  # fmt: skip
def test_every_gate_answers_every_proposal(
    rows: list[dict[str, str]], evidence: Evidence, version: str, contract: str, prd: str,
    with_task: bool, mvp: bool, config: str,
) -> None:  # fmt: skip
    files = {
        "docs/TASKS.md": ledger(*rows), "docs/PRD.json": prd, REGISTRY: contract,
        "docs/tasks/contracts/A-1.json": contract, ".mosaic/orchestrator/config.toml": config,
    }  # fmt: skip
    state = State(FileMap(files))
    task = next(iter(state.anything.rows), None) if with_task else None
    proposal = Proposal(state, evidence, task, version, mvp)
    for moment in get_args(Moment):
        for ruling in gates.judge(proposal, moment):
            assert isinstance(ruling.verdict, Pass | Refuse | Unknown)
            assert ruling.ok or ruling.verdict.reason
