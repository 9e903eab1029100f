"""Evidence that somebody made up: each way to hand it in, or to write it down, is refused by the
real commands, and the ledger stays as it was."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from .conftest import Host
from .desk import FIX, Desk

ID = "MS-SEC-001"
APPROVED = "(0 blockers, 0 critical, 0 high) | reviewer-9 @ {commit}"


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def delivered(desk: Desk) -> tuple[Any, str]:
    """A claim with its commit, and the result recorded without any evidence."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    desk.host.ok("record-result", "--result", desk.result(claimed, commit))
    return claimed, commit


def edit(desk: Desk, old: str, new: str) -> str:
    """Change the row in the working copy; its whole text before."""
    text = desk.host.tasks()
    line = next(line for line in text.split("\n") if line.startswith(f"| {ID} |"))
    assert old in line
    desk.host.write("docs/TASKS.md", text.replace(line, line.replace(old, new)))
    return text


def note(desk: Desk, *pieces: str) -> str:
    """Add notes to the row in the working copy; its whole text before."""
    lines = (piece.replace("|", "\\|") for piece in pieces)
    return edit(desk, "Phase: 1<br>", f"Phase: 1<br>{'<br>'.join(lines)}<br>")


def commit_by_hand(desk: Desk, message: str = "tidy the table") -> str:
    desk.host.git("commit", "-qam", message, "--no-verify")
    return desk.host.git("rev-parse", "HEAD")


def refused(desk: Desk, *words: str) -> str:
    """A command that is refused, with the ledger as it was; all that it says."""
    return json.dumps(desk.host.no(1, "gate-refused", *words))


PIECES = {
    "reviews": ("Review: code approve " + APPROVED, "Review: security approve " + APPROVED),
    "checklist": ("Documentation: complete (9 boxes in list.md) @ {commit}",),
    "landing": ("Landed: {commit} (squash merge of the tested tree)",),
    "ci": ("CI: green (make test: exit 0)",),
    "words": ("Asserted: tests-reason=none",),
    "checks": ("Check: unit 0 @ {commit} (3d69419836f9)",),
    "approval": ("Approved: result {commit} by Maintainer",),
    "deviation": ("Deviation: the cause lay elsewhere",),
}


@pytest.mark.parametrize("kind", list(PIECES))
def test_evidence_written_by_hand_and_committed(desk: Desk, kind: str) -> None:
    """The table parses, and commands go on; but what no entry wrote counts for nothing."""
    _, commit = delivered(desk)
    pieces = [piece.format(commit=commit[:12]) for piece in PIECES[kind]]
    note(desk, *pieces)
    commit_by_hand(desk)
    said = refused(desk, "integrate", ID)
    assert f"no entry wrote what the notes of {ID} say: '{pieces[0]}'" in said
    more = ("record-result", ID, *desk.evidence(commit))
    assert "no entry wrote" in refused(desk, *more)
    assert desk.host.no(1, "check-failed", "verify")["details"]
    desk.host.no(1, "check-failed", "adopt")
    desk.host.ok("note", "MS-CQ-001", "others go on")


@pytest.mark.parametrize("kind", list(PIECES))
def test_evidence_written_by_hand_and_adopted(desk: Desk, kind: str) -> None:
    """Neither an open edit nor a commit of it can be adopted."""
    _, commit = delivered(desk)
    before = note(desk, *(piece.format(commit=commit[:12]) for piece in PIECES[kind]))
    desk.host.no(8, "ledger-edited", "record-result", ID, *desk.evidence(commit))
    said = desk.host.no(1, "check-failed", "adopt")
    assert "only claims and records write" in said["details"][0]
    desk.host.write("docs/TASKS.md", before)
    assert desk.host.run("verify").status == 0


def test_a_word_that_entries_wrote_counts_whenever_it_was_given(desk: Desk) -> None:
    """On the contract before the claim, on the result after it."""
    digest = desk.host.ok("show", ID)["contract"]["digest"]
    desk.host.ok("approve", ID, "--digest", digest, "--by", "Maintainer")
    _, commit = delivered(desk)
    desk.host.ok("approve", ID, "--digest", commit, "--by", "Maintainer")
    desk.host.ok("record-result", ID, *desk.evidence(commit))
    assert desk.host.ok("integrate", ID)["outcome"] == "done"
    assert desk.host.run("verify").status == 0


def test_a_hand_edit_that_was_taken_back_stops_nobody(desk: Desk) -> None:
    _, commit = delivered(desk)
    before = note(desk, PIECES["ci"][0])
    commit_by_hand(desk)
    refused(desk, "integrate", ID)
    desk.host.write("docs/TASKS.md", before)
    commit_by_hand(desk, "take it back")
    desk.host.ok("record-result", ID, *desk.evidence(commit))
    assert desk.host.ok("integrate", ID)["task"]["status"] == "done"


def test_a_red_run_that_was_taken_out_by_hand(desk: Desk) -> None:
    """What speaks against the work cannot be deleted either."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    runs = [{"command": "make e2e", "exit_code": 3}]
    desk.host.ok(
        "record-result", "--result", desk.result(claimed, commit, tests=runs),
        *desk.evidence(commit),
    )  # fmt: skip
    assert "red: 'make e2e' ended with 3" in refused(desk, "integrate", ID)
    edit(desk, "Red: 'make e2e' ended with 3<br>", "")
    commit_by_hand(desk)
    assert "(taken out)" in refused(desk, "integrate", ID)


def test_a_claim_written_by_hand(desk: Desk) -> None:
    """A worker of an ended claim cannot make its token the row's."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    edit(desk, f"Claim: {claimed['claim']}", "Claim: 0badcafe")
    commit_by_hand(desk)
    answer = desk.result(claimed, commit, claim="0badcafe")
    assert "'Claim: 0badcafe'" in refused(desk, "record-result", "--result", answer)


def forge(desk: Desk, event: str, cells: dict[str, tuple[str, str]], *facts: str) -> str:
    """Commit what the working copy says as an entry of ours, with plain git; the commit."""
    changes = [f"Mosaic-Change: {ID} {c} {json.dumps(o, ensure_ascii=False)} -> "
               f"{json.dumps(n, ensure_ascii=False)}" for c, (o, n) in cells.items()]  # fmt: skip
    trailers = [f"Mosaic-Event: {event}", f"Mosaic-Task: {ID}", *changes]
    trailers += [*(f"Mosaic-Evidence: {fact}" for fact in facts), "Mosaic-Version: 1"]
    body = "\n".join(trailers)
    return commit_by_hand(desk, f"chore(orchestrator): Record {ID}: done\n\n{body}")


def cell(desk: Desk, column: str) -> str:
    """A cell's value as trailers have it."""
    found = desk.show(ID)[column]
    return "\n".join(found) if isinstance(found, list) else str(found)


@pytest.mark.parametrize("event", ["note", "record"])
def test_a_forged_entry_that_brings_reviews(desk: Desk, event: str) -> None:
    """Of an event that writes none, or without evidence in its trailers."""
    _, commit = delivered(desk)
    old = cell(desk, "notes")
    note(desk, *(piece.format(commit=commit[:12]) for piece in PIECES["reviews"]))
    new = "\n".join(_notes(desk))
    oid = forge(desk, event, {"notes": (old, new)})
    assert "no entry wrote" in refused(desk, "integrate", ID)
    flaws = desk.host.no(1, "check-failed", "verify")["details"]
    assert any(line.startswith(oid[:10]) and "'Review:'" in line for line in flaws)


def _notes(desk: Desk) -> list[str]:
    """The row's notes in the working copy."""
    text = next(r for r in desk.host.tasks().split("\n") if r.startswith(f"| {ID} |"))
    last = re.split(r"(?<!\\)\|", text)[-2].strip()
    return last.replace("\\|", "|").split("<br>")


def test_a_forged_entry_that_says_done(desk: Desk) -> None:
    """Without a result, or with nothing landed: verify names it, and nothing is released."""
    desk.claim()
    edit(desk, "| in-progress |", "| done |")
    oid = forge(desk, "record", {"status": ("in-progress", "done")})
    details = desk.host.no(1, "check-failed", "verify")["details"]
    assert [line.partition(f"{ID}: ")[2] for line in details if line.startswith(oid[:10])] == [
        "it became done without a 'Result:' in its notes",
        "it became done, and no Mosaic-Evidence says that anything landed",
    ]
    desk.host.no(1, "illegal-move", "integrate", ID)
    desk.host.no(
        1, "check-failed", "milestone-release", "--version", "0.0.1", "--evidence",
        "prd=confirmed",
    )  # fmt: skip
    ranged = desk.host.no(1, "check-failed", "validate", "--range", f"{oid}~1..{oid}")
    assert any("became done" in line for line in ranged["details"])


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"commit": "other"}, "not of"),
        ({"reviewer": "worker-1"}, "who did the work"),
        ({"reviewer": "Worker-1 "}, "who did the work"),
        ({"reviewer": None}, "names no reviewer"),
        ({"commit": None}, "does not say which commit it is of"),
    ],
)
def test_a_review_that_is_not_independent_or_of_other_work(
    desk: Desk, keys: dict[str, Any], why: str
) -> None:
    """It is written down as what it is, and counts as missing: nothing lands."""
    _, commit = delivered(desk)
    if keys.get("commit") == "other":
        keys = {"commit": desk.host.git("rev-parse", "main")}
    words = list(desk.evidence(commit))
    words[1] = desk.review("code", commit, **keys)
    said = desk.host.ok("record-result", ID, *words)
    assert why in said["awaiting"][0]["reason"]
    said = desk.host.no(1, "gate-refused", "integrate", ID)
    assert [line.split(": ")[1] for line in said["details"]] == ["review"]


@pytest.mark.parametrize(
    "used",
    [0, -1, "0", "0K", "-5K", 1e99, "1e99", 10**30, 10**13, 5.5, "much", "5,000", True, [], {},
     "9999999999M"],
)  # fmt: skip
def test_a_figure_that_is_none(desk: Desk, used: Any) -> None:
    """``used`` is a number of tokens that work can take, or null."""
    claimed = desk.claim()
    answer = desk.result(claimed, desk.commit(claimed), used=used)
    said = desk.host.no(2, "usage", "record-result", "--result", answer)
    assert said["details"][0].startswith("used: ")


def test_results_of_other_claims_tasks_and_branches(desk: Desk) -> None:
    """Each names what does not fit."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    elsewhere = desk.commit({**claimed, "branch": "elsewhere"}, {**FIX, "src/e.py": "x = 1\n"})
    cases: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("another claim's token", commit, {"claim": "ffffffff"}),
        ("of MS-CQ-001, not of MS-SEC-001", commit, {"task_id": "MS-CQ-001"}),
        ("is not on the task's branch", elsewhere, {}),
        ("does not exist here", "0" * 40, {}),
    )
    for why, sha, keys in cases:
        answer = desk.result(claimed, sha, **keys)
        assert why in refused(desk, "record-result", ID, "--result", answer)


@pytest.mark.parametrize(
    "run",
    [
        {"command": "npm test", "exit_code": 0, "output": "Tests:       0 total"},
        {"command": "pytest", "exit_code": 0, "output": "collected 0 items\n"},
        {"command": "make test", "exit_code": 2},
    ],
)
def test_a_run_that_was_none_or_red(desk: Desk, run: dict[str, Any]) -> None:
    """A success with such a run awaits another, and does not land until a new result says so."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    evidence = desk.evidence(commit)
    red = desk.result(claimed, commit, tests=[run])
    said = desk.host.ok("record-result", "--result", red, *evidence)
    assert said["awaiting"][0]["gate"] == "tests"
    assert run["command"] in said["awaiting"][0]["reason"]
    said = desk.host.no(1, "gate-refused", "integrate", ID)
    assert [line.split(": ")[1] for line in said["details"]] == ["tests"]
    again = {**run, "exit_code": 0, "output": "3 passed"}
    desk.host.ok("record-result", "--result", desk.result(claimed, commit, tests=[again]))
    assert desk.host.ok("integrate", ID)["task"]["status"] == "done"


def test_gates_whose_words_say_that_no_test_ran(desk: Desk) -> None:
    """The host's own gates likewise: nothing lands, and the row says why."""
    desk.recorded()
    desk.host.ok("config", "mission.quality_gates", "echo collected 0 items", "--reason", "x")
    base = desk.host.git("rev-parse", "main:src")
    task = desk.host.ok("integrate", ID)["task"]
    assert task["status"] == "failed"
    assert any("no test ran" in line for line in task["notes"])
    assert desk.host.git("rev-parse", "main:src") == base
