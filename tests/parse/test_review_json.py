"""The JSON of review tools: reviewers, linters, scanners, and lists that models write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mosaic.errors import Usage
from mosaic.parse.review.finding import FileRead, Finding, Report
from mosaic.parse.review.formats import read_files
from mosaic.parse.review.named import Given

PATH = "docs/reports/review.json"
TOP = "/home/me/shop"


def report(value: object, path: str = PATH) -> Report:
    return read_files([Given(path, json.dumps(value, indent=1))], "auto", (TOP,))


def seen(value: object) -> list[tuple[str, str, list[str]]]:
    """Severity, title and files of each finding."""
    return [(f.severity, f.title, [str(x) for x in f.files]) for f in report(value).findings]


def one(**more: Any) -> Finding:
    (finding,) = report({"findings": [{"title": "It breaks", **more}]}).findings
    return finding


CASES: tuple[tuple[str, object, list[tuple[str, str, list[str]]]], ...] = (
    (
        "the guide's fallback reviewer",
        {"verdict": "request-changes", "blockers": 1, "critical_security": 0, "findings": [
            {"severity": "blocker", "title": "Total lost", "file": "src/a.py:12"},
            {"severity": "should-fix", "title": "No test", "file": "", "description": "d"},
            {"severity": "suggestion", "title": "Rename", "file": "src/b.py", "description": "d"}]},
        [("critical", "Total lost", ["src/a.py:12"]), ("medium", "No test", []),
         ("low", "Rename", ["src/b.py"])],
    ),
    (
        "a reviewer with statistics",
        {"summary": "fine", "verdict": "comment", "stats": {"blockers": 0, "critical": 1},
         "commit": "0123abc", "findings": [
             {"severity": "critical", "title": "Key in code", "file": "a/b.ts", "line_start": 3,
              "line_end": 9, "cwe_id": "CWE-798"}]},
        [("critical", "Key in code", ["a/b.ts:3-9"])],
    ),
    (
        "a reviewer with priorities and a line range",
        {"findings": [{"title": "Avoid it", "body": "b", "priority": 1, "code_location": {
            "absolute_file_path": f"{TOP}/src/x.rs", "line_range": {"start": 5, "end": 7}}}]},
        [("high", "Avoid it", ["src/x.rs:5-7"])],
    ),
    (
        "a plain list",
        [{"id": "SEC-1", "title": "One", "severity": "High", "location": "src/a.py:4-9"},
         {"id": "SEC-2", "message": "Two", "level": "warning", "path": "b.py", "lines": [3, 9]},
         {"id": "SEC-3", "summary": "Three", "severity": "P0", "locations": [
             {"file": "c.py", "line": 1}, {"file": "d.py", "startLine": 2, "endLine": 4}]}],
        [("high", "One", ["src/a.py:4-9"]), ("medium", "Two", ["b.py:3-9"]),
         ("critical", "Three", ["c.py:1", "d.py:2-4"])],
    ),
    (
        "files with messages",
        [{"filePath": f"{TOP}/src/a.js", "messages": [
            {"ruleId": "no-eval", "severity": 2, "message": "eval", "line": 3, "endLine": 4},
            {"ruleId": "semi", "severity": 1, "message": "Missing", "line": 8}]},
         {"filePath": f"{TOP}/src/b.js", "messages": []}],
        [("high", "eval", ["src/a.js:3-4"]), ("medium", "Missing", ["src/a.js:8"])],
    ),
    (
        "start and end as objects, the message beside",
        {"results": [{"check_id": "x.y", "path": "a.py", "start": {"line": 3, "offset": 9},
                      "end": {"line": 4}, "extra": {"message": "Bad", "severity": "ERROR"}}],
         "errors": []},
        [("high", "Bad", ["a.py:3-4"])],
    ),
    (
        "prefixed keys, a range of lines and a piece of code",
        {"results": [{"code": "1 x\n2 y", "filename": "./a/b.py", "issue_severity": "MEDIUM",
                      "issue_text": "exec", "line_range": [7, 8, 9], "test_id": "B102"}]},
        [("medium", "exec", ["a/b.py:7-9"])],
    ),
    (
        "capital keys, lines as text",
        {"Issues": [{"severity": "HIGH", "rule_id": "G401", "details": "weak",
                     "file": f"{TOP}/x.go", "line": "12-14"}]},
        [("high", "weak", ["x.go:12-14"])],
    ),
    (
        "targets with vulnerabilities",
        {"Results": [{"Target": "web/package-lock.json", "Vulnerabilities": [
            {"VulnerabilityID": "CVE-1", "PkgName": "a", "Severity": "CRITICAL", "Title": "RCE"},
            {"VulnerabilityID": "CVE-1", "PkgName": "b", "Severity": "LOW", "Title": "RCE"}]}]},
        [("critical", "RCE", ["web/package-lock.json"]), ("low", "RCE", ["web/package-lock.json"])],
    ),
    (
        "rows and columns",
        [{"code": "F401", "message": "unused", "filename": f"{TOP}/a.py",
          "location": {"row": 3, "column": 1}, "end_location": {"row": 5, "column": 2}}],
        [("medium", "unused", ["a.py:3-5"])],
    ),
    (
        "types in place of severities",
        [{"type": "convention", "line": 1, "path": "a.py", "symbol": "missing-docstring",
          "message": "Missing docstring", "message-id": "C0114"}],
        [("low", "Missing docstring", ["a.py:1"])],
    ),
    (
        "a location with begin and end",
        [{"description": "dup", "check_name": "similar", "fingerprint": "f0", "severity": "major",
          "location": {"path": "a.rb", "lines": {"begin": 3, "end": 9}}}],
        [("high", "dup", ["a.rb:3-9"])],
    ),
    (
        "a component with its project",
        {"total": 1, "issues": [{"key": "AX1", "rule": "js:S1", "severity": "BLOCKER",
                                 "component": "shop:src/a.js", "message": "m", "status": "OPEN",
                                 "textRange": {"startLine": 3, "endLine": 4}}]},
        [("critical", "m", ["src/a.js:3-4"])],
    ),
    (
        "diagnostics",
        {"source": {"name": "x"}, "diagnostics": [{"message": "m", "severity": "WARNING",
            "location": {"path": "a.go", "range": {"start": {"line": 14}, "end": {"line": 15}}}}]},
        [("medium", "m", ["a.go:14-15"])],
    ),
    (
        "a file's place inside of an object",
        {"Issues": [{"FromLinter": "errcheck", "Text": "unchecked", "Severity": "error",
                     "Pos": {"Filename": "a.go", "Line": 3}}]},
        [("high", "unchecked", ["a.go:3"])],
    ),
    (
        "alerts of a code host",
        [{"number": 4, "state": "open", "rule": {"id": "js/x", "severity": "error",
                                                 "security_severity_level": "medium"},
          "most_recent_instance": {"location": {"path": "a.js", "start_line": 3, "end_line": 5},
                                   "message": {"text": "M"}}}],
        [("medium", "M", ["a.js:3-5"])],
    ),
    (
        "lists by severity",
        {"critical": [{"title": "A", "file": "a.py"}], "low": [{"title": "B"}], "high": []},
        [("critical", "A", ["a.py"]), ("low", "B", [])],
    ),
    (
        "lists by severity, inside",
        {"review": {"findings": {"high": [{"title": "A"}], "medium": []}}},
        [("high", "A", [])],
    ),
    (
        "findings by id",
        {"findings": {"SEC-1": {"title": "A", "severity": "low"}}},
        [("low", "A", [])],
    ),
    (
        "checks that failed",
        {"results": {"passed_checks": [{"check_id": "C1", "check_name": "fine"}], "failed_checks": [
            {"check_id": "C2", "check_name": "Encrypt", "file_path": "a.tf",
             "file_line_range": [1, 9], "severity": "LOW"}]}},
        [("low", "Encrypt", ["a.tf:1-9"])],
    ),
)  # fmt: skip


@pytest.mark.parametrize(("value", "want"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_shapes(value: object, want: list[tuple[str, str, list[str]]]) -> None:
    """The names that tools use for a finding's parts, spelled in any case."""
    assert seen(value) == want


def test_keys_in_every_spelling() -> None:
    for key in ("start_line", "startLine", "StartLine", "start-line", "START LINE"):
        assert str(one(file="a.py", **{key: 7}).files[0]) == "a.py:7"


@pytest.mark.parametrize(
    ("value", "severity", "words"),
    [
        ("Critical", "critical", "Critical"),
        ("error", "high", "error"),
        ("WARNING", "medium", "WARNING"),
        ("must_fix", "high", "must_fix"),
        ("nice to have", "low", "nice to have"),
        ("S2", "high", "S2"),
        ("高危", "high", "高危"),
        ("8.1", "high", "8.1"),
        ({"label": "x", "name": "high"}, "high", "high"),
        ("purple", "medium", ""),
        (17, "medium", ""),
        (None, "medium", ""),
        (["high"], "medium", ""),
        (True, "medium", ""),
    ],
)
def test_severities(value: object, severity: str, words: str) -> None:
    finding = one(severity=value)
    assert (finding.severity, finding.severity_words) == (severity, words)


def test_lesser_sources_of_a_severity() -> None:
    assert one(priority="P1").severity == "high"
    assert one(priority=3).severity == "low"
    assert one(cvss=9.8).severity == "critical"
    scored = one(cvss_score="6.5")
    assert (scored.severity_words, scored.severity_from) == ("6.5", "score")
    assert one(impact="High").severity == "high"
    assert one(impact="High throughput is lost").severity_words == ""
    assert one(confidence="high").severity_words == ""


def test_no_severity_is_one_warning_for_all() -> None:
    found = report({"findings": [{"title": "A"}, {"title": "B"}]})
    assert [w.message for w in found.doubts] == ["2 finding(s) have no severity; read as medium"]
    remarks = [w.message for w in found.warnings if w.kind == "remark"]
    assert remarks == ["it has no id; named CQ-1", "it has no id; named CQ-2"]


@pytest.mark.parametrize(
    ("value", "files"),
    [
        ("src/a.py#L4-L9", ["src/a.py:4-9"]),
        ("src/a.py:4:17", ["src/a.py:4"]),
        ("src/a.py, src/b.py:9", ["src/a.py", "src/b.py:9"]),
        ("src/a.py (lines 3, 9)", ["src/a.py:3, 9"]),
        ("src/my page.vue:4", ["src/my page.vue:4"]),
        ("my docs/a b.md", ["my docs/a b.md"]),
        ("src/a.py and src/b.py", ["src/a.py", "src/b.py"]),
        ("Dockerfile", ["Dockerfile"]),
        ("../../../etc/passwd", ["passwd"]),
        ("N/A", []),
        ("several files of the api", []),
        (["a.py:1", "b.py"], ["a.py:1", "b.py"]),
        ([{"path": "a.py", "line": 3}], ["a.py:3"]),
        ("https://example.invalid/a.js", []),
        (None, []),
        (7, []),
    ],
)
def test_files(value: object, files: list[str]) -> None:
    assert [str(f) for f in one(file=value).files] == files


def test_lines_beside_the_file() -> None:
    wanted = {"line": 7, "line_number": "7", "lines": "7", "linenumber": 7.0}
    for key, value in wanted.items():
        assert str(one(file="a.py", **{key: value}).files[0]) == "a.py:7", key
    for bad in (0, -3, "many", 10**30, True, None, float("nan"), 10**400):
        assert str(one(file="a.py", line=bad).files[0]) == "a.py"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "resolved"}, "status says done, status resolved"),
        ({"state": "Won't fix"}, "status says done, state Won't fix"),
        ({"resolution": "FALSE-POSITIVE"}, "status says done, resolution FALSE-POSITIVE"),
        ({"suppressed": True}, "status says done, suppressed"),
        ({"severity": "none"}, "no failure, severity none"),
    ],
)
def test_closed_findings_are_passed_over(more: dict[str, Any], reason: str) -> None:
    found = report({"findings": [{"title": "A", **more}, {"title": "B", "severity": "low"}]})
    assert [f.title for f in found.findings] == ["B"]
    (said,) = (w for w in found.warnings if "no id" not in w.message)
    assert (said.message, said.kind) == (f"1 passed over, {reason} (line 3)", "remark")
    assert [t.words for t in found.files[0].turned_down] == ["A"]


def test_open_findings_are_not() -> None:
    for more in ({"status": "open"}, {"state": "CONFIRMED"}, {"fixed": False}, {"resolved": None}):
        assert one(severity="low", **more).title == "It breaks"


def test_counts_that_tell_of_more_are_warned_of() -> None:
    review = {"verdict": "comment", "stats": {"high": 3}, "findings": [
        {"title": "A", "severity": "high"}]}  # fmt: skip
    (said,) = report(review).doubts
    assert said.message == "the counts tell of 3 finding(s), and 1 are written out"
    assert said.source.line == 3


def test_ids() -> None:
    """The report's own; of a rule, the rule and a hash; else a made-up one, which is no key."""
    value = [
        {"id": "SEC-1", "title": "A", "severity": "low"},
        {"rule_id": "no-eval", "title": "B", "severity": "low"},
        {"title": "C", "severity": "low"},
        {"id": 4, "title": "D", "severity": "low"},
        {"id": "2f0f9a44-6b1c-4c0e-9e0a-0123456789ab", "title": "E", "severity": "low"},
        {"title": "F", "severity": "low", "fingerprint": "0a1b"},
    ]
    named = [(f.id.rpartition("-")[0] if "-" in f.id else f.id, f.generated)
             for f in report(value, "r/quality.json").findings]  # fmt: skip
    assert named == [("SEC", False), ("no-eval", False), ("CQ", True), ("CQ", True), ("CQ", True),
                     ("finding", False)]  # fmt: skip


def test_an_id_that_repeats_is_a_rule() -> None:
    """The first keeps it; another finding under it gets a hash behind it; the same is one."""
    value = [
        {"id": "R1", "title": "A", "severity": "low", "file": "a.py"},
        {"id": "R1", "title": "A", "severity": "low", "file": "b.py"},
        {"id": "R1", "title": "A", "severity": "low", "file": "a.py"},
    ]
    found = report(value)
    first, second = found.findings
    assert (first.id, second.id[:3]) == ("R1", "R1-")
    assert found.warnings[0].message == "1 passed over, told again (line 14)"
    assert found.files[0].turned_down[0].detail == "R1, line 2"


def test_the_body_tells_everything() -> None:
    finding = one(
        severity="high", file="a.py", line=3, description="Two\nlines", cwe=["CWE-1", "CWE-2"],
        fix={"text": "Do so", "effort": 3}, confidence=0.5, empty=None, ok=True,
    )  # fmt: skip
    for said in ("It breaks", "At a.py:3", "description:\nTwo\nlines", "- cwe: CWE-1, CWE-2",
                 "- fix: text: Do so, effort: 3", "- confidence: 0.5", "- ok: true"):  # fmt: skip
        assert said in finding.body
    assert "empty" not in finding.body


def test_lines_are_true() -> None:
    """The object's first and last line, over strings that look like JSON."""
    text = (
        '{\n\n "findings": [\n  {"title": "a } { \\" [",\n   "severity": "low"\n  },\n'
        ' {"title": "b"}]}'
    )
    found = read_files([Given(PATH, text.replace("\n", "\r\n"))])
    assert [(f.source.line, f.body_end) for f in found.findings] == [(4, 6), (7, 7)]


def test_json_lines() -> None:
    """One object a line, as mypy and others write; lines that are no finding are no fault."""
    lines = [
        {"file": "a.py", "line": 3, "message": "Bad type", "code": "arg-type", "severity": "error"},
        {"event": "done", "level": "info", "message": "all is well"},
        {"file": "b.py", "line": 4, "message": "Bad call", "code": "call", "severity": "error"},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n"
    found = read_files([Given("r/check.jsonl", text)])
    assert [(f.title, f.source.line) for f in found.findings] == [("Bad type", 1), ("Bad call", 3)]


@pytest.mark.parametrize(
    "value",
    [
        {"name": "shop", "version": "1.0.0", "dependencies": {"a": "1"}, "files": ["dist"]},
        {"compilerOptions": {"strict": True}, "files": ["a.ts"]},
        {"lockfileVersion": 3, "packages": {"": {"name": "x"}}},
        {"meta": {}, "files": {"a.py": {"summary": {"percent": 3}, "missing_lines": [1]}}},
        {"testResults": [{"name": "a", "status": "failed"}]},
        {"messages": [{"role": "user", "content": "hello"}]},
        [{"level": "info", "message": "started", "time": 1}],
        [1, 2], ["a"], [], {}, 7, "text", None, [[[]]],
    ],
)  # fmt: skip
def test_other_json_is_no_review(value: object) -> None:
    """Named itself it is refused with its place and what was expected; in a folder passed over."""
    with pytest.raises(Usage) as error:
        report(value)
    assert error.value.details[0].startswith(f"{PATH}:1:1: no review that can be read; expected ")
    found = read_files([Given(PATH, json.dumps(value), named=False)])
    assert found.findings == ()
    assert found.warnings[0].message.startswith("passed over: no review that can be read")
    assert found.doubts == ()
    assert found.files[0].candidate == 1


def test_nothing_recognised_is_told_with_its_first_candidate() -> None:
    found = report({"findings": ["a text", {"severity": "low"}, {"foo": 1}]})
    assert found.findings == ()
    assert [w.message for w in found.doubts] == [
        "1 passed over, no object (line 1)",
        "nothing was recognised as a finding in this file; the first candidate is here",
        "2 passed over, too little (lines 4, 7)",
    ]
    assert found.files[0].candidate == 1


def test_an_empty_review_is_no_warning() -> None:
    assert report({"verdict": "approve", "findings": []}) == Report((), (), (FileRead(PATH),))


def test_a_fence_of_json_in_markdown_is_an_example() -> None:
    text = '# Notes\n\n```json\n{"findings": [{"title": "A", "severity": "high"}]}\n```\n'
    assert read_files([Given("docs/reports/notes.md", text)]).findings == ()
