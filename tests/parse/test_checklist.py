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
