"""graph: what waits for what, as a tree, for Mermaid and for Graphviz; no more than asked for."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk
from .test_milestone_release import finished


def test_the_tree(host: Host) -> None:
    """Each row once, under what it waits for; where it waits for more, it stands above."""
    lines = host.run("graph").out.rstrip("\n").split("\n")
    ids = [line.split()[0] for line in lines if not line.endswith(", above")]
    assert sorted(ids) == sorted(node["id"] for node in host.ok("graph")["nodes"])
    assert lines[0].startswith("MS-SEC-001 not-started: SEC-DB-1: SQL is built")
    assert lines[1].startswith("  MS-DOC-001 not-started")
    assert any(line.strip() == "MS-SEC-002, above" for line in lines)


def test_the_edges_are_the_ledgers(host: Host) -> None:
    said = host.ok("graph")
    wanted = [
        {"from": before, "to": node["id"]}
        for node in said["nodes"]
        for before in host.ok("show", node["id"])["task"]["depends_on"]
    ]
    assert said["edges"] == wanted
    assert said["left"] == 0


def test_only_what_is_open_unless_all_is_asked_for(host: Host) -> None:
    Desk(host).done()
    assert "MS-SEC-001" not in [node["id"] for node in host.ok("graph")["nodes"]]
    whole = host.ok("graph", "--all")["nodes"]
    assert {"id": "MS-SEC-001", "status": "done", "phase": 1} in whole


def test_one_task_with_what_is_before_and_after_it(host: Host) -> None:
    host.ok("add", "--description", "Beside it all", "--severity", "low")
    said = host.ok("graph", "MS-SEC-002")
    assert [node["id"] for node in said["nodes"]][:3] == ["MS-SEC-001", "MS-DOC-001", "MS-SEC-002"]
    assert len(said["nodes"]) == 6
    host.no(1, "unknown-task", "graph", "MS-SEC-999")


def test_mermaid_and_dot(host: Host) -> None:
    picture = host.run("graph", "--format", "mermaid").out.split("\n")
    assert picture[0] == "flowchart LR"
    assert '    n0["MS-SEC-001<br/>not-started"]' in picture
    assert "    n0 --> n1" in picture
    said = host.run("graph", "--format", "dot").out
    assert said.startswith("digraph tasks {\n")
    assert '  "MS-SEC-001" [label="MS-SEC-001\\nnot-started"];\n' in said
    assert '  "MS-SEC-001" -> "MS-DOC-001";\n' in said


def test_no_more_than_asked_for(host: Host) -> None:
    said = host.ok("graph", "--limit", "2")
    assert (len(said["nodes"]), said["left"]) == (2, 4)
    assert said["notices"] == ["4 rows were left out; give a higher --limit"]


def test_a_cycle_by_hand_ends(host: Host) -> None:
    """The tree draws each row once, whatever a hand wrote."""
    text = host.tasks()
    row = next(line for line in text.split("\n") if line.startswith("| MS-SEC-001"))
    cells = row.split("|")
    cells[7] = " MS-DOC-001 "
    host.commit({"docs/TASKS.md": text.replace(row, "|".join(cells))}, "by hand")
    out = host.run("graph").out
    assert out.count("MS-SEC-001 not-started") == 1
    assert "MS-SEC-001, above" in out


def test_nothing_is_open(empty: Host) -> None:
    finished(empty)
    assert empty.run("graph").out == "nothing to draw\n"
    assert empty.ok("graph")["nodes"] == []
