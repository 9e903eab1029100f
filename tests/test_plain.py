"""A plain repository that is read from its files says what git says, or asks git."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mosaic.ledger.git import Git
from mosaic.ledger.loose import store
from mosaic.ledger.objects import Reader, known_at, reading
from mosaic.ledger.placing import blob_id, copy_is
from mosaic.ledger.plain import Object, Plain, Unsure, loose, ref_at
from mosaic.ledger.repository import find_repository

FILES = {
    "docs/TASKS.md": "| a |\n", "docs/tasks/a b.md": "blank\n", "docs.md": "x", "docs/x": "",
    "run": "#!/bin/sh\n", "ä/ö": "ü", "large": "x" * 200_000, "docs/tasks/deep/er/z": "z",
}  # fmt: skip
NAMES = (
    "docs", "docs/", "/docs", "docs//x", "docs/./x", "docs/../run", "", ".", "link", "link/x",
    "run/x", "doc", "docs/TASKS", "TASKS.md", "docs/tasks", "docs/tasks/deep", "ä", "sub", "sub/x",
    "docs/tasks/a", "\udcff", "none/at/all", *FILES,
)  # fmt: skip
STARTS = (
    "HEAD", "refs/heads/main", "refs/heads/other", "refs/heads/none", "refs/tags/v1",
    "refs/remotes/origin/HEAD", "main", "v1", "HEAD^", "HEAD~1", "HEAD^{tree}", "HEAD^{commit}",
    "refs/heads/main^{commit}", "refs/heads/main^{tree}", "refs/tags/v1^{commit}", "refs/heads/",
    "refs/heads/none^{commit}", "", "refs/heads/x.lock", "refs/../HEAD", "HEAD^0", "HEAD^1",
    "refs/heads/main^", "refs/heads/main^{}", "@", "0" * 40, "0" * 40 + "^{commit}",
)  # fmt: skip


class Told(Reader):
    """A reader that counts what it asked git."""

    __slots__ = ("asked",)

    def __init__(self, git: Git, plain: Path) -> None:
        super().__init__(git, plain=plain)
        self.asked: list[str] = []

    def _asked(self, name: str) -> Object | None:
        self.asked.append(name)
        return super()._asked(name)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits, a branch, a tag, a link, a submodule's entry, an executable."""
    here = tmp_path_factory.mktemp("plain")
    git = Git(here)
    git.run("init", "-q", "-b", "main", ".")
    for name, text in FILES.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, encoding="utf-8")
    (here / "run").chmod(0o755)
    (here / "link").symlink_to("docs")
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    git.run("add", ".")
    git.run(*who, "commit", "-qm", "first")
    head = git.run("rev-parse", "HEAD").line
    git.run("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    git.run(*who, "commit", "-qm", "second")
    git.run("branch", "other", "HEAD~1")
    git.run(*who, "tag", "-am", "tag", "v1")
    git.run("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    git.run("update-ref", "refs/remotes/origin/main", "HEAD")
    return here


@pytest.fixture(params=["loose", "refs packed", "all packed", "half"])
def state(request: pytest.FixtureRequest, top: Path, tmp_path: Path) -> Path:
    """That repository in one state of its files."""
    here = tmp_path / "here"
    subprocess.run(("cp", "-a", top, here), check=True)
    git = Git(here)
    if request.param in ("refs packed", "half"):
        git.run("pack-refs", "--all")
    if request.param != "loose" and request.param != "refs packed":
        git.run("gc", "-q", "--prune=now")
    if request.param == "half":
        (here / "docs/TASKS.md").write_text("| b |\n")
        git.run("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "third")
    return here


def questions(here: Path) -> list[str]:
    """Every kind of name, of every start."""
    commit = Git(here).run("rev-parse", "HEAD").line
    tree = Git(here).run("rev-parse", "HEAD^{tree}").line
    starts = [*STARTS, commit, commit[:12], commit.upper(), f"{commit}^{{tree}}", tree]
    return [*starts, *(f"{start}:{name}" for start in starts for name in NAMES)]


def test_it_says_what_git_says(state: Path) -> None:
    """Of every name, twice over: read anew, and kept."""
    with reading(Git(state)) as git:
        reader = Told(Git(state), state / ".git")
        asked = questions(state)
        for name in (*asked, *asked):
            assert reader.get(name) == git.get(name), name
        reader.close()


def test_what_is_loose_costs_no_process(top: Path) -> None:
    reader = Told(Git(top), top / ".git")
    commit = Git(top).run("rev-parse", "HEAD").line
    for start in ("HEAD", "refs/heads/main", commit):
        for name in FILES:
            found = reader.get(f"{start}:{name}")
            assert found is not None
            assert found.body == FILES[name].encode()
        assert reader.get(f"{start}:docs/none.md") is None
        assert reader.get(f"{start}:none/there.md") is None
    assert reader.asked == []


def test_what_is_packed_is_asked_once(top: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    subprocess.run(("cp", "-a", top, here), check=True)
    Git(here).run("gc", "-q", "--prune=now")
    reader = Told(Git(here), here / ".git")
    for _ in range(3):
        for name in ("docs/TASKS.md", "docs/none", "docs/tasks/none"):
            reader.get(f"refs/heads/main:{name}")
    assert len(reader.asked) == len(set(reader.asked)) == 5  # commit, three trees, one file
    reader.close()


def test_a_ref_that_moves_is_read_again(top: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    subprocess.run(("cp", "-a", top, here), check=True)
    git, reader = Git(here), Reader(Git(here), plain=here / ".git")
    for name in ("HEAD", "HEAD~1", "HEAD"):
        commit = git.run("rev-parse", name).line
        git.run("update-ref", "refs/heads/other", commit)
        found = reader.get("refs/heads/other^{commit}")
        assert found is not None
        assert found.oid == commit
        git.run("pack-refs", "--all")
        assert reader.get("refs/heads/other^{commit}") == found
    reader.close()


def spoilt(data: bytes) -> Iterator[bytes]:
    """An object's file as a fault may leave it."""
    whole = zlib.decompress(data)
    yield b""
    yield data[:-1]
    yield data[: len(data) // 2]
    yield data + b"x"
    yield data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]
    yield zlib.compress(whole + b"x")
    yield zlib.compress(whole[:-1])
    yield zlib.compress(whole.replace(b"blob", b"blub"))
    yield zlib.compress(whole.replace(b"\0", b"", 1))
    kind, _, rest = whole.partition(b" ")
    for size in (b"", b"00", b"-1", b"1e3", b"0x6", b" 6", b"9" * 9, b"9" * 40):
        yield zlib.compress(kind + b" " + size + rest[rest.index(b"\0") :])


def test_a_file_that_is_not_whole_is_no_answer(top: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    subprocess.run(("cp", "-a", top, here), check=True)
    oid = Git(here).run("rev-parse", "HEAD:docs/TASKS.md").line
    file = here / ".git/objects" / oid[:2] / oid[2:]
    data = file.read_bytes()
    for bad in spoilt(data):
        file.unlink()
        file.write_bytes(bad)
        plain = Plain(str(here / ".git"), lambda _: None)
        with pytest.raises(Unsure):
            plain.get("HEAD:docs/TASKS.md")


def test_a_large_object_is_held_once(tmp_path: Path) -> None:
    """Nor is a size believed that the file cannot have: what says so is no answer."""
    body = b"| a row of a ledger |\n" * 400_000
    (tmp_path / "objects").mkdir()
    oid = store(tmp_path / "objects", "blob", body)
    tracemalloc.start()
    try:
        found = loose(str(tmp_path), oid)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.body == body
    assert most < 1.1 * len(body)


@pytest.mark.parametrize("like", ["1" * 40, "2" * 64])
def test_a_working_copy_is_told_by_its_id(tmp_path: Path, like: str) -> None:
    """In both kinds of ids, empty or of many pieces."""
    for data in (b"", b"x", b"y" * (3 << 20)):
        (tmp_path / "file").write_bytes(data)
        kind = "sha1" if len(like) == 40 else "sha256"
        oid = hashlib.new(kind, b"blob %d\0" % len(data) + data).hexdigest()
        assert blob_id(data, like) == oid
        for known in (data, None):
            assert copy_is(tmp_path, "file", (oid, known)) is True
            assert copy_is(tmp_path, "none", (oid, known)) is None
        assert copy_is(tmp_path, "file", (like, None)) is False
        assert copy_is(tmp_path, "file", (oid, data + b"x")) is False


def test_the_ids_of_files_are_those_of_git(state: Path) -> None:
    """In each state of the repository; of folders and of what is not there, nothing."""
    with reading(Git(state)) as git:
        reader = Told(Git(state), state / ".git")
        for commit in ("HEAD", "refs/heads/other", "refs/heads/none", ""):
            asked = ("run", "docs/TASKS.md", "ä/ö", "docs", "none", "run/x", "none/x", "large")
            blobs = {path: git.get(f"{commit}:{path}") for path in asked if commit}
            wanted = {path: b.oid for path, b in blobs.items() if b and b.kind == "blob"}
            for one in (reader, git):
                known = known_at(one, commit, asked)
                assert {path: oid for path, (oid, _) in known.items()} == wanted
        reader.close()


def test_what_was_read_is_still_known(top: Path) -> None:
    """Its bytes are at hand, and of what nobody read there is the id alone."""
    reader = Reader(Git(top), plain=top / ".git")
    found = reader.get("HEAD:run")
    assert found is not None
    known = known_at(reader, "HEAD", ("run", "docs/TASKS.md"))
    assert known["run"] == (found.oid, found.body)
    assert known["docs/TASKS.md"][1] is None


@pytest.mark.parametrize("packed", [False, True])
def test_where_an_object_stands_for_another_git_is_asked(
    top: Path, tmp_path: Path, packed: bool
) -> None:
    here = tmp_path / "here"
    subprocess.run(("cp", "-a", top, here), check=True)
    git = Git(here)
    old, new = (git.run("rev-parse", name).line for name in ("HEAD:docs/TASKS.md", "HEAD:run"))
    git.run("replace", "-f", old, git.run("hash-object", "-w", "--stdin", stdin="other").line)
    assert old != new
    if packed:
        git.run("pack-refs", "--all")
        (here / ".git/refs/replace").rmdir()
    reader = Reader(git, plain=here / ".git")
    found = reader.get("HEAD:docs/TASKS.md")
    reader.close()
    assert found is not None
    assert found.body == b"other"


@pytest.mark.parametrize(
    "content",
    [
        "", "\n", "ref: refs/heads/other\n", "x" * 40 + "\n", "0" * 39 + "\n", "0" * 40,
        "0" * 40 + "\n\n", "0" * 40 + " \n", "0" * 64 + "\n",
    ],
)  # fmt: skip
def test_a_ref_that_git_does_not_write_so_is_no_answer(tmp_path: Path, content: str) -> None:
    (tmp_path / "refs/heads").mkdir(parents=True)
    (tmp_path / "refs/heads/x").write_text(content)
    with pytest.raises(Unsure):
        ref_at(str(tmp_path), "refs/heads/x")


PART = st.text("ab./-~ \n", max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.lists(PART, max_size=4).map("/".join), start=st.sampled_from(("refs/", "", "HEAD")))
def test_a_strange_name_means_what_it_means_to_git(top: Path, name: str, start: str) -> None:
    asked = Git(top).try_("rev-parse", "--verify", "-q", "--end-of-options", start + name)
    try:
        found = ref_at(str(top / ".git"), start + name)
    except (Unsure, OSError):
        return
    assert found == asked.line


def test_no_answer_is_wrong_while_git_packs(top: Path, tmp_path: Path) -> None:
    """Somebody commits, packs and throws away beside it: what is read is always some commit's."""
    here = tmp_path / "here"
    subprocess.run(("cp", "-a", top, here), check=True)
    shell = (
        "for n in 1 2 3 4 5 6 7 8 9; do echo $n > docs/TASKS.md;"
        " git -c user.name=a -c user.email=a@b commit -qam $n;"
        " case $n in *[369]) git gc -q --prune=now;; *[147]) git pack-refs --all;;"
        " *) git repack -qad;; esac; done"
    )
    number, reads = 0, 0
    with subprocess.Popen(("sh", "-ec", shell), cwd=here, stderr=subprocess.DEVNULL) as other:
        while other.poll() is None or not reads:
            reader = Reader(Git(here), plain=here / ".git")
            found = reader.get("refs/heads/main:docs/TASKS.md")
            reader.close()
            assert found is not None
            now = 0 if found.body == b"| a |\n" else int(found.body)
            assert now >= number, "older than what was read before"
            number, reads = now, reads + 1
    assert other.returncode == 0
    assert reads


def test_only_a_plain_repository_is_read_so(top: Path, tmp_path: Path) -> None:
    assert find_repository(top).plain
    link = tmp_path / "link"
    Git(top).run("worktree", "add", "-q", "--detach", str(link))
    try:
        assert not find_repository(link).plain
    finally:
        Git(top).run("worktree", "remove", str(link))
    bare = tmp_path / "sha256"
    done = Git(tmp_path).try_("init", "-q", "--object-format=sha256", str(bare))
    assert done.status or not find_repository(bare).plain
    assert os.path.isdir(top)
