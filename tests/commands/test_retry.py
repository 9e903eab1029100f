"""retry: failed, blocked or abandoned becomes claimable, while attempts are left."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk


def test_the_rows_cells_after_it(host: Host) -> None:
    desk = Desk(host)
    desk.failed()
    said = host.ok("retry", "MS-SEC-001")
    task = said["task"]
    assert (task["status"], task["agent"], task["used"]) == ("not-started", "", 12000)
    assert (task["started_at"], task["completed_at"]) == (None, None)
    assert "Error: the gates stay red" in task["notes"]
    assert host.ok("retry", "MS-SEC-001")["already"] is True
    again = desk.claim()
    assert any("(attempt 2)" in note for note in again["task"]["notes"])


def test_attempts_are_bounded(host: Host) -> None:
    host.ok("config", "limits.attempts", "2", "--reason", "a test")
    desk = Desk(host)
    desk.failed("first")
    host.ok("retry", "MS-SEC-001")
    desk.failed("second")
    said = host.no(1, "gate-refused", "retry", "MS-SEC-001")
    assert "attempts" in said["details"][0]
    assert "limits.attempts" in said["hint"] or "defer" in said["hint"]
    notes = desk.show("MS-SEC-001")["notes"]
    assert [n for n in notes if n.startswith("Error")] == ["Error: first", "Error: second"]


def test_a_lease_is_waited_for(host: Host) -> None:
    desk = Desk(host)
    desk.claim()
    said = host.no(1, "gate-refused", "retry", "MS-SEC-001")
    assert "under a lease until" in said["message"]
    assert "takeover" in said["hint"]
    host.ok("config", "limits.lease", "0s", "--reason", "a test")
    assert host.ok("retry", "MS-SEC-001")["task"]["status"] == "not-started"


def test_not_of_what_is_recorded_done_or_new(host: Host) -> None:
    host.no(1, "illegal-move", "retry", "MS-SEC-001")
    desk = Desk(host)
    desk.recorded()
    host.ok("config", "limits.lease", "0s", "--reason", "a test")
    host.no(1, "gate-refused", "retry", "MS-SEC-001")
    host.ok("integrate", "MS-SEC-001")
    host.no(1, "illegal-move", "retry", "MS-SEC-001")


def test_a_dry_run(host: Host) -> None:
    Desk(host).failed()
    before = host.picture()
    assert "not-started" in host.ok("retry", "MS-SEC-001", "--dry-run")["diff"]
    assert host.picture() == before
