"""board: the rows by status, so many of each."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk


def test_the_columns(host: Host) -> None:
    """In the machine's order; those that have no rows are not there."""
    desk = Desk(host)
    desk.done()
    desk.failed()
    said = host.ok("board")["columns"]
    assert [(c["status"], c["count"]) for c in said] == [
        ("not-started", 4), ("done", 1), ("failed", 1),
    ]  # fmt: skip
    (done,) = said[1]["tasks"]
    assert (done["id"], done["agent"], done["used"]) == ("MS-SEC-001", "worker-1", 12000)


def test_for_people(host: Host) -> None:
    Desk(host).claim()
    lines = host.run("board", "--limit", "2").out.split("\n")
    assert lines[0] == "not-started (5)"
    assert lines[1].startswith("  MS-DOC-001  -  ")
    assert lines[3:5] == ["  and 3 more", "in-progress (1)"]
    assert lines[5].startswith("  MS-SEC-001  worker-1  17.5K  SEC-DB-1: SQL is built")


def test_reading_changes_nothing(host: Host) -> None:
    before = host.picture()
    host.ok("board")
    assert host.picture() == before


def test_without_a_ledger(empty: Host) -> None:
    empty.no(8, "ledger-missing", "board")
    empty.no(8, "ledger-missing", "graph")
