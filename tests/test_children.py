"""A git that is spawned is what the library's ``subprocess`` would have started: both are asked."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic.errors import Outside
from mosaic.ledger import children
from mosaic.ledger.children import finish, start
from mosaic.ledger.git import Git, environment
from mosaic.signals import unbroken
from tests.bench.hosts import host

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(params=["spawned", "library"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two starts children."""
    if request.param == "library":
        monkeypatch.setattr(children, "_SPAWNS", False)
    return str(request.param)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Path]:
    """A repository; afterwards no child is left that this test started, running or not yet asked
    for."""
    Git(tmp_path).run("init", "-q", ".")
    before = _children()
    yield tmp_path
    assert _children() <= before


def _children() -> set[str]:
    """Our children's numbers, as the system lists them."""
    found = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if place.read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                found.add(place.parent.name)
    return found


def run(there: Path, shell: str, data: bytes = b"", **more: object) -> tuple[int, bytes, bytes]:
    """A git whose alias is a line of shell."""
    args = ("git", "-c", f"alias.do=!{shell}", "do")
    return finish(args, there, environment(), data, **more)  # type: ignore[arg-type]


def test_git_works_in_its_folder(there: Path) -> None:
    inside = there / "in side"
    inside.mkdir()
    assert Path(Git(inside).run("rev-parse", "--show-prefix").line) == Path("in side")
    assert Git(inside).run("rev-parse", "--show-toplevel").line == str(there)


def test_what_is_large_both_ways_ends(there: Path) -> None:
    """Far more than a pipe holds goes in, comes out, and is said, all at once."""
    asked = b"HEAD:none\n" * 100_000
    status, out, err = finish(("git", "cat-file", "--batch-check"), there, environment(), asked)
    assert (status, err) == (0, b"")
    assert out == b"HEAD:none missing\n" * 100_000
    status, out, err = run(there, "cat; head -c 3000000 /dev/zero >&2; cat", b"x" * 1_000_000)
    assert (status, out, err) == (0, b"x" * 1_000_000, b"\0" * 3_000_000)


def test_an_end_is_told_as_it_was(there: Path) -> None:
    assert run(there, "exit 7")[0] == 7
    assert run(there, "kill -TERM $PPID; sleep 0.01")[0] == -signal.SIGTERM
    assert run(there, "cat")[1] == b""


def test_a_gone_folder_and_a_missing_git_are_told(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Outside, match="git is not installed, or this folder is gone"):
        Git(there / "gone").try_("version")
    (there / "file").touch()
    with pytest.raises(NotADirectoryError):
        Git(there / "file").try_("version")
    monkeypatch.setenv("PATH", str(there))
    with pytest.raises(Outside, match="git is not installed, or this folder is gone"):
        Git(there).try_("version")


def test_who_stands_in_a_gone_folder_may_ask_about_another(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = there / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert Git(there).run("rev-parse", "--git-dir").line == ".git"
    with pytest.raises(Outside, match="this folder is gone"):
        Git(gone).try_("version")


def test_a_child_has_what_a_library_s_has(there: Path, way: str) -> None:
    """Its descriptors, signals and group; one that somebody left open for all is none of it."""
    left, held = (os.open(there / name, os.O_RDWR | os.O_CREAT) for name in ("left", "held"))
    os.set_inheritable(left, True)
    try:
        shell = "for f in /proc/self/fd/*; do readlink $f; done; grep Sig /proc/self/status;"
        shell += " cut -d' ' -f5 /proc/$PPID/stat; echo $PPID"
        alone = run(there, shell, held=(held,), group=0)[1].decode().split("\n")
        plain = run(there, shell)[1].decode().split("\n")
    finally:
        os.close(left)
        os.close(held)
    assert str(there / "held") in alone
    assert str(there / "held") not in plain
    assert str(there / "left") not in alone + plain
    assert alone[-3] == alone[-2]
    assert plain[-3] == str(os.getpgrp())
    ignored = next(line for line in plain if line.startswith("SigIgn"))
    assert not int(ignored.split()[1], 16) & 1 << (signal.SIGPIPE - 1)


def test_a_held_lock_is_held_as_long_as_the_child_lives(there: Path) -> None:
    file = there / "lock"
    held = os.open(file, os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    child = start(("git", "cat-file", "--batch"), there, environment(), held=(held,))
    assert child.stdin is not None
    assert child.stdout is not None
    os.close(held)
    with file.open() as other:
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        child.stdin.close()
        assert child.wait() == 0
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    child.stdout.close()


def test_an_interrupted_wait_leaves_no_child(there: Path) -> None:
    """``there`` asks afterwards whether one is left."""
    os.mkfifo(there / "fifo")  # git waits for somebody to write into it

    def ring(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(KeyboardInterrupt):
            finish(("git", "hash-object", "fifo"), there, environment(), b"", group=0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_signal_that_comes_while_a_child_starts_counts_when_it_is_known(there: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    came: list[children.Child] = []

    def begin() -> None:
        with unbroken():
            with unbroken():
                os.kill(os.getpid(), signal.SIGINT)
                came.append(start(("git", "cat-file", "--batch"), there, environment()))
            came.append(came[0])

    try:
        with pytest.raises(KeyboardInterrupt):
            begin()
    finally:
        signal.signal(signal.SIGINT, before)
    child = came[1]
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    child.stdout.close()
    child.wait()


def test_who_ignores_ended_children_is_served_too(there: Path) -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert Git(there).try_("rev-parse", "--git-dir").line == ".git"
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_closed_stream_of_ours_is_no_stream_of_a_child_s(there: Path) -> None:
    """Where stdin is closed, a pipe's end gets its number."""
    code = "from pathlib import Path\nfrom mosaic.ledger.git import Git\n"
    code += "print(Git(Path('.')).try_('hash-object', '--stdin', stdin=b'x').out)"
    shell = 'exec "$@" <&-'
    words = ("sh", "-c", shell, "sh", sys.executable, "-P", "-c", code)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=there, env=env, capture_output=True, text=True)
    expected = Git(there).run("hash-object", "--stdin", stdin=b"x").out
    assert done.stdout == f"{expected!r}\n", done.stderr


@pytest.mark.skipif(not children._SPAWNS, reason="nothing is spawned on this system")
def test_a_hot_verb_does_not_load_the_library(tmp_path: Path, way: str) -> None:
    top = host(tmp_path / "host", 20)
    code = "import sys\nfrom mosaic.cli import run\nstatus = run(sys.argv[1:])\n"
    code += "sys.exit(status or 'subprocess' in sys.modules)"
    words = (sys.executable, "-P", "-c", code)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for verb in (("status",), ("claim-next", "--agent", "worker-1")):
        done = subprocess.run((*words, *verb), cwd=top, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
