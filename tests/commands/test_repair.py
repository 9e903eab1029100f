"""repair: a broken ledger, or a broken copy of it, is mended by one entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.by_hand import TABLE, Place, ask, bootstrapped, empty, run

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return bootstrapped(tmp_path / "host")


def test_a_broken_ledger(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run shows the diff; the entry says what was done; other commands work again."""
    place.commit_edit("close the door", "close `a|b`")
    assert run(place, capsys, "fmt")[0] == 8
    code, said = ask(place, capsys, "repair", "--dry-run")
    assert (code, said["commit"], "close `a\\|b`" in said["diff"]) == (0, None, True)
    code, said = ask(place, capsys, "repair")
    assert (code, said["commit"]) == (0, place.tip)
    assert said["mended"] == [f"5: pipes in a code span of {ONE} escaped"]
    assert place.status == ""
    assert run(place, capsys, "validate")[0] == 0
    assert run(place, capsys, "adopt")[0] == 0
    assert run(place, capsys, "verify")[0] == 0


def test_a_broken_copy(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The person's copy is mended and taken in."""
    place.edit("| 5K | | Phase: 1 |", "| 5K |")
    code, said = ask(place, capsys, "repair")
    assert (code, said["mended"]) == (0, ["6: the row's lost cells are back from the ledger"])
    assert place.status == ""
    assert run(place, capsys, "verify")[0] == 0


def test_a_broken_row_that_was_changed_is_no_guess(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """What such a row lost cannot be told: it is named, and nothing changes."""
    place.edit("| 5K | | Phase: 1 |", "| 6K |")
    code, said = ask(place, capsys, "repair")
    assert (code, said["code"]) == (1, "check-failed")
    assert said["details"] == [f"docs/TASKS.md:6: {TWO} was changed and lost its last cells"]


def test_an_edited_copy_that_is_not_broken(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not repair's to take: adopt is named."""
    place.edit("hide the key", "lose the key")
    text = place.text
    code, said = ask(place, capsys, "repair")
    assert (code, said["code"]) == (8, "ledger-edited")
    assert place.text == text


def test_what_takes_a_guess(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written; each fault is shown with its line and a caret."""
    place.commit_edit("close the door", "close a|b")
    tip = place.tip
    code, said = ask(place, capsys, "repair")
    assert (code, said["code"]) == (1, "check-failed")
    assert said["details"][0].startswith("docs/TASKS.md:5:")
    assert said["details"][0].rstrip().endswith("^")
    assert place.tip == tip


def test_nothing_to_mend(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole ledger is already so, a missing one is exit 8."""
    assert run(place, capsys, "repair") == (0, "already so: nothing to mend\n", "")
    other = empty(place.path.parent / "other")
    assert ask(other, capsys, "repair")[1]["code"] == "ledger-missing"
    assert place.text == TABLE
