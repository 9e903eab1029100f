"""
| changed         | checklist         | verdict |
|-----------------|-------------------|---------|
| source, config  | complete          | pass    |
| source, config  | boxes open        | refuse  |
| source, config  | not given         | unknown |
| tests, docs     | not given         | pass    |
"""

from __future__ import annotations

import pytest

from mosaic.gates import documentation
from mosaic.gates.facts import Fact, Kind
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import Build, commit, result, working

ID = "MS-SEC-001"


@pytest.mark.parametrize("kind", ["source", "config"])
def test_the_checklist_decides_for_code_and_config(case: Build, kind: Kind) -> None:
    here, work = case(working()), commit(("a", kind), ("docs/a.md", "docs"))
    missing = documentation.judge(here.propose(ID, result=result(), commit=work))
    assert isinstance(missing, Unknown)
    assert missing.hint == "run 'mosaic-orchestrator record-result MS-SEC-001 --docs FILE'"
    for said, verdict in (("complete", Pass), ("2 of 9 boxes open", Refuse), ("", Refuse)):
        fact = Fact("documentation", said, "docs.md", True)
        found = documentation.judge(
            here.propose(ID, result=result(), commit=work, documentation=fact)
        )
        assert isinstance(found, verdict)


def test_tests_docs_and_failures_ask_for_none(case: Build) -> None:
    here = case(working())
    for work in (commit(("a.test.ts", "tests")), commit(("docs/a.md", "docs"))):
        assert isinstance(documentation.judge(here.propose(ID, result=result(), commit=work)), Pass)
    assert isinstance(documentation.judge(here.propose(ID, result=result(status="failed"))), Pass)
