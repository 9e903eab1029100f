"""reopen: done or deferred is to be done again; the phase's verification waits for it."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk

WORDS = ("reopen", "MS-SEC-001", "--reason", "the leak is back")


def test_a_done_task_and_its_phase_are_open_again(host: Host) -> None:
    desk = Desk(host)
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    desk.verified()
    before = host.picture()
    assert host.ok(*WORDS, "--dry-run")["task"]["status"] == "not-started"
    assert host.picture() == before
    task = host.ok(*WORDS)["task"]
    assert (task["status"], task["agent"], task["completed_at"]) == ("not-started", "", None)
    assert task["used"] == 12000
    assert "Reopened: the leak is back" in task["notes"]
    assert not any(n.startswith(("Result", "Landed", "Review", "CI")) for n in task["notes"])
    verification = desk.show("MS-SEC-002")
    assert (verification["status"], verification["agent"]) == ("not-started", "")
    assert host.ok(*WORDS)["already"] is True
    again = desk.claim()
    assert again["task"]["id"] == "MS-SEC-001"
    assert again["branch"] == "fix/security-MS-SEC-001-a2"


def test_a_second_landing_of_a_reopened_task(host: Host) -> None:
    desk = Desk(host)
    desk.done()
    host.ok(*WORDS)
    said = desk.done({"src/db.py": "really = 'safe'\n", "tests/test_db.py": "# again\n"})
    assert (said["task"]["status"], said["task"]["used"]) == ("done", 24000)
    assert host.git("show", "main:src/db.py") == "really = 'safe'"


def test_a_reopened_verification_needs_a_run_of_its_own(host: Host) -> None:
    """What the last claim has shown says nothing about this one."""
    desk = Desk(host)
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    desk.verified()
    host.ok("add", "--description", "one more", "--severity", "critical", "--file", "src/m.py")
    row = desk.show("MS-SEC-002")
    assert row["status"] == "not-started"
    assert not any(n.startswith(("Result", "CI", "Landed")) for n in row["notes"]), row["notes"]
    host.ok("defer", "MS-SEC-003", "--reason", "r", "--category", "Hard", "--risk", "Low",
            "--approach", "a")  # fmt: skip
    claimed = desk.claim()
    assert claimed["task"]["id"] == "MS-SEC-002"
    said = host.ok("record-result", "--result", desk.result(claimed, None))
    assert said["task"]["status"] == "in-progress"
    assert "landing" in [item["gate"] for item in said["awaiting"]]


def test_a_deferred_task_comes_back(host: Host) -> None:
    host.ok("defer", "MS-SEC-001", "--reason", "r", "--category", "Hard", "--risk", "Low",
            "--approach", "a")  # fmt: skip
    assert host.ok(*WORDS)["task"]["status"] == "not-started"
    assert Desk(host).claim()["task"]["id"] == "MS-SEC-001"


def test_not_of_what_is_open(host: Host) -> None:
    host.no(1, "illegal-move", *WORDS)
    host.no(1, "unknown-task", "reopen", "MS-SEC-404", "--reason", "x")
