"""block and unblock: a task that somebody else has to act on, and its way back."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk

BLOCK = ("block", "MS-SEC-001", "--reason", "waits for the key")
FREE = ("unblock", "MS-SEC-001", "--reason", "the key is there")


def test_there_and_back(host: Host) -> None:
    before = host.picture()
    assert host.ok(*BLOCK, "--dry-run")["task"]["status"] == "blocked"
    assert host.picture() == before
    said = host.ok(*BLOCK)
    assert said["task"]["status"] == "blocked"
    assert "Blocked: waits for the key" in said["task"]["notes"]
    assert host.ok(*BLOCK)["already"] is True
    freed = host.ok(*FREE)["task"]
    assert freed["status"] == "not-started"
    assert "Unblocked: the key is there" in freed["notes"]
    assert host.ok(*FREE)["already"] is True
    assert host.ok(*BLOCK)["already"] is False, "a new block after the way back is a new event"
    assert host.subjects()[:2] == [
        "chore(orchestrator): Block MS-SEC-001", "chore(orchestrator): Unblock MS-SEC-001",
    ]  # fmt: skip


def test_a_claim_ends_with_it(host: Host) -> None:
    """Unblocked without a result: free for anybody, at the cost of what was used."""
    Desk(host).claim()
    host.ok(*BLOCK)
    freed = host.ok(*FREE)["task"]
    assert (freed["status"], freed["agent"], freed["started_at"]) == ("not-started", "", None)


def test_a_recorded_result_goes_on_where_it_was(host: Host) -> None:
    desk = Desk(host)
    desk.recorded()
    host.ok(*BLOCK)
    assert host.ok(*FREE)["task"]["status"] == "in-progress"
    assert host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_not_of_what_is_done(host: Host) -> None:
    host.no(1, "illegal-move", *FREE)
    Desk(host).done()
    host.no(1, "illegal-move", *BLOCK)


def test_for_people(host: Host) -> None:
    said = host.run(*BLOCK)
    commit = host.git("rev-parse", "main")[:10]
    assert said.out == (
        f"MS-SEC-001 is blocked: waits for the key [{commit}]\n"
        "next: mosaic-orchestrator unblock MS-SEC-001 --reason WHY\n"
    )
