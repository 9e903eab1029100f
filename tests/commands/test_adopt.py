"""adopt: a person's edit becomes an entry, is refused whole, or is put aside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mosaic.ledger import copies
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Event
from tests.by_hand import TABLE, Place, ask, bootstrapped, run

ROOT = Path(__file__).resolve().parents[2]
ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"
CONFIG = ".mosaic/orchestrator/config.toml"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return bootstrapped(tmp_path / "host")


def test_an_edit_that_was_not_committed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One entry with a trailer for each cell; the work tree is clean; other staged work stays."""
    (place.path / "own.py").write_text("x = 1\n")
    place.git("add", "own.py")
    place.edit("hide the key", "lose the key")
    code, said = ask(place, capsys, "adopt", "--reason", "better words")
    assert (code, said["already"], said["commit"]) == (0, False, place.tip)
    assert said["changes"] == [f'{TWO} description "SEC-2: hide the key" -> "SEC-2: lose the key"']
    message = place.git("log", "-1", "--format=%B")
    assert message.startswith("chore(orchestrator): Adopt edits by hand\n\nReason: better words\n")
    assert f"Mosaic-Task: {TWO}" in message
    assert place.status == "A  own.py"
    assert run(place, capsys, "verify")[0] == 0
    assert ask(place, capsys, "adopt")[1]["already"] is True


def test_a_dry_run_changes_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows the diff; so does one of --discard, with where the copy would be saved."""
    place.edit("hide the key", "lose the key")
    tip, text = place.tip, place.text
    code, said = ask(place, capsys, "adopt", "--dry-run")
    assert (code, said["commit"]) == (0, None)
    assert "+| MS-SEC-002 | not-started | SEC-2: lose the key" in said["diff"]
    code, said = ask(place, capsys, "adopt", "--discard", "--dry-run")
    assert (code, len(said["saved"]), Path(said["saved"][0]).exists()) == (0, 1, False)
    assert (place.tip, place.text) == (tip, text)


def test_a_forbidden_edit_is_refused_whole(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every forbidden cell is named; the allowed one beside it is not taken either."""
    place.edit("hide the key", "lose the key")
    place.edit("not-started | SEC-1", "done | SEC-1")
    tip, text = place.tip, place.text
    code, out, err = run(place, capsys, "adopt")
    assert (code, out) == (1, "")
    assert f"  {ONE}: status 'not-started' -> 'done': nothing becomes done by hand\n" in err
    assert (place.tip, place.text) == (tip, text)


def test_a_long_cell_is_shown_where_it_was_edited(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A few words of either side, not two whole cells."""
    text = "word " * 200
    place.edit("Phase: 1 |\n| MS-SEC-002", f"Phase: 1<br>Note: {text}end |\n| MS-SEC-002")
    assert ask(place, capsys, "adopt")[0] == 0
    place.edit("word end", "word end<br>Result: success 0123456 now")
    code, out, err = run(place, capsys, "adopt")
    assert (code, out) == (1, "")
    (said,) = [line for line in err.split("\n") if "notes '" in line]
    assert "Result: success 0123456" in said
    assert len(said) < 600


def test_edits_that_were_committed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Commits before and after an entry are accounted for by one adopt entry."""
    first = place.commit_edit("hide the key", "lose the key")
    place.claim(ONE)
    second = place.commit_edit("| 5K |", "| 6K |")
    place.edit("Words below", "Other words below")
    code, said = ask(place, capsys, "adopt")
    assert (code, said["commits"]) == (0, [first, second])
    assert said["changes"] == [
        f'{TWO} description "SEC-2: hide the key" -> "SEC-2: lose the key"',
        f'{TWO} estimate "5K" -> "6K"',
    ]
    assert run(place, capsys, "verify")[0] == 0


def test_a_committed_edit_that_is_forbidden(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """It stays named until it is taken back, by an edit or a commit; then all is accounted for."""
    place.commit_edit("not-started | SEC-1", "done | SEC-1")
    assert run(place, capsys, "adopt")[0] == 1
    place.edit("done | SEC-1", "not-started | SEC-1")
    code, said = ask(place, capsys, "adopt")
    assert (code, said["changes"]) == (0, [])
    assert place.text == TABLE
    assert run(place, capsys, "verify")[0] == 0


def test_a_commit_that_broke_the_table(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Repair mends it, adopt accounts for both."""
    place.commit_edit("\n| MS-SEC-003", "\n\n| MS-SEC-003")
    assert run(place, capsys, "adopt")[0] == 8
    assert run(place, capsys, "repair")[0] == 0
    assert run(place, capsys, "verify")[0] == 1
    code, said = ask(place, capsys, "adopt")
    assert (code, said["changes"]) == (0, [])
    assert run(place, capsys, "verify")[0] == 0
    assert place.text == TABLE


def test_the_config_can_be_adopted(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A hand-made config comes in; one that does not read is refused."""
    file = place.path / CONFIG
    file.parent.mkdir(parents=True)
    file.write_text("[limits]\nworker = 1\n")
    code, said = ask(place, capsys, "adopt")
    assert (code, said["code"]) == (8, "config-broken")
    file.write_text("[limits]\nworkers = 1\n")
    code, said = ask(place, capsys, "adopt")
    assert (code, said["files"]) == (0, [CONFIG])
    assert place.git("show", f"HEAD:{CONFIG}") == "[limits]\nworkers = 1"
    assert run(place, capsys, "verify")[0] == 0


def test_discard_saves_and_restores(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The copy, and another that was staged, are saved; file and index are the ledger's again."""
    place.edit("hide the key", "sell the key")
    place.git("add", ".")
    place.edit("sell the key", "lose the key")
    code, said = ask(place, capsys, "adopt", "--discard")
    assert (code, len(said["saved"])) == (0, 2)
    texts = [Path(file).read_text() for file in said["saved"]]
    assert ["lose the key" in texts[0], "sell the key" in texts[1]] == [True, True]
    assert all(Path(f).parent == place.path / ".git/mosaic/discarded" for f in said["saved"])
    assert (place.text, place.status) == (TABLE, "")
    assert ask(place, capsys, "adopt", "--discard")[1]["already"] is True


def test_a_deleted_copy(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """It is never adopted; --discard brings it back."""
    place.file.unlink()
    code, said = ask(place, capsys, "adopt")
    assert (code, said["code"]) == (1, "check-failed")
    assert "adopt --discard" in said["hint"]
    assert run(place, capsys, "adopt", "--discard")[0] == 0
    assert (place.text, place.status) == (TABLE, "")


def test_staged_otherwise_than_written(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Which of two versions is meant is not guessed."""
    place.edit("hide the key", "sell the key")
    place.git("add", ".")
    place.edit("sell the key", "lose the key")
    assert run(place, capsys, "adopt")[0] == 1
    place.git("add", ".")
    assert run(place, capsys, "adopt")[0] == 0


def test_an_unfinished_merge(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A conflict is for the person who merges."""
    place.git("branch", "other")
    place.commit_edit("hide the key", "lose the key")
    place.git("checkout", "-q", "other")
    place.commit_edit("hide the key", "sell the key")
    place.git("checkout", "-q", "main")
    with pytest.raises(AssertionError):
        place.git("merge", "-q", "other")
    assert ask(place, capsys, "adopt")[1]["code"] == "ledger-conflict"


def test_from_another_worktree(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The edit is found where the ledger's branch is out, wherever the command runs."""
    place.put(Event.NOTE, ONE, {"notes": "Phase: 1\nNote: x"})
    place.git("worktree", "add", "-q", "--detach", str(tmp_path / "away"))
    place.edit("hide the key", "lose the key")
    code, _ = ask(Place(tmp_path / "away"), capsys, "adopt")
    assert (code, place.status) == (0, "")
    assert "lose the key" in place.git("show", "HEAD:docs/TASKS.md")


def test_a_copy_with_crlf(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What git would commit is adopted, not the line ends of the work tree."""
    place.git("config", "core.autocrlf", "true")
    place.file.write_bytes(TABLE.replace("hide", "lose").replace("\n", "\r\n").encode())
    assert run(place, capsys, "adopt")[0] == 0
    assert place.git("cat-file", "-p", "HEAD:docs/TASKS.md") + "\n" == TABLE.replace("hide", "lose")


@pytest.mark.parametrize(
    ("verb", "other"), [("adopt", ()), ("adopt", ("--discard",)), ("repair", ("--discard",))]
)
def test_somebody_else_takes_the_edit_first(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
    other: tuple[str, ...],
) -> None:
    """Two at once: the second finds that nothing is left to do, and does not ask to wait."""
    settled = copies.settled

    def meanwhile(ledger: GitLedger) -> copies.Copies:
        found = settled(ledger)
        words = (sys.executable, "-P", "-m", "mosaic", "adopt", *other)
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(words, cwd=place.path, env=env, check=True, capture_output=True)
        return found

    if verb == "repair":
        place.edit("| SEC-2: hide the key |", "| SEC-2: hide the key | |")
    else:
        place.edit("hide the key", "lose the key")
    monkeypatch.setattr(copies, "settled", meanwhile)
    code, said = ask(place, capsys, verb)
    assert (code, said["already"]) == (0, True)
    assert run(place, capsys, "verify")[0] == 0
