"""A patched index is the one that git would have made; what is not plain is git's to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mosaic.ledger import index as plain
from mosaic.ledger.loose import sha1
from tests.ledgers import git

PATH = "docs/TASKS.md"
BESIDE = (
    "docs/TASKS.mdx", "docs/a", "docs/tasks/x", "a/docs/TASKS.md", "TASKS.md", "docs.md",
    "docs/TASKS.md.d/y", "b" * 40 + "/docs/TASKS.md", "z/y/x/w", "docs/é",
)  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with paths that look like the ledger's."""
    git(tmp_path, "init", "-q", ".")
    for path in (PATH, *BESIDE):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{path}\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "start")
    return tmp_path


def patch(place: Path, text: str) -> bool:
    """Stage and place a new ledger by ourselves; whether the index was plain."""
    file = place / ".git/index"
    found = plain.read(file, (PATH,))
    if found is None or PATH not in found.places:
        return False
    (place / "new").write_text(text)
    oid = git(place, "hash-object", "-w", "new")
    (place / "new").replace(place / PATH)
    new = plain.patched(found, {PATH: oid})
    file.write_bytes(new + sha1(new).digest())
    plain.stamp(file, new, found.places, place)
    return True


def facts(place: Path) -> tuple[str, ...]:
    return (
        git(place, "ls-files", "--stage", "--debug"),
        git(place, "diff-files"),
        git(place, "status", "--porcelain"),
        git(place, "write-tree"),
        git(place, "fsck", "--strict"),
    )


@pytest.mark.parametrize("dirty", [False, True])
def test_it_is_what_git_makes(place: Path, dirty: bool) -> None:
    """Stat data, trees, and whatever else the person has staged."""
    if dirty:
        (place / "TASKS.md").write_text("staged")
        (place / "added").write_text("staged")
        git(place, "add", "TASKS.md", "added")
        (place / "docs/a").write_text("edited")
    else:
        git(place, "status")
    before = plain.read(place / ".git/index", (PATH, "none"))
    assert before is not None
    assert before.oid(PATH) == git(place, "rev-parse", f"HEAD:{PATH}")
    assert before.oid("none") == ""
    assert patch(place, "one more line\n")
    ours = facts(place)
    git(place, "update-index", PATH)
    assert facts(place) == ours
    if not dirty:
        (place / ".git/index").unlink()
        git(place, "add", "-A")
        assert git(place, "write-tree") == ours[3]


def test_gits_own_end_of_entries_is_dropped(place: Path) -> None:
    git(place, "config", "index.threads", "2")
    git(place, "update-index", "--force-write-index")
    assert patch(place, "two\n")
    assert git(place, "diff-files") == ""
    git(place, "fsck", "--strict")


@pytest.mark.parametrize(
    "words",
    [
        ("update-index", "--index-version", "4"),
        ("update-index", "--skip-worktree", PATH),
        ("update-index", "--assume-unchanged", PATH),
        ("update-index", "--chmod=+x", PATH),
        ("update-index", "--split-index"),
    ],
    ids=" ".join,
)
def test_what_is_not_plain_is_gits(place: Path, words: tuple[str, ...]) -> None:
    git(place, *words)
    assert not patch(place, "three\n")


def test_an_unmerged_path_is_gits(place: Path) -> None:
    oid = git(place, "rev-parse", f"HEAD:{PATH}")
    lines = "".join(f"100644 {oid} {stage}\t{PATH}\n" for stage in (1, 2, 3))
    (place / "lines").write_text(f"0 {'0' * 40}\t{PATH}\n{lines}")
    with (place / "lines").open() as file:
        subprocess.run(("git", "update-index", "--index-info"), cwd=place, stdin=file, check=True)
    assert not patch(place, "four\n")


def test_no_index_and_a_broken_one_are_gits(place: Path) -> None:
    file = place / ".git/index"
    whole = file.read_bytes()
    for data in (
        b"",
        whole[:40],
        whole[:-30],
        b"DIRC\0\0\0\3" + whole[8:],
        whole[:-20] + bytes(20),
    ):
        file.write_bytes(data)
        assert plain.read(file, (PATH,)) is None
    shutil.rmtree(place / ".git")
    assert plain.read(file, (PATH,)) is None
