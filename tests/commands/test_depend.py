"""depend: an edge comes or goes, both ends of it; never a cycle, never an unknown id."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk

ADD = ("depend", "MS-CQ-001", "--add", "MS-SEC-001")
REMOVE = ("depend", "MS-CQ-001", "--remove", "MS-SEC-001", "--reason", "another file")


def test_there_and_back(host: Host) -> None:
    desk = Desk(host)
    before = host.picture()
    assert "MS-SEC-001" in host.ok(*ADD, "--dry-run")["task"]["depends_on"]
    assert host.picture() == before
    assert host.ok(*ADD)["task"]["depends_on"] == ["MS-SEC-002", "MS-SEC-001"]
    assert "MS-CQ-001" in desk.show("MS-SEC-001")["blocks"]
    assert host.ok(*ADD)["already"] is True
    task = host.ok(*REMOVE)["task"]
    assert task["depends_on"] == ["MS-SEC-002"]
    assert "MS-CQ-001" not in desk.show("MS-SEC-001")["blocks"]
    assert task["notes"][-1] == "Note: does not depend on MS-SEC-001 any more: another file"
    assert host.ok(*REMOVE)["already"] is True
    assert host.run("validate").status == 0


def test_never_a_cycle_never_an_unknown_id(host: Host) -> None:
    said = host.no(1, "gate-refused", "depend", "MS-SEC-001", "--add", "MS-CQ-001")
    assert "cycle" in said["message"]
    host.no(1, "gate-refused", "depend", "MS-SEC-001", "--add", "MS-SEC-001")
    host.no(1, "unknown-task", "depend", "MS-CQ-001", "--add", "MS-SEC-404")
    host.no(1, "unknown-task", "depend", "MS-SEC-404", "--add", "MS-CQ-001")


def test_words(host: Host) -> None:
    host.no(2, "usage", "depend", "MS-CQ-001")
    host.no(2, "usage", *ADD, "--remove", "MS-SEC-002", "--reason", "x")
    host.no(2, "usage", *REMOVE[:4])


def test_only_before_the_start(host: Host) -> None:
    Desk(host).claim()
    host.no(1, "illegal-move", "depend", "MS-SEC-001", "--add", "MS-DOC-002")
