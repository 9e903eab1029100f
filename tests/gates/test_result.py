"""
| what came                                                        | verdict |
|------------------------------------------------------------------|---------|
| a success of this task, claim and agent; its commit is the tip   | pass    |
| failed or blocked with a reason; no commit is asked              | pass    |
| a verification's success without a commit                        | pass    |
| already fixed by a commit on the base                            | pass    |
| another task, agent or token; no token after a second claim      | refuse  |
| a row that is not in progress; used 0; failed without a reason   | refuse  |
| no commit; one that is missing, elsewhere, empty or not the tip  | refuse  |
| a -QA commit without the work it mends                           | refuse  |
| no result at all; a commit that nobody looked at                 | unknown |
"""

from __future__ import annotations

from typing import Any

import pytest

from mosaic.gates import result as gate
from mosaic.gates.facts import Landing
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, commit, result, row, working

SOUND = commit(("a.ts", "source"))
ID = "MS-SEC-001"


def test_a_sound_result_passes(case: Build) -> None:
    proposal = case(working()).propose(
        ID, result=result(), commit=SOUND, claim="t1", asserted={"agent": "worker-1"}
    )
    assert gate.judge(proposal) == Pass()


@pytest.mark.parametrize("status", ["failed", "blocked"])
def test_no_commit_is_asked_of_what_did_not_succeed(case: Build, status: str) -> None:
    here = case(working())
    told = result(status=status, commit_sha=None, notes="npm test: exit 1", used=None)
    assert gate.judge(here.propose(ID, result=told, claim="t1")) == Pass()
    silent = gate.judge(
        here.propose(ID, result=result(status=status, commit_sha=None, notes=" "), claim="t1")
    )
    assert isinstance(silent, Refuse)
    assert silent.reason == f"the result is '{status}' and its notes give no reason"


def test_a_verification_needs_no_commit_and_other_tasks_do(case: Build) -> None:
    told = result(commit_sha=None)
    check = case(working(notes="Phase: 1\nRole: verification"))
    assert gate.judge(check.propose(ID, result=told, claim="t1")) == Pass()
    other = gate.judge(case(working()).propose(ID, result=told, claim="t1"))
    assert isinstance(other, Refuse)
    assert "already-fixed=COMMIT" in other.reason


@pytest.mark.parametrize(("landed", "passes"), [(True, True), (False, False)])
def test_already_fixed_stands_for_a_commit_on_the_base(
    case: Build, landed: bool, passes: bool
) -> None:
    proposal = case(working()).propose(
        ID, result=result(commit_sha=None), claim="t1", already_fixed=OID,
        landing=Landing(landed, OID),
    )  # fmt: skip
    assert isinstance(gate.judge(proposal), Pass if passes else Refuse)


def test_a_commit_that_the_base_has_already_can_be_named_so(case: Build) -> None:
    """Work of its own is never hidden behind a commit that was there before."""
    here = case(working())
    facts: dict[str, Any] = {"claim": "t1", "already_fixed": OID, "landing": Landing(True, OID)}
    assert gate.judge(here.propose(ID, result=result(), commit=commit(), **facts)) == Pass()
    elsewhere = commit(("a.ts", "source"), on_branch=False)
    assert isinstance(
        gate.judge(here.propose(ID, result=result(), commit=elsewhere, **facts)), Refuse
    )


@pytest.mark.parametrize(
    ("said", "facts", "reason"),
    [
        ({"task_id": "MS-SEC-009"}, {}, "the result is of MS-SEC-009, not of MS-SEC-001"),
        ({"used": 0}, {}, "used is 0: null says that it is not known"),
        ({"status": "done"}, {}, "the status 'done' is none of success, failed, blocked"),
        ({"claim": "t0"}, {}, "carries another claim's token"),
        ({"claim": None}, {"claims": 2}, "carries no token, and MS-SEC-001 was claimed 2 times"),
        ({}, {"asserted": {"agent": "worker-2"}}, "MS-SEC-001 is worker-1's, not worker-2's"),
        ({}, {"commit": commit(exists=False)}, f"commit {OID} does not exist here"),
        ({}, {"commit": commit()}, f"commit {OID} changes nothing that the base has not"),
        (
            {},
            {"commit": commit(("a.ts", "source"), on_branch=False)},
            "is not on the task's branch fix/security-MS-SEC-001",
        ),
        ({}, {"commit": commit(("a.ts", "source"), tip="b2" * 20)}, "has moved past"),
        (
            {},
            {"commit": commit(("a.ts", "source"), contains=False)},
            "does not contain the work that MS-SEC-001 mends",
        ),
    ],
)
def test_what_is_wrong_is_refused(
    case: Build, said: dict[str, Any], facts: dict[str, Any], reason: str
) -> None:
    proposal = case(working()).propose(
        ID, **{"result": result(**said), "commit": SOUND, "claim": "t1", **facts}
    )
    verdict = gate.judge(proposal)
    assert isinstance(verdict, Refuse)
    assert reason in verdict.reason


def test_all_reasons_are_given_at_once(case: Build) -> None:
    told = result("MS-SEC-009", used=0, claim="t0")
    verdict = gate.judge(case(row(ID, "failed")).propose(ID, result=told, commit=SOUND, claim="t1"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason.count(";") == 3


def test_without_a_token_the_only_claim_is_meant(case: Build) -> None:
    told = result(claim=None)
    assert gate.judge(case(working()).propose(ID, result=told, commit=SOUND, claim="t1")) == Pass()


def test_what_nobody_looked_at_is_unknown(case: Build) -> None:
    here = case(working())
    assert isinstance(gate.judge(here.propose(ID)), Unknown)
    assert isinstance(gate.judge(here.propose(ID, result=result(), claim="t1")), Unknown)
    other = commit(("a.ts", "source"), oid="c3" * 20)
    assert isinstance(
        gate.judge(here.propose(ID, result=result(), commit=other, claim="t1")), Unknown
    )


def test_an_abbreviated_commit_is_the_same_commit(case: Build) -> None:
    told = result(commit_sha=OID[:10])
    assert gate.judge(case(working()).propose(ID, result=told, commit=SOUND, claim="t1")) == Pass()


def test_a_recorded_result_still_holds_until_it_landed(case: Build) -> None:
    here = case(working(notes=f"Result: success {OID}"))
    moved = commit(("a.ts", "source"), tip="b2" * 20)
    gone = commit(("a.ts", "source"), on_branch=False, tip="")
    assert gate.judge(here.propose(ID, commit=SOUND)) == Pass()
    assert isinstance(gate.judge(here.propose(ID, commit=moved)), Refuse)
    assert isinstance(gate.judge(here.propose(ID, commit=gone)), Refuse)
    assert gate.judge(here.propose(ID, commit=gone, landing=Landing(True, OID))) == Pass()
