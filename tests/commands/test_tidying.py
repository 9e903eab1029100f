"""Generated reports: deleted with success, escalated with failure, archived at release; and
nothing outside docs/reports/qa-automation is touched, whatever stands in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Host
from .desk import Desk
from .test_milestone_release import PRD, WORDS, finished

QA = "docs/reports/qa-automation"
MINE, OTHER = "SEC-DB-1_report.md", "CQ-CALC-1_report.md"


def put(host: Host, *names: str, folder: str = "pending") -> None:
    for name in names:
        host.write(f"{QA}/{folder}/{name}", f"{name}\n")


def there(host: Host) -> list[str]:
    root = host.top / QA
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if not p.is_dir())


def test_success_deletes_what_is_the_tasks(host: Host) -> None:
    """When it is done, and not before; by id and by file, in folders too."""
    put(host, MINE, OTHER, "SEC-DB-1/lint.txt", "src-db.py_lint.md", "SEC-DB-10.md")
    desk = Desk(host)
    desk.recorded()
    assert MINE in (name.rpartition("/")[2] for name in there(host))
    said = host.ok("integrate", "MS-SEC-001")
    assert sorted(said["reports"]["deleted"]) == [
        f"{QA}/pending/{name}" for name in ("SEC-DB-1/lint.txt", MINE, "src-db.py_lint.md")
    ]
    assert there(host) == [f"pending/{OTHER}", "pending/SEC-DB-10.md"]
    assert host.git("status", "--porcelain") == ""


def test_a_repeated_command_cleans_what_an_earlier_one_left(host: Host) -> None:
    Desk(host).done()
    put(host, MINE)
    said = host.ok("record-result", "MS-SEC-001", "--evidence", "note=again")
    assert said["already"] is True
    assert there(host) == []


def test_failure_moves_to_escalated(host: Host) -> None:
    """Nothing that is there is written over."""
    put(host, MINE, OTHER, "sub/SEC-DB-1.md")
    put(host, MINE, folder="escalated")
    host.write(f"{QA}/escalated/{MINE}", "older\n")
    claimed = Desk(host).claim()
    answer = Desk(host).result(claimed, None, status="failed", notes="red")
    assert host.ok("record-result", "--result", answer, "--dry-run").get("reports") is None
    said = host.ok("record-result", "--result", answer)
    assert sorted(said["reports"]["escalated"]) == [
        f"{QA}/escalated/SEC-DB-1_report-2.md", f"{QA}/escalated/sub-SEC-DB-1.md",
    ]  # fmt: skip
    assert (host.top / QA / "escalated" / MINE).read_text() == "older\n"
    assert there(host) == [
        "escalated/SEC-DB-1_report-2.md", f"escalated/{MINE}", "escalated/sub-SEC-DB-1.md",
        f"pending/{OTHER}",
    ]  # fmt: skip


def test_a_file_that_another_row_still_needs_keeps_its_report(host: Host) -> None:
    host.ok("add", "--description", "One more", "--severity", "low", "--file", "src/db.py")
    put(host, "src-db.py_lint.md", MINE)
    Desk(host).done()
    assert there(host) == ["pending/src-db.py_lint.md"]


def test_a_verification_cleans_up_its_phase_and_no_other(host: Host) -> None:
    desk = Desk(host)
    desk.done()
    how = ("--reason", "r", "--category", "Hard", "--risk", "Low", "--approach", "a")
    host.ok("defer", "MS-DOC-001", *how)
    put(host, MINE, OTHER, "MS-DOC-001.md")
    said = desk.verified()
    assert sorted(said["reports"]["deleted"]) == [
        f"{QA}/pending/MS-DOC-001.md", f"{QA}/pending/{MINE}",
    ]  # fmt: skip
    assert there(host) == [f"pending/{OTHER}"]


def test_an_archive_cleans_up_what_came_late(host: Host) -> None:
    desk = Desk(host)
    desk.done()
    how = ("--reason", "r", "--category", "Hard", "--risk", "Low", "--approach", "a")
    host.ok("defer", "MS-DOC-001", *how)
    desk.verified()
    put(host, MINE, OTHER)
    assert "reports" not in host.ok("archive", "--dry-run")
    assert host.ok("archive")["reports"]["deleted"] == [f"{QA}/pending/{MINE}"]


def test_a_release_archives_what_was_escalated(empty: Host) -> None:
    """Under the milestone's name; what is pending stays for the next one."""
    finished(empty)
    put(empty, "a.md", "b.md", folder="escalated")
    put(empty, OTHER)
    assert "reports" not in empty.ok(*WORDS, *PRD, "--dry-run")
    said = empty.ok(*WORDS, *PRD)
    assert said["reports"]["archived"] == [
        f"{QA}/archived/M1-first-steps/a.md", f"{QA}/archived/M1-first-steps/b.md",
    ]  # fmt: skip
    assert there(empty) == [
        "archived/M1-first-steps/a.md", "archived/M1-first-steps/b.md", f"pending/{OTHER}",
    ]  # fmt: skip


@pytest.mark.parametrize("link", [QA, f"{QA}/pending", "docs/reports/qa-automation/pending/deep"])
def test_a_link_leads_nowhere(host: Host, link: str) -> None:
    """A folder on the way, or in it, that is a link is not gone into."""
    outside = host.top.parent / "outside"
    inner = outside / "pending" if link == QA else outside
    inner.mkdir(parents=True)
    (inner / MINE).write_text("mine\n")
    place = host.top / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside)
    assert "reports" not in Desk(host).done()
    assert (inner / MINE).read_text() == "mine\n"


def test_a_linked_or_special_file_is_left(host: Host, tmp_path: Path) -> None:
    target = tmp_path / "target.md"
    target.write_text("x\n")
    put(host, "plain.md")
    pending = host.top / QA / "pending"
    (pending / MINE).symlink_to(target)
    os.mkfifo(pending / "SEC-DB-1.fifo")
    (pending / "SEC-DB-1.dir").mkdir()
    assert "reports" not in Desk(host).done()
    assert target.read_text() == "x\n"
    assert (pending / MINE).is_symlink()


def test_what_git_tracks_is_left_and_told(host: Host) -> None:
    put(host, MINE)
    host.git("add", "-f", f"{QA}/pending/{MINE}")
    host.git("commit", "-q", "-m", "a report")
    said = Desk(host).done()
    assert said["reports"]["deleted"] == []
    assert f"report left as it is: {QA}/pending/{MINE}: git tracks it" in said["notices"]
    assert host.git("status", "--porcelain") == ""


def test_where_escalated_is_no_folder(host: Host) -> None:
    """The record is made all the same."""
    put(host, MINE)
    host.write(f"{QA}/escalated", "a file\n")
    claimed = Desk(host).claim()
    answer = Desk(host).result(claimed, None, status="failed", notes="red")
    said = host.ok("record-result", "--result", answer)
    assert said["task"]["status"] == "failed"
    assert any(f"{QA}/escalated is no folder" in notice for notice in said["notices"])
    assert there(host) == ["escalated", f"pending/{MINE}"]


def test_for_people(host: Host) -> None:
    put(host, MINE)
    Desk(host).recorded()
    assert "\nreports: 1 deleted\n" in host.run("integrate", "MS-SEC-001").out
