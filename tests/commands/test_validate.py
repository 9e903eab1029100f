"""validate: every fault with its place and a caret, moves against HEAD, strays, what is staged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mosaic.parse import tasks
from mosaic.parse.opinion import disagreements
from mosaic.parse.strays import strays
from tests.by_hand import TABLE, Place, ask, bootstrapped, empty, run

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return bootstrapped(tmp_path / "host")


def test_no_faults(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and what was read."""
    code, out, err = run(place, capsys, "validate")
    assert (code, out, err) == (0, "no faults: 3 task(s) in docs/TASKS.md\n", "")
    assert ask(place, capsys, "validate")[1]["files"] == [{"path": tasks.PATH, "tasks": 3}]


def test_every_fault_at_once(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Line, column, message, the line, and a caret under the place."""
    place.edit("| 8K |", "| lots |")
    place.edit("MS-SEC-001, MS-SEC-002", "MS-SEC-001, MS-SEC-009")
    place.edit("not-started | SEC-2", "begun | SEC-2")
    code, said = ask(place, capsys, "validate")
    assert (code, said["code"]) == (1, "check-failed")
    places = [detail.split(": ")[0] for detail in said["details"]]
    assert places == [f"{tasks.PATH}:{at}" for at in ("5:94", "6:16", "6:67", "7:66")]
    first, line, caret = said["details"][0].split("\n")
    assert first == (
        f"{tasks.PATH}:5:94: estimate: 'lots' is no number of tokens, such as 800, 8K or 1.3M"
    )
    assert line[caret.index("^") :].startswith("lots")


def test_moves_against_head(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A status that no event leads to, a new row that is done, a row that is gone."""
    place.edit("not-started | SEC-1", "done | SEC-1")
    line = next(line for line in place.text.split("\n") if line.startswith(f"| {TWO}"))
    place.edit(line, line.replace(TWO, "MS-SEC-004").replace("not-started", "done"))
    _, said = ask(place, capsys, "validate")
    found = [detail.split("\n")[0].split(": ", 1)[1] for detail in said["details"]]
    assert f"{ONE} went from not-started to done; from there it goes to in-progress, blocked, deferred" in found  # fmt: skip  # noqa: E501
    assert "MS-SEC-004 is new, and done: a row begins not-started" in found
    assert f"the row of {TWO} is gone, and stands in no archive" in found


def test_what_is_staged(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The index counts, not the work tree; a file that is not staged cannot be read."""
    place.edit("not-started | SEC-1", "done | SEC-1")
    assert run(place, capsys, "validate", "--staged")[0] == 0
    place.git("add", ".")
    place.file.write_text(TABLE)
    assert run(place, capsys, "validate")[0] == 0
    assert run(place, capsys, "validate", "--staged")[0] == 1
    place.git("rm", "-q", "-f", "--cached", "docs/TASKS.md")
    code, said = ask(place, capsys, "validate", "--staged")
    assert (code, said["code"]) == (8, "ledger-missing")


def test_the_archive_excuses_a_row(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A row that stands in an archive is not gone."""
    archive = place.path / "docs/tasks/M1-tasks.md"
    archive.parent.mkdir()
    archive.write_text(TABLE)
    place.git("add", ".")
    place.git("commit", "-qm", "archive")
    line = next(line for line in place.text.split("\n") if line.startswith(f"| {LAST}"))
    place.edit(line + "\n", "")
    _, said = ask(place, capsys, "validate")
    assert not any("is gone" in detail for detail in said["details"])


def test_any_file(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A ledger-like file anywhere; one that is not there is exit 8, bytes that are no text too."""
    other = tmp_path / "other.md"
    other.write_text("| id | status |\n|---|---|\n| A-1 | done |\n| A-1 | done |\n")
    code, said = ask(place, capsys, "validate", str(other))
    assert (code, len(said["details"])) == (1, 1)
    assert said["details"][0].startswith(f"{other}:4:3: A-1 stands on line 3 already")
    assert ask(place, capsys, "validate", str(tmp_path / "none.md"))[0] == 8
    other.write_bytes(b"\xff")
    assert ask(place, capsys, "validate", str(other))[0] == 8


def test_no_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 8: there is no file to read."""
    code, said = ask(empty(tmp_path / "host"), capsys, "validate")
    assert (code, said["code"]) == (8, "ledger-missing")


def test_strays_are_warnings(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """They are said, with where they belong, and change no exit code."""
    (place.path / "docs/security-review.md").write_text("# x\n")
    (place.path / "docs/setup.md").write_text("# How to set it up\n")
    code, out, _ = run(place, capsys, "validate")
    assert code == 0
    assert "warning: docs/security-review.md: by its name a report; it belongs under" in out
    assert "setup.md" not in out


@pytest.mark.parametrize(
    "name",
    ["code-review.md", "q3-report.md", "AUDIT.md", "SecurityAudit.md", "api_audit_2.md",
     "perf-findings.md", "scratchpad-auth.md", "TODO.md", "notes.md", "session-notes.txt",
     "review-report.json", "00-executive-summary.md"],
)  # fmt: skip
def test_a_stray_by_its_name(name: str) -> None:
    """Reports and working papers in the root of docs/."""
    assert [stray.path for stray in strays({name: "# Title\n"})] == [f"docs/{name}"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("PRD.md", "# Report\n"), ("TASKS.md", ""), ("README.md", "# Audit\n"), ("a.md", "# Setup\n"),
     ("audit-log.md", "# Audit log\n"), ("code-review-guidelines.md", "# Code review\n"),
     ("release-notes.md", "# Release notes\n"), ("reporting.md", "# Reporting\n"),
     ("reports.md", "# Reports\n"), ("preview.md", "# Preview\n"), ("review.png", ""),
     ("bug-report-template.md", ""), ("api.md", "text\n\n## Report\n")],
)  # fmt: skip
def test_a_host_s_own_documentation_is_no_stray(name: str, text: str) -> None:
    """What documents a thing is none, whatever the thing is called."""
    assert strays({name: text}) == ()


def test_a_stray_by_its_heading() -> None:
    """The first heading says what it is."""
    found = strays({"auth.md": "# Security audit of the login\n", "x.md": "# Handoff\n"})
    assert [(s.path, s.place) for s in found] == [
        ("docs/auth.md", "docs/reports/"),
        ("docs/x.md", "docs/scratchpads/"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace("close the door", "`a\\|b` <br> c:\\"),
        TABLE.replace("| 8K |", "| a\\\\|"),
        TABLE.replace("| MS-SEC-001 |", "MS-SEC-001 |"),
        TABLE.replace("| MS-SEC-002 | not", "|\u00a0MS-SEC-002 | not"),
        TABLE.replace("hide", "\u2424 \t hide\x0b"),
        TABLE.replace("\n", "\r\n"),
        "words",
    ],
)
def test_the_second_reader_agrees(text: str) -> None:
    """Where mistune can be asked, it reads the cells that we read."""
    assert disagreements(tasks.parse(text)) == ()


def test_the_second_reader_can_disagree() -> None:
    """Were our own reader wrong about a row, validate would say so."""
    document = tasks.parse(TABLE)
    texts = list(document.page.texts)
    texts[5] = "| two | cells |"
    document = replace(document, page=replace(document.page, texts=tuple(texts)))
    assert [str(f) for f in disagreements(document)] == ["3:1: a second reader reads no table here"]
