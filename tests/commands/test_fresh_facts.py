"""Facts that were gathered outside the lock are checked again inside it; what moved is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mosaic.evidence import gathered
from mosaic.forge import local

from .conftest import Host
from .desk import FIX, Desk


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def once(real: Callable[..., Any], meanwhile: Callable[[], object]) -> Callable[..., Any]:
    """The real function, after whose first call something else happens."""
    calls = []

    def run(*args: Any, **words: Any) -> Any:
        found = real(*args, **words)
        calls.append(1)
        if len(calls) == 1:
            meanwhile()
        return found

    return run


def test_two_reviews_at_once_are_both_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review recorded between another's gathering and its lock is not overwritten."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    desk.host.ok("record-result", "--result", desk.result(claimed, commit))
    other = desk.review("security", commit)
    task = claimed["task"]["id"]
    monkeypatch.setattr(
        "mosaic.commands.record_result.gathered",
        once(
            gathered,
            lambda: desk.host.ok("record-result", task, "--security-review", other),
        ),
    )
    desk.host.ok("record-result", task, "--code-review", desk.review("code", commit))
    kinds = [n.split()[1] for n in desk.show(task)["notes"] if n.startswith("Review:")]
    assert sorted(kinds) == ["code", "security"]


def test_a_takeover_meanwhile_voids_the_result(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed = desk.claim()
    task, answer = claimed["task"]["id"], desk.result(claimed, desk.commit(claimed))
    monkeypatch.setattr(
        "mosaic.commands.record_result.gathered",
        once(
            gathered,
            lambda: desk.host.ok("takeover", task, "--agent", "w2", "--reason", "no answer"),
        ),
    )
    said = desk.host.run("record-result", "--result", answer, "--json")
    assert (said.status, said.json["code"]) == (1, "gate-refused")
    assert "another claim's token" in said.json["details"][0]
    assert desk.show(task)["agent"] == "w2"


def test_a_result_recorded_during_the_gates_is_what_lands(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """integrate lands what the row says when it lands, not what it said minutes ago."""
    claimed = desk.recorded()
    task = claimed["task"]["id"]

    def again() -> None:
        newer = desk.commit(claimed, {"src/db.py": "NEWER = True\n"})
        desk.host.ok(
            "record-result", "--result", desk.result(claimed, newer), *desk.evidence(newer)
        )

    monkeypatch.setattr(local, "run_gates", once(local.run_gates, again))
    assert desk.host.ok("integrate", task)["task"]["status"] == "done"
    assert desk.host.git("show", "main:src/db.py") == "NEWER = True"


def test_a_branch_that_moved_during_the_gates_is_stale(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = desk.recorded()
    more = {"src/db.py": "MORE = True\n"}
    monkeypatch.setattr(
        local, "run_gates", once(local.run_gates, lambda: desk.commit(claimed, more))
    )
    said = desk.host.run("integrate", claimed["task"]["id"], "--json")
    assert said.status == 1
    assert "has moved past" in said.json["details"][0]
    assert desk.show(claimed["task"]["id"])["status"] == "in-progress"


def test_a_second_qa_row_works_on_from_the_first(desk: Desk) -> None:
    """-QA2 mends -QA: its result must contain -QA's commit, and its brief says so."""
    host, claimed = desk.host, desk.claim()
    root = claimed["task"]["id"]
    commits: list[str] = []
    for name in (root, f"{root}-QA"):
        if commits:
            claimed = desk.claim("--task", name)
        commit = desk.commit(claimed, {**FIX, f"src/{name}.py": "x = 1\n"}, ["main", *commits][-1])
        bad = desk.review(
            "code", commit, verdict="request-changes", stats={"blockers": 1},
            findings=[{"severity": "blocker", "title": "no", "file": "a.py", "description": "why"}],
        )  # fmt: skip
        answer = ("record-result", "--result", desk.result(claimed, commit), "--code-review", bad)
        assert host.ok(*answer)["outcome"] == "needs-qa"
        commits.append(commit)
    claimed = desk.claim("--task", f"{root}-QA2")
    prompt = (host.top / claimed["prompt_file"]).read_text()
    assert commits[1] in prompt
    assert "no (a.py) — why" in prompt
    wrong = desk.commit(claimed, {"src/other.py": "y = 1\n"}, commits[0])
    said = host.no(1, "gate-refused", "record-result", "--result", desk.result(claimed, wrong))
    assert "does not contain the work" in said["details"][0]


def test_a_base_that_is_no_branch_is_refused(desk: Desk) -> None:
    """A misspelt base never falls back to another branch."""
    claimed = desk.recorded()
    desk.host.ok("config", "forge.base", "develpo", "--reason", "a slip")
    said = desk.host.no(1, "gate-refused", "integrate", claimed["task"]["id"])
    assert "'develpo'" in said["message"]


def test_gates_run_on_the_whole_tree(desk: Desk) -> None:
    """A sparse checkout hides no failing test from the gates."""
    host = desk.host
    host.commit(
        {
            "more/test_z.py": "import unittest\n\n\nclass Z(unittest.TestCase):\n"
            "    def test_z(self):\n        self.fail('seen')\n"
        }
    )
    gates = "python3 -m unittest discover -s more"
    host.ok("config", "mission.quality_gates", gates, "--reason", "all of them")
    claimed = desk.recorded()
    host.git("sparse-checkout", "set", "src", "tests", "docs", ".mosaic")
    assert host.ok("integrate", claimed["task"]["id"])["outcome"] == "failed"


def test_a_worker_may_merge_the_base(desk: Desk) -> None:
    """The base's entries in a merge are not the task's own commits."""
    claimed = desk.claim()
    desk.commit(claimed)
    desk.host.ok("note", "MS-CQ-001", "meanwhile")
    place = desk.root / "work" / claimed["branch"]
    desk.host.git("merge", "-q", "--no-ff", "-m", "take in main", "main", cwd=place)
    merged = desk.host.git("rev-parse", "HEAD", cwd=place)
    desk.host.ok("record-result", "--result", desk.result(claimed, merged))


def test_a_start_that_cannot_be_read_is_no_ended_lease(desk: Desk) -> None:
    host, task = desk.host, desk.claim()["task"]["id"]
    text = host.tasks()
    started = desk.show(task)["started_at"]
    host.commit({"docs/TASKS.md": text.replace(started, "yesterday")})
    said = host.no(1, "gate-refused", "retry", task)
    assert "cannot be read" in said["message"]


def test_an_own_commit_is_not_lent_a_landing(desk: Desk) -> None:
    """already-fixed and a commit of one's own: one of them."""
    claimed = desk.claim()
    answer = desk.result(claimed, desk.commit(claimed))
    said = desk.host.no(
        1, "gate-refused", "record-result", "--result", answer,
        "--evidence", "already-fixed=HEAD", "--evidence", "ci=green",
    )  # fmt: skip
    assert "give one of them" in said["details"][0]


def test_an_entry_fixes_nothing(desk: Desk) -> None:
    claimed = desk.claim()
    desk.host.no(
        1, "gate-refused", "record-result", "--result", desk.result(claimed, None),
        "--evidence", "already-fixed=HEAD",
    )  # fmt: skip


def test_a_ledger_on_its_own_ref_lands_where_the_person_is(empty: Host) -> None:
    """--ledger-ref: the base is the branch that was out."""
    empty.ok(
        "bootstrap-from-review", str(empty.top / "docs/reports/review"), "--ledger-ref",
        "mosaic-ledger", "--quality-gates", "python3 -m unittest discover -s tests",
    )  # fmt: skip
    desk = Desk(empty)
    before = empty.git("rev-parse", "main")
    done = desk.done()
    assert done["task"]["status"] == "done"
    assert empty.git("rev-parse", "main~1") == before
    assert empty.git("status", "--porcelain", "--", "src") == ""
