"""status: where the mission stands, from the ledger's ref; it never locks and never writes."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk


def test_the_figures(host: Host) -> None:
    said = host.ok("status")
    assert (said["tasks"], said["finished"], said["per_cent"], said["phase"]) == (6, 0, 0, 1)
    assert said["counts"] == {"not-started": 6}
    desk = Desk(host)
    desk.done()
    desk.failed()
    said = host.ok("status", "--limit", "2")
    assert (said["finished"], said["per_cent"]) == (1, 16)
    assert said["stuck"] == ["MS-DOC-001: failed"]
    assert [row["id"] for row in said["rows"]] == ["MS-DOC-001", "MS-SEC-002"]
    assert said["budget"]["used"] == 24000


def test_for_people(host: Host) -> None:
    Desk(host).claim()
    out = host.run("status").out.split("\n")
    assert out[0] == "0/6 tasks (0 %): 5 not-started, 1 in-progress"
    assert out[1] == "Phase 1 (Critical security fixes), Bulk 0/2"
    assert out[3] == "in flight:"
    assert out[4].startswith("  MS-SEC-001: worker-1 works on it since ")


def test_it_changes_nothing_and_says_when_the_copy_differs(host: Host) -> None:
    host.write("docs/TASKS.md", host.tasks().replace("not-started", "done"))
    before = host.picture()
    said = host.ok("status")
    assert said["counts"] == {"not-started": 6}
    assert "edited by hand" in said["notices"][0]
    assert host.picture() == before
    assert host.run("status").err.startswith("note: ")


def test_without_a_ledger(empty: Host) -> None:
    empty.no(8, "ledger-missing", "status")


def test_hidden_characters_are_made_visible_on_a_terminal(host: Host) -> None:
    text = host.tasks().replace("SQL is built", "SQL \x1b[31mis\u202e built")
    host.commit({"docs/TASKS.md": text}, "by hand")
    said = host.run("status", "--limit", "1")
    assert "\x1b" not in said.out
    assert "\\x1b[31mis\\u202e built" in said.out
    raw = host.run("status", "--json").out
    assert "\x1b" not in raw


def test_the_budget_over_time(host: Host) -> None:
    """After each entry: used, what remains, the cap in force; the last point is where it stands."""
    Desk(host).done()
    host.ok("config", "budget.cap", "90K", "--reason", "r")
    said = host.ok("status", "--budget")["budget"]
    series = said.pop("series")
    assert [point["event"] for point in series] == [
        "bootstrap", "claim", "record", "record", "config",
    ]  # fmt: skip
    assert [point["used"] for point in series] == [0, 0, 12000, 12000, 12000]
    assert series[-1]["cap"] == 90000
    assert series[-2]["cap"] == 75000, "the soft one"
    assert {key: series[-1][key] for key in said} == said
    assert all(p["used"] + p["remaining"] == p["projected"] for p in series)
    assert "series" not in host.ok("status")["budget"]


def test_the_plot(host: Host) -> None:
    """Plain characters: what was used at the bottom, what remains above it, the cap's line."""
    Desk(host).done()
    lines = host.run("status", "--budget").out.rstrip("\n").split("\n")
    assert lines[-1].strip() == "# used  . remaining  = cap"
    drawn = [line.partition(" |")[2] for line in lines if " |" in line]
    assert len(drawn) == 10
    assert set("".join(drawn)) <= set("#.= ")
    assert "#" in drawn[-1]
    assert "." in "".join(drawn)
    assert drawn[0].startswith("=")
    assert host.run("status", "--budget", "--ref", "main").out.rstrip().endswith("= cap")
