"""
| this task                 | a task in progress     | verdict            |
|---------------------------|------------------------|--------------------|
| a.ts:45-67, b.ts          | c.ts                   | pass               |
| a.ts:45-67, b.ts          | ./a.ts:1               | refuse             |
| CHANGELOG.md (shared)     | CHANGELOG.md           | pass               |
| contract: src/api/        | src/api/login.ts       | refuse             |
| contract: src/*.ts        | contract: src/a*       | refuse             |
| no files                  | anything               | pass with warning  |
| a.ts                      | no files               | pass with warning  |
| contract that is broken   | anything               | unknown            |
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.gates import scope
from mosaic.gates.contracts import matches, overlap
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import Build, contract, row, working

CONTRACT = "docs/tasks/contracts/A-1.json"


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ("a.ts:45-67, b.ts", ("a.ts", "b.ts")),
        ("a.ts:3, 9, b.ts:1", ("a.ts", "b.ts")),
        ("./src/a.ts:4:12, src/a.ts", ("src/a.ts",)),
        ("", None),
    ],
)
def test_scope_is_the_files_without_lines(
    case: Build, files: str, paths: tuple[str, ...] | None
) -> None:
    here = case(row("A-1", notes=f"Files: {files}" if files else ""))
    assert scope.scope_of(here.state.anything.tasks["A-1"], here.state) == paths


def test_the_contract_goes_before_the_notes(case: Build) -> None:
    here = case(row("A-1", notes="Files: a.ts"), files={CONTRACT: contract(["src/"])})
    assert scope.scope_of(here.state.anything.tasks["A-1"], here.state) == ("src/",)


@pytest.mark.parametrize(
    ("mine", "theirs", "free"),
    [
        ("a.ts:45-67, b.ts", "c.ts", True),
        ("a.ts:45-67, b.ts", "./a.ts:1", False),
        ("CHANGELOG.md, a.ts", "CHANGELOG.md, b.ts", True),
        ("src/api", "src/api/login.ts", False),
        ("src/api.ts", "src/api", True),
    ],
)
def test_files_in_progress_are_kept_free(case: Build, mine: str, theirs: str, free: bool) -> None:
    here = case(
        row("A-1", notes=f"Files: {mine}"),
        working("A-2", notes=f"Files: {theirs}"),
        row("A-3", "done", notes=f"Files: {mine}"),
        config='[limits]\nshared = ["CHANGELOG.md"]\n',
    )
    verdict = scope.judge(here.propose("A-1"))
    assert isinstance(verdict, Pass) is free
    assert free or "(A-2)" in verdict.reason


def test_patterns_of_contracts_are_compared(case: Build) -> None:
    files = {
        CONTRACT: contract(["src/*.ts"]),
        "docs/tasks/contracts/A-2.json": contract(["src/a*"]),
    }
    verdict = scope.judge(case(row("A-1"), working("A-2"), files=files).propose("A-1"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "A-1 would change what is being changed: src/*.ts (A-2)"


def test_rows_without_files_pass_with_a_warning(case: Build) -> None:
    here = case(row("A-1"), working("A-2", notes="Files: a.ts"), row("A-3", notes="Files: b.ts"))
    assert "names no files" in scope.judge(here.propose("A-1")).reason
    silent = case(row("A-1", notes="Files: a.ts"), working("A-2", notes=""))
    assert scope.judge(silent.propose("A-1")) == Pass(
        "not compared with A-2, which name no files", True
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"scope": "a.ts"}', '{"scope": [1]}', "[" * 99_999])
def test_a_broken_contract_is_unknown(case: Build, text: str) -> None:
    here = case(row("A-1"), working("A-2"), files={CONTRACT: text})
    assert isinstance(scope.judge(here.propose("A-1")), Unknown)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("src/**/x.ts", "src/x.ts", True),
        ("src/a*", "src/*b", True),
        ("src/a*", "lib/*", False),
        ("*.md", "*.ts", False),
        ("a?c", "abc", True),
        ("a?c", "abbc", False),
        ("app/[id]/page.ts", "app/[id]/page.ts", True),
        ("src/*", "src", True),
        ("src/*", "src.ts", False),
        ("*", "anything/at/all", True),
    ],
)
def test_two_patterns_overlap_where_a_path_fits_both(one: str, other: str, meet: bool) -> None:
    assert overlap(one, other) is meet
    assert overlap(other, one) is meet


@given(st.text("ab/*?", max_size=7), st.text("ab/*?", max_size=7), st.text("ab/", max_size=7))
def test_a_path_in_both_is_a_proof_of_overlap(one: str, other: str, path: str) -> None:
    """No path that both patterns allow escapes ``overlap``."""
    if one.strip("/") and other.strip("/") and matches(path, one) and matches(path, other):
        assert overlap(one, other)
