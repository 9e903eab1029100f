"""What a finding's text says of its order to others: labels and sentences, never what is denied."""

from __future__ import annotations

import pytest

from mosaic.parse.review.relations import relations

KNOWN = {"sec-1", "sec-2", "cq-3", "h1", "3"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # labels, in the languages that reports come in
        ("**Depends on:** SEC-1, `CQ-3`", "after sec-1, after cq-3"),
        ("- Blocked by: [SEC-2](#sec-2) and SEC-1", "after sec-2, after sec-1"),
        ("- **Severity:** High · **Blocks:** SEC-2", "before sec-2"),
        ("| **Depends on** | SEC-1 / SEC-2 |", "after sec-1, after sec-2"),
        ("Depends on: #3", "after 3"),
        ("依赖：SEC-1、SEC-2", "after sec-1, after sec-2"),
        ("依存: SEC-1", "after sec-1"),
        ("의존성: H1", "after h1"),
        ("Dépend de : SEC-1", "after sec-1"),
        ("Abhängig von: SEC-1 und SEC-2", "after sec-1, after sec-2"),
        ("Bloqueado por: SEC-1 y SEC-2", "after sec-1, after sec-2"),
        # a list ends at the first other word
        ("Depends on: SEC-1 (compare SEC-2)", "after sec-1"),
        ("Depends on: none", ""),
        ("Requires: a newer compiler", ""),
        # sentences
        ("This is blocked by **SEC-1**.", "after sec-1"),
        ("It depends on the fix of SEC-2 and CQ-3.", "after sec-2, after cq-3"),
        ("Fixing it requires finding H1.", "after h1"),
        ("Rename it only after SEC-1.", "after sec-1"),
        ("Move it (after SEC-1).", "after sec-1"),
        ("After [SEC-1](#sec-1), rename the module.", "after sec-1"),
        ("It may go after SEC-1 has landed.", "after sec-1"),
        ("This blocks SEC-2 and H1.", "before sec-2, before h1"),
        ("### CQ-9: totals (blocked by SEC-1)", "after sec-1"),
        ("| CQ-9 | totals, depends on SEC-1 | low |", "after sec-1"),
        ("本项依赖 SEC-1。", "after sec-1"),
        # denied, past, of something else
        ("This is not blocked by SEC-1.", ""),
        ("It doesn't depend on SEC-1.", ""),
        ("It no longer requires SEC-1.", ""),
        ("It was blocked by SEC-1.", ""),
        ("Found after SEC-1.", ""),
        ("It broke. After SEC-1 was merged, it came back.", ""),
        ("It depends on 3 things.", ""),
        ("Blocked by SEC-10.", ""),
        ("See SEC-1.", ""),
        # an example is no statement
        ("> blocked by SEC-1", ""),
        ("```\nblocked by SEC-1\n```", ""),
        ("~~~\n```\n~~~\nblocked by SEC-1", "after sec-1"),
    ],
)
def test_what_is_said(text: str, found: str) -> None:
    assert ", ".join(f"{r.way} {r.other}" for r in relations(text, KNOWN)) == found


def test_each_once_with_its_line() -> None:
    """The first line that says it counts, from 0; an id's case does not matter."""
    (one,) = relations("### CQ-9: x\n\nBlocked by: sec-1\nIt depends on SEC-1.\n", KNOWN)
    assert (one.other, one.line) == ("sec-1", 2)


def test_there_is_a_most() -> None:
    """A text that names everything names fifty."""
    known = {f"x-{n}" for n in range(200)}
    text = "Depends on: " + ", ".join(f"X-{n}" for n in range(200))
    assert len(relations(text, known)) == 50
