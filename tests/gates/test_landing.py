"""
| the result                    | what was seen                       | verdict |
|-------------------------------|-------------------------------------|---------|
| a commit of source            | on the base, its tree tested        | pass    |
| a commit of source            | on the base, its tree not tested    | refuse  |
| a commit of docs              | on the base                         | pass    |
| a commit                      | not on the base                     | refuse  |
| a commit                      | nothing                             | unknown |
| a verification's, no commit   | green gates on the base             | pass    |
| a verification's, no commit   | red gates, or no test ran           | refuse  |
| a verification's, no commit   | nothing                             | unknown |
| already fixed                 | that commit on the base / not / –   | each    |
"""

from __future__ import annotations

import pytest

from mosaic.gates import landing
from mosaic.gates.facts import GateRun, Kind, Landing
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict

from .conftest import OID, Build, commit, working

ID = "MS-SEC-001"
RECORDED = f"Phase: 1\nResult: success {OID}"
CHECK = "Phase: 1\nRole: verification\nResult: success none"


@pytest.mark.parametrize(
    ("kind", "seen", "verdict"),
    [
        ("source", Landing(True, "base", OID, "squash", True), Pass),
        ("source", Landing(True, "base", OID, "squash", False), Refuse),
        ("tests", Landing(True, "base", OID, "squash", False), Refuse),
        ("docs", Landing(True, "base", OID, "squash", False), Pass),
        ("docs", Landing(False, "base"), Refuse),
        ("source", Landing(False, "base", tree_tested=True), Refuse),
        ("source", None, Unknown),
        ("docs", None, Unknown),
    ],
)
def test_a_commit_is_done_on_the_base(
    case: Build, kind: Kind, seen: Landing | None, verdict: type[Verdict]
) -> None:
    here = case(working(notes=RECORDED))
    found = landing.judge(here.propose(ID, commit=commit(("a", kind)), landing=seen))
    assert isinstance(found, verdict)
    if not isinstance(found, Pass):
        assert found.hint == "run 'mosaic-orchestrator integrate MS-SEC-001'"


def test_a_recorded_commit_that_nobody_read_is_unknown(case: Build) -> None:
    here = case(working(notes=RECORDED))
    assert isinstance(landing.judge(here.propose(ID, landing=Landing(True, "b"))), Unknown)


@pytest.mark.parametrize(
    ("run", "verdict"),
    [
        (GateRun("npm test", 0, "t"), Pass),
        (GateRun("npm test", 1, "t"), Refuse),
        (GateRun("npm test", 0, "t", ran_tests=False), Refuse),
        (None, Unknown),
    ],
)
def test_a_verification_shows_its_gates(
    case: Build, run: GateRun | None, verdict: type[Verdict]
) -> None:
    here = case(working(notes=CHECK))
    assert isinstance(landing.judge(here.propose(ID, gate_run=run)), verdict)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [(Landing(True, "b"), Pass), (Landing(False, "b"), Refuse), (None, Unknown)],
)
def test_already_fixed_is_on_the_base(
    case: Build, seen: Landing | None, verdict: type[Verdict]
) -> None:
    here = case(working(notes="Phase: 1\nResult: success none"))
    assert isinstance(landing.judge(here.propose(ID, already_fixed=OID, landing=seen)), verdict)
