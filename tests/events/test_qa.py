"""-QA rows: under their task, in its phase, one chain; the last of them clears them all."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events import qa
from mosaic.events.phases import chain_of, parent_id
from mosaic.forge.message import squash_message
from mosaic.gates.facts import Evidence, Landing, ReviewFact
from mosaic.machine import Event
from mosaic.parse import tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.state import FileMap, State
from tests.gates.conftest import OID, commit, ledger, row

NOW = "2026-03-01T12:00:00+00:00"
BAD = ReviewFact("code", "request-changes", 1, 0, 0, "reviewer", OID, ("it leaks (a.ts:4)",))
TASK = row(
    "A-1", "in-progress", notes="Phase: 1\nFinding: SEC-1\nFiles: a.ts:4", branch="fix/security",
    issue="TASKS:P1", repo="api", estimate="8K", description="SEC-1: it leaks",
)  # fmt: skip
CHECK = row("A-9", "done", notes="Phase: 1\nRole: verification\nResult: success none\nCI: green",
            agent="x", started_at=NOW, completed_at=NOW)  # fmt: skip


def state(*rows: dict[str, str]) -> State:
    return State(FileMap({"docs/TASKS.md": ledger(*rows)}))


def brought(now: State, name: str, *reviews: ReviewFact) -> Document:
    draft = Draft(now.document)
    qa.bring(
        draft,
        now,
        now.document.tasks[name],
        Evidence(now=NOW, reviews=reviews, commit=commit()),
        (),
    )
    return tasks.parse(apply(now.document, draft.change(Event.RECORD, "x")))


def test_the_row_that_comes() -> None:
    after = brought(state(TASK, row("A-2"), CHECK), "A-1", BAD)
    assert [t.id for t in after.rows] == ["A-1", "A-1-QA", "A-2", "A-9"]
    task = after.tasks["A-1-QA"]
    assert task["description"] == "Fix findings from review of A-1: it leaks (a.ts:4)"
    assert (task["issue"], task["repo"], task["branch"]) == ("TASKS:P1", "api", "fix/security")
    assert (task["depends_on"], task["estimate"], task.role) == ("", "8K", "qa")
    assert task.notes.get("Files") == "a.ts:4"
    assert task.notes.get("Remedies") == "it leaks (a.ts:4)"
    assert "A-1-QA created" in after.tasks["A-1"].notes.get("Review")


def test_a_verification_that_was_done_is_open_again_without_its_old_evidence() -> None:
    check = brought(state(TASK, CHECK), "A-1", BAD).tasks["A-9"]
    assert (check["status"], check["agent"], check["completed_at"]) == ("not-started", "", "")
    assert check.depends_on == ("A-1-QA",)
    assert check.recorded == ""
    assert check.notes.get("CI") == ""


def test_a_chain_goes_on_from_its_head() -> None:
    head = row("A-1", "needs-qa", branch="fix/x", notes=f"Phase: 1\nResult: success {OID}")
    first = row("A-1-QA", "in-progress", branch="fix/x", notes="Phase: 1\nRole: qa")
    after = brought(state(head, first, row("A-2")), "A-1-QA", BAD)
    assert [t.id for t in after.rows] == ["A-1", "A-1-QA", "A-1-QA2", "A-2"]
    assert after.tasks["A-1-QA2"]["branch"] == "fix/x"


def test_the_last_of_a_chain_clears_it() -> None:
    rows = [row(name, "needs-qa") for name in ("A-1", "A-1-QA", "A-1-QA2", "A-10", "A-10-QA")]
    last = row("A-1-QA3", "in-progress", notes="Role: qa")
    now = state(*rows, last)
    draft = Draft(now.document)
    landing = Landing(True, OID, "b" * 40, "squash", True)
    evidence = Evidence(now=NOW, landing=landing)
    qa.clear(now, draft, now.document.tasks["A-1-QA3"], evidence)
    after = tasks.parse(apply(now.document, draft.change(Event.RECORD, "x")))
    done = [t.id for t in after.rows if t["status"] == "done"]
    assert done == ["A-1", "A-1-QA", "A-1-QA2"]
    assert after.tasks["A-1"].notes.get("Cleared") == "by A-1-QA3"
    assert after.tasks["A-1"].notes.get("Landed") == f"{'b' * 40} (verified: squash)"


def test_which_rows_are_a_chain() -> None:
    """In the order of their numbers; rows whose ids are numbers alone are none of it."""
    names = ("A-1", "A-1-QA10", "A-1-QA2", "A-1-QA", "A-1-QAX", "2", "003", "A-10-QA")
    document = state(*(row(name) for name in names)).document
    assert [t.id for t in chain_of(document, "A-1")] == ["A-1-QA", "A-1-QA2", "A-1-QA10"]
    assert [t.id for t in chain_of(document, "A-10")] == ["A-10-QA"]


def test_the_parent_of_a_row() -> None:
    assert [parent_id(n) for n in ("A-1-QA", "A-1-QA12", "A-1", "A-QAX")] == [
        "A-1", "A-1", "A-1", "A-QAX",
    ]  # fmt: skip


def test_a_row_of_several_findings_keeps_all_of_them() -> None:
    """The -QA row names every finding with its source, so that its worker reads each."""
    notes = "Phase: 4\nFinding: CQ-1, CQ-2\nSource: r.md:3, r.md:9\nPart: x -- a.ts\nPart: y --"
    task = brought(state({**TASK, "notes": notes}, row("A-2")), "A-1", BAD).tasks["A-1-QA"]
    assert task.sources == ("r.md:3", "r.md:9")
    assert task.notes.get("Finding") == "CQ-1, CQ-2"
    assert task.notes.all("Part") == ("x -- a.ts", "y --")
    title = squash_message(state({**TASK, "notes": notes, "id": "A-1-QA"}), task).split("\n")[0]
    assert title.startswith("fix(CQ-1): ")
