"""bootstrap-from-review on what machines write: SARIF and review JSON, from file to brief."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import GATES, Host

SARIF = "docs/reports/scan/code.sarif"
JSON = "docs/reports/review/review.json"
VERB = "bootstrap-from-review"


def result(rule: str, text: str, path: str, line: int, **more: Any) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": path}, "region": {"startLine": line}}
    return {
        "ruleId": rule,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
        **more,
    }


def log(*results: dict[str, Any]) -> str:
    rules = [
        {
            "id": "py/sql-injection",
            "properties": {"security-severity": "9.1"},
            "help": {"text": "Bind the value as a parameter."},
        },
        {"id": "py/unused", "defaultConfiguration": {"level": "note"}},
    ]
    run = {"tool": {"driver": {"name": "CodeScan", "rules": rules}}, "results": results}
    return json.dumps({"version": "2.1.0", "runs": [run]}, indent=2)


def found(host: Host) -> list[dict[str, Any]]:
    """Two results; the first with the whole path that the tool knows."""
    whole = (host.top / "src/db.py").as_uri()
    return [
        result("py/sql-injection", "Input goes into a statement.", whole, 2),
        result("py/unused", "The name 'a' is not used.", "src/calc.py", 1),
    ]


REVIEW: dict[str, Any] = {
    "verdict": "request-changes",
    "stats": {"blockers": 1},
    "findings": [
        {"severity": "blocker", "title": "The difference is given", "file": "src/calc.py:2",
         "description": "add must add."},
        {"severity": "suggestion", "title": "Name the query", "file": "src/db.py"},
    ],
}  # fmt: skip


def test_sarif(empty: Host) -> None:
    """Rows with rule, place and severity; the brief has the message and the rule's help."""
    empty.commit({SARIF: log(*found(empty))})
    said = empty.ok(VERB, SARIF, "--quality-gates", GATES)
    first, second = said["findings"]
    assert (first["severity"], second["severity"]) == ("critical", "low")
    assert first["id"].startswith("py/sql-injection-")
    assert first["files"] == [{"path": "src/db.py", "lines": "2"}]
    assert first["source"] == {"file": SARIF, "line": first["source"]["line"]}
    lines = log(*found(empty)).split("\n")
    assert "py/sql-injection" in lines[first["source"]["line"]]
    claimed = empty.ok("claim-next", "--agent", "worker-1")
    brief = (empty.top / claimed["prompt_file"]).read_text()
    assert "Input goes into a statement." in brief
    assert "Bind the value as a parameter." in brief
    assert empty.run("validate").status == 0
    assert empty.run("verify").status == 0


def test_sarif_appended(empty: Host) -> None:
    """The same report adds nothing, nor do moved lines and another order; a new result one row."""
    empty.commit({SARIF: log(*found(empty))})
    empty.ok(VERB, SARIF)
    assert empty.ok(VERB, SARIF, "--append")["already"] is True
    moved = [{**one, "guid": str(at)} for at, one in enumerate(found(empty)[::-1])]
    moved[0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 77
    empty.commit({SARIF: log(*moved)})
    assert empty.ok(VERB, SARIF, "--append")["already"] is True
    fresh = result("py/unused", "The name 'b' is not used.", "src/db.py", 1)
    empty.commit({SARIF: log(*moved, fresh)})
    said = empty.ok(VERB, SARIF, "--append")
    assert [t["description"].partition(": ")[2] for t in said["tasks"] if t["finding"]] == [
        "The name 'b' is not used."
    ]
    assert empty.ok(VERB, SARIF, "--append")["already"] is True


def test_review_json(empty: Host) -> None:
    """A reviewer's findings; the brief has all that the object says, even on a single line."""
    empty.commit({JSON: json.dumps(REVIEW)})
    said = empty.ok(VERB, JSON, "--quality-gates", GATES)
    assert [(f["severity"], f["title"], f["source"]["line"]) for f in said["findings"]] == [
        ("critical", "The difference is given", 1),
        ("low", "Name the query", 1),
    ]
    claimed = empty.ok("claim-next", "--agent", "worker-1")
    brief = (empty.top / claimed["prompt_file"]).read_text()
    assert "add must add." in brief
    assert "Name the query" not in brief


def test_review_json_appended(empty: Host) -> None:
    """The same report adds nothing; a finding more is one row more."""
    empty.commit({JSON: json.dumps(REVIEW)})
    empty.ok(VERB, JSON)
    assert empty.ok(VERB, JSON, "--append")["already"] is True
    more = [{"severity": "medium", "title": "Another one", "file": "src/db.py"}]
    empty.commit({JSON: json.dumps({**REVIEW, "findings": more + REVIEW["findings"]}, indent=1)})
    said = empty.ok(VERB, JSON, "--append")
    assert [t["description"].partition(": ")[2] for t in said["tasks"] if t["finding"]] == [
        "Another one"
    ]


def test_a_folder_of_everything(empty: Host) -> None:
    """Each file in its format; JSON that is no review is named in a warning."""
    folder = "docs/reports/all"
    empty.commit(
        {
            f"{folder}/a.markdown": "# Review\n\n### SEC-9: In prose\n\n**Severity:** High\n",
            f"{folder}/b.sarif.json": log(found(empty)[1]),
            f"{folder}/deep/c.json": json.dumps(REVIEW),
            f"{folder}/package.json": '{"name": "shop"}\n',
            f"{folder}/broken.json": "{,}",
            f"{folder}/notes.txt": "### SEC-8: not a report",
        }
    )
    said = empty.ok(VERB, folder, "--dry-run")
    assert [f["source"]["file"].rpartition("/")[2] for f in said["findings"]] == [
        "a.markdown", "b.sarif.json", "c.json", "c.json",
    ]  # fmt: skip
    over = {
        w["source"]["file"].rpartition("/")[2]: w["message"]
        for w in said["warnings"]
        if w["source"]
    }
    assert over["package.json"].startswith("passed over: no review that can be read; expected")
    assert over["broken.json"].startswith("passed over: no JSON")
    assert [f["title"] for f in empty.ok(VERB, folder, "--dry-run", "--format", "markdown")[
        "findings"]] == ["In prose"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "words", "says"),
    [
        ("a.json", b'{"findings": [\n {"title": "x",}]}', (), "docs/a.json:2:"),
        (
            "a.json",
            b'{"name": "shop"}',
            (),
            "docs/a.json:1:1: no review that can be read; expected",
        ),
        ("a.sarif", b'{"version": "1.0.0", "runs": []}', (), "docs/a.sarif:1:1: SARIF 1.0.0"),
        ("a.sarif", "{}".encode("utf-16"), (), "docs/a.sarif:1:1: no UTF-8 but UTF-16"),
        ("a.sarif", "{}".encode("utf-16-le"), (), "docs/a.sarif:1:1: no UTF-8 but UTF-16"),
        ("a.json", b'{"\xff": 1}', (), "docs/a.json:1:1: byte 2 is no UTF-8"),
        ("a.json", b"[" * 9999, (), "docs/a.json:1:101: nested more than"),
        ("a.txt", b"# prose", ("--format", "sarif"), "docs/a.txt:1:1: no JSON"),
        ("a.sarif", b'{"findings": []}', ("--format", "sarif"), "expected a SARIF 2.1.0 log"),
    ],
)
def test_a_file_that_cannot_be_read(
    empty: Host, name: str, data: bytes, words: tuple[str, ...], says: str
) -> None:
    """Named itself it is an error with file, line and column, and what was expected."""
    (empty.top / "docs" / name).write_bytes(data)
    said = empty.no(2, "usage", VERB, f"docs/{name}", *words)
    (detail,) = said["details"]
    assert says in detail
    assert "hint" in said


def test_a_broken_sarif_in_a_folder_is_an_error(empty: Host) -> None:
    """What is called SARIF is a report; findings are not lost for a truncated file."""
    empty.write("docs/reports/review/scan.sarif", '{"version": "2.1.0", "runs": [')
    empty.no(2, "usage", VERB, "docs/reports/review")


def test_prose_for_the_prd_is_not_taken_from_json(empty: Host, tmp_path: Path) -> None:
    empty.commit({SARIF: log(*found(empty))})
    empty.ok(VERB, SARIF)
    prd = (empty.top / "docs/PRD.md").read_text()
    assert "ASSUMPTION: what the review under docs/reports/scan found is to be remedied." in prd
    assert '"version"' not in prd


def test_words_of_a_report_cannot_steer_a_terminal(empty: Host) -> None:
    """Control and bidi characters of a report reach neither the rows nor the screen."""
    bad = result("R\u202e1", "Do \x1b[31mthis\u200b", "src/\u202ea.py", 1, kind="p\x1bass")
    good = {key: value for key, value in bad.items() if key != "kind"}
    empty.commit({SARIF: log(bad, good)})
    said = empty.run(VERB, SARIF)
    assert said.status == 0
    for char in "\x1b\u202e\u200b":
        assert char not in said.out + said.err + empty.tasks()


def test_explained(empty: Host) -> None:
    """--explain names the rule and the source of a severity, and what was turned down."""
    first, second = found(empty)
    second["suppressions"] = [{"kind": "inSource"}]
    empty.commit({SARIF: log(first, second)})
    said = empty.ok(VERB, SARIF, "--explain")
    (seen,) = said["findings"]
    assert (seen["rule"], seen["severity_from"], seen["severity_words"]) == (
        "result of a SARIF log", "score", "9.1",
    )  # fmt: skip
    (turned,) = said["explained"][0]["turned_down"]
    assert (turned["why"], turned["detail"]) == ("suppressed", "inSource")
    shown = empty.run(VERB, SARIF, "--explain").out
    assert "seen as result of a SARIF log; critical because score: “9.1”" in shown
    assert "no finding: “The name 'a' is not used.”" in shown


def test_strict(empty: Host) -> None:
    """What was done is no doubt; what a person has yet to judge is."""
    first, second = found(empty)
    empty.commit({SARIF: log(first, {**second, "suppressions": [{"kind": "inSource"}]})})
    assert len(empty.ok(VERB, SARIF, "--strict", "--dry-run")["findings"]) == 1
    empty.commit({SARIF: log(first, {**second, "kind": "review"})})
    empty.no(1, "check-failed", VERB, SARIF, "--strict")


def test_small_findings_together(empty: Host) -> None:
    """The brief of a row of several has the words of each, though all stand on one line."""
    small = [
        {"severity": "nit", "title": f"The name {name} says little", "file": "src/db.py",
         "description": f"Call it by what {name} holds."}
        for name in ("q", "n", "x")
    ]  # fmt: skip
    empty.commit({JSON: json.dumps({"findings": [*small, {**small[0], "id": "A, B"}]})})
    said = empty.ok(VERB, JSON, "--group", "style", "--quality-gates", GATES)
    (row,) = (task for task in said["tasks"] if task["role"] == "")
    assert len(row["findings"]) == 4
    claimed = empty.ok("claim-next", "--agent", "worker-1")
    brief = (empty.top / claimed["prompt_file"]).read_text()
    for name in ("q", "n", "x"):
        assert f"Call it by what {name} holds." in brief
    assert empty.ok(VERB, JSON, "--append")["already"] is True
