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


def test_entries_are_found_whatever_stands_around_them(place: Path) -> None:
    """Of paths of every length, among them those whose length has more than one byte."""
    oid = git(place, "rev-parse", f"HEAD:{PATH}")
    names = [f"{'n' * 40}/{'d' * length}" for length in range(200, 230)]
    names += ["p/" * 60 + "x" * length for length in (134, 135, 136)] + ["q/" * 2_050 + "x"]
    names += [f"r/{PATH}", f"r{PATH}", f"docs/{PATH}"]
    (place / "lines").write_text("".join(f"100644 {oid}\t{name}\n" for name in names))
    with (place / "lines").open() as file:
        words = ("git", "-c", "core.longpaths=true", "update-index", "--add", "--index-info")
        subprocess.run(words, cwd=place, stdin=file, check=True)
    file_ = place / ".git/index"
    found = plain.read(file_, (*names, PATH, "none"))
    assert found is not None
    assert set(found.places) == {*names, PATH}
    assert {found.oid(name) for name in names} == {oid}
    again = plain.read(file_, ("docs/a", PATH))
    assert again is not None
    assert set(again.places) == {"docs/a", PATH}
    assert plain.read(file_, ("docs/none",)) == plain.Index(found.data, found.end, {})


def trees(body: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    """The cache of trees: each folder's count and id, its trees' number."""
    found: dict[bytes, tuple[bytes, bytes]] = {}

    def tree(at: int, above: bytes) -> int:
        nul, line = body.index(b"\0", at), body.index(b"\n", at)
        count, inside = body[nul + 1 : line].split(b" ")
        end = line + (1 if count == b"-1" else 21)
        folder = above + body[at:nul] + b"/"
        found[folder] = (count + body[line:end], inside)
        for _ in range(int(inside)):
            end = tree(end, folder)
        return end

    assert tree(0, b"") == len(body)
    return found


@pytest.mark.parametrize(
    "paths", [(PATH,), ("docs/tasks/x",), ("z/y/x/w", PATH), ("TASKS.md",), ("docs/none/x",)]
)
def test_the_cache_of_trees_forgets_those_on_the_way(place: Path, paths: tuple[str, ...]) -> None:
    git(place, "write-tree")
    index = plain.read(place / ".git/index", (PATH,))
    assert index is not None
    body = dict(plain._extensions(index))[b"TREE"]
    before, after = trees(body), trees(plain._invalid(body, [p.encode() for p in paths]))
    assert list(before) == list(after)
    for folder, (known, inside) in before.items():
        gone = any(f"/{path}".encode().startswith(folder) for path in paths)
        assert after[folder] == ((b"-1\n", inside) if gone else (known, inside))
