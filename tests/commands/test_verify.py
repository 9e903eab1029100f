"""verify: a whole history passes, and each commit by other means is named until adopted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mosaic.ledger.repository import find_repository
from mosaic.ledger.verified import Mark, keep_mark
from mosaic.machine import Event
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
        f"{oid[:10]} {TWO}: it became done without a 'Result:' in its notes",
        f"{oid[:10]} {TWO}: it became done, and no Mosaic-Evidence says that anything landed",
    ]


def test_no_ledger_and_no_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to verify: the ledger is missing."""
    code, said = ask(empty(tmp_path / "host"), capsys, "verify")
    assert (code, said["code"]) == (8, "ledger-missing")


def mark(place: Place) -> Path:
    return place.path / ".git/mosaic/verified.json"


def test_what_was_verified_is_not_replayed(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second time starts where the first ended, and counts on; --no-cache starts anew."""
    assert ask(place, capsys, "verify")[1]["entries"] == 2
    assert json.loads(mark(place).read_text())["tip"] == place.tip
    place.finish(ONE)
    assert ask(place, capsys, "verify")[1]["entries"] == 3
    body = json.loads(mark(place).read_text())
    assert (body["tip"], body["entries"]) == (place.tip, 3)
    forged = Mark(place.tip, 70, body["blob"])
    keep_mark(find_repository(place.path), forged)
    assert ask(place, capsys, "verify")[1]["entries"] == 70
    assert ask(place, capsys, "verify", "--no-cache")[1]["entries"] == 3
    assert ask(place, capsys, "verify")[1]["entries"] == 3


@pytest.mark.parametrize(
    "odd",
    [
        lambda body: "{",
        lambda body: "[]",
        lambda body: json.dumps({**body, "entries": 9}),
        lambda body: json.dumps({**body, "digest": "0" * 64}),
    ],
)
def test_a_mark_that_is_not_ours(
    place: Place, odd: Callable[[Any], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Cut off, changed, or of another version: everything is replayed."""
    assert run(place, capsys, "verify")[0] == 0
    mark(place).write_text(odd(json.loads(mark(place).read_text())))
    assert ask(place, capsys, "verify")[1]["entries"] == 2


def test_a_mark_of_another_history(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What was verified counts only where it is part of the tip's history."""
    place.finish(ONE)
    assert ask(place, capsys, "verify")[1]["entries"] == 3
    place.git("reset", "-q", "--hard", "HEAD~1")
    place.commit_edit("not-started | SEC-2", "done | SEC-2")
    code, said = ask(place, capsys, "verify")
    assert (code, len(said["details"])) == (1, 1)
    assert run(place, capsys, "verify")[0] == 1


def test_a_history_with_a_flaw_is_never_marked(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named each time, until adopt accounts for it."""
    place.commit_edit("hide the key", "lose the key")
    for _ in range(2):
        assert run(place, capsys, "verify")[0] == 1
    assert not mark(place).exists()


def test_since(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What is older than a commit or a date is given; what is newer is not."""
    first = place.commit_edit("hide the key", "lose the key")
    place.finish(ONE)
    code, said = ask(place, capsys, "verify", "--since", first)
    assert (code, said["entries"], said["since"], said["complete"]) == (0, 1, [first], False)
    assert run(place, capsys, "verify", "--since", "HEAD~2")[0] == 1
    assert ask(place, capsys, "verify", "--since", "2090-01-01")[1]["entries"] == 0
    code, said = ask(place, capsys, "verify", "--since", "1990-01-01")
    assert (code, said["details"][0][:10]) == (1, first[:10])
    assert not mark(place).exists()
    for words in ("nowhere", "--all", "HEAD..HEAD", "HEAD:docs", "2026-13-01"):
        code, said = ask(place, capsys, "verify", f"--since={words}")
        assert (code, said["code"]) == (2, "usage")


def test_a_shallow_clone(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is there is verified; what is not is said, and never marked as verified."""
    for n in range(3):
        place.put(Event.NOTE, TWO, {"notes": f"Phase: 1\nNote: {n}"})
    other = Place(tmp_path / "clone")
    place.git("clone", "-q", "--depth=3", f"file://{place.path}", str(other.path))
    code, out, err = run(other, capsys, "verify")
    assert (code, out.split(",")[0]) == (0, "2 entries")
    assert err.startswith("note: this clone is shallow")
    code, said = ask(other, capsys, "verify")
    assert (code, said["complete"], len(said["since"])) == (0, False, 1)
    assert not mark(other).exists()
    other.git("branch", "-q", "--unset-upstream")
    other.commit_edit("hide the key", "lose the key")
    assert run(other, capsys, "verify")[0] == 1


def test_the_file_went_away_and_came_back(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Two commits by hand, of which nothing is left; adopt accounts for both."""
    place.git("mv", "docs/TASKS.md", "docs/OTHER.md")
    place.git("commit", "-qm", "away")
    place.git("mv", "docs/OTHER.md", "docs/TASKS.md")
    place.git("commit", "-qm", "back")
    code, said = ask(place, capsys, "verify")
    assert (code, [d.split(": ")[1] for d in said["details"]]) == (1, ["away", "back"])
    assert run(place, capsys, "adopt")[0] == 0
    assert run(place, capsys, "verify")[0] == 0


def test_as_a_program(place: Place) -> None:
    """``python -m mosaic verify`` is the same command."""
    done = subprocess.run(
        (sys.executable, "-m", "mosaic", "verify"), cwd=place.path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 entries")
