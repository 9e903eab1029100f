"""note: a line for whoever reads the row next; it moves nothing."""

from __future__ import annotations

from .conftest import Host


def test_a_note(host: Host) -> None:
    before = host.picture()
    said = host.ok("note", "MS-SEC-001", "see the thread", "--dry-run")
    assert said["dry_run"] is True
    assert host.picture() == before
    said = host.ok("note", "MS-SEC-001", "see the thread")
    assert said["task"]["notes"][-1] == "Note: see the thread"
    assert said["task"]["status"] == "not-started"
    assert host.ok("note", "MS-SEC-001", "see the thread")["already"] is True
    text = host.run("note", "MS-SEC-001", "see the thread")
    assert text.out == "already so: MS-SEC-001 has the note\n"
    host.ok("note", "MS-SEC-001", "see the other")
    diff = host.git("show", "--format=", "-U0", "main").split("\n")
    changed = [line[:14] for line in diff if line[:2] in ("+|", "-|")]
    assert changed == ["-| MS-SEC-001 ", "+| MS-SEC-001 "], "one line of the table"


def test_an_id_that_is_nearly_one(host: Host) -> None:
    said = host.no(1, "unknown-task", "note", "sec-001", "x")
    assert "did you mean MS-SEC-001" in said["hint"]


def test_a_note_that_nobody_would_read(host: Host) -> None:
    """What goes into a cell has 20,000 characters at most: every agent reads it with the row."""
    host.no(2, "usage", "note", "MS-SEC-001", "x" * 20_001)
    assert host.ok("note", "MS-SEC-001", "x" * 20_000)["already"] is False
