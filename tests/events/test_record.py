"""record: what the row's cells and notes are after each outcome; nothing counts twice."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mosaic.errors import IllegalMove, Refused
from mosaic.events import record
from mosaic.events.decision import Decision
from mosaic.gates.facts import ChecklistFact, Evidence, GateRun, Landing, ReviewFact
from mosaic.parse import tasks
from mosaic.parse.tasks import Task
from mosaic.proof import apply
from mosaic.state import LEARNINGS, FileMap, State
from tests.gates.conftest import OID, commit, ledger, result, row, working

NOW = "2026-03-01T12:00:00+00:00"
SOURCE = commit(("a.ts", "source"), ("a.test.ts", "tests"))
DOCS = commit(("docs/a.md", "docs"))
LANDED = Landing(True, OID, "b" * 40, "squash", True)


def state(*rows: dict[str, str]) -> State:
    return State(FileMap({"docs/TASKS.md": ledger(*rows), LEARNINGS: "{}"}))


def facts(**said: object) -> Evidence:
    base: dict[str, object] = {"now": NOW, "claim": "t1", "result": result(), "commit": DOCS}
    return Evidence(**{**base, **said})  # type: ignore[arg-type]


def after(before: State, decision: Decision) -> Task:
    assert decision.change
    return tasks.parse(apply(before.document, decision.change)).tasks[decision.task]


def test_docs_that_landed_are_done() -> None:
    before = state(working(estimate="5K"))
    decision = record.decide(before, "MS-SEC-001", facts(landing=LANDED))
    task = after(before, decision)
    assert (task["status"], task["completed_at"], task["used"]) == ("done", NOW, "5.2K")
    assert task.recorded == OID
    assert decision.change
    assert decision.change.subject == "Record MS-SEC-001: done (5K -> 5.2K)"


def test_what_was_used_adds_up_over_attempts_and_not_over_repeats() -> None:
    before = state(working(used="10K"))
    task = after(before, record.decide(before, "MS-SEC-001", facts()))
    assert task["used"] == "15.2K"
    again = state({c: task[c] for c in task.table.index})
    assert record.decide(again, "MS-SEC-001", facts()).change is None
    unknown = record.decide(before, "MS-SEC-001", facts(result=result(used=None)))
    assert after(before, unknown)["used"] == "10K"


def test_reviews_and_words_given_twice_are_there_once() -> None:
    review = ReviewFact("code", "approve", 0, 0, 0, "reviewer", OID)
    said = facts(commit=SOURCE, reviews=(review,), asserted={"ticket": "4", "agent": "worker-1"},
                 documentation=ChecklistFact("complete", "list.md", "MS-SEC-001", OID))  # fmt: skip
    before = state(working())
    task = after(before, record.decide(before, "MS-SEC-001", said))
    assert task.notes.all("Asserted") == ("ticket=4",)
    again = state({c: task[c] for c in task.table.index})
    assert record.decide(again, "MS-SEC-001", said).change is None


def test_texts_of_others_stay_in_their_trailer() -> None:
    """A reviewer's name with line breaks writes no trailer of its own."""
    fact = ChecklistFact("complete", "a\n\nMosaic-Event: release", "MS-SEC-001", OID)
    said = facts(commit=SOURCE, documentation=fact)
    change = record.decide(state(working()), "MS-SEC-001", said).change
    assert change
    assert change.message.count("\nMosaic-Event:") == 1
    assert "\n\nMosaic-Event: release" not in change.message


@pytest.mark.parametrize(("status", "label"), [("failed", "Error"), ("blocked", "Blocked")])
def test_ends_without_success(status: str, label: str) -> None:
    before = state(working(used="1K"))
    sent = facts(result=result(status=status, notes=" two\nlines ", commit_sha=None), commit=None)
    task = after(before, record.decide(before, "MS-SEC-001", sent))
    assert (task["status"], task["used"], task["completed_at"]) == (status, "6.2K", NOW)
    assert task.notes.get(label) == "two lines"
    again = state({c: task[c] for c in task.table.index})
    assert record.decide(again, "MS-SEC-001", sent).change is None
    other = facts(result=result(status=status, notes="else", commit_sha=None), commit=None)
    with pytest.raises(IllegalMove):
        record.decide(again, "MS-SEC-001", other)


@pytest.mark.parametrize("status", ["done", "needs-qa"])
def test_the_same_success_again_is_already_so(status: str) -> None:
    there = state(working(notes=f"Claim: t1 (attempt 1)\nResult: success {OID}") | {
        "status": status})  # fmt: skip
    assert record.decide(there, "MS-SEC-001", facts()).change is None
    assert record.decide(there, "MS-SEC-001", facts(result=result(commit_sha=OID[:9]))).change is (
        None
    )
    for other in ({"commit_sha": "c" * 40}, {"claim": "t0"}, {"status": "failed"}):
        with pytest.raises(IllegalMove):
            record.decide(there, "MS-SEC-001", facts(result=result(**other)))


def test_more_evidence_without_a_result_is_for_a_recorded_row() -> None:
    with pytest.raises(Refused, match="no recorded result"):
        record.decide(state(working()), "MS-SEC-001", facts(result=None, commit=None))


@pytest.mark.parametrize(("used", "kept"), [(7_000, 0), (16_000, 1), (30_000, 1), (2_000, 1)])
def test_variances_worth_learning_from_are_kept(used: int, kept: int) -> None:
    before = state(working(estimate="8K"))
    said = facts(landing=LANDED, result=result(used=used))
    change = record.decide(before, "MS-SEC-001", said).change
    assert change
    files = dict(change.files)
    assert len(files) == kept
    if kept:
        (one,) = json.loads(files[LEARNINGS] or "")["learnings"]
        assert (one["task_id"], one["estimate_k"]) == ("MS-SEC-001", 8)


def test_a_verification_closes_its_phases_issue() -> None:
    """Without a commit: the quality gates on the base's tip are its evidence."""
    check = working("MS-SEC-002", issue="TASKS:P1", notes="Phase: 1\nRole: verification")
    now = state(row("MS-SEC-001", "done", notes="Phase: 1"), check)
    sent = facts(result=result("MS-SEC-002", commit_sha=None, claim=None), commit=None, claim="")
    waiting = record.decide(now, "MS-SEC-002", sent)
    assert waiting.change
    assert (waiting.answer["outcome"], waiting.change.references) == ("in-progress", ())
    run = GateRun("npm test", 0, "f" * 40)
    done = record.decide(now, "MS-SEC-002", replace(sent, gate_run=run)).change
    assert done
    assert done.references == ("TASKS:P1 closed",)
    assert f"gates=0 verified: npm test on tree {'f' * 12}" in done.evidence
