"""fmt: one entry that aligns the table, and none where it is aligned."""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic.parse import tasks
from mosaic.parse.tasks import COLUMNS
from tests.by_hand import ask, bootstrapped, empty, run

ONE = "MS-SEC-001"


def test_align(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry is legal, the second one is none, and work goes on in the aligned table."""
    place = bootstrapped(tmp_path / "host")
    code, said = ask(place, capsys, "fmt", "--dry-run")
    assert (code, said["commit"], bool(said["diff"])) == (0, None, True)
    code, said = ask(place, capsys, "fmt")
    assert (code, said["commit"]) == (0, place.tip)
    lines = [line for line in place.text.split("\n") if line.startswith("|")]
    assert len({line.index("fix/security") for line in lines[2:]}) == 1
    assert ask(place, capsys, "fmt")[1]["already"] is True
    place.claim(ONE)
    assert run(place, capsys, "verify")[0] == 0
    assert place.status == ""


def test_upgrade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hand-made table gets the full header, and its own column stays."""
    place = empty(tmp_path / "host")
    place.file.parent.mkdir()
    place.file.write_text("| Owner | ID | Status |\n|---|---|---|\n| me | P0-001 | todo |\n")
    place.git("add", ".")
    place.git("commit", "-qm", "our tasks")
    assert run(place, capsys, "fmt", "--upgrade")[0] == 0
    document = tasks.parse(place.text)
    assert document.tables[0].place.columns == (*COLUMNS, "Owner")
    assert document.tasks["P0-001"]["owner"] == "me"
    assert run(place, capsys, "verify")[0] == 0


def test_a_copy_edited_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused and kept."""
    place = bootstrapped(tmp_path / "host")
    place.edit("close the door", "shut the door")
    text = place.text
    code, said = ask(place, capsys, "fmt")
    assert (code, said["code"]) == (8, "ledger-edited")
    assert place.text == text
