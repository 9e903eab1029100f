"""doctor: each check, where all is well and where it is not, in real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mosaic.doctor import CHECKS
from mosaic.ledger.lock import locked

from .conftest import Host
from .mishaps import edited, odd_config, short_row
from .surgery import doctor, linked, look


def test_a_healthy_repository(host: Host) -> None:
    """Every check speaks once, by its name; all is well, and nothing has changed."""
    host.ok("install-hooks")
    host.picture()  # git keeps what the diff driver printed
    before = host.picture()
    status, checks, said = doctor(host)
    assert status == 0, said
    assert list(checks) == [check.name for check in CHECKS]
    assert {c["verdict"] for c in checks.values()} == {"ok"}
    assert said["counts"] == {"ok": len(CHECKS), "warn": 0, "fail": 0, "unknown": 0}
    assert host.picture() == before


def test_words_for_people(host: Host) -> None:
    """A line for each check; what is not well has its hint below, and the status is 1."""
    host.ok("install-hooks")
    edited(host)
    said = host.run("doctor")
    assert said.status == 1
    lines = said.out.split("\n")
    assert "ok      recovery: no entry is unfinished" in lines
    at = next(n for n, line in enumerate(lines) if line.startswith("fail    copies: "))
    assert lines[at] == f"fail    copies: docs/TASKS.md in {host.top} was edited by hand"
    assert lines[at + 1].startswith("          hint: run 'mosaic-orchestrator adopt'")
    assert lines[-2] == "16 ok; 1 fail"


def test_warnings_are_no_failure(host: Host) -> None:
    """Nobody has to have hooks; a repository without a ledger is no broken one."""
    host.git("rm", "-q", "docs/TASKS.md")
    host.git("commit", "-q", "-m", "gone")
    status, checks, _ = doctor(host)
    assert status == 0
    assert checks["ledger"]["verdict"] == checks["hooks"]["verdict"] == "warn"


def test_before_there_is_a_ledger(empty: Host) -> None:
    """All checks can look where nothing is set up."""
    empty.ok("init", "--no-hooks")
    status, checks, said = doctor(empty)
    assert checks["copies"]["verdict"] == "ok"
    assert (status, said["counts"]["unknown"]) == (0, 0)
    assert "bootstrap-from-review" in checks["ledger"]["hint"]


def test_a_check_that_cannot_look_is_unknown(host: Host) -> None:
    """It proves nothing, so the status is 1; the other checks speak."""
    odd_config(host)
    status, checks, _ = doctor(host)
    assert (status, checks["remote"]["verdict"]) == (1, "unknown")
    assert checks["remote"]["message"] == "the config cannot be used"
    assert checks["git"]["verdict"] == "ok"


def test_no_identity(host: Host) -> None:
    """git says that it would refuse; the hint says what to type."""
    assert look(host.top, "identity").verdict == "ok"
    host.git("config", "user.name", "")
    host.git("config", "user.email", "")
    found = look(host.top, "identity")
    assert found.verdict == "fail"
    assert "git config user.name" in found.hint


def test_a_trial_signature(host: Host, tmp_path: Path) -> None:
    """Where a key is there it is used, and no object is kept; where none is, that is said."""
    assert look(host.top, "signing").message.startswith("commits are not signed")
    key = tmp_path / "key"
    host.git("config", "commit.gpgSign", "true")
    host.git("config", "gpg.format", "ssh")
    host.git("config", "user.signingKey", str(key))
    assert look(host.top, "signing").verdict == "fail"
    words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key))
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
    before = host.git("count-objects", "-v")
    found = look(host.top, "signing")
    assert (found.verdict, found.message) == ("ok", "a trial commit was signed")
    assert host.git("count-objects", "-v") == before


def test_the_ledgers_lock_and_its_holder(host: Host) -> None:
    """Who holds it is asked of the kernel, whatever the file says."""
    lock = host.top / ".git/mosaic/lock"
    with locked(lock):
        found = look(host.top, "locks")
        assert found.verdict == "warn"
        assert f"process {os.getpid()} (" in found.message
    assert look(host.top, "locks").verdict == "ok"


@pytest.mark.parametrize(
    "name", ["index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "refs/heads/main.lock"]
)
def test_a_lock_that_was_left(host: Host, name: str) -> None:
    """Path and age are said, the way to move it aside too; the file is kept, with --fix as well."""
    lock = host.top / ".git" / name
    lock.touch()
    os.utime(lock, (0, 0))
    found = look(host.top, "locks", now="1970-01-01T02:00:00+00:00")
    assert found.verdict == "fail"
    assert str(lock) in found.message
    assert "(age 2:00:00)" in found.message
    assert f"mv -n '{lock}'" in found.hint
    if name != "config.lock":  # which git itself needs for nothing here
        assert host.run("doctor", "--fix").status == 1
    assert lock.exists()


def test_a_lock_whose_holder_lives(host: Host) -> None:
    """A process that has the file open is named, and the lock is no failure."""
    lock = host.top / ".git/index.lock"
    words = "import sys; f = open(sys.argv[1], 'w'); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        (sys.executable, "-c", words, str(lock)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = look(host.top, "locks")
    assert found.verdict == "warn"
    assert any(f"process {process.pid}:" in line for line in found.details)
    assert look(host.top, "locks").verdict == "fail"


def test_a_lock_in_a_linked_worktree(host: Host) -> None:
    """Each work tree has an index of its own."""
    linked(host, "second", "-b", "second")
    lock = host.top / ".git/worktrees/second/index.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    assert str(lock) in look(host.top, "locks").message


def test_a_young_lock_is_no_failure(host: Host) -> None:
    """A git command may just be at work."""
    (host.top / ".git/index.lock").touch()
    found = look(host.top, "locks", now="2000-01-01T00:00:00+00:00")
    assert (found.verdict, found.hint) == ("warn", "look again in a minute")


def test_the_ledgers_faults(host: Host) -> None:
    """With line and column, as validate has them."""
    short_row(host)
    found = look(host.top, "ledger")
    assert found.verdict == "fail"
    assert found.details[0].startswith("docs/TASKS.md:")


def test_an_unknown_key(host: Host) -> None:
    """The nearest key that there is is named, for what is committed and for the copy here."""
    assert look(host.top, "config").verdict == "ok"
    odd_config(host)
    found = look(host.top, "config")
    assert found.verdict == "fail"
    assert "did you mean 'limits.workers'?" in "\n".join(found.details)
    host.git("reset", "-q", "--hard", "HEAD~1")
    path = ".mosaic/orchestrator/config.toml"
    host.write(path, (host.top / path).read_text() + "\n[budgets]\n")
    assert look(host.top, "config").verdict == "fail"


def test_copies_that_differ(host: Host) -> None:
    """Edited, staged, behind and unmerged are told apart, in each work tree that has the branch."""
    assert look(host.top, "copies").verdict == "ok"
    edited(host)
    assert "was edited by hand" in look(host.top, "copies").message
    host.git("add", "-A")
    assert "was staged by hand" in look(host.top, "copies").message
    host.git("reset", "-q", "--hard")
    host.ok("note", "MS-SEC-001", "seen")
    host.git("checkout", "-q", "HEAD~1", "--", "docs/TASKS.md")
    found = look(host.top, "copies")
    assert "is behind the ledger's tip, and not edited" in found.message
    assert found.hint == "run 'mosaic-orchestrator doctor --fix'"
    host.write("docs/TASKS.md", host.tasks() + "\nmine\n")
    assert "was staged by hand" in look(host.top, "copies").message


def test_a_copy_on_another_branch_is_nobodys_fault(host: Host) -> None:
    """Only work trees that have the ledger's branch out follow it."""
    second = linked(host, "second", "-b", "second")
    (second / "docs/TASKS.md").write_text("mine\n")
    assert look(second, "copies").verdict == "ok"


def test_copies_in_the_other_worktree(host: Host) -> None:
    """The branch may be out elsewhere than where the command is called."""
    host.git("checkout", "-q", "-b", "work")
    second = linked(host, "second", "main")
    (second / "docs/TASKS.md").write_text("mine\n")
    assert look(host.top, "copies").message == f"docs/TASKS.md in {second} was edited by hand"


def test_a_link_in_the_way(host: Host) -> None:
    """docs/ as a link is no place for a ledger."""
    (host.top / "docs").rename(host.top / "papers")
    (host.top / "docs").symlink_to("papers")
    found = look(host.top, "files")
    assert found.verdict == "fail"
    assert "symbolic link" in found.message


def test_a_filter_on_the_ledger(host: Host) -> None:
    """A filter would show other bytes than are committed."""
    host.write(".gitattributes", "docs/*.md filter=secret\n")
    found = look(host.top, "files")
    assert found.verdict == "warn"
    assert "the attribute filter of docs/TASKS.md is 'secret'" in found.message


def test_line_ends_are_known(host: Host) -> None:
    """core.autocrlf is no fault: a copy with other line ends is none that was edited."""
    host.git("config", "core.autocrlf", "true")
    (host.top / "docs/TASKS.md").write_bytes(host.tasks().replace("\n", "\r\n").encode())
    assert look(host.top, "files").verdict == "ok"
    assert look(host.top, "copies").verdict == "ok"


def test_a_reftable_is_named(host: Host) -> None:
    """What the files of refs do not say cannot be read."""
    file = host.top / ".git/config"
    text = file.read_text()
    file.write_text(text + "[extensions]\n\trefStorage = reftable\n")
    found = look(host.top, "repository")
    assert found.verdict == "fail"
    assert "reftable" in found.message


def test_the_drivers_are_tried(host: Host) -> None:
    """Set up is not enough: a driver that does not merge is found out."""
    assert look(host.top, "drivers").verdict == "warn"
    host.ok("install-hooks")
    assert look(host.top, "drivers").verdict == "ok"
    host.git("config", "--file", str(host.top / ".git/late"), "merge.mosaic.driver", "false")
    host.git("config", "include.path", "late")
    found = look(host.top, "drivers")
    assert (found.verdict, found.message) == (
        "fail",
        "the merge driver is set up, and a trial merge with it failed",
    )


def test_drivers_that_were_lost(host: Host) -> None:
    """Hooks that are there say that the drivers were, too."""
    host.ok("install-hooks")
    (host.top / ".git/info/attributes").unlink()
    found = look(host.top, "drivers")
    assert found.verdict == "fail"
    assert "not as it should be: .git/info/attributes" in found.details


def test_the_program_on_path(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None, this one, and one of another version."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert look(host.top, "program").verdict == "warn"
    host.ok("install-hooks")
    assert look(host.top, "program").verdict == "ok"
    hook = host.top / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text() + "# older\n")
    assert "was written by another Mosaic" in look(host.top, "program").message
    for name in ("mosaic-validate-tasks", "mosaic-sole-writer", "mosaic-orchestrator"):
        file = tmp_path / name
        file.write_text("#!/bin/sh\necho 'mosaic-orchestrator, version 9.9.9'\n")
        file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert "is version 9.9.9, this one is" in look(host.top, "program").message


def test_the_upstream(host: Host, tmp_path: Path) -> None:
    """None is fine but where push wants one; the remote is asked only with --remote."""
    assert look(host.top, "remote").message == "there is no remote; entries stay in this clone"
    bare = tmp_path / "bare.git"
    host.git("init", "-q", "--bare", str(bare))
    host.git("remote", "add", "origin", str(bare))
    assert "has no upstream" in look(host.top, "remote").message
    host.git("push", "-q", "-u", "origin", "main")
    assert "0 ahead, 0 behind" in look(host.top, "remote").message
    assert look(host.top, "remote", remote=True).message.startswith("origin answers")
    bare.rename(tmp_path / "gone.git")
    assert look(host.top, "remote").verdict == "ok"
    assert look(host.top, "remote", remote=True).message == "origin does not answer"
    host.git("branch", "-q", "--unset-upstream")
    path = ".mosaic/orchestrator/config.toml"
    text = (host.top / path).read_text()
    host.commit({path: text + '\n[ledger]\npush = "always"\n' if "[ledger]" not in text
                 else text.replace("[ledger]", '[ledger]\npush = "always"')})  # fmt: skip
    assert look(host.top, "remote").verdict == "fail"


def test_an_empty_ref_and_an_empty_object(host: Host) -> None:
    """The reflog's last value is named, and nothing is restored; nor is an object."""
    assert look(host.top, "objects").verdict == "ok"
    tip = host.git("rev-parse", "main")
    ref = host.top / ".git/refs/heads/main"
    ref.write_text("")
    found = look(host.top, "objects")
    assert found.verdict == "fail"
    assert f"git update-ref refs/heads/main {tip}" in found.hint
    assert doctor(host, "--fix")[0] == 1
    assert ref.read_text() == ""
    ref.write_text(f"{tip}\n")
    blob = host.git("rev-parse", "HEAD:src/db.py")
    file = host.top / ".git/objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(b"")
    found = look(host.top, "objects")
    assert "1 object(s) are empty" in found.message
    assert found.details[0].startswith(blob)
