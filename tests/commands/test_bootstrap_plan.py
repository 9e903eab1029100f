"""bootstrap-from-review: components by the repository's own layout, paths as tracked, groups, and
the order that findings ask for."""

from __future__ import annotations

import json

from .conftest import GATES, Host

FILE = "docs/reports/spring/02-code-quality-review.md"


def entry(name: str, severity: str, place: str, more: str = "", title: str = "Odd name") -> str:
    return f"\n### {name}: {title}\n\n**Severity:** {severity}\n**File:** `{place}`\n\n{more}\n"


def test_components_and_paths(empty: Host) -> None:
    """The package that holds the tracked file is the row's repo; what a report writes of somebody's
    machine is the file here."""
    empty.commit(
        {
            "package.json": '{"workspaces": ["clients/*"]}',
            "clients/shop/package.json": "{}",
            "clients/shop/src/cart.ts": "",
            "engine/Cargo.toml": "",
            "engine/src/lib.rs": "",
            FILE: "# Review\n"
            + entry("CQ-1", "Medium", "/Users/x/host/clients/shop/src/cart.ts:3")
            + entry("CQ-2", "Medium", "lib.rs:4-9")
            + entry("CQ-3", "Medium", "host/src/calc.py")
            + entry("CQ-4", "Medium", "src/new.py"),
        }
    )
    said = empty.ok("bootstrap-from-review", FILE)
    found = [(f["component"], f["files"][0]) for f in said["findings"]]
    assert found == [
        ("shop", {"path": "clients/shop/src/cart.ts", "lines": "3"}),
        ("engine", {"path": "engine/src/lib.rs", "lines": "4-9"}),
        ("", {"path": "src/calc.py", "lines": ""}),
        ("", {"path": "src/new.py", "lines": ""}),
    ]
    row = empty.ok("show", said["findings"][0]["task"])["task"]
    assert (row["repo"], row["notes"][3]) == ("shop", "Files: clients/shop/src/cart.ts:3")
    assert empty.ok("bootstrap-from-review", FILE, "--append")["already"] is True


def test_a_manifest_that_leads_outside_lays_nothing_out(empty: Host) -> None:
    """A link is not followed, and what is not there or not JSON is passed over."""
    (empty.top.parent / "package.json").write_text('{"workspaces": ["src"]}')
    (empty.top / "package.json").symlink_to(empty.top.parent / "package.json")
    (empty.top / "lerna.json").write_bytes(b"\xff\xfe{")
    empty.commit({"a/pom.xml": "", FILE: "# Review\n" + entry("CQ-1", "Medium", "src/calc.py")})
    (empty.top / "a/pom.xml").unlink()
    said = empty.ok("bootstrap-from-review", FILE, "--dry-run")
    assert said["findings"][0]["component"] == ""


def test_group_style(empty: Host) -> None:
    """Asked for, small findings are one row; its worker reads every body; each is found again."""
    text = "# Review\n" + "".join(
        entry(f"CQ-{n}", "Low", f"web/part{n % 3}.py:{n}", f"Body number {n}.") for n in range(1, 6)
    )
    table = "\n## Low\n\n| ID | Finding | Location |\n|---|---|---|\n"
    table += "".join(f"| CQ-{n} | Name {n} is odd | web/part{n}.py:{n} |\n" for n in (7, 8))
    items = "\n## Low issues\n\n- **[LOW] CQ-10: Long line** (`web/z.py:3`)\n  Break it there.\n"
    empty.commit({FILE: text + table + items})
    words = ("bootstrap-from-review", FILE, "--quality-gates", GATES)
    plain = empty.ok(*words, "--dry-run")
    assert all(len(task["findings"]) < 2 for task in plain["tasks"])
    said = empty.ok(*words, "--group", "style")
    assert {f["task"] for f in said["findings"]} == {"MS-CQ-001"}
    first = said["tasks"][0]
    assert (first["finding"], len(first["findings"]), first["repo"]) == (None, 8, "web")
    assert first["description"].startswith("Code style in web: 8 findings (CQ-")
    assert "Parsed 8 findings into 3 tasks" in empty.git("show", "-s", "--format=%B")
    claimed = empty.ok("claim-next", "--agent", "worker-1")
    prompt = (empty.top / claimed["prompt_file"]).read_text()
    assert all(f"Body number {n}." in prompt for n in range(1, 6))
    assert all(part in prompt for part in ("Name 7 is odd", "Name 8 is odd", "Break it there."))
    assert all(f"- Change web/part{n}.py and its tests" in prompt for n in (0, 1, 2, 7, 8))
    empty.commit({FILE: text + entry("CQ-9", "Low", "web/part9.py:1") + table + items})
    again = empty.ok("bootstrap-from-review", FILE, "--append", "--group", "style")
    assert [task["findings"] for task in again["tasks"]] == [["CQ-9"]]
    assert empty.run("validate").status == 0
    assert empty.run("verify").status == 0


def test_group_is_style_alone(empty: Host) -> None:
    empty.no(2, "usage", "bootstrap-from-review", "docs/reports/review", "--group", "all")


def test_what_a_report_asks_for(empty: Host) -> None:
    """ "Blocked by" is a dependency; what cannot be kept is a warning with its line."""
    text = "# Review\n"
    text += entry("CQ-1", "Medium", "src/calc.py", "**Blocked by:** CQ-2")
    text += entry("CQ-2", "Medium", "src/db.py", "It depends on CQ-3.")
    text += entry("CQ-3", "Low", "src/x.py")
    empty.commit({FILE: text})
    said = empty.ok("bootstrap-from-review", FILE)
    rows = {f["id"]: f["task"] for f in said["findings"]}
    after = {task["id"]: task["depends_on"] for task in said["tasks"]}
    assert after[rows["CQ-1"]] == [rows["CQ-2"]]
    assert after[rows["CQ-2"]] == []
    warned = [w for w in said["warnings"] if "does not wait for CQ-3" in w["message"]]
    assert [w["source"] for w in warned] == [{"file": FILE, "line": 15}]


def test_group_style_of_a_machines_report(empty: Host) -> None:
    """Many results on one line of a log are one row; its worker reads each of them, none raw, and
    --append finds each again."""
    results = [
        {
            "ruleId": "naming", "level": "note", "message": {"text": f"Name {n} is odd"},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": "src/calc.py"}, "region": {"startLine": n}}}],
        }
        for n in range(1, 6)
    ]  # fmt: skip
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Lint"}}, "results": results}]}
    file = "docs/reports/lint/log.sarif"
    empty.commit({file: json.dumps(log)})
    said = empty.ok("bootstrap-from-review", file, "--group", "style")
    assert [len(task["findings"]) for task in said["tasks"] if not task["role"]] == [5]
    prompt = empty.ok("claim-next", "--agent", "worker-1")["prompt_file"]
    text = (empty.top / prompt).read_text()
    assert all(text.count(f"Name {n} is odd") == 1 for n in range(1, 6))
    assert "physicalLocation" not in text
    results[0]["message"] = {"text": "Name 9 is odd"}
    empty.commit({file: json.dumps(log)})
    again = empty.ok("bootstrap-from-review", file, "--append")
    assert [task["description"].partition(": ")[2] for task in again["tasks"]] == ["Name 9 is odd"]
