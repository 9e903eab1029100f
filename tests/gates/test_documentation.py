"""
| changed         | checklist              | verdict |
|-----------------|------------------------|---------|
| source, config  | complete               | pass    |
| source, config  | boxes open             | refuse  |
| source, config  | not given              | unknown |
| source, config  | of another task        | unknown |
| source, config  | of another commit      | unknown |
| source, config  | of no task, no commit  | unknown |
| tests, docs     | not given              | pass    |
"""

from __future__ import annotations

import pytest

from mosaic.gates import documentation
from mosaic.gates.facts import ChecklistFact, Kind, read_checklist_note
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, commit, result, working

ID = "MS-SEC-001"


@pytest.mark.parametrize("kind", ["source", "config"])
def test_the_checklist_decides_for_code_and_config(case: Build, kind: Kind) -> None:
    here, work = case(working()), commit(("a", kind), ("docs/a.md", "docs"))
    missing = documentation.judge(here.propose(ID, result=result(), commit=work))
    assert isinstance(missing, Unknown)
    assert missing.hint == "run 'mosaic-orchestrator record-result MS-SEC-001 --docs FILE'"
    for said, verdict in (("complete", Pass), ("2 of 9 boxes open", Refuse), ("", Refuse)):
        fact = ChecklistFact(said, "docs.md", ID, OID[:7])
        found = documentation.judge(
            here.propose(ID, result=result(), commit=work, documentation=fact)
        )
        assert isinstance(found, verdict)


@pytest.mark.parametrize(
    ("task", "of", "why"),
    [
        ("MS-SEC-002", OID, "is of MS-SEC-002, not of MS-SEC-001"),
        (ID, "b2" * 20, "is of b2b2b2b2b2b2, not of a1a1a1a1a1a1"),
        (ID, "a1", "is of a1, not of"),
        ("", "", "has no one line 'Task: ID' and 'Commit: SHA'"),
        (ID, "", "has no one line 'Commit: SHA'"),
        ("", OID, "has no one line 'Task: ID'"),
    ],
)
def test_a_checklist_of_other_work_is_none(case: Build, task: str, of: str, why: str) -> None:
    """One file cannot serve many tasks; the hint is to print it again."""
    fact = ChecklistFact("complete", "docs.md", task, of)
    proposal = case(working()).propose(
        ID, result=result(), commit=commit(("a.ts", "source")), documentation=fact
    )
    verdict = documentation.judge(proposal)
    assert isinstance(verdict, Unknown)
    assert why in verdict.reason
    assert "'mosaic-orchestrator review MS-SEC-001'" in verdict.hint


def test_a_note_is_read_back() -> None:
    fact = ChecklistFact("complete", "14 boxes in list (2).md", ID, OID[:12])
    assert read_checklist_note(fact.note, ID) == fact
    assert read_checklist_note("", ID) is None
    older = read_checklist_note("complete (14 boxes in list.md)", ID)
    assert older is not None
    assert older.commit == "", "one that names no commit is of none"


def test_tests_docs_and_failures_ask_for_none(case: Build) -> None:
    here = case(working())
    for work in (commit(("a.test.ts", "tests")), commit(("docs/a.md", "docs"))):
        assert isinstance(documentation.judge(here.propose(ID, result=result(), commit=work)), Pass)
    assert isinstance(documentation.judge(here.propose(ID, result=result(status="failed"))), Pass)
