"""Reviews of a worker's code: the verdict is never assumed, the counts never less than shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mosaic.errors import Usage
from mosaic.parse.reviews import ReviewFinding, read_review


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(Usage) as caught:
        read_review(text, "code")
    return caught.value.details


def test_the_json_of_codex() -> None:
    """Verdict, stats, the commit reviewed and the tool with its version."""
    text = json.dumps(
        {
            "verdict": "comment",
            "stats": {"blockers": 1, "critical": 2, "high": 3},
            "commit": "ABCDEF1234",
            "tool": "Codex",
            "version": "0.98.0",
        }
    )
    review = read_review(text, "security")
    assert (review.kind, review.verdict) == ("security", "comment")
    assert (review.blockers, review.critical, review.high) == (1, 2, 3)
    assert (review.commit, review.reviewer, review.findings) == ("abcdef1234", "Codex 0.98.0", ())


def test_the_json_of_the_fallback() -> None:
    """Blockers and critical security findings on top, findings in a list, in a fence."""
    raw = {
        "verdict": "request-changes",
        "blockers": 1,
        "critical_security": 2,
        "reviewer": "reviewer-2",
        "findings": [
            {"severity": "should-fix", "title": "T", "file": "a.py:3", "description": "D"},
            {"severity": "Blocker", "title": "U"},
        ],
    }
    review = read_review(f"I looked.\n\n```json\n{json.dumps(raw, indent=1)}\n```\n", "code")
    assert (review.verdict, review.blockers, review.critical) == ("request-changes", 1, 2)
    assert (review.commit, review.reviewer) == (None, "reviewer-2")
    assert review.findings == (
        ReviewFinding("should-fix", "T", "a.py:3", "D"),
        ReviewFinding("blocker", "U", "", ""),
    )


@pytest.mark.parametrize(
    ("raw", "counts"),
    [
        ({}, (0, 0, 0)),
        ({"stats": None, "findings": None}, (0, 0, 0)),
        ({"findings": [{"severity": "blocker"}, {"severity": "blocker"}]}, (2, 0, 0)),
        ({"stats": {"blockers": 5}, "findings": [{"severity": "blocker"}]}, (5, 0, 0)),
        ({"blockers": 0, "findings": [{"severity": "CRITICAL"}]}, (0, 1, 0)),
        ({"stats": {"high": 0}, "findings": [{"severity": "high"}] * 2}, (0, 0, 2)),
        ({"stats": {"critical": 1}, "critical_security": 3}, (0, 3, 0)),
        ({"stats": {"blockers": 1}, "blockers": 2}, (2, 0, 0)),
    ],
)
def test_counts_are_at_least_what_the_findings_show(
    raw: dict[str, Any], counts: tuple[int, int, int]
) -> None:
    """The greatest of what is told and what is listed; an approval does not lower it."""
    review = read_review(json.dumps({"verdict": "approve", **raw}), "security")
    assert (review.blockers, review.critical, review.high) == counts


def test_a_verdict_may_be_spelled_with_an_underscore() -> None:
    """The three verdicts in any case, with a hyphen, a blank or an underscore."""
    assert read_review('{"verdict": "Request_Changes"}', "code").verdict == "request-changes"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"stats": {"blockers": 0}}', "verdict: missing"),
        ('{"verdict": null}', "verdict: None is none of approve, request-changes, comment"),
        ('{"verdict": "approved?"}', "verdict: 'approved?' is none of"),
        ('{"verdict": "approve", "verdict": "comment"}', "verdict: given twice"),
        ('{"verdict": "approve", "stats": {"blockers": -1}}', "stats.blockers: -1 is no count"),
        ('{"verdict": "approve", "stats": {"high": true}}', "stats.high: True is no count"),
        ('{"verdict": "approve", "blockers": "none"}', "blockers: 'none' is no count"),
        ('{"verdict": "approve", "commit": "HEAD"}', "commit: 'HEAD' is no commit"),
        ('{"verdict": "approve", "findings": {}}', "findings: no list"),
        ('{"verdict": "approve", "findings": ["x"]}', "findings: entry 1 is no object"),
    ],
)
def test_what_cannot_be_used(text: str, fault: str) -> None:
    """Each fault is told; none turns into an approval."""
    (told,) = faults(text)
    assert told.startswith(fault)


def test_an_answer_without_json() -> None:
    """Prose is no review, whatever it says."""
    with pytest.raises(Usage, match="the code review has no JSON"):
        read_review("Looks good to me, approve!", "code")
