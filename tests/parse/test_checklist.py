"""Boxes of a Markdown checklist."""

from __future__ import annotations

import pytest

from mosaic.parse.checklist import read_checklist


def test_open_boxes_with_their_lines() -> None:
    """Ticked with either x; any bullet; nested; open ones with line and text."""
    text = (
        "# Docs\r\n\r\n- [x] README\r\n  * [ ] API page\r\n1. [X] notes: none needed\r\n+ [ ]\r\n"
    )
    checklist = read_checklist(text)
    assert checklist.total == 4
    assert checklist.open == ((4, "API page"), (6, ""))
    assert not checklist.complete


@pytest.mark.parametrize(
    ("text", "total", "complete"),
    [
        ("- [x] a\n- [X] b\n", 2, True),
        ("", 0, False),
        ("Nothing to tick.\n- plain\n- [y] odd\n-[x] no blank\n- [x]no blank\n", 0, False),
        ("```\n- [ ] in a fence\n```\n- [x] a\n", 1, True),
        ("~~~~md\n- [ ] in a fence\n~~~\n- [ ] still\n~~~~\n- [x] a\n", 1, True),
        ("```` \n```\n- [ ] still in\n````\n- [ ] out\n", 1, False),
        ("> - [ ] quoted counts\n", 1, False),
        ("Use ``` for fences.\n- [ ] a\n", 1, False),
    ],
)
def test_what_counts(text: str, total: int, complete: bool) -> None:
    """Complete is: at least one box, and none open; fenced code holds none."""
    checklist = read_checklist(text)
    assert (checklist.total, checklist.complete) == (total, complete)


@pytest.mark.parametrize(
    ("text", "task", "commit"),
    [
        ("# Docs\n\nTask: MS-SEC-001\nCommit: 3F2A91C\n- [x] a\n", "MS-SEC-001", "3f2a91c"),
        ("**Task:** MS-SEC-001\r\n- Commit: `3f2a91c`  \r\n", "MS-SEC-001", "3f2a91c"),
        ("Task: MS-SEC-001\nTask: MS-SEC-001\nCommit: 3f2a91c\n", "MS-SEC-001", "3f2a91c"),
        ("Task: MS-SEC-001\nTask: MS-SEC-002\nCommit: 3f2a91c\n", "", "3f2a91c"),
        ("```\nTask: MS-SEC-001\n```\nCommit: two words\n", "", ""),
        ("A Task: MS-SEC-001\nCommit:\n", "", ""),
    ],
)
def test_what_it_is_of(text: str, task: str, commit: str) -> None:
    """A line of its own names task or commit; of two that differ, none counts."""
    checklist = read_checklist(text)
    assert (checklist.task, checklist.commit) == (task, commit)
