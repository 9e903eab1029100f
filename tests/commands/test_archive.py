"""archive: finished rows of completed phases leave the table; they still count."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk


def test_a_completed_phase_leaves(host: Host) -> None:
    desk = Desk(host)
    before = host.picture()
    assert host.ok("archive")["already"] is True
    assert host.picture() == before
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    desk.verified()
    standing = host.ok("status")
    gone = ["MS-SEC-001", "MS-DOC-001", "MS-SEC-002"]
    assert host.ok("archive", "--dry-run")["archived"] == gone
    said = host.ok("archive")
    assert (said["archived"], said["archive"]) == (gone, "docs/tasks/M1-tasks.md")
    assert not any(f"\n| {name} |" in host.tasks() for name in gone)
    archive = (host.top / said["archive"]).read_text()
    assert all(f"| {name} | done |" in archive for name in gone)
    after = host.ok("status")
    assert {k: after[k] for k in ("tasks", "finished", "per_cent", "budget")} == {
        k: standing[k] for k in ("tasks", "finished", "per_cent", "budget")
    }
    assert host.ok("archive")["already"] is True
    assert host.ok("claim-next", "--agent", "worker-1")["task"]["id"] == "MS-CQ-001", (
        "a dependency on an archived row holds"
    )
    assert host.ok("show", "MS-SEC-001")["archived"] is True
    assert "is archived" in host.no(1, "unknown-task", "note", "MS-SEC-001", "x")["message"]
    assert host.run("verify").status == 0
    assert host.run("validate").status == 0


def test_without_a_ledger(empty: Host) -> None:
    empty.no(8, "ledger-missing", "archive")
