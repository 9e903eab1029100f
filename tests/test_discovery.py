"""Where a repository is found without git, it is where git finds it; else git is asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mosaic.ledger.discovery import plain_top
from mosaic.ledger.repository import find_repository
from tests.ledgers import git


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "top")
    (tmp_path / "top/a/b").mkdir(parents=True)
    return tmp_path / "top"


def theirs(folder: Path) -> tuple[str, ...]:
    words = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--git-path", "hooks")
    return tuple(git(folder, "rev-parse", "--path-format=absolute", *words).split("\n"))


def ours(folder: Path) -> tuple[str, ...]:
    found = find_repository(folder)
    return tuple(map(str, (found.top, found.git_dir, found.common, found.hooks)))


@pytest.mark.parametrize("below", ["", "a", "a/b", ".git/../a"])
def test_a_plain_one_is_found(place: Path, below: str) -> None:
    assert plain_top(str(place / below)) == str(place)
    assert ours(place / below) == theirs(place / below)


def test_through_a_link_it_is_where_it_really_is(place: Path) -> None:
    link = place.parent / "link"
    link.symlink_to(place / "a")
    assert plain_top(str(link)) == str(place)
    assert ours(link) == theirs(link)


@pytest.mark.parametrize(
    "words",
    [
        ("config", "core.worktree", "../a"),
        ("config", "extensions.worktreeConfig", "true"),
        ("config", "include.path", "other"),
        ("config", "core.bare", "true"),
    ],
    ids=" ".join,
)
def test_what_is_odd_is_gits_to_tell(place: Path, words: tuple[str, ...]) -> None:
    git(place, *words)
    assert plain_top(str(place)) is None


def test_hooks_are_where_the_config_says(place: Path) -> None:
    git(place, "config", "core.hooksPath", "a/hooks")
    assert ours(place) == theirs(place)


def test_other_kinds_are_gits_to_tell(place: Path) -> None:
    git(place, "commit", "-q", "--allow-empty", "-m", "start")
    git(place, "worktree", "add", "-q", "../linked")
    git(place.parent, "clone", "-q", "--bare", "top", "bare")
    git(place.parent, "init", "-q", "--separate-git-dir", "aside", "apart")
    (place / ".git/objects").rename(place / "objects")
    for folder in ("linked", "bare", "bare/refs", "apart", "top"):
        assert plain_top(str(place.parent / folder)) is None, folder
    assert ours(place.parent / "apart") == theirs(place.parent / "apart")


def test_a_ceiling_holds(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(place))
    assert plain_top(str(place / "a/b")) is None
    asked = ("git", "rev-parse", "--show-toplevel")
    assert subprocess.run(asked, cwd=place / "a/b", capture_output=True, check=False).returncode
    assert plain_top(str(place)) == str(place)
