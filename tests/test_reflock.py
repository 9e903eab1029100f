"""git's own locks after a crash: the dead one's go, nobody else's ever does.

A note names the locks that git took for a command of ours, which is dead: the test holds the
kernel's lock that it had. Then each kind of lock file stands there.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mosaic.advance import advance
from mosaic.errors import Wait
from mosaic.events import note
from mosaic.ledger import recovery, reflock
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.reflock import RefLock
from tests.ledgers import git, make_host, open_ledger

NEW = "ab" * 20


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, GitLedger]]:
    monkeypatch.setattr(reflock, "QUIET", 0.05)
    top = make_host(tmp_path / "host")
    with open_ledger(top) as ledger:
        yield top, ledger


def say(ledger: GitLedger) -> None:
    advance(ledger, lambda s: None, lambda s, _: note.decide(s, "MS-SEC-001", "seen"))


def noted(top: Path, ledger: GitLedger) -> None:
    """The note of a command that died while git moved the ref."""
    locks = (RefLock(top / ".git/refs/heads/main.lock", NEW), RefLock(top / ".git/HEAD.lock"))
    tip = git(top, "rev-parse", "main")
    recovery.leave(
        ledger.repository.private,
        recovery.Note("t", "refs/heads/main", tip, NEW, (), (), locks),
    )


def lock(top: Path, text: str = "", name: str = "HEAD.lock") -> Path:
    file = top / ".git" / name
    file.write_text(text)
    return file


def stays(top: Path, ledger: GitLedger, file: Path) -> Wait:
    """The command waits no longer than it must, names the file, and keeps it."""
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    with pytest.raises(Wait) as caught:
        say(ledger)
    assert caught.value.code == "locked"
    assert any(str(file) in line for line in caught.value.details)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    return caught.value


@pytest.mark.parametrize("text", [NEW + "\n", NEW[:15]])
def test_a_lock_with_our_id_is_ours(host: tuple[Path, GitLedger], text: str) -> None:
    """All of the id that only our entry gives the ref, or a telling part of it."""
    top, ledger = host
    noted(top, ledger)
    file = lock(top, text, "refs/heads/main.lock")
    say(ledger)
    assert not file.exists()


def test_a_lock_that_was_seen_is_ours(host: tuple[Path, GitLedger]) -> None:
    top, ledger = host
    noted(top, ledger)
    file = lock(top)
    seen = reflock.identity(file)
    assert seen
    recovery.see(ledger.repository.private, "t", frozenset({seen}))
    with file.open():  # whoever reads it is no matter: it was git's when ours ran
        say(ledger)
    assert not file.exists()


def test_an_empty_lock_of_that_moment_goes(host: tuple[Path, GitLedger]) -> None:
    """Made with the note, untouched, and nobody alive who could hold it."""
    top, ledger = host
    noted(top, ledger)
    files = [lock(top), lock(top, name="refs/heads/main.lock")]
    say(ledger)
    assert not [file for file in files if file.exists()]


def older(file: Path) -> None:
    os.utime(file, (time.time() - 60, time.time() - 60))


def later(file: Path) -> None:
    os.utime(file, (time.time() + 3600, time.time() + 3600))


@pytest.mark.parametrize("when", [older, later])
def test_an_empty_lock_of_another_moment_stays(
    host: tuple[Path, GitLedger], when: Callable[[Path], None]
) -> None:
    top, ledger = host
    noted(top, ledger)
    file = lock(top, name="refs/heads/main.lock")
    when(file)
    stays(top, ledger, file)


def test_a_lock_with_another_id_stays(host: tuple[Path, GitLedger]) -> None:
    top, ledger = host
    noted(top, ledger)
    stays(top, ledger, lock(top, "cd" * 20 + "\n", "refs/heads/main.lock"))


def test_a_lock_without_a_note_stays(host: tuple[Path, GitLedger]) -> None:
    """Nothing says that it was ours; age says nothing."""
    top, ledger = host
    file = lock(top, name="refs/heads/main.lock")
    older(file)
    stays(top, ledger, file)


def test_a_lock_that_somebody_has_open_stays(host: tuple[Path, GitLedger]) -> None:
    top, ledger = host
    noted(top, ledger)
    file = top / ".git/HEAD.lock"
    with holding(["sh", "-c", 'exec 3>"$0"; echo; read x', str(file)], top.parent) as process:
        error = stays(top, ledger, file)
        assert any(str(process.pid) in line for line in error.details)
    say(ledger)
    assert not file.exists()


def test_a_lock_stays_while_a_git_is_at_work_here(host: tuple[Path, GitLedger]) -> None:
    """It may hold the lock without having it open: git closes what it does not write."""
    top, ledger = host
    noted(top, ledger)
    file = lock(top)
    with holding(["git", "update-ref", "--stdin"], top, "start\n") as process:
        error = stays(top, ledger, file)
        assert any(str(process.pid) in line for line in error.details)
    say(ledger)
    assert not file.exists()


def test_a_git_at_work_elsewhere_is_no_holder(host: tuple[Path, GitLedger], tmp_path: Path) -> None:
    top, ledger = host
    other = make_host(tmp_path / "other")
    noted(top, ledger)
    file = lock(top)
    with holding(["git", "update-ref", "--stdin"], other, "start\n"):
        say(ledger)
    assert not file.exists()


class holding:
    """A process that runs for the length of a ``with``; it has said its first line by then."""

    def __init__(self, words: list[str], cwd: Path, ask: str = "") -> None:
        self.process = subprocess.Popen(
            words, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(ask)
        self.process.stdin.flush()
        self.process.stdout.readline()

    def __enter__(self) -> subprocess.Popen[str]:
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.communicate()


def test_a_note_of_an_older_version_is_read(host: tuple[Path, GitLedger]) -> None:
    """It names no locks; all else is finished."""
    top, ledger = host
    noted(top, ledger)
    file = ledger.repository.private / "recovery.json"
    body = json.loads(file.read_text())
    del body["locks"]
    file.write_text(json.dumps(body))
    say(ledger)
    assert not file.exists()
