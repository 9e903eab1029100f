"""Which reports a row's names find."""

from __future__ import annotations

import pytest

from mosaic.parse.generated import names_of
from mosaic.parse.tasks import Task, parse

ROW = (
    "| id | status | description | notes |\n|---|---|---|---|\n"
    "| MS-SEC-001 | done | SEC-DB-1: x | Finding: SEC-DB-1, SEC-DB-2 (generated)<br>"
    "Files: src/db.py:1-2, README.md, web/a-b.ts |\n"
)


def rows() -> tuple[Task, ...]:
    return parse(ROW).rows


@pytest.mark.parametrize(
    "report",
    [
        "SEC-DB-1.json", "sec_db_1-report.md", "2026-01-01_SEC-DB-2_lint.md", "MS-SEC-001.md",
        "SEC-DB-1/output.txt", "lint.sec-db-1", "SEC.DB.1",
    ],
)  # fmt: skip
def test_ids_whatever_stands_between_their_words(report: str) -> None:
    assert names_of(rows()).has_id(report)


@pytest.mark.parametrize(
    "report",
    ["SEC-DB-10.json", "XSEC-DB-1.md", "SEC-DB.md", "DB-1.md", "MS-SEC-0011.md", "other.md", ""],
)
def test_ids_that_are_others(report: str) -> None:
    """SEC-DB-1 is not SEC-DB-10, and part of an id is none."""
    assert not names_of(rows()).has_id(report)


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("src-db.py_remediation.md", True),
        ("src__db_py.json", True),
        ("web/a-b.ts.md", True),
        ("db.py.md", False),
        ("README.md", False),
        ("docs-README.md-report.md", False),
        ("src-db.pyx.md", False),
    ],
)
def test_files_by_their_whole_path(report: str, found: bool) -> None:
    """A file at the top has no path that would tell it from another."""
    assert names_of(rows()).has_path(report) is found


def test_a_row_without_words_names_only_itself() -> None:
    bare = parse("| id | status |\n|---|---|\n| A-1 | done |\n").rows
    found = names_of(bare)
    assert found.ids == {"a-1"}
    assert found.paths == frozenset()
    assert not names_of(()).has_id("anything.md")
