"""An outcome that nobody knows is never guessed: looked up, settled, or said to be unknown."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from mosaic.ledger import publish, remote
from tests.ledgers import git

from .conftest import CLAIM, NOTE, Clone, World, script

PENDING = ".git/mosaic/pending-push.json"


def real_git() -> str:
    found = subprocess.run(("sh", "-c", "command -v git"), capture_output=True, text=True)
    return found.stdout.strip()


def wrapped(world: World, monkeypatch: pytest.MonkeyPatch, body: str) -> Path:
    """A git whose pushes go another way while the file ``on`` is there; the file."""
    on = world.remote.parent / "on"
    on.touch()
    script(
        world.remote.parent / "bin/git",
        f'real="{real_git()}"\n'
        f'case "$*" in *" push --porcelain"*) [ -e "{on}" ] && {{ {body}; }};; esac\n'
        'exec "$real" "$@"',
    )
    monkeypatch.setenv("PATH", f"{world.remote.parent / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return on


def test_a_push_whose_answer_is_lost_has_landed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client dies after the remote took it: looked up, and acknowledged."""
    wrapped(world, monkeypatch, '"$real" "$@" >/dev/null 2>&1; kill -9 $$')
    said = world.one.ok(*CLAIM, "w1")
    assert world.at() == said["commit"] == world.one.at()
    assert not (world.one.top / PENDING).exists()


def test_a_push_that_died_before_it_was_sent_is_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = wrapped(world, monkeypatch, 'rm "$0.on" 2>/dev/null; kill -9 $$')
    monkeypatch.setattr(publish, "PAUSE", 0.01)
    world.one.no(9, "push-failed", *NOTE)
    on.unlink()
    world.one.ok(*NOTE)


def late(world: World, seconds: float) -> None:
    """An update hook that is slow the first time; ``ended`` is there once one has ended."""
    slow, ended = world.remote.parent / "slow", world.remote.parent / "ended"
    slow.touch()
    world.hook("update", f'[ -e "{slow}" ] && rm "{slow}" && sleep {seconds}; : >"{ended}"; exit 0')


def test_a_late_landing_is_the_same_claim(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client is killed, the remote lands the push seconds later: repeated, the command settles
    it by the same commit, and it is claimed once, by its own token."""
    monkeypatch.setattr(publish, "PUSHES", 1)
    late(world, 1)
    body = 'setsid "$real" "$@" >/dev/null 2>&1 & sleep 0.3; kill -9 $!; exit 137'
    on = wrapped(world, monkeypatch, body)
    said = world.one.no(9, "outcome-unknown", *CLAIM, "w1")
    assert said["hint"].startswith("repeat the same command")
    assert (world.one.top / PENDING).exists()
    on.unlink()
    again = world.one.ok(*CLAIM, "w1")
    assert (again["already"], again["task"]["id"]) == (True, "MS-SEC-001")
    assert any("has arrived" in line for line in again["notices"])
    assert world.subjects().count("chore(orchestrator): Claim MS-SEC-001 for w1") == 1
    assert not (world.one.top / PENDING).exists()
    wait_for(world.remote.parent / "ended")
    assert world.subjects().count("chore(orchestrator): Claim MS-SEC-001 for w1") == 1


def wait_for(file: Path) -> None:
    for _ in range(500):
        if file.exists():
            return
        time.sleep(0.02)
    pytest.fail(f"{file} never came")


def test_a_late_landing_that_is_fenced(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else was first meanwhile: the pending push can never land, and is forgotten."""
    monkeypatch.setattr(publish, "PUSHES", 1)
    world.hook("pre-receive", "kill -9 $PPID")
    world.one.no(9, "outcome-unknown", *CLAIM, "w1")
    (world.remote / "hooks/pre-receive").unlink()
    clear_locks(world)
    first = world.two.ok(*CLAIM, "w2")
    assert first["task"]["id"] == "MS-SEC-001"
    said = world.one.ok(*CLAIM, "w1")
    assert said["task"]["id"] == "MS-SEC-002"
    assert any("never will" in line for line in said["notices"])
    assert not (world.one.top / PENDING).exists()


def clear_locks(world: World) -> None:
    """What an admin of the remote does after its processes were killed."""
    for lock in world.remote.rglob("*.lock"):
        lock.unlink()


def test_both_ends_killed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Client and remote die together, a lock stays there: unknown, then named, then settled."""
    monkeypatch.setattr(publish, "PAUSE", 0.01)
    world.hook("reference-transaction", '[ "$1" = prepared ] && kill -9 $PPID; exit 0')
    said = world.one.no(9, "outcome-unknown", *CLAIM, "w1")
    assert "MS-SEC-001" in said["message"]
    (world.remote / "hooks/reference-transaction").unlink()
    if list(world.remote.rglob("*.lock")):
        world.one.no(9, "outcome-unknown", *CLAIM, "w1")
        clear_locks(world)
    again = world.one.ok(*CLAIM, "w1")
    assert again["task"]["id"] == "MS-SEC-001"
    assert world.subjects().count("chore(orchestrator): Claim MS-SEC-001 for w1") == 1


def test_pending_and_offline_stays_unknown(world: World) -> None:
    """While the remote cannot be asked, the earlier push stays unknown, and nothing new is made."""
    world.hook("pre-receive", "kill -9 $PPID")
    world.one.no(9, "outcome-unknown", *CLAIM, "w1")
    world.remote.rename(world.remote.with_name("moved.git"))
    said = world.one.no(9, "outcome-unknown", *NOTE)
    assert "Claim MS-SEC-001 for w1" in said["message"]
    assert any("does not appear to be a git repository" in line for line in said["details"])
    world.remote.with_name("moved.git").rename(world.remote)
    (world.remote / "hooks/pre-receive").unlink()
    said = world.one.ok(*NOTE)
    assert any("has arrived" in line for line in said["notices"])
    assert world.one.ok(*CLAIM, "w1")["already"] is True


def test_another_command_settles_it_as_well(world: World) -> None:
    world.hook("pre-receive", "kill -9 $PPID")
    world.one.no(9, "outcome-unknown", *NOTE)
    (world.remote / "hooks/pre-receive").unlink()
    world.one.ok("note", "MS-SEC-002", "other")
    assert world.one.ok(*NOTE)["already"] is True


def test_a_broken_note_is_named(world: World) -> None:
    note = world.one.top / PENDING
    world.one.ok(*NOTE)
    note.write_text("{")
    said = world.one.no(8, "ledger-broken", "note", "MS-SEC-001", "more")
    assert str(note) in said["message"]


@pytest.mark.parametrize("milliseconds", range(0, 31, 5))
def test_a_push_killed_at_any_moment(
    world: World, monkeypatch: pytest.MonkeyPatch, milliseconds: int
) -> None:
    """Killed so many milliseconds in, once: the claim is made once all the same."""
    on = wrapped(
        world,
        monkeypatch,
        f'rm "$on"; "$real" "$@" & sleep 0.{milliseconds:03}; kill -9 $!; wait $!; exit $?',
    )
    monkeypatch.setenv("on", str(on))
    said = world.one.ok(*CLAIM, "w1")
    assert world.at() == said["commit"]
    assert world.subjects().count("chore(orchestrator): Claim MS-SEC-001 for w1") == 1


def killed(clone: Clone, world: World, *words: str) -> None:
    """A command killed, with all that it started, while the remote works on its push."""
    begun = world.remote.parent / "begun"
    world.hook("pre-receive", f': >"{begun}"; sleep 0.4')
    process = clone.start(*words)
    wait_for(begun)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def test_a_command_killed_while_it_pushes(world: World) -> None:
    """The next command waits for what the dead one started, finds its note, and settles it."""
    killed(world.one, world, *CLAIM, "w1")
    (world.remote / "hooks/pre-receive").unlink()
    said = world.one.ok(*CLAIM, "w1")
    assert (said["task"]["id"], said["already"]) == ("MS-SEC-001", True)
    assert world.subjects().count("chore(orchestrator): Claim MS-SEC-001 for w1") == 1
    assert world.one.git("status", "--porcelain") == ""
    world.one.ok("note", "MS-SEC-001", "goes on")
    assert world.one.at() == world.at()


@pytest.mark.parametrize("content", ["", "oid"])
def test_a_lock_that_a_killed_fetch_left(world: World, content: str) -> None:
    """The ref that follows the remote is locked by a dead child of ours: cleared, it goes on."""
    own, lock = world.one.top / ".git", world.one.top / ".git/refs/remotes/origin/main.lock"
    world.one.ok("note", "MS-SEC-001", "first")
    (own / "mosaic/asking-note").write_text("refs/remotes/origin/main")
    lock.write_text(content and world.at() + "\n")
    world.two.ok("note", "MS-SEC-002", "meanwhile")
    world.one.ok(*NOTE)
    assert not lock.exists()
    assert not (own / "mosaic/asking-note").exists()


def test_somebodys_lock_is_kept(world: World) -> None:
    """Without a note of ours, or older than it, a lock is another git's: named and kept."""
    own, lock = world.one.top / ".git", world.one.top / ".git/refs/remotes/origin/main.lock"
    world.two.ok("note", "MS-SEC-002", "meanwhile")
    lock.write_text("")
    said = world.one.no(9, "push-failed", *NOTE)
    assert "main.lock" in "\n".join(said["details"])
    os.utime(lock, (1, 1))
    (own / "mosaic/asking-note").write_text("refs/remotes/origin/main")
    world.one.no(9, "push-failed", *NOTE)
    assert lock.exists()


def test_ctrl_c_while_it_pushes(world: World) -> None:
    """Interrupted: exit 130; what was started is ended, and the next command settles it."""
    begun = world.remote.parent / "begun"
    world.hook("pre-receive", f': >"{begun}"; sleep 5')
    process = world.one.start(*NOTE)
    wait_for(begun)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, "Traceback" in out + err) == (130, False)
    (world.remote / "hooks/pre-receive").unlink()
    world.one.ok(*NOTE)
    assert world.subjects().count("chore(orchestrator): Note on MS-SEC-001") == 1


def test_a_push_that_hangs_is_looked_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent, and no answer in time: ended, looked up, pushed again; then said to be unknown."""
    monkeypatch.setattr(remote, "PUSH_LIMIT", 0.5)
    monkeypatch.setattr(publish, "PUSHES", 2)
    world.hook("pre-receive", "sleep 60")
    world.one.no(9, "outcome-unknown", *NOTE)
    (world.remote / "hooks/pre-receive").unlink()
    monkeypatch.setattr(remote, "PUSH_LIMIT", 60)
    assert world.one.ok(*NOTE)["already"] is True
    assert git(world.remote, "fsck", "--strict") == ""


@pytest.mark.parametrize("name", ["asking-note", "pending-push.json"])
def test_notes_that_a_loss_of_power_spoilt(world: World, name: str) -> None:
    """One that only names locks is passed over; one that knows a push is said, by doctor too."""
    world.one.ok(*NOTE)
    (world.one.top / ".git/mosaic" / name).write_bytes(b"\0\x98\xff" * 20)
    status, said, _ = world.one.run("note", "MS-SEC-002", "after it")
    if name == "asking-note":
        assert (status, said["commit"]) == (0, world.at())
        return
    assert (status, said["code"]) == (8, "ledger-broken")
    _, found, _ = world.one.run("doctor")
    checks = {check["name"]: check for check in found["checks"]}
    assert checks["recovery"]["verdict"] == "fail"
