"""The settings that git is asked for ahead: young, once, and by nobody's process afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mosaic.errors import Outside
from mosaic.ledger import children, settings
from mosaic.ledger.git import Git
from mosaic.ledger.settings import read_settings, settings_ahead
from tests.ledgers import git

if TYPE_CHECKING:
    from mosaic.ledger.children import Child


@pytest.fixture
def top(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "config", "user.name", "One")
    git(tmp_path, "config", "user.email", "one@example.invalid")
    return tmp_path


def test_what_was_asked_ahead_is_what_git_says(top: Path) -> None:
    """The first time as it was asked, then anew."""
    with settings_ahead(Git(top)) as said:
        first = said()
        assert first.author.startswith("One <one@example.invalid> ")
        assert first.plain
        git(top, "config", "user.name", "Two")
        git(top, "config", "commit.gpgsign", "true")
        again = said()
    assert again.author.startswith("Two <")
    assert again.sign
    assert again == read_settings(Git(top))


def test_an_old_answer_is_asked_again(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its author's line would have an old time."""
    monkeypatch.setattr(settings, "_FRESH", -1.0)
    with settings_ahead(Git(top)) as said:
        git(top, "config", "user.name", "Two")
        assert said().author.startswith("Two <")


def test_one_that_nobody_reads_has_ended(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Child] = []
    real = children.start

    def told(*words: Any, **more: Any) -> Child:
        begun.append(real(*words, **more))
        return begun[-1]

    monkeypatch.setattr(children, "start", told)
    with settings_ahead(Git(top)):
        assert len(begun) == 1
    assert begun[0].returncode is not None


def test_one_that_nobody_reads_holds_nothing_up(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command that writes nothing waits for it with the ledger locked."""
    slept: list[float] = []
    monkeypatch.setattr("mosaic.ledger.children.time.sleep", slept.append)
    with settings_ahead(Git(top)):
        pass
    assert slept == []


def test_a_fault_of_ours_is_not_git_that_is_missing(top: Path) -> None:
    """Only where it is started does a missing file mean that."""
    with pytest.raises(FileNotFoundError), settings_ahead(Git(top)):
        (top / "none").read_text()
    with pytest.raises(Outside), settings_ahead(Git(top / "none")):
        pass
