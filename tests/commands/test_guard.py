"""guard: 0 allowed, 1 violations with path, rule and reason, 2 whatever it cannot judge."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mosaic.ledger import heartbeats
from mosaic.ledger.repository import find_repository

from .conftest import Host
from .desk import Desk

TASK = "MS-SEC-001"
PATH = f"docs/tasks/contracts/{TASK}.json"


def judged(host: Host, *words: str, status: int) -> Any:
    before = host.picture()
    said = host.run("guard", *words, "--json")
    assert said.status == status, said.out + said.err
    assert host.picture() == before
    return said.json


def rules(host: Host, *words: str) -> list[tuple[str, str]]:
    """Each violation's path and rule; none: allowed."""
    found = host.run("guard", *words, "--json")
    assert found.status in (0, 1), found.out
    assert (found.status == 0) is (found.json["violations"] == []) is found.json["ok"]
    return [(v["path"], v["rule"]) for v in found.json["violations"]]


def bind(host: Host, body: Mapping[str, object]) -> None:
    file = host.top.parent / "contract.json"
    file.write_text(json.dumps(body))
    host.ok("amend", TASK, "--contract", str(file), "--reason", "as agreed")


def test_a_draft_lets_honest_work_through(host: Host) -> None:
    """Tests, lock files and neighbours beside the file of the finding."""
    work = ("src/db.py", "src/other.py", "tests/test_db.py", "package-lock.json", "docs/guide.md")
    said = judged(host, *work, "--task", TASK, status=0)
    assert (said["task"], said["paths"], said["violations"]) == (TASK, 5, [])
    assert said["contract"] == host.ok("show", TASK)["contract"]["digest"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("docs/TASKS.md", "state-file"),
        ("docs/tasks.md", "state-file"),
        ("docs/tasks/contracts/X.json", "state-file"),
        (".mosaic/templates/x.md", "out-of-bounds"),
        (".MOSAIC/x", "out-of-bounds"),
        ("docs/reports/review/01-security-review.md", "out-of-bounds"),
        ("../other/x", "outside"),
        ("/etc/passwd", "outside"),
        ("src/../docs/TASKS.md", "outside"),
        (".git/hooks/pre-commit", "outside"),
        ("a\x00b", "outside"),
        ("a\nb", "outside"),
        ("a\\b", "outside"),
        (":(top)x", "outside"),
    ],
)
def test_what_no_work_may_change(host: Host, path: str, rule: str) -> None:
    assert rules(host, path, "--task", TASK) == [(path, rule)]


def test_a_scope_shuts_out_the_rest(host: Host) -> None:
    bind(host, {"scope": ["src/"], "targets": ["lib/x.py"], "out_of_bounds": ["src/gen/**"]})
    paths = ("src/a.py", "lib/x.py", "lib/y.py", "src/gen/z.py")
    assert rules(host, *paths, "--task", TASK) == [
        ("lib/y.py", "scope"), ("src/gen/z.py", "out-of-bounds")
    ]  # fmt: skip
    host.ok("config", "limits.shared", '["lib/y.py"]', "--reason", "all need it")
    assert rules(host, "lib/y.py", "--task", TASK) == []


def test_all_changes_have_a_target_among_them(host: Host) -> None:
    assert rules(host, "src/calc.py", "--task", TASK) == []
    assert rules(host, "src/calc.py", "--task", TASK, "--complete") == [("src/db.py", "target")]
    assert rules(host, "src/db.py", "--task", TASK, "--complete") == []


def test_an_absolute_path_is_a_path_of_the_repository(host: Host) -> None:
    assert rules(host, f"{host.top}/src/db.py", "./src/db.py", "src/", "--task", TASK) == []
    assert rules(host, f"{host.top}/docs/TASKS.md", "--task", TASK) == [
        ("docs/TASKS.md", "state-file")
    ]


def test_links_are_followed(host: Host) -> None:
    """Both names are judged: what it is called, and what would be written."""
    (host.top / "out").symlink_to(host.top.parent)
    (host.top / "in").symlink_to("docs")
    found = rules(host, "out/x", "in/TASKS.md", "in/guide.md", "--task", TASK)
    assert found == [("out/x", "outside"), ("docs/TASKS.md", "state-file")]


def test_lists_from_standard_input(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (b"src/db.py\ndocs/TASKS.md\n", b"src/db.py\0docs/TASKS.md\0",
                 b"src/db.py\r\ndocs/TASKS.md"):  # fmt: skip
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert rules(host, "-", "--task", TASK) == [("docs/TASKS.md", "state-file")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert judged(host, "-", "--task", TASK, status=0)["paths"] == 0


def test_what_is_staged_on_the_tasks_branch(host: Host) -> None:
    """In a worker's own worktree, whose branch says whose work it is."""
    desk = Desk(host)
    claimed = desk.claim()
    tree = host.top.parent / "work" / claimed["branch"]
    host.git("worktree", "add", "-q", "-b", claimed["branch"], str(tree), "main")
    mine = Host(tree, host.capture)
    mine.write("src/db.py", "x = 1\n")
    mine.git("add", "-A")
    assert judged(mine, "--staged", status=0)["task"] == TASK
    mine.write(".mosaic/templates/x.md", "mine\n")
    mine.git("add", "-Af")
    assert rules(mine, "--staged") == [(".mosaic/templates/x.md", "out-of-bounds")]


def test_branches_and_ranges(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    first = desk.commit(claimed)
    assert rules(host, "--branch", claimed["branch"], "--complete") == []
    last = desk.commit(claimed, {".mosaic/x": "1\n"})
    assert rules(host, "--branch", claimed["branch"]) == [(".mosaic/x", "out-of-bounds")]
    found = judged(host, "--range", f"{first}..{last}", "--task", TASK, status=1)
    assert (found["paths"], found["violations"][0]["path"]) == (1, ".mosaic/x")


def test_it_is_a_sign_of_life(host: Host) -> None:
    claimed = Desk(host).claim()
    beat = heartbeats.place(find_repository(host.top), TASK, claimed["claim"])
    os.utime(beat, (1, 1))
    judged(host, "src/db.py", "--task", TASK, status=0)
    assert beat.stat().st_mtime > 1


@pytest.mark.parametrize(
    "words",
    [
        (), ("x", "--staged"), ("x", "--task", "MS-SEC-999"), ("x", "--task", "../x"), ("x",),
        ("--range", "main", "--task", TASK), ("--range", "a..b", "--task", TASK),
        ("--range", "main...main", "--task", TASK), ("--branch", "nowhere", "--task", TASK),
        ("--branch", "-x"), ("--staged",),
    ],
)  # fmt: skip
def test_bad_input(host: Host, words: tuple[str, ...]) -> None:
    """Nothing to judge, no such task, no such commit, nobody's branch: never an allowance."""
    assert judged(host, *words, status=2)["code"] == "usage"


def test_what_cannot_be_read_is_bad_input(host: Host, empty: Host) -> None:
    host.commit({PATH: '{"scope": 1}'}, "by hand")
    said = judged(host, "src/db.py", "--task", TASK, status=2)
    assert said["details"] == [f"{PATH}:1:11: scope wants a list"]
    (host.top / "docs/TASKS.md").write_text("| id | status |\n|---|---|\n| A | done |\n| A | x |\n")
    host.git("commit", "-qam", "by hand")
    assert judged(host, "src/db.py", "--task", TASK, status=2)["code"] == "usage"


def test_without_a_ledger_it_is_bad_input(empty: Host) -> None:
    assert "no ledger" in str(judged(empty, "src/db.py", "--task", TASK, status=2)["details"])


def test_a_task_without_a_contract_keeps_to_the_state_files(host: Host) -> None:
    bare = host.ok("add", "--description", "More", "--severity", "low")["task"]["id"]
    said = judged(host, ".mosaic/x", "docs/TASKS.md", "--task", bare, status=1)
    assert (said["contract"], [v["path"] for v in said["violations"]]) == (None, ["docs/TASKS.md"])


def test_for_people(host: Host) -> None:
    said = host.run("guard", "docs/TASKS.md", "--task", TASK)
    assert said.status == 1
    assert said.out.split("\n")[1] == (
        "docs/TASKS.md: is a state file, which only entries may change [state-file]"
    )


def test_as_a_program_of_its_own(host: Host) -> None:
    """The exit status reaches whoever asks."""
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-P", "-m", "mosaic", "guard", "-", "--task", TASK]
    done = subprocess.run(
        words, cwd=host.top, input=b"src/db.py\0.mosaic/x", capture_output=True,
        env={**os.environ, "PYTHONPATH": str(root)}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b".mosaic/x: the contract puts .mosaic/ out of bounds" in done.stdout


def test_a_line_break_in_a_name_is_shown_as_one(host: Host) -> None:
    """One violation, one line, for people; programs get the name as it is."""
    done = host.run("guard", "a\nb", "--task", TASK)
    assert "\na\\nb: leads out" in done.out or "\na\\nb: is no path" in done.out
    assert rules(host, "a\nb", "--task", TASK) == [("a\nb", "outside")]
