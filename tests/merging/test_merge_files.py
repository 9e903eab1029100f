"""Merging what only grows: archives by rows, their learnings by entries, the registry by ids."""

from __future__ import annotations

import pytest

from mosaic.merging import KNOWN, Merged, is_known, merge
from mosaic.parse import tasks
from mosaic.parse.learnings import Learning, LearningsFile, read_learnings, write_learnings
from mosaic.parse.paths import REGISTRY
from mosaic.parse.registry import Deferral, read_registry, with_deferral
from tests.ledgers import HEADER, row

ARCHIVE = "docs/tasks/M1-tasks.md"
HEAD = "# Archived tasks: M1\n\n" + HEADER


def deferral(name: str, reason: str = "later") -> Deferral:
    return Deferral(name, "one thing", "src/a.py", "it fails", "Hard", reason, "slowly", "Low")


def registry(*entries: Deferral, text: str = "") -> str:
    for entry in entries:
        text = with_deferral(text, entry)
    return text


ONE, TWO, THREE = (deferral(f"MS-SEC-00{n}") for n in (1, 2, 3))


def ids(found: Merged) -> list[str]:
    assert found.conflicts == ()
    return [entry.id for entry in read_registry(found.text)]


@pytest.mark.parametrize("base", [HEAD, HEAD + row("MS-SEC-001"), ""])
def test_rows_archived_on_both_sides(base: str) -> None:
    """Ours first, then theirs; what both archived stands there once."""
    start = base or HEAD
    one = start + row("MS-SEC-002")
    found = merge(ARCHIVE, base, one, start + row("MS-SEC-003"))
    assert found == Merged(start + row("MS-SEC-002") + row("MS-SEC-003"))
    assert merge(ARCHIVE, base, one, one).text == one


def test_one_row_archived_in_two_ways_is_a_conflict() -> None:
    ours, theirs = HEAD + row("MS-SEC-001"), HEAD + row("MS-SEC-001", needs="X-1")
    found = merge(ARCHIVE, HEAD, ours, theirs)
    assert [conflict.task for conflict in found.conflicts]
    assert tasks.parse(found.text) != tasks.parse(ours)
    assert "<<<<<<< ours" in found.text


def test_an_archives_learnings() -> None:
    base = LearningsFile("host", "M1", "2020-01-02T03:04:05+00:00", ())
    one, other = [
        write_learnings(
            LearningsFile("host", "M1", base.created_at, (Learning(name, "CQ", 8, 9, 12),))
        )
        for name in ("A-1", "A-2")
    ]
    found = merge("docs/tasks/M1-learnings.json", write_learnings(base), one, other)
    assert [entry.task_id for entry in read_learnings(found.text).learnings] == ["A-1", "A-2"]


@pytest.mark.parametrize("text", ["", "# Ours\n\nA word.\n", "# Deferred errors\n"])
def test_deferrals_of_both_sides(text: str) -> None:
    """New ones of both are kept, a changed one is its side's, one that went is gone."""
    base = registry(ONE, text=text)
    again = deferral("MS-SEC-001", "another reason")
    assert ids(merge(REGISTRY, base, registry(TWO, text=base), registry(THREE, text=base))) == [
        "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"
    ]  # fmt: skip
    found = merge(REGISTRY, base, registry(again, text=base), registry(THREE, text=base))
    assert [entry.reason for entry in read_registry(found.text)] == ["another reason", "later"]
    assert ids(merge(REGISTRY, "", registry(TWO), registry(THREE))) == ["MS-SEC-002", "MS-SEC-003"]
    gone = registry(TWO, text=text)
    both = registry(TWO, text=base)
    assert ids(merge(REGISTRY, both, gone, registry(THREE, text=both))) == [
        "MS-SEC-002", "MS-SEC-003"
    ]  # fmt: skip


def test_a_deferral_that_both_changed() -> None:
    """By lines, as a conflict with both versions; and so is a file of a person's own form."""
    base = registry(ONE)
    one, other = [registry(deferral("MS-SEC-001", word), text=base) for word in ("one", "other")]
    found = merge(REGISTRY, base, one, other)
    assert len(found.conflicts) == 1
    assert "- Reason: one\n" in found.text
    assert "- Reason: other\n" in found.text
    odd = base.replace("\n- File", "\n\n\n- File") + "\n\n"
    ours, theirs = (odd + f"## MS-SEC-00{n}: x\n" for n in (2, 3))
    assert merge(REGISTRY, odd, ours, theirs).conflicts


def test_the_driver_is_asked_for_what_it_knows() -> None:
    """The patterns in git's attributes and the question in the program say the same."""
    known = ("docs/TASKS.md", ARCHIVE, "docs/tasks/M1-learnings.json", REGISTRY)
    contract = "docs/tasks/contracts/A-1.json"
    other = ("docs/tasks/x/M1-tasks.md", "docs/tasks/contracts/x/A-1.json", "docs/PRD.md")
    assert all(
        is_known(path) for path in (*known, contract, "docs/tasks/orchestrator-learnings.json")
    )
    assert not any(is_known(path) for path in other)
    assert "docs/tasks/*-tasks.md" in KNOWN
