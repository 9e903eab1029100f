"""amend: the one way in which a contract changes; the entry says from what to what, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Host
from .desk import Desk

TASK = "MS-SEC-001"
PATH = f"docs/tasks/contracts/{TASK}.json"


def contract(host: Host, task: str = TASK) -> Any:
    return host.ok("show", task)["contract"]


def test_the_entry_says_what_changed_and_why(host: Host) -> None:
    old = contract(host)
    said = host.ok(
        "amend", TASK, "--target", "src/web.py", "--remove", "src/db.py", "--out-of-bounds",
        ".github/", "--evidence", "file:docs/api.md", "--check", "unit=make unit", "--by",
        "Maintainer", "--reason", "the input comes in there",
    )  # fmt: skip
    new = contract(host)
    assert (said["old"], said["new"]) == (old["digest"], new["digest"])
    assert said["changes"] == [
        "- target src/db.py", "+ target src/web.py", "+ out of bounds .github/",
        "+ evidence file:docs/api.md", "+ check unit: make unit",
    ]  # fmt: skip
    assert said["revalidate"] == ["check unit", "evidence file:docs/api.md"]
    assert (new["targets"], new["drafted"]) == (["src/web.py"], False)
    body = host.git("log", "-1", "--format=%B", "main")
    assert body.startswith(
        "chore(orchestrator): Amend the contract of MS-SEC-001\n\nWhy: the input"
    )
    assert "\n+ target src/web.py\n" in body
    assert "\nValidate again: check unit, evidence file:docs/api.md\n" in body
    assert "Mosaic-Event: amend\n" in body
    assert f"Mosaic-Evidence: contract={new['digest'][:12]} from {old['digest'][:12]}" in body
    noted = [n for n in host.ok("show", TASK)["task"]["notes"] if n.startswith("Amended: ")]
    assert noted == [
        f"Amended: {old['digest'][:12]} -> {new['digest'][:12]}: the input comes in there"
        " (by Maintainer); validate again: check unit, evidence file:docs/api.md"
    ]
    assert host.git("show", "--format=", "--name-only", "main").split("\n") == [
        "docs/TASKS.md", PATH
    ]  # fmt: skip
    assert host.run("verify").status == 0
    assert host.run("validate").status == 0
    assert host.git("status", "--porcelain") == ""


def test_a_person_reads_what_changed(host: Host) -> None:
    words = ("--target", "src/x.py", "--check", "unit=make unit", "--reason", "r")
    first, *rest = host.run("amend", TASK, *words).out.rstrip("\n").split("\n")
    assert first.startswith(f"the contract of {TASK} is amended [")
    assert rest == [
        "  + target src/x.py", "  + check unit: make unit", "  validate again: check unit",
    ]  # fmt: skip


def test_the_same_again_is_already_so(host: Host) -> None:
    words = ("amend", TASK, "--scope", "src/", "--reason", "r")
    assert host.ok(*words)["already"] is False
    assert host.ok(*words)["already"] is True
    assert host.ok("amend", TASK, "--target", "src/db.py", "--reason", "r")["already"] is True


def test_a_task_without_one_gets_one(host: Host) -> None:
    name = host.ok("add", "--description", "More", "--severity", "low")["task"]["id"]
    said = host.ok("amend", name, "--target", "src/x.py", "--reason", "it is there")
    assert said["old"] is None
    assert contract(host, name)["targets"] == ["src/x.py"]


def test_a_whole_contract(host: Host) -> None:
    file = host.top.parent / "c.json"
    file.write_text(json.dumps({"task": TASK, "scope": ["src/**"], "checks": []}))
    host.ok("amend", TASK, "--contract", str(file), "--reason", "written anew")
    assert json.loads((host.top / PATH).read_text()) == {
        "schema": "mosaic/contract@1", "task": TASK, "origin": "amended", "targets": [],
        "scope": ["src/**"], "out_of_bounds": [], "evidence": [], "checks": [],
    }  # fmt: skip


def test_a_dry_run_changes_nothing(host: Host) -> None:
    before = host.picture()
    said = host.ok("amend", TASK, "--target", "src/x.py", "--reason", "r", "--dry-run")
    assert host.picture() == before
    assert '+    "src/x.py"' in said["diff"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the contract:1:1: a value is wanted, not the end"),
        ("{", "the contract:1:2: a key in double quotes is wanted, not the end"),
        ('{"task": "MS-CQ-001"}', "the contract:1:10: this is the contract of MS-CQ-001, not of"
         f" {TASK}"),
        ('{"scope": ["../x"]}', "the contract:1:12: '../x' is no path below the repository's root,"
         " such as src/auth/ or docs/**/*.md"),
        ('{"scope": ["a\\u0000"]}', "the contract:1:12: 'a\\x00' has a hidden character or a line"
         " break"),
        ("x" * 70_000, "the contract:1:1: has more than 65,536 characters"),
        ("[" * 5_000, "the contract:1:17: nested more than 16 deep"),
    ],
)  # fmt: skip
def test_what_is_no_contract(host: Host, text: str, said: str) -> None:
    file = host.top.parent / "c.json"
    file.write_text(text)
    error = host.no(2, "usage", "amend", TASK, "--contract", str(file), "--reason", "r")
    assert error["details"] == [said]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (2, (TASK, "--reason", "r")),
        (2, (TASK, "--target", "x", "--contract", "x", "--reason", "r")),
        (2, (TASK, "--target", "x")),
        (2, (TASK, "--target", "/etc/passwd", "--reason", "r")),
        (2, (TASK, "--target", ".mosaic/x", "--reason", "r")),
        (2, (TASK, "--check", "unit", "--reason", "r")),
        (2, (TASK, "--check", "Unit=x", "--reason", "r")),
        (2, (TASK, "--evidence", "luck", "--reason", "r")),
        (1, (TASK, "--remove", "src/nothing.py", "--reason", "r")),
        (1, ("MS-SEC-999", "--target", "x", "--reason", "r")),
    ],
)
def test_what_is_refused(host: Host, status: int, words: tuple[str, ...]) -> None:
    before = host.picture()
    assert host.run("amend", *words, "--json").status == status
    assert host.picture() == before


def test_a_finished_task_is_not_bound_anew(host: Host) -> None:
    host.ok("defer", TASK, "--reason", "later", "--category", "Hard", "--risk", "Low",
            "--approach", "later")  # fmt: skip
    host.no(1, "illegal-move", "amend", TASK, "--target", "x", "--reason", "r")


def test_a_contract_that_was_edited_by_hand_is_not_written_over(host: Host) -> None:
    host.write(PATH, '{"scope": []}')
    host.no(8, "ledger-edited", "amend", TASK, "--target", "x", "--reason", "r")
    assert (host.top / PATH).read_text() == '{"scope": []}'


def test_a_qa_row_amends_its_tasks_contract(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed, {"src/web.py": "x = 1\n", "tests/test_w.py": "#\n"})
    qa = host.ok("record-result", "--result", desk.result(claimed, commit))["qa_task"]
    host.ok("amend", qa, "--target", "src/web.py", "--reason", "it is right there")
    assert contract(host)["targets"] == ["src/db.py", "src/web.py"]
    assert contract(host, qa) == contract(host)
