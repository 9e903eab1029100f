"""A whole mission through ``--json`` alone: from a review report to an annotated tag."""

from __future__ import annotations

import json

import pytest

from .conftest import Host
from .desk import FIX, Desk

SUMMARY = """# Executive summary

A small service was read. The worst of it: a query is pasted together.

| Severity | Count |
|---|---|
| Critical | 1 |
| Medium | 1 |
| Low | 1 |
"""
SECURITY = """# Security review

## Critical

### SEC-API-1: A query is built from what the user typed

- **File:** `src/db.py:1-2`

The name is pasted into the statement.
"""
QUALITY = """# Code quality review

| ID | Severity | Finding | Location |
|---|---|---|---|
| CQ-CORE-1 | Medium | `a \\| b` loses a flag | src/calc.py:1-2 |
"""
COVERAGE = """# Test coverage

- **TEST-CORE-1** (Low): nothing adds two numbers, `tests/test_calc.py`
"""
GATES = "echo '3 passed'"
WORK = {
    "SEC": FIX,
    "CQ": {"src/calc.py": "def add(a, b):\n    return a + b\n", "tests/test_a.py": "# adds\n"},
    "TEST": {"tests/test_calc.py": "# adds two numbers\n"},
    "DOC": {"docs/guide.md": "# How it works\n"},
}


@pytest.fixture
def desk(empty: Host) -> Desk:
    """A host with a report of four files, bootstrapped."""
    empty.git("rm", "-rq", "docs/reports/review")
    reports = {
        "00-executive-summary": SUMMARY,
        "01-security-review": SECURITY,
        "02-code-quality-review": QUALITY,
        "03-qa-test-coverage": COVERAGE,
    }
    empty.commit({f"docs/reports/m1/{name}.md": text for name, text in reports.items()})
    return Desk(empty)


def bootstrap(desk: Desk) -> None:
    answer = desk.host.ok(
        "bootstrap-from-review", "docs/reports/m1", "--milestone", "M1",
        "--quality-gates", GATES,
    )  # fmt: skip
    assert [f["id"] for f in answer["findings"]] == ["SEC-API-1", "CQ-CORE-1", "TEST-CORE-1"]
    assert [f["severity"] for f in answer["findings"]] == ["critical", "medium", "low"]
    assert answer["findings"][1]["title"] == "a | b loses a flag"
    assert answer["warnings"] == []


def deliver(desk: Desk, claimed: dict[str, object], number: int) -> None:
    """One task as its role asks: verified, documented, or fixed with reviews; then landed."""
    host, task = desk.host, claimed["task"]
    assert isinstance(task, dict)
    if "Role: verification" in task["notes"]:
        words = ["--result", desk.result(claimed, None)]
    else:
        kind = task["id"].split("-")[1]
        files = {**WORK[kind], **({"docs/guide.md": f"{number}\n"} if kind == "DOC" else {})}
        commit = desk.commit(claimed, files)
        words = ["--result", desk.result(claimed, commit)]
        words += desk.evidence(commit) if kind in ("SEC", "CQ") else []
        words += ["--code-review", desk.review("code", commit)] if kind == "TEST" else []
    answer = host.ok("record-result", *words)
    assert answer["awaiting"], "nothing is done before it has landed"
    assert host.ok("integrate", task["id"])["task"]["status"] == "done"


def test_a_report_becomes_a_release(desk: Desk) -> None:
    """Bootstrap, claim, work, record, review, integrate, hand off, release: one commit an event."""
    host = desk.host
    bootstrap(desk)
    for number in range(20):
        said = host.run("claim-next", "--agent", "worker-1", "--context", "20", "--json")
        if said.status == 3:
            break
        assert said.status == 0, said.out
        deliver(desk, said.json, number)
    rows = host.ok("status")
    assert (rows["per_cent"], rows["counts"]) == (100, {"done": rows["tasks"]})
    handed = host.ok("compaction-handoff", "--context", "57")
    assert "ORCHESTRATOR HANDOFF" in handed["message"]
    assert handed["progress"] == {"finished": rows["tasks"], "tasks": rows["tasks"]}
    released = host.ok("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed")
    assert released["tagged"] is True
    check_history(host, rows["tasks"])


def check_history(host: Host, tasks: int) -> None:
    assert host.run("verify").status == 0, "every entry replays"
    subjects = host.subjects()
    own = [s.removeprefix("chore(orchestrator): ") for s in subjects if "orchestrator" in s]
    assert own[-1] == "Bootstrap tasks.md from review report"
    assert "Claim MS-SEC-001 for worker-1" in own
    assert own[:2] == ["Complete M1 milestone release", "Hand off at 57 % context"]
    assert len(own) == 1 + 3 * tasks + 2, "one commit an event"
    landed = [s for s in subjects if s.startswith(("fix(", "docs("))]
    assert len(landed) == sum("integrate" not in s and "Claim" in s for s in own) - 3
    assert not (host.top / "docs/TASKS.md").exists()
    assert host.git("cat-file", "-t", "v0.0.1") == "tag"
    assert host.git("show", "v0.0.1:docs/tasks/M1-tasks.md").count("| done |") == tasks
    assert host.git("status", "--porcelain") == ""


def test_a_blocker_makes_a_qa_task_that_takes_its_task_along(desk: Desk) -> None:
    """needs-qa with a -QA row under it; its branch starts at the recorded commit; both done at
    once (guide, Phase 2b, Step 3)."""
    host = desk.host
    bootstrap(desk)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    found = [{"severity": "blocker", "title": "quotes pass", "file": "src/db.py:2"}]
    stats = {"blockers": 1, "critical": 0, "high": 0}
    answer = host.ok(
        "record-result", "--result", desk.result(claimed, commit),
        "--code-review",
        desk.review("code", commit, verdict="request-changes", stats=stats, findings=found),
    )  # fmt: skip
    assert (answer["task"]["status"], answer["qa_task"]) == ("needs-qa", "MS-SEC-001-QA")
    qa = desk.claim()
    assert qa["task"]["id"] == "MS-SEC-001-QA"
    assert qa["branch"] == "fix/security-MS-SEC-001-QA"
    assert qa["task"]["depends_on"] == []
    assert "quotes pass (src/db.py:2)" in qa["task"]["description"]
    assert f"It starts from: {commit}" in (host.top / qa["prompt_file"]).read_text()
    fixed = desk.commit(qa, {"src/db.py": "safe = True\n", "tests/test_q.py": "# \n"}, commit)
    host.ok("record-result", "--result", desk.result(qa, fixed), *desk.evidence(fixed))
    before = host.git("rev-list", "--count", "main")
    done = host.ok("integrate", "MS-SEC-001-QA")
    assert done["task"]["status"] == "done"
    assert desk.show("MS-SEC-001")["status"] == "done"
    assert int(host.git("rev-list", "--count", "main")) == int(before) + 2, "a squash and an entry"
    assert host.git("show", "main:src/db.py") == "safe = True"
    waits = desk.show("MS-SEC-002")["depends_on"]
    assert "MS-SEC-001-QA" in waits, "the phase's verification waits for it"


def test_work_that_leaves_out_what_it_mends_is_refused(desk: Desk) -> None:
    """A -QA commit must contain its task's recorded commit (PROTOCOL, "The machine")."""
    bootstrap(desk)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    bad = desk.review("code", commit, stats={"blockers": 1, "critical": 0, "high": 0})
    desk.host.ok("record-result", "--result", desk.result(claimed, commit), "--code-review", bad)
    qa = desk.claim()
    apart = desk.commit(qa, {"src/db.py": "safe = True\n"}, "main")
    said = desk.host.no(1, "gate-refused", "record-result", "--result", desk.result(qa, apart))
    assert "does not contain the work that MS-SEC-001-QA mends" in said["details"][0]


def test_a_failed_result_is_retried_with_its_error(desk: Desk) -> None:
    """Failed at once; the next attempt has a branch of its own and every earlier error."""
    host = desk.host
    bootstrap(desk)
    first = desk.failed("tests: 2 failed; test_quote says 'no such column'")
    assert desk.show("MS-SEC-001")["status"] == "failed"
    assert host.ok("retry", "MS-SEC-001")["task"]["status"] == "not-started"
    again = desk.claim(agent="worker-2")
    assert again["branch"] == "fix/security-MS-SEC-001-a2"
    assert again["claim"] != first["claim"]
    brief = (host.top / again["prompt_file"]).read_text()
    assert "test_quote says 'no such column'" in brief
    assert again["task"]["used"] == 12000
    commit = desk.commit(again)
    old = desk.result(again, commit, claim=first["claim"])
    assert "another claim's token" in host.no(1, "gate-refused", "record-result", "--result", old)[
        "details"
    ][0]  # fmt: skip
    host.ok("record-result", "--result", desk.result(again, commit), *desk.evidence(commit))
    done = host.ok("integrate", "MS-SEC-001")["task"]
    assert (done["status"], done["used"]) == ("done", 24000)


def test_red_gates_send_a_second_attempt_back(desk: Desk) -> None:
    """Integrate that finds the gates red makes the row failed, whichever attempt it was."""
    host = desk.host
    bootstrap(desk)
    desk.failed()
    host.ok("retry", "MS-SEC-001")
    desk.recorded()
    host.ok("config", "mission.quality_gates", "echo '1 failed'; exit 3", "--reason", "a test")
    base = host.git("rev-parse", "main:src")
    answer = host.ok("integrate", "MS-SEC-001")
    assert answer["task"]["status"] == "failed"
    assert "exit 3" in json.dumps(answer["task"]["notes"])
    assert host.git("rev-parse", "main:src") == base
    assert "1 failed" in (
        host.ok("retry", "MS-SEC-001") and (host.top / desk.claim()["prompt_file"]).read_text()
    )
