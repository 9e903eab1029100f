"""resume: an archived ledger is listed, and comes back with --from."""

from __future__ import annotations

from .conftest import Host
from .test_milestone_release import ARCHIVE, PRD, WORDS, finished


def test_listed_then_restored(empty: Host) -> None:
    host = finished(empty)
    table = host.tasks()
    host.ok(*WORDS, *PRD)
    before = host.picture()
    listed = host.ok("resume")
    assert listed["archives"] == [ARCHIVE]
    assert listed["next"] == "mosaic-orchestrator bootstrap-from-review DIR", "all of it is done"
    assert host.ok("resume", "--from", ARCHIVE, "--dry-run")["dry_run"] is True
    assert host.picture() == before
    said = host.ok("resume", "--from", ARCHIVE)
    assert said["already"] is False
    rows = [line for line in table.split("\n") if line.startswith("| MS-")]
    assert [line for line in host.tasks().split("\n") if line.startswith("| MS-")] == rows
    assert (host.top / "docs/tasks/orchestrator-learnings.json").exists()
    assert host.ok("status")["tasks"] == 2
    assert host.run("verify").status == 0


def test_where_there_is_a_ledger(host: Host) -> None:
    assert host.ok("resume")["already"] is True
    host.no(1, "gate-refused", "resume", "--from", "docs/tasks/none-tasks.md")


def test_where_there_is_nothing(empty: Host) -> None:
    said = empty.ok("resume")
    assert said["archives"] == []
    assert "bootstrap-from-review" in said["next"]
    for path in ("docs/tasks/none-tasks.md", "../x-tasks.md", "src/calc.py", "a\nb"):
        empty.no(1, "gate-refused", "resume", "--from", path)
