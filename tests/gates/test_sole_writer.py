"""
| the task's own commits touch                        | verdict |
|-----------------------------------------------------|---------|
| no state file                                       | pass    |
| nothing: no success, or a success without a commit  | pass    |
| docs/TASKS.md or another state file                 | refuse  |
| not known: the commit is missing or was not read    | unknown |
"""

from __future__ import annotations

import pytest

from mosaic.gates import sole_writer
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import Build, commit, result, working

ID = "MS-SEC-001"


def test_work_apart_from_the_state_files_passes(case: Build) -> None:
    here = case(working())
    clean = commit(("a.ts", "source"), ("docs/guide.md", "docs"))
    assert sole_writer.judge(here.propose(ID, result=result(), commit=clean)) == Pass()
    for told in (result(status="failed"), result(commit_sha=None)):
        assert isinstance(sole_writer.judge(here.propose(ID, result=told)), Pass)


@pytest.mark.parametrize(
    "path",
    [
        "docs/TASKS.md",
        "docs/tasks/orchestrator-learnings.json",
        "docs/tasks/contracts/MS-SEC-001.json",
        ".mosaic/orchestrator/config.toml",
    ],
)
def test_a_state_file_in_any_commit_refuses(case: Build, path: str) -> None:
    """One that was changed and changed back is not in the whole diff, and counts all the same."""
    here = case(working())
    for touched in (
        commit(("a.ts", "source"), touched_state=(path,)),
        commit((path, "tracking")),
    ):
        verdict = sole_writer.judge(here.propose(ID, result=result(), commit=touched))
        assert isinstance(verdict, Refuse)
        assert path in verdict.reason


def test_a_commit_that_nobody_read_is_unknown(case: Build) -> None:
    here = case(working())
    assert isinstance(sole_writer.judge(here.propose(ID, result=result())), Unknown)
    missing = commit(exists=False)
    assert isinstance(sole_writer.judge(here.propose(ID, result=result(), commit=missing)), Unknown)
