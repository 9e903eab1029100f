"""verify: a whole history passes, and each commit by other means is named until adopted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.by_hand import Place, ask, bootstrapped, empty, run

ONE, TWO = "MS-SEC-001", "MS-SEC-002"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = bootstrapped(tmp_path / "host")
    made.claim(ONE)
    return made


def test_a_whole_history(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, with the number of entries."""
    code, out, err = run(place, capsys, "verify")
    assert (code, err) == (0, "")
    assert out == "2 entries, each a legal event, each cell accounted for\n"
    assert ask(place, capsys, "verify")[1] == {
        "schema": "mosaic/verify@1", "ok": True, "entries": 2, "tip": place.tip, "since": [],
        "complete": True,
    }  # fmt: skip


def test_a_commit_by_hand_is_named(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Also after further entries; adopt ends it."""
    oid = place.commit_edit("hide the key", "lose the key")
    place.finish(ONE)
    code, said = ask(place, capsys, "verify")
    assert (code, said["code"]) == (1, "check-failed")
    assert said["details"] == [f"{oid[:10]} changed the ledger by other means: fix the table"]
    assert run(place, capsys, "adopt")[0] == 0
    assert run(place, capsys, "verify")[0] == 0


def test_an_entry_that_was_forged(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Trailers alone do not make a legal event."""
    message = f"x\n\nMosaic-Event: record\nMosaic-Task: {TWO}\nMosaic-Version: 1"
    oid = place.commit_edit("not-started | SEC-2", "done | SEC-2", message)
    code, said = ask(place, capsys, "verify")
    assert code == 1
    assert said["details"] == [
        f'{oid[:10]} {TWO}: no trailer accounts for status "not-started" -> "done"',
        f"{oid[:10]} {TWO}: record does not take a task from 'not-started' to 'done'",
    ]


def test_no_ledger_and_no_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to verify: the ledger is missing."""
    code, said = ask(empty(tmp_path / "host"), capsys, "verify")
    assert (code, said["code"]) == (8, "ledger-missing")


def test_as_a_program(place: Place) -> None:
    """``python -m mosaic verify`` is the same command."""
    done = subprocess.run(
        (sys.executable, "-m", "mosaic", "verify"), cwd=place.path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 entries")
