"""add: one task by hand; it enters its phase, and the phase's verification waits for it."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Host
from .desk import Desk

WORDS = (
    "add", "--description", "Rotate the signing key", "--severity", "critical",
    "--file", "src/keys.py", "--file", "src/more keys.py", "--depends-on", "MS-SEC-001",
    "--estimate", "8K",
)  # fmt: skip


def test_the_new_row(host: Host) -> None:
    before = host.picture()
    assert host.ok(*WORDS, "--dry-run")["task"]["id"] == "MS-SEC-003"
    assert host.picture() == before
    task = host.ok(*WORDS)["task"]
    assert (task["id"], task["status"], task["estimate"]) == ("MS-SEC-003", "not-started", 8000)
    assert (task["issue"], task["branch"]) == ("TASKS:P1", "fix/security")
    assert task["depends_on"] == ["MS-SEC-001"]
    assert task["blocks"] == ["MS-SEC-002"]
    assert task["notes"] == ["Phase: 1", "Files: src/keys.py, src/more keys.py"]
    assert "MS-SEC-003" in Desk(host).show("MS-SEC-001")["blocks"]
    assert host.ok(*WORDS)["already"] is True
    assert host.run("validate").status == 0


def contract(host: Host, *words: str) -> Any:
    made = host.ok("add", "--description", *words)
    return host.ok("show", made["task"]["id"]).get("contract")


def test_a_contract_is_drafted_where_files_are_named(host: Host) -> None:
    """In the same entry, as bootstrap does: one of the files changes; of a task about tests or
    docs, whatever the work needs. Without files there is none."""
    made = host.ok(*WORDS)["task"]["id"]
    told = host.ok("show", made)["contract"]
    assert (told["drafted"], told["targets"]) == (True, ["src/keys.py", "src/more keys.py"])
    assert told["out_of_bounds"] == [".mosaic/"]
    assert told["evidence"] == ["tests", "code-review", "security-review", "documentation"]
    changed = host.git("show", "--format=", "--name-only", "main").split("\n")
    assert changed == ["docs/TASKS.md", f"docs/tasks/contracts/{made}.json"]
    pinned = contract(host, "Move on", "--severity", "low", "--file", "package.json")
    assert "package-lock.json" in pinned["targets"]
    for words in (("Test the keys", "--category", "TEST"), ("Add unit tests", "--severity", "low")):
        assert contract(host, *words, "--file", "src/keys.py")["targets"] == []
    assert contract(host, "Without", "--severity", "low") is None
    assert host.run("verify").status == 0


def test_ids_go_on_above_table_and_archives(host: Host) -> None:
    for row in ("MS-SEC-001", "MS-DOC-001"):
        host.ok("defer", row, "--reason", "r", "--category", "Hard", "--risk", "Low",
                "--approach", "a")  # fmt: skip
    host.ok("depend", "MS-SEC-002", "--remove", "MS-SEC-001", "--reason", "deferred")
    host.ok("depend", "MS-SEC-002", "--remove", "MS-DOC-001", "--reason", "deferred")
    Desk(host).verified()
    assert "MS-SEC-002" in host.ok("archive")["archived"]
    first = host.ok("add", "--description", "one", "--category", "SEC")["task"]["id"]
    assert first == "MS-SEC-003"
    assert host.ok("add", "--description", "two", "--category", "PERF")["task"]["id"] == (
        "MS-PERF-001"
    )


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("--description", "x"), 2, "usage"),
        (("--severity", "low"), 2, "usage"),
        (("--description", "x", "--severity", "grave"), 2, "usage"),
        (("--description", "x", "--severity", "low", "--estimate", "0"), 2, "usage"),
        (("--description", "x", "--severity", "low", "--estimate", "a lot"), 2, "usage"),
        (("--description", "x", "--severity", "low", "--depends-on", "MS-404"), 1, "unknown-task"),
    ],
)
def test_words(host: Host, words: tuple[str, ...], status: int, code: str) -> None:
    host.no(status, code, "add", *words)


def test_a_new_task_opens_the_verification_again(host: Host) -> None:
    desk = Desk(host)
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    desk.verified()
    host.ok(*WORDS)
    row = desk.show("MS-SEC-002")
    assert (row["status"], row["completed_at"]) == ("not-started", None)
    assert "MS-SEC-003" in row["depends_on"]


def test_before_any_ledger(empty: Host) -> None:
    empty.no(8, "ledger-missing", *WORDS)


@pytest.mark.parametrize("late", ["MS-SEC-002", "MS-CQ-001"])
def test_what_waits_for_the_phase_s_verification_is_no_dependency(host: Host, late: str) -> None:
    """The verification will wait for the new row: with this edge the ledger had a cycle."""
    words = ("--description", "x y z", "--severity", "critical", "--depends-on", "MS-SEC-001")
    said = host.no(1, "gate-refused", "add", *words, "--depends-on", late)
    assert len(said["details"]) == 1
    assert said["details"][0].startswith(late)
    host.ok("add", *words)
    assert host.run("validate").status == 0


def test_a_phase_that_was_archived_gets_a_verification_again(host: Host) -> None:
    """The next phase waits until the late row is done and verified."""
    desk = Desk(host)
    host.ok("config", "budget.cap", "10M", "--reason", "several at once")
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    desk.verified()
    assert "MS-SEC-002" in host.ok("archive")["archived"]
    words = ("add", "--description", "late fix", "--severity", "critical", "--file", "src/x.py")
    assert host.ok(*words)["task"]["id"] == "MS-SEC-003"
    row = desk.show("MS-SEC-004")
    assert (row["status"], row["depends_on"]) == ("not-started", ["MS-SEC-003"])
    assert row["notes"][:2] == ["Phase: 1", "Role: verification"]
    assert host.ok(*words)["already"] is True
    host.ok("add", "--description", "another", "--severity", "critical")
    assert desk.show("MS-SEC-004")["depends_on"] == ["MS-SEC-003", "MS-SEC-005"]
    assert desk.claim()["task"]["id"] == "MS-SEC-003"
    assert desk.claim(agent="worker-2")["task"]["id"] == "MS-SEC-005"
    said = host.no(7, "nothing-ready", "claim-next", "--agent", "worker-3")
    assert any("MS-CQ-001: phase-boundary: phase 1 is not verified" in d for d in said["details"])
    assert host.run("verify").status == 0


def test_an_estimate_that_past_tasks_correct_says_so(host: Host) -> None:
    """The number of cases and the correction stand in the row's notes; a given figure has none."""
    text = "| id | status | description | estimate | used |\n|---|---|---|---|---|\n"
    for number, used in ((1, "25K"), (2, "25K"), (3, "12.5K")):
        text += f"| OLD-CQ-00{number} | done | Refactor part {number} | 12.5K | {used} |\n"
    host.commit({"docs/tasks/M0-tasks.md": f"# Old\n\n{text}"})
    said = host.ok("add", "--description", "Refactor the rest", "--severity", "medium")["task"]
    assert said["estimate"] == 25000
    assert "Estimate: REFACTOR 12.5K, corrected ×2 by 3 past cases" in said["notes"]
    given = host.ok(
        "add", "--description", "Refactor it", "--severity", "medium", "--estimate", "9K"
    )
    assert not [note for note in given["task"]["notes"] if note.startswith("Estimate")]
