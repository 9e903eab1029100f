"""
| contract                          | changed            | verdict |
|-----------------------------------|--------------------|---------|
| none                              | anything           | pass    |
| scope src/                        | src/a.ts           | pass    |
| scope src/                        | lib/a.ts           | refuse  |
| scope src/, shared CHANGELOG.md   | CHANGELOG.md       | pass    |
| out_of_bounds src/auth/*          | src/auth/a.ts      | refuse  |
| broken                            | anything           | unknown |
"""

from __future__ import annotations

import pytest

from mosaic.gates import drift
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import Build, commit, contract, result, working

ID = "MS-SEC-001"
PATH = f"docs/tasks/contracts/{ID}.json"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        (None, "lib/a.ts", True),
        (contract(["src/"]), "src/a.ts", True),
        (contract(["src/"]), "lib/a.ts", False),
        (contract(["src/"]), "CHANGELOG.md", True),
        (contract(["src"], ["src/auth/*"]), "src/auth/a.ts", False),
        (contract([], ["src/auth"]), "src/auth/a.ts", False),
        (contract([], ["src/auth"]), "src/author.ts", True),
        (contract(["src/**/*.ts"]), "src/a.ts", True),
    ],
)
def test_changed_files_keep_to_the_contract(
    case: Build, text: str | None, path: str, allowed: bool
) -> None:
    here = case(
        working(), files={PATH: text} if text else {}, config='[limits]\nshared=["CHANGELOG.md"]\n'
    )
    work = commit((path, "source"))
    verdict = drift.judge(here.propose(ID, result=result(), commit=work))
    assert isinstance(verdict, Pass) is allowed
    if isinstance(verdict, Refuse):
        assert verdict.reason == f"unauthorized_surface_added: {path}"


def test_a_broken_contract_is_unknown(case: Build) -> None:
    here = case(working(), files={PATH: "{"})
    verdict = drift.judge(here.propose(ID, result=result(), commit=commit(("a.ts", "source"))))
    assert isinstance(verdict, Unknown)
    assert verdict.reason == f"{PATH} is not JSON"


def test_what_did_not_succeed_is_not_judged(case: Build) -> None:
    here = case(working(), files={PATH: contract(["src/"])})
    assert isinstance(drift.judge(here.propose(ID, result=result(status="failed"))), Pass)
