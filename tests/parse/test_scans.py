"""A SARIF log as a review: severities by its rules, the commit by its provenance, never assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mosaic.errors import Usage
from mosaic.parse.reviews import Kind, ReviewReport, looks_like_scan
from mosaic.parse.scans import read_scan

OID = "3f2a91c0" * 5
DRIVER = {"name": "Scanner", "semanticVersion": "1.2.0", "rules": [
    {"id": "sqli", "properties": {"security-severity": "9.8"}},
    {"id": "style", "defaultConfiguration": {"level": "note"}},
]}  # fmt: skip


def result(rule: str, text: str, path: str = "src/db.py", line: int = 2, **more: Any) -> Any:
    place = {"artifactLocation": {"uri": path}, "region": {"startLine": line}}
    return {"ruleId": rule, "message": {"text": text},
            "locations": [{"physicalLocation": place}], **more}  # fmt: skip


def log(*results: Any, runs: int = 1, **run: Any) -> str:
    one = {"tool": {"driver": DRIVER}, "results": list(results),
           "versionControlProvenance": [{"revisionId": OID.upper()}], **run}  # fmt: skip
    return json.dumps({"version": "2.1.0", "runs": [one] * runs})


def scan(text: str, kind: Kind = "security") -> ReviewReport:
    assert looks_like_scan(text)
    found = read_scan(text, kind, ("/home/me/shop",))
    assert found is not None
    return found


def test_findings_are_counted_by_their_severity() -> None:
    """A score of 9.8 is critical, an error high, a note low: the worst first; twice is once."""
    found = scan(log(
        result("style", "a blank too many"), result("sqli", "pasted into the statement"),
        result("sqli", "pasted into the statement"), result("other", "odd", level="error"),
    ))  # fmt: skip
    assert (found.blockers, found.critical, found.high) == (0, 1, 1)
    assert (found.verdict, found.reviewer, found.commit) == (
        "request-changes", "Scanner 1.2.0", OID,
    )  # fmt: skip
    assert [f.severity for f in found.findings] == ["critical", "high", "low"]
    assert (found.findings[0].title, found.findings[0].file) == (
        "pasted into the statement", "src/db.py:2",
    )  # fmt: skip
    assert [f.severity for f in found.grave] == ["critical", "high"]
    code = scan(log(result("other", "odd", level="error")), "code")
    assert (code.critical, code.high) == (0, 1)


def test_no_result_is_an_approval_and_a_whole_path_is_the_repositorys() -> None:
    assert scan(log()).verdict == "approve"
    suppressed = result("sqli", "x", suppressions=[{"kind": "inSource"}])
    assert scan(log(suppressed)).verdict == "approve"
    whole = scan(log(result("sqli", "x", path="file:///home/me/shop/src/a.py")))
    assert whole.findings[0].file == "src/a.py:2"


def test_what_nobody_decided_is_no_approval() -> None:
    """A result of kind open or review asks a person to look."""
    assert scan(log(result("style", "x", kind="review"))).verdict == "request-changes"


@pytest.mark.parametrize(
    "provenance",
    [
        {"versionControlProvenance": []},
        {"versionControlProvenance": [{"revisionId": "trunk@12"}]},
        {"versionControlProvenance": [{"revisionId": OID}, {"revisionId": "b" * 40}]},
        {"versionControlProvenance": [{"repositoryUri": "https://example.invalid/a"}]},
    ],
)
def test_a_log_that_names_no_one_commit_is_bound_by_the_option(provenance: Any) -> None:
    assert scan(log(**provenance)).commit is None


def test_runs_of_one_commit_and_of_two() -> None:
    assert scan(log(result("style", "x"), runs=2)).commit == OID
    both = json.loads(log(runs=2))
    both["runs"][1]["versionControlProvenance"] = [{"revisionId": "b" * 40}]
    with pytest.raises(Usage) as caught:
        read_scan(json.dumps(both), "code")
    assert "several commits" in caught.value.details[0]
    both["runs"][1]["versionControlProvenance"] = []
    assert scan(json.dumps(both)).commit is None, "one run that says nothing is enough"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (log(results=None), "did not come to its analysis"),
        (log(invocations=[{"executionSuccessful": False}]), "did not succeed"),
        (json.dumps({"version": "2.1.0", "runs": []}), "no run"),
        (json.dumps({"version": "1.0.0", "runs": [{}]}), "only 2.1.0"),
        ('{"version": "2.1.0", "version": "2.1.0", "runs": [{"results": []}]}', "given twice"),
    ],
)
def test_a_scan_that_did_not_end_well_is_no_review(text: str, why: str) -> None:
    """Approval is never assumed."""
    with pytest.raises(Usage) as caught:
        read_scan(text, "security")
    assert any(why in line for line in caught.value.details)


@pytest.mark.parametrize(
    "text", ['{"verdict": "approve", "runs": 3}', '{"runs": [1', "no json", '{"runs": []}']
)
def test_what_is_no_log_is_left_to_the_reader_of_reviews(text: str) -> None:
    assert read_scan(text, "code") is None


def test_a_tool_without_a_name_is_nobody() -> None:
    assert scan(log(tool={"driver": {}})).reviewer == ""
