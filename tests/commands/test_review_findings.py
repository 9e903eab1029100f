"""What reviews found: named in the -QA row, cleared with it, noted where it does not stop."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Host
from .desk import FIX, Desk

BLOCKER = {"severity": "blocker", "title": "quotes pass", "file": "src/quote.py:7",
           "description": "A name with a quote ends the statement."}  # fmt: skip
WISH = {"severity": "should-fix", "title": "a name is misleading", "file": "src/db.py:1",
        "description": "It is no query."}  # fmt: skip
TASTE = {"severity": "suggestion", "title": "a shorter loop", "file": "src/db.py:2"}


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def reviewed(desk: Desk, claimed: Any, files: dict[str, str], **keys: Any) -> Any:
    """Deliver these files, and hand in a code review with these keys; the answer."""
    qa = claimed["task"]["id"].endswith(("-QA", "-QA2"))
    start = desk.host.git("rev-parse", "fix/security-MS-SEC-001") if qa else "main"
    if claimed["task"]["id"].endswith("QA2"):
        start = desk.host.git("rev-parse", "fix/security-MS-SEC-001-QA")
    commit = desk.commit(claimed, files, start)
    words = list(desk.evidence(commit))
    words[1] = desk.review("code", commit, **keys)
    return desk.host.ok("record-result", "--result", desk.result(claimed, commit), *words)


def test_a_qa_row_names_the_findings_that_stop_and_no_other(desk: Desk) -> None:
    """Description, notes and files; a suggestion is no remedy to be made."""
    said = reviewed(desk, desk.claim(), dict(FIX), findings=[TASTE, BLOCKER, WISH])
    assert (said["task"]["status"], said["qa_task"]) == ("needs-qa", "MS-SEC-001-QA")
    row = desk.show("MS-SEC-001-QA")
    assert row["description"] == (
        "Fix findings from review of MS-SEC-001: quotes pass (src/quote.py:7)"
    )
    remedies = [note for note in row["notes"] if note.startswith("Remedies: ")]
    assert remedies == [
        "Remedies: quotes pass (src/quote.py:7) \u2014 A name with a quote ends the statement."
    ]
    assert "Files: src/db.py:1-2, src/quote.py:7" in row["notes"]
    assert row["depends_on"] == []
    brief = (desk.host.top / desk.claim()["prompt_file"]).read_text()
    assert "A name with a quote ends the statement." in brief


def test_findings_in_great_number_are_counted(desk: Desk) -> None:
    many = [{**BLOCKER, "title": f"fault {n}", "file": f"src/f{n}.py"} for n in range(50)]
    reviewed(desk, desk.claim(), dict(FIX), findings=many)
    notes = desk.show("MS-SEC-001-QA")["notes"]
    remedies = [note for note in notes if note.startswith("Remedies: ")]
    assert len(remedies) == 21
    assert remedies[-1] == "Remedies: 30 more, in the review of MS-SEC-001"


@pytest.mark.parametrize("file", ["/etc/passwd", "../x.py", "a, b.py", "somewhere", "-x.py", ""])
def test_a_finding_whose_file_is_no_path_adds_none(desk: Desk, file: str) -> None:
    reviewed(desk, desk.claim(), dict(FIX), findings=[{**BLOCKER, "file": file}])
    assert "Files: src/db.py:1-2" in desk.show("MS-SEC-001-QA")["notes"]


def test_a_chain_of_two_qa_rows_is_cleared_in_one_entry(desk: Desk) -> None:
    """QA finds more: QA2 works on from QA; when it lands, all three are done at once."""
    host = desk.host
    reviewed(desk, desk.claim(), dict(FIX), findings=[BLOCKER])
    again = {**BLOCKER, "title": "now semicolons pass"}
    said = reviewed(desk, desk.claim(), {"src/db.py": "safer = 1\n"}, findings=[again])
    assert (said["task"]["id"], said["task"]["status"]) == ("MS-SEC-001-QA", "needs-qa")
    assert said["qa_task"] == "MS-SEC-001-QA2"
    second = desk.claim()
    assert second["task"]["id"] == "MS-SEC-001-QA2"
    reviewed(desk, second, {"src/db.py": "safest = 1\n"})
    before = host.git("rev-parse", "main")
    host.ok("integrate", "MS-SEC-001-QA2")
    chain = ("MS-SEC-001", "MS-SEC-001-QA", "MS-SEC-001-QA2")
    assert [desk.show(task)["status"] for task in chain] == ["done"] * 3
    assert host.git("rev-list", "--count", f"{before}..main") == "2", "a squash and one entry"
    entry = host.git("show", "-s", "--format=%B", "main")
    for task in chain:
        assert f'Mosaic-Change: {task} "status"' in entry or f"{task} status" in entry
    landed = {n for t in chain for n in desk.show(t)["notes"] if n.startswith("Landed: ")}
    assert len(landed) == 1
    assert host.run("verify").status == 0


def test_what_only_asks_for_changes_is_noted_and_does_not_stop(desk: Desk) -> None:
    """The guide's decision tree: should-fix findings are logged, suggestions are not."""
    said = reviewed(
        desk, desk.claim(), dict(FIX), verdict="request-changes", findings=[WISH, TASTE]
    )
    noted = [note for note in said["task"]["notes"] if note.startswith("Should-fix: ")]
    assert noted == ["Should-fix: a name is misleading (src/db.py:1) \u2014 It is no query."]
    assert desk.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_a_sarif_log_is_a_security_review(desk: Desk) -> None:
    """Bound by its provenance, else by --reviewed; an error of the security review stops."""
    claimed = desk.claim()
    commit = desk.commit(claimed)
    place = {"physicalLocation": {"artifactLocation": {"uri": "src/db.py"},
                                  "region": {"startLine": 2}}}  # fmt: skip
    found = {"ruleId": "sqli", "level": "error", "message": {"text": "pasted into the statement"},
             "locations": [place]}  # fmt: skip
    run: dict[str, Any] = {"tool": {"driver": {"name": "Scanner", "version": "4"}}, "results": []}
    clean = desk.file("clean.sarif", json.dumps({"version": "2.1.0", "runs": [run]}))
    words = ("record-result", "--result", desk.result(claimed, commit))
    said = desk.host.ok(*words, "--security-review", clean)
    assert "does not say which commit it is of" in said["awaiting"][0]["reason"]
    said = desk.host.ok(*words, "--security-review", clean, "--reviewed", commit)
    assert "security" not in said["awaiting"][0]["reason"]
    assert any(
        f"| Scanner 4 @ {commit[:12]} (asserted: clean.sarif)" in n for n in said["task"]["notes"]
    )
    run |= {"results": [found], "versionControlProvenance": [{"revisionId": commit}]}
    bad = desk.file("bad.sarif", json.dumps({"version": "2.1.0", "runs": [run]}))
    said = desk.host.ok("record-result", "MS-SEC-001", "--security-review", bad)
    assert said["qa_task"] == "MS-SEC-001-QA"
    assert "pasted into the statement (src/db.py:2)" in (desk.show("MS-SEC-001-QA")["description"])


def test_a_log_of_a_scan_that_failed_is_usage(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    run = {"tool": {"driver": {"name": "Scanner"}}, "results": [],
           "invocations": [{"executionSuccessful": False}]}  # fmt: skip
    log = desk.file("log.sarif", json.dumps({"version": "2.1.0", "runs": [run]}))
    said = desk.host.no(
        2, "usage", "record-result", "--result", desk.result(claimed, commit),
        "--security-review", log, "--reviewed", commit,
    )  # fmt: skip
    assert "did not succeed" in said["details"][0]
