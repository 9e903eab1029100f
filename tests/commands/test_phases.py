"""What is said when a phase goes from Bulk to Polish, and when it ends."""

from __future__ import annotations

import pytest

from .conftest import GATES, Host
from .desk import Desk

HOW = ("--reason", "no time", "--category", "Hard", "--risk", "Low", "--approach", "later")


def defer(host: Host, task: str, kind: str = "Hard") -> list[str]:
    words = [kind if word == "Hard" else word for word in HOW]
    found = host.ok("defer", task, *words).get("phase_report", [])
    assert isinstance(found, list)
    return found


@pytest.fixture
def ten(empty: Host) -> Host:
    """Ten findings of one phase, in ten files, and its closing tasks."""
    found = "".join(
        f"### CQ-X-{n}: The function number {n} of the module is duplicated\n\n"
        f"**Severity:** Medium\n**File:** `src/m{n}.py:{n}`\n\nTwice.\n\n"
        for n in range(1, 10)
    )
    empty.commit({"docs/reports/ten/02-code-quality-review.md": f"# Code quality\n\n{found}"})
    empty.ok("bootstrap-from-review", "docs/reports/ten", "--quality-gates", GATES)
    return empty


def test_bulk_ends_at_ninety_per_cent_with_what_is_left(ten: Host) -> None:
    """Nine of ten: the report names the tenth, and status keeps naming it; then reopening says
    that the phase is in Bulk again."""
    rows = [f"MS-CQ-00{n}" for n in range(1, 10)]
    for name in rows[:-1]:
        assert defer(ten, name) == []
    said = defer(ten, rows[-1])
    assert said == [
        "Phase 3 Bulk Complete: 90% (9/10)",
        "Entering Polish Phase: 1 task to triage",
        "- Medium: MS-DOC-001 is not-started, no file named",
    ]
    status = ten.ok("status")
    assert status["triage"] == [
        {
            "id": "MS-DOC-001", "category": "Medium", "status": "not-started",
            "where": "no file named",
        }
    ]  # fmt: skip
    assert "to triage:\n  Medium: MS-DOC-001" in ten.run("status").out
    again = ten.ok("reopen", rows[0], "--reason", "it matters")
    assert again["phase_report"] == ["Phase 3 is in Bulk again: 80% (8/10)"]
    assert ten.ok("status")["triage"] == []


def test_the_end_counts_fixed_and_documented(host: Host) -> None:
    """By kind; the verification ends the phase, and its answer has the retrospective's line."""
    desk = Desk(host)
    assert "phase_report" not in desk.done()
    said = defer(host, "MS-DOC-001", "Framework Limitation")
    assert said[0] == "Phase 1 Bulk Complete: 100% (2/2)"
    ended = desk.verified()["phase_report"]
    assert ended[0] == "Phase 1 Complete: 50% (1/2)"
    assert "- Hard: 1 fixed" in ended
    assert "- Framework limitations: 1 documented" in ended
    assert ended[-1].startswith("- Variance: ")
    assert ended[-1].endswith(" % in the mean of 2 measured tasks")


def test_a_dry_run_says_what_would_be(host: Host) -> None:
    Desk(host).done()
    before = host.picture()
    assert host.ok("defer", "MS-DOC-001", *HOW, "--dry-run")["phase_report"][0].startswith("Phase")
    assert host.picture() == before


def test_for_people(host: Host) -> None:
    Desk(host).done()
    out = host.run("defer", "MS-DOC-001", *HOW).out
    assert "\nPhase 1 Bulk Complete: 100% (2/2)\nEntering Polish Phase: 0 tasks to triage\n" in out
