"""show: one task, every cell that says something, archived ones too."""

from __future__ import annotations

from .conftest import Host


def test_the_task_object(host: Host) -> None:
    said = host.ok("show", "MS-SEC-002")
    task = said["task"]
    assert said["archived"] is False
    assert list(task) == [
        "id", "status", "description", "issue", "repo", "branch", "depends_on", "blocks", "agent",
        "started_at", "completed_at", "estimate", "used", "notes",
    ]  # fmt: skip
    assert task["depends_on"] == ["MS-SEC-001", "MS-DOC-001"]
    assert task["estimate"] == 5000
    assert (task["used"], task["started_at"], task["agent"]) == (None, None, "")
    assert task["notes"][:2] == ["Phase: 1", "Role: verification"]


def test_for_people(host: Host) -> None:
    host.ok("note", "MS-SEC-001", "a | b")
    out = host.run("show", "MS-SEC-001").out.split("\n")
    assert out[0] == "id            MS-SEC-001"
    assert "note          Note: a | b" in out


def test_an_unknown_task(host: Host) -> None:
    host.no(1, "unknown-task", "show", "MS-SEC-404")
    host.no(2, "usage", "show", "not an id")
    host.no(2, "usage", "show", "\x1b]0;x\x07")
