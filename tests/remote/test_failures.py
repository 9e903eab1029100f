"""A remote that does not take a push: told at once, with its own words, nothing changed here.

``Clone.no`` asserts that every byte of refs, logs, index, locks and files is as it was.
"""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mosaic.ledger import publish, remote
from tests.ledgers import git

from .conftest import CLAIM, NOTE, World, script


def refusing_pre_receive(world: World) -> str:
    world.hook("pre-receive", "printf 'no, \\033[31mnot today\\033[0m\\n' >&2; exit 1")
    return "not today"


def refusing_update(world: World) -> str:
    world.hook("update", "echo 'this branch is protected' >&2; exit 1")
    return "this branch is protected"


def checked_out(world: World) -> str:
    git(world.remote, "config", "core.bare", "false")
    return "checked out"


def gone(world: World) -> str:
    world.remote.rename(world.remote.with_name("moved.git"))
    return "does not appear to be a git repository"


def a_rule_of_the_server(world: World) -> str:
    """A server's own rule about who may push, by an environment that no entry has."""
    world.hook("pre-receive", '[ -n "$SOMEBODY" ] || { echo "who are you?" >&2; exit 1; }')
    return "who are you?"


def nobody_listens(world: World) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    world.one.git("remote", "set-url", "origin", f"http://user:secret@127.0.0.1:{port}/x.git")
    return "127.0.0.1"


def no_ssh(world: World) -> str:
    world.one.git("remote", "set-url", "origin", "ssh://git@127.0.0.1:1/x.git")
    return "Could not read from remote repository"


def asks_for_a_password(world: World) -> str:
    """The transport wants a password; nobody is asked."""
    helper = script(world.remote.parent / "bin/ssh", "read answer </dev/tty || exit 5; exit 6")
    world.one.git("config", "core.sshCommand", str(helper))
    world.one.git("remote", "set-url", "origin", "ssh://git@127.0.0.1:1/x.git")
    return "Could not read from remote repository"


FAILURES: tuple[Callable[[World], str], ...] = (
    refusing_pre_receive, refusing_update, checked_out, gone, a_rule_of_the_server, nobody_listens,
    no_ssh, asks_for_a_password,
)  # fmt: skip


@pytest.mark.parametrize("break_", FAILURES, ids=lambda f: f.__name__)
def test_push_failed(world: World, break_: Callable[[World], str]) -> None:
    """Exit 9, push-failed, the remote's own words; no login, no control character."""
    words = break_(world)
    for command in (NOTE, (*CLAIM, "w1")):
        said = world.one.no(9, "push-failed", *command)
        told = "\n".join(said["details"])
        assert words in told
        assert "\x1b" not in told
        assert "secret" not in told
    assert not (world.one.top / ".git/mosaic/pending-push.json").exists()


def test_a_claim_that_failed_is_claimed_afterwards(world: World) -> None:
    hook = world.hook("pre-receive", "exit 1")
    world.one.no(9, "push-failed", *CLAIM, "w1")
    hook.unlink()
    said = world.one.ok(*CLAIM, "w1")
    assert (said["already"], world.at()) == (False, said["commit"])


def test_a_lock_left_in_the_remote(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried again a few times, then told in the remote's words; the lock is not ours to remove."""
    monkeypatch.setattr(publish, "PAUSE", 0.01)
    lock = world.remote / "refs/heads/main.lock"
    lock.touch()
    said = world.one.no(9, "push-failed", *NOTE)
    assert "main.lock" in "\n".join(said["details"])
    assert lock.exists()
    lock.unlink()
    world.one.ok(*NOTE)


def test_a_lock_that_goes_away(world: World) -> None:
    """A ref that another push holds for a moment is waited for."""
    lock = world.remote / "refs/heads/main.lock"
    lock.touch()
    with subprocess.Popen(("sh", "-c", f"sleep 0.3; rm '{lock}'")):
        world.one.ok(*NOTE)


def test_the_pre_push_hook_is_honoured(world: World) -> None:
    """Run as git runs it: remote and address as arguments, refs on stdin; its no is a no."""
    hook = script(
        world.one.top / ".git/hooks/pre-push",
        'echo "$1 $2 $MOSAIC_ENTRY" >&2; cat >&2; exit 1',
    )
    before = world.at()
    said = world.one.no(9, "hook-refused", *NOTE)
    assert said["details"][0] == f"origin {world.remote} 1"
    assert said["details"][1].endswith(f" refs/heads/main {before}")
    assert world.at() == before
    hook.write_text("#!/bin/sh\nexit 0\n")
    world.one.ok(*NOTE)
    hook.write_text("#!/bin/sh\nexit 1\n")
    world.one.git("config", "core.hooksPath", "/dev/null")
    world.one.ok("note", "MS-SEC-001", "hooks are elsewhere")


def test_hooks_none_asks_no_hook(world: World) -> None:
    world.one.ok("config", "ledger.hooks", "none", "--reason", "they check commits of source")
    script(world.one.top / ".git/hooks/pre-push", "exit 1")
    world.one.ok(*NOTE)


def test_a_fetch_that_hangs_is_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded: the child and all that it started are ended, and the ending is said."""
    monkeypatch.setattr(remote, "FETCH_LIMIT", 1.5)
    mark = world.remote.parent / "mark"
    slow = script(world.remote.parent / "bin/slow", f"echo $$ >'{mark}'; exec sleep 600")
    world.one.git("config", "remote.origin.uploadpack", str(slow))
    said = world.one.no(9, "push-failed", *NOTE)
    assert "it was ended: it took too long" in said["details"]
    number = int(mark.read_text())
    assert not Path(f"/proc/{number}").exists() or "Z" in _state(number)


def _state(number: int) -> str:
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_push_that_hangs_before_it_said_anything(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was sent, so nothing can have arrived: push-failed, not outcome-unknown."""
    monkeypatch.setattr(remote, "PUSH_LIMIT", 0.3)
    slow = script(world.remote.parent / "bin/slow", "exec sleep 600")
    world.one.git("config", "remote.origin.receivepack", str(slow))
    world.one.no(9, "push-failed", *NOTE)


def test_the_users_options_do_not_matter(world: World) -> None:
    """Settings that change what fetch and push do by themselves change nothing here."""
    for key, value in (
        ("push.followTags", "true"), ("fetch.prune", "true"), ("fetch.pruneTags", "true"),
        ("push.default", "nothing"), ("remote.origin.mirror", "false"), ("push.gpgSign", "false"),
        ("remote.pushDefault", "elsewhere"), ("fetch.recurseSubmodules", "true"),
        ("remote.origin.tagOpt", "--tags"),
    ):  # fmt: skip
        world.one.git("config", key, value)
    world.one.git("tag", "-a", "-m", "mine", "mine")
    world.one.git("tag", "light")
    world.one.git("branch", "side")
    world.one.ok(*NOTE)
    assert git(world.remote, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert world.one.git("tag") == "light\nmine"
    assert not (world.one.top / ".git/FETCH_HEAD").exists()
