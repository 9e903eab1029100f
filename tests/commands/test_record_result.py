"""record-result: done, awaiting, needs-qa, failed, blocked; or refused, and nothing changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Host
from .desk import FIX, Desk


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def record(desk: Desk, *words: str) -> Any:
    return desk.host.ok("record-result", *words)


def test_what_is_missing_is_awaited_with_the_command_for_it(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    said = record(desk, "--result", desk.result(claimed, commit))
    task = said["task"]
    assert (task["status"], task["used"], task["completed_at"]) == ("in-progress", 12000, None)
    assert f"Result: success {commit}" in task["notes"]
    gates = [item["gate"] for item in said["awaiting"]]
    assert gates == ["review", "documentation", "landing", "integration"]
    assert said["next"] == "mosaic-orchestrator review MS-SEC-001"
    text = desk.host.run("record-result", "--result", desk.result(claimed, commit)).out
    assert text.startswith("already so: MS-SEC-001 is in-progress, awaiting evidence")


def test_evidence_may_come_bit_by_bit(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    answer = desk.result(claimed, commit)
    record(desk, "--result", answer)
    record(desk, "MS-SEC-001", "--code-review", desk.review("code", commit))
    said = record(desk, "MS-SEC-001", "--docs", desk.file("list.md", desk.ticked(commit)))
    assert [i["gate"] for i in said["awaiting"]] == ["review", "landing", "integration"]
    said = record(
        desk, "MS-SEC-001", "--result", answer,
        "--security-review", desk.review("security", commit),
    )  # fmt: skip
    assert [i["gate"] for i in said["awaiting"]] == ["landing", "integration"]
    assert said["task"]["used"] == 12000, "the same result counts once"
    assert said["next"] == "mosaic-orchestrator integrate MS-SEC-001"


def test_the_same_again_is_already_so(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    words = ("--result", desk.result(claimed, commit), *desk.evidence(commit))
    words += ("--evidence", "ticket=42")
    record(desk, *words)
    before = desk.host.picture()
    said = record(desk, *words)
    assert (said["already"], said["commit"]) == (True, None)
    assert desk.host.picture() == before
    desk.host.ok("integrate", "MS-SEC-001")
    assert record(desk, *words)["already"] is True


def test_needs_qa_and_the_same_again(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    bad = desk.review("code", commit, stats={"blockers": 2, "critical": 0, "high": 0})
    words = ("--result", desk.result(claimed, commit), "--code-review", bad)
    said = record(desk, *words)
    assert (said["task"]["status"], said["qa_task"]) == ("needs-qa", "MS-SEC-001-QA")
    assert any("2 blockers" in note for note in said["task"]["notes"])
    assert record(desk, *words)["already"] is True


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"task_id": "MS-CQ-001"}, "is not-started"),
        ({"claim": "deadbeef"}, "another claim's token"),
        ({"commit_sha": "0" * 40}, "does not exist here"),
        ({"commit_sha": None}, "a success names its commit"),
        ({"status": "failed", "notes": ""}, "give no reason"),
    ],
)
def test_a_result_that_is_not_the_tasks_changes_nothing(
    desk: Desk, keys: dict[str, Any], said: str
) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    answer = desk.result(claimed, commit, **keys)
    words = ("record-result", "MS-SEC-001", "--result", answer)
    if "task_id" in keys:
        error = desk.host.run("record-result", "--result", answer, "--json").json
        assert error["exit"] == 1
        desk.host.no(1, "gate-refused", *words)
    else:
        error = desk.host.no(1, "gate-refused", *words)
    assert said in json.dumps(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json at all", "no JSON result"),
        ('{"task_id": "MS-SEC-001"}', "missing"),
        ('{"task_id": "MS-SEC-001", "status": "great", "used": 0, "commit_sha": 4, "notes": ""}',
         "none of"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_usage(desk: Desk, text: str, said: str) -> None:
    desk.claim()
    error = desk.host.no(2, "usage", "record-result", "--result", desk.file("answer.md", text))
    assert said in json.dumps(error)


def test_by_another_agent_is_refused(desk: Desk) -> None:
    claimed = desk.claim()
    answer = desk.result(claimed, desk.commit(claimed))
    desk.host.no(1, "gate-refused", "record-result", "--agent", "worker-2", "--result", answer)


def test_commits_that_touch_the_ledger_are_refused(desk: Desk) -> None:
    """The orchestrator is the sole writer, also where a later commit takes the edit back."""
    claimed = desk.claim()
    text = desk.host.tasks()
    desk.commit(claimed, {"docs/TASKS.md": text.replace("not-started", "done")})
    commit = desk.commit(claimed, {"docs/TASKS.md": text, **FIX})
    said = desk.host.no(
        1, "gate-refused", "record-result", "--result", desk.result(claimed, commit)
    )
    assert "sole-writer" in said["details"][0]


def test_a_tip_that_moved_on_is_stale(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    desk.commit(claimed, {"src/more.py": "x = 1\n"})
    said = desk.host.no(
        1, "gate-refused", "record-result", "--result", desk.result(claimed, commit)
    )
    assert "has moved past" in said["details"][0]


def test_a_fix_without_a_test_says_why(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed, {"src/db.py": "safe = 1\n"})
    said = record(desk, "--result", desk.result(claimed, commit))
    assert said["awaiting"][0]["gate"] == "tests"
    said = record(desk, "MS-SEC-001", "--evidence", "tests-reason=only a comment")
    assert said["awaiting"][0]["gate"] == "review"


def test_fixed_already_is_done_at_once_and_names_its_commit(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.host.commit({"src/db.py": "safe = 1\n"}, "somebody was first")
    words = ("--result", desk.result(claimed, None), "--evidence", f"already-fixed={commit[:9]}")
    said = record(desk, *words)
    assert said["task"]["status"] == "done"
    assert f"Result: success {commit}" in said["task"]["notes"]
    assert record(desk, *words)["already"] is True


def test_fixed_by_what_is_not_on_the_base_is_refused(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    said = desk.host.no(
        1, "gate-refused", "record-result", "--result", desk.result(claimed, None),
        "--evidence", f"already-fixed={commit}",
    )  # fmt: skip
    assert "is not on the base" in said["details"][0]


def test_docs_need_no_review(desk: Desk) -> None:
    words = ("--target", "docs/", "--reason", "only the guide is wrong")
    desk.host.ok("amend", "MS-SEC-001", *words)
    claimed = desk.claim()
    commit = desk.commit(claimed, {"docs/guide.md": "# How\n"})
    said = record(desk, "--result", desk.result(claimed, commit))
    assert [i["gate"] for i in said["awaiting"]] == ["landing"]
    assert desk.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_failed_and_blocked_are_records_with_their_reason(desk: Desk) -> None:
    claimed = desk.claim()
    answer = desk.result(claimed, None, status="blocked", notes="who may read the key?")
    said = record(desk, "--result", answer)
    assert (said["task"]["status"], said["outcome"]) == ("blocked", "blocked")
    assert "Blocked: who may read the key?" in said["task"]["notes"]
    assert said["next"].startswith("mosaic-orchestrator unblock MS-SEC-001")
    assert record(desk, "--result", answer)["already"] is True
    desk.host.ok("unblock", "MS-SEC-001", "--reason", "you may")
    desk.failed("red")
    said = desk.show("MS-SEC-001")
    assert (said["status"], said["used"]) == ("failed", 24000)
    assert said["completed_at"]


def test_usage_figures_come_from_the_agent_program(desk: Desk) -> None:
    claimed = desk.claim()
    answer = desk.result(claimed, desk.commit(claimed), used=None)
    usage = desk.file(
        "usage.json",
        json.dumps({"type": "result", "usage": {"input_tokens": 4000, "output_tokens": 1500}}),
    )
    said = record(desk, "--result", answer, "--usage", usage)
    assert said["task"]["used"] == 5500
    empty = desk.file("none.json", "{}")
    desk.host.no(2, "usage", "record-result", "--result", answer, "--usage", empty)
    desk.host.no(2, "usage", "record-result", "MS-SEC-001", "--usage", usage)


def test_an_unknown_figure_stays_empty(desk: Desk) -> None:
    claimed = desk.claim()
    said = record(desk, "--result", desk.result(claimed, desk.commit(claimed), used=None))
    assert said["task"]["used"] is None


def test_variance_is_learned_from(desk: Desk) -> None:
    """Beyond 50 % it is captured, beyond 100 % critical (guide, "Variance Thresholds")."""
    claimed = desk.claim()
    answer = desk.result(claimed, None, status="failed", notes="hard", used="60K")
    said = record(desk, "--result", answer)
    assert any("(critical)" in note for note in said["task"]["notes"])
    file = desk.host.top / "docs/tasks/orchestrator-learnings.json"
    kept = json.loads(file.read_text())["learnings"]
    assert [(one["task_id"], one["actual_k"]) for one in kept] == [("MS-SEC-001", 60)]


def test_a_dry_run_says_what_would_be(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    before = desk.host.picture()
    said = record(desk, "--result", desk.result(claimed, commit), "--dry-run")
    assert f"success {commit}" in said["diff"]
    assert any(line.startswith("unknown: review") for line in said["verdicts"])
    assert desk.host.picture() == before


def test_nothing_given(desk: Desk) -> None:
    desk.claim()
    desk.host.no(2, "usage", "record-result")
    desk.host.no(1, "gate-refused", "record-result", "MS-SEC-001")
    desk.host.no(2, "usage", "record-result", "MS-SEC-001", "--evidence", "novalue")
