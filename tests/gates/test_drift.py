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

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from mosaic.gates import drift
from mosaic.gates.facts import (
    ChecklistFact,
    CheckRun,
    ContractFacts,
    Kind,
    ReviewFact,
    read_check_note,
)
from mosaic.gates.surfaces import CLASSES
from mosaic.gates.verdict import Pass, Refuse, Unknown
from mosaic.parse.terms import key_of

from .conftest import AGENT, OID, Build, Case, commit, contract, result, working

ID = "MS-SEC-001"
TIDY = "MS-CQ-009"
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
    assert verdict.reason == f"{PATH}:1:2: a key in double quotes is wanted, not the end"


def test_what_did_not_succeed_is_not_judged(case: Build) -> None:
    here = case(working(), files={PATH: contract(["src/"])})
    assert isinstance(drift.judge(here.propose(ID, result=result(status="failed"))), Pass)


TREE, OTHER = "7e" * 20, "0f" * 20


def bound_by(case: Build, body: Mapping[str, object], *rows: dict[str, str], **cells: str) -> Case:
    return case(working(**cells), *rows, files={PATH: json.dumps(body)})


def run_of(name: str, ended: str, command: str, tree: str = TREE) -> CheckRun:
    return CheckRun(name, key_of(command), tree, ended, tail="the last line")


@pytest.mark.parametrize(
    ("body", "changed", "said"),
    [
        ({"targets": ["src/db.py"]}, ["src/db.py"], ""),
        ({"targets": ["src/db.py", "src/x.py"]}, ["src/x.py", "lib/y.py"], ""),
        ({"targets": ["src/"]}, ["src/new.py"], ""),
        ({"targets": ["src/db.py"]}, ["src/web.py"],
         "missing_selected_surface: src/db.py was not changed"),
        ({"targets": ["a.py", "b.py"]}, ["c.py"],
         "missing_selected_surface: none of a.py, b.py was changed"),
        ({"targets": ["src/db.py"]}, ["dist/db.py"],
         "wrong_runtime_surface: dist/db.py was changed in place of src/db.py"),
        ({"targets": ["src/db.py"]}, ["src/db_new.py"],
         "wrong_runtime_surface: src/db_new.py was changed in place of src/db.py"),
        ({"targets": ["src/db.py"]}, ["src/db.py.bak"],
         "wrong_runtime_surface: src/db.py.bak was changed in place of src/db.py"),
        ({"targets": ["a/index.ts"]}, ["b/index.ts"],
         "missing_selected_surface: a/index.ts was not changed"),
        ({"out_of_bounds": [".github/"]}, [".GitHub/ci.yml"],
         "unauthorized_surface_added: .GitHub/ci.yml"),
        ({"scope": ["src/"], "targets": ["lib/a.py"]}, ["lib/a.py", "src/b.py"], ""),
        ({"scope": ["src/"], "targets": ["src/a.py"]}, ["lib/b.py"],
         "unauthorized_surface_added: lib/b.py;"
         " missing_selected_surface: src/a.py was not changed"),
        ({"evidence": ["file:docs/*.md"]}, ["docs/a.md"], ""),
        ({"evidence": ["file:docs/*.md"]}, ["src/a.py"], "validation_gap: docs/*.md is not there"),
        ({"evidence": ["file:old.md"]}, ["src/a.py"],
         "stale_evidence: old.md is there, and this work did not renew it"),
    ],
)  # fmt: skip
def test_what_only_the_work_can_mend_is_held_against_it(
    case: Build, body: dict[str, object], changed: list[str], said: str
) -> None:
    here = bound_by(case, body)
    work = commit(*((path, "source") for path in changed))
    facts = ContractFacts(TREE, present=("old.md",))
    verdict = drift.judge(here.propose(ID, result=result(), commit=work, contract=facts))
    assert (verdict.reason if isinstance(verdict, Refuse) else "") == said, verdict


@pytest.mark.parametrize(
    ("runs", "kind", "said"),
    [
        ((run_of("unit", "0", "make unit"),), Pass, ""),
        ((run_of("unit", "1", "make unit"), run_of("unit", "0", "make unit")), Pass, ""),
        ((run_of("unit", "0", "make unit"), run_of("unit", "2", "make unit")), Refuse,
         "validation_gap: the check 'unit' is red (exit 2): the last line"),
        ((run_of("unit", "late", "make unit"),), Refuse,
         "validation_gap: the check 'unit' did not end in its time: the last line"),
        ((run_of("unit", "127", "make unit"),), Refuse,
         "impossible_runtime_assumption: the check 'unit' cannot run (exit 127): the last line"),
        ((), Unknown, f"validation_gap: the check 'unit' did not run on {TREE[:12]}"),
        ((run_of("unit", "0", "make unit", OTHER),), Unknown,
         f"stale_evidence: the check 'unit' ran on {OTHER[:12]}, and the work is {TREE[:12]}"),
        ((run_of("unit", "0", "true"),), Unknown,
         "stale_evidence: the check 'unit' ran with another command"),
    ],
)  # fmt: skip
def test_checks_count_on_the_tree_and_with_the_command_that_they_ran_on(
    case: Build, runs: tuple[CheckRun, ...], kind: type, said: str
) -> None:
    here = bound_by(case, {"checks": [{"name": "unit", "command": "make unit"}]})
    facts = ContractFacts(TREE, runs=runs)
    work = commit(("a.py", "source"))
    verdict = drift.judge(here.propose(ID, result=result(), commit=work, contract=facts))
    assert isinstance(verdict, kind)
    assert verdict.reason == said
    if isinstance(verdict, Unknown):
        assert verdict.hint == f"run 'mosaic-orchestrator evidence {ID} --run'"
    for run in runs:
        assert read_check_note(run.note) == CheckRun(run.name, run.key, run.tree[:12], run.ended)


def test_the_quality_gates_are_asked_at_landing_and_speak_here_when_red(case: Build) -> None:
    files = {PATH: '{"checks": [{"name": "quality-gates"}]}'}
    here = case(working(), files=files, config='[mission]\nquality_gates = "make"\n')
    work = commit(("a.py", "source"))
    for runs, kind in ((), Pass), ((run_of("quality-gates", "1", "make"),), Refuse):
        facts = ContractFacts(TREE, runs=runs)
        verdict = drift.judge(here.propose(ID, result=result(), commit=work, contract=facts))
        assert isinstance(verdict, kind)


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("tests", {"asserted": {"tests-reason": "prose alone"}}),
        ("code-review", {"reviews": (ReviewFact("code", "approve", 0, 0, 0, "r", OID),)}),
        ("documentation", {"documentation": ChecklistFact("complete", "x", TIDY, OID)}),
    ],
)
def test_evidence_by_its_name_is_awaited_where_no_other_gate_asks(
    case: Build, word: str, shown: dict[str, object]
) -> None:
    """Of a setting alone no gate asks a code review, of tests no checklist, and of a setting no
    test; the review of another commit, or by the agent, is none. Of docs nothing is asked."""
    file = f"docs/tasks/contracts/{TIDY}.json"
    here = case(
        working(TIDY, description="CQ-1: lint errors", notes="Claim: t1 (attempt 1)"),
        files={file: json.dumps({"evidence": [word]})},
    )
    kind: Kind = "tests" if word == "documentation" else "config"
    work = commit(("a.json", kind))
    docs = commit(("docs/a.md", "docs"))
    assert drift.judge(here.propose(TIDY, result=result(TIDY), commit=docs)) == Pass()
    bare = drift.judge(here.propose(TIDY, result=result(TIDY), commit=work))
    assert isinstance(bare, Unknown)
    assert bare.reason == f"validation_gap: no {word} of {OID[:12]}"
    assert "record-result" in bare.hint
    own = ReviewFact("code", "approve", 0, 0, 0, AGENT, OID)
    old = ReviewFact("code", "approve", 0, 0, 0, "r", OTHER)
    odd = drift.judge(here.propose(TIDY, result=result(TIDY), commit=work, reviews=(own, old)))
    assert isinstance(odd, Unknown)
    assert drift.judge(here.propose(TIDY, result=result(TIDY), commit=work, **shown)) == Pass()


def test_an_approval_is_of_the_recorded_commit(case: Build) -> None:
    work = commit(("docs/a.md", "docs"))
    for noted, kind in ("", Unknown), (OTHER, Unknown), (OID, Pass):
        notes = f"Approved: result {noted[:12]} by Maintainer"
        here = bound_by(case, {"evidence": ["approval"]}, notes=notes)
        verdict = drift.judge(here.propose(ID, result=result(), commit=work))
        assert isinstance(verdict, kind)
        if isinstance(verdict, Unknown):
            assert f"approve {ID} --digest {OID} --by NAME" in verdict.hint


def test_a_draft_repeats_what_other_gates_ask_and_forgets_files_that_are_gone(case: Build) -> None:
    body = {"origin": "drafted", "targets": ["gone.py"], "evidence": ["tests", "code-review"]}
    work = commit(("a.py", "source"))
    gone = ContractFacts(TREE, absent=("gone.py",))
    here = bound_by(case, body)
    assert drift.judge(here.propose(ID, result=result(), commit=work, contract=gone)) == Pass()
    there = here.propose(ID, result=result(), commit=work, contract=ContractFacts(TREE))
    assert isinstance(drift.judge(there), Refuse)
    meant = bound_by(case, {**body, "origin": "amended"})
    asked = meant.propose(ID, result=result(), commit=work, contract=gone)
    assert isinstance(drift.judge(asked), Refuse)


def test_a_reason_for_work_beside_the_contract_waits_for_a_word(case: Build) -> None:
    """Never for what is out of bounds; and no more once it was turned down."""
    here = bound_by(case, {"targets": ["a.py"], "out_of_bounds": ["ci/"]})
    told = result(deviation="the cause is there")
    verdict = drift.judge(here.propose(ID, result=told, commit=commit(("b.py", "source"))))
    assert isinstance(verdict, Unknown)
    assert verdict.reason.endswith("a.py was not changed (the worker says: the cause is there)")
    assert verdict.hint == (
        f"run 'mosaic-orchestrator amend {ID} --target b.py --reason WHY',"
        f" or 'mosaic-orchestrator record-result {ID} --evidence deviation=rejected'"
    )
    work = commit(("ci/x.yml", "config"), ("b.py", "source"))
    assert isinstance(drift.judge(here.propose(ID, result=told, commit=work)), Refuse)
    no = here.propose(ID, result=told, commit=work, asserted={"deviation": "rejected"})
    assert isinstance(drift.judge(no), Refuse)


def test_tests_that_a_contract_asks_for_are_in_its_scope(case: Build) -> None:
    """It would ask for what it forbids; without the word they are outside as anything else."""
    work = commit(("src/a.py", "source"), ("tests/test_a.py", "tests"))
    for evidence, kind in (["tests"], Pass), ([], Refuse):
        here = bound_by(case, {"scope": ["src/"], "evidence": evidence})
        assert isinstance(drift.judge(here.propose(ID, result=result(), commit=work)), kind)


def test_a_hint_names_every_file_and_none_that_a_shell_would_run(case: Build) -> None:
    here = bound_by(case, {"scope": ["src/"]})
    work = commit(("a.py", "source"), ("b;touch x", "source"), ("$(id).py", "source"))
    told = result(deviation="they belong to it")
    verdict = drift.judge(here.propose(ID, result=told, commit=work))
    assert isinstance(verdict, Unknown)
    assert f"amend {ID} --scope a.py --scope PATTERN --reason WHY'" in verdict.hint


def test_a_qa_row_is_bound_by_its_tasks_contract(case: Build) -> None:
    here = bound_by(
        case, {"targets": ["a.py"]}, working(f"{ID}-QA", notes="Role: qa"), working("B", notes="")
    )
    work = commit(("b.py", "source"))
    for name, kind in (f"{ID}-QA", Refuse), ("B", Pass):
        verdict = drift.judge(here.propose(name, result=result(name), commit=work))
        assert isinstance(verdict, kind)


def test_every_class_is_documented() -> None:
    page = Path(__file__).resolve().parents[2] / "docs/contracts.md"
    assert [name for name, _ in CLASSES if f"`{name}`" not in page.read_text()] == []
