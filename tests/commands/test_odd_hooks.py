"""The user's own hooks and signing program: failing, hanging, editing, committing by themselves.

Whatever they do, an entry is made whole or not at all, the hook is named, and the lock is free.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic.ledger import bounded, children, lock, publish

from .conftest import Host
from .desk import Desk
from .mishaps import LEDGER, hook

ROOT = Path(__file__).resolve().parents[2]
CLAIM = ("claim-next", "--agent", "worker-1")


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's programs have half a second, and nobody sits at a terminal."""
    monkeypatch.setenv(children.FEWER, "0.5")
    monkeypatch.setattr(bounded, "terminal", lambda: False)
    monkeypatch.setattr(publish, "terminal", lambda: False)


def gone(pid: Path) -> bool:
    """Whether the process that wrote its id there has ended (or waits to be buried)."""
    try:
        state = Path(f"/proc/{int(pid.read_text())}/stat").read_text().rpartition(")")[2]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state.split()[0] == "Z"


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("name", ["prepare-commit-msg", "commit-msg", "reference-transaction"])
@pytest.mark.parametrize("stubborn", ["", "trap '' TERM; "])
def test_a_hook_that_hangs(host: Host, tmp_path: Path, name: str, stubborn: str) -> None:
    """It is named, it and what it started are ended, nothing changed, and the lock is free."""
    body = f"{stubborn}sleep 600 & echo $! > {tmp_path}/child; echo waiting >&2; wait; sleep 600"
    hook(host, name, body)
    said = host.no(9, "hook-refused", *CLAIM)
    assert said["message"] == f"your hook {name} did not end within 0.5 s and was stopped;" \
        " nothing changed"  # fmt: skip
    assert "waiting" in " ".join(said["details"])
    assert gone(tmp_path / "child")
    assert not list((host.top / ".git").rglob("*.lock"))
    (host.top / ".git/hooks" / name).unlink()
    host.ok(*CLAIM)


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "301", "nan"])
def test_seconds_that_are_none(host: Host, seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit can be made shorter, never longer, and a slip is told before anything is done."""
    monkeypatch.setenv(children.FEWER, seconds)
    said = host.no(2, "usage", *CLAIM)
    assert said["message"].startswith(f"MOSAIC_HOOK_SECONDS is '{seconds}', not a number")
    assert host.subjects()[0] != "chore(orchestrator): Claim MS-SEC-001 for worker-1"


@pytest.mark.usefixtures("hurry")
def test_a_pre_commit_that_hangs(host: Host) -> None:
    """Where ``ledger.hooks`` is all, it runs in a tree of its own, which is gone afterwards."""
    host.ok("config", "ledger.hooks", "all", "--reason", "a test")
    hook(host, "pre-commit", "sleep 600")
    said = host.no(9, "hook-refused", *CLAIM)
    assert "your hook pre-commit did not end" in said["message"]
    assert host.git("worktree", "list").count("\n") == 0


@pytest.mark.usefixtures("hurry")
def test_a_pre_push_that_hangs(host: Host, tmp_path: Path) -> None:
    """Nothing was sent; the entry is not made here either."""
    host.git("init", "-q", "--bare", str(tmp_path / "remote.git"))
    host.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    host.git("push", "-q", "-u", "origin", "main")
    hook(host, "pre-push", "sleep 600")
    said = host.no(9, "hook-refused", *CLAIM)
    assert "your hook pre-push did not end" in said["message"]
    hook(host, "pre-push", "exit 0")
    host.ok(*CLAIM)


@pytest.mark.parametrize(("first", "ok"), [("", True), ("#!/no/such/program\n", False)])
def test_a_pre_push_without_a_first_line(host: Host, tmp_path: Path, first: str, ok: bool) -> None:
    """One without ``#!`` is the shell's, as it is to git; one whose program is missing is named."""
    host.git("init", "-q", "--bare", str(tmp_path / "remote.git"))
    host.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    host.git("push", "-q", "-u", "origin", "main")
    hook(host, "pre-push", "")
    (host.top / ".git/hooks/pre-push").write_text(f"{first}echo ran > {tmp_path}/ran\n")
    if ok:
        host.ok(*CLAIM)
        assert (tmp_path / "ran").exists()
    else:
        said = host.no(9, "hook-refused", *CLAIM)
        assert said["message"].startswith("your hook pre-push cannot be run: ")


@pytest.mark.usefixtures("hurry")
def test_a_signing_program_that_hangs(host: Host, tmp_path: Path) -> None:
    gpg = tmp_path / "gpg"
    gpg.write_text("#!/bin/sh\nsleep 600\n")
    gpg.chmod(0o755)
    host.git("config", "commit.gpgsign", "true")
    host.git("config", "gpg.program", str(gpg))
    said = host.no(9, "hook-refused", *CLAIM)
    assert "the program that signs commits did not end" in said["message"]
    host.git("config", "commit.gpgsign", "false")
    host.ok(*CLAIM)


@pytest.mark.parametrize("program", ["false", "/no/such/gpg", "gpg"])
def test_signing_without_a_key(host: Host, program: str, tmp_path: Path) -> None:
    """An unsigned entry is never made in its place."""
    host.git("config", "commit.gpgsign", "true")
    host.git("config", "gpg.program", program)
    said = host.no(9, "git-failed", *CLAIM)
    assert "commit-tree" in said["message"]
    assert said["details"]


@pytest.fixture
def background(tmp_path: Path) -> Iterator[Path]:
    """Where a hook writes the id of what it leaves running; ended by this test, by that id."""
    file = tmp_path / "left"
    yield file
    if file.exists() and not gone(file):
        os.kill(int(file.read_text()), signal.SIGKILL)


@pytest.mark.parametrize("name", ["commit-msg", "reference-transaction"])
def test_what_a_hook_leaves_running_holds_nothing_up(
    host: Host, background: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has our output and our lock open, and is nobody's to wait for."""
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    hook(host, name, f"test -e {background} || {{ sleep 600 & echo $! > {background}; }}")
    host.ok(*CLAIM)
    assert host.subjects()[0].endswith("for worker-1")
    host.ok("note", "MS-SEC-001", "and on")
    assert not gone(background)


@pytest.mark.parametrize("apart", ["", "setsid "])
@pytest.mark.parametrize("name", ["commit-msg", "reference-transaction"])
def test_a_refusal_is_told_at_once(
    host: Host, background: Path, name: str, apart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the refusing hook leaves running is not waited for, and its no is told as its no."""
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    job = f"test -e {background} || {{ {apart}sleep 600 & echo $! > {background}; }}"
    body = f"printf no-end >&2; {job}; exit 1"
    hook(host, name, body)
    before = host.subjects()
    said = host.no(9, "hook-refused", *CLAIM)
    assert "refused the entry; nothing changed" in said["message"]
    assert "no-end" in " ".join(said["details"])
    assert host.subjects() == before
    assert not gone(background)
    (host.top / ".git/hooks" / name).unlink()
    host.ok(*CLAIM)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("test -e {left} || {{ sleep 600 & echo $! > {left}; }}; exit 1", 9, "hook-refused"),
        ("test -e {left} || {{ sleep 600 & echo $! > {left}; }}; exit 0", 0, None),
        ("echo $$ > {left}; exec sleep 600", 9, "hook-refused"),
        ("test $1 != committed || {{ echo $$ > {left}; exec sleep 600; }}", 0, None),
        ("setsid sleep 600 & echo $! > {left}; exec sleep 600", 9, "hook-refused"),
    ],
)
def test_a_hook_in_a_process_of_its_own(
    host: Host, background: Path, body: str, status: int, code: str | None
) -> None:
    """The real command, which nobody interrupts, says how it ended and never 130."""
    hook(host, "reference-transaction", body.format(left=background))
    words = (*CLAIM, "--json", "--repo", str(host.top))
    env = {**os.environ, "MOSAIC_HOOK_SECONDS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        (sys.executable, "-P", "-m", "mosaic", *words), env=env, capture_output=True, text=True
    )
    said = json.loads(done.stdout)
    assert (done.returncode, said.get("code")) == (status, code)
    assert ("Claim MS-SEC-001" in host.subjects()[0]) is (status == 0)
    assert not list((host.top / ".git").rglob("*.lock"))


def test_a_hook_that_ends_no_line(host: Host) -> None:
    """Its words stand in the way of nothing that git says."""
    hook(host, "reference-transaction", "printf 'prepare: ok'; printf word >&2")
    host.ok(*CLAIM)


@pytest.mark.parametrize(
    "name", ["prepare-commit-msg", "commit-msg", "reference-transaction", "post-checkout",
             "post-index-change", "post-commit"],
)  # fmt: skip
def test_a_hook_that_edits_the_ledger(host: Host, name: str) -> None:
    """Its edit is a hand's: kept, not committed, named by the next command; nothing is lost."""
    hook(host, name, f"cd {host.top}; echo edited >> {LEDGER}")
    said = host.run(*CLAIM, "--json")
    committed = host.git("show", f"main:{LEDGER}")
    assert "edited" not in committed
    ran = "edited" in host.tasks()
    (host.top / ".git/hooks" / name).unlink()
    if ran:
        assert "edited" in said.out + host.run("note", "MS-SEC-001", "x", "--json").out
    else:
        assert said.status == 0
        assert host.git("status", "--porcelain") == ""
    assert ("worker-1" in committed) is (said.status == 0)


@pytest.mark.parametrize("name", ["prepare-commit-msg", "commit-msg"])
def test_a_hook_that_commits(host: Host, name: str) -> None:
    """It is stopped at once: deciding again would make it commit again."""
    once = 'test "$NESTED" || NESTED=1 git commit -q --no-verify --allow-empty -m own'
    hook(host, name, once)
    said = host.run(*CLAIM, "--json")
    assert (said.status, said.json["code"]) == (9, "hook-refused")
    assert name in said.json["message"]
    assert host.subjects()[0] == "own"
    assert host.git("status", "--porcelain") == ""


@pytest.mark.parametrize("mode", [0o644, 0o000])
def test_a_hook_that_is_not_executable_is_none(host: Host, mode: int) -> None:
    hook(host, "commit-msg", "exit 1")
    (host.top / ".git/hooks/commit-msg").chmod(mode)
    host.ok(*CLAIM)


@pytest.mark.parametrize("body", ["kill -9 $$", "exit 124", "exit 255", "echo no; exit 1"])
def test_a_hook_that_fails(host: Host, body: str) -> None:
    """However it ended, it is its refusal, and no limit of ours."""
    hook(host, "commit-msg", body)
    said = host.no(9, "hook-refused", *CLAIM)
    assert said["message"] == "your hook commit-msg refused the entry; nothing changed"


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("way", ["clean", "smudge", "process"])
def test_a_filter_that_hangs_on_the_ledger(host: Host, background: Path, way: str) -> None:
    """Where it is called at all it is ended in its time, with what it started; nothing of the
    ledger is lost, and without the filter the next command goes on."""
    host.git("config", f"filter.slow.{way}", f"sh -c 'echo $$ > {background}; sleep 600; cat'")
    (host.top / ".git/info/attributes").write_text(f"{LEDGER} filter=slow\n")
    host.ok(*CLAIM)
    again = host.run("note", "MS-SEC-001", "and on", "--json").json
    assert again["ok"] or "did not end within 0.5 s and was stopped" in again["message"]
    assert not background.exists() or gone(background)
    (host.top / ".git/info/attributes").unlink()
    host.ok("note", "MS-SEC-001", "at last")
    assert host.git("status", "--porcelain") == ""
    assert "chore(orchestrator): Claim MS-SEC-001 for worker-1" in host.subjects()


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("what", ["filter.slow.smudge", "merge.slow.driver"])
def test_a_program_that_hangs_while_work_lands(host: Host, background: Path, what: str) -> None:
    """A filter of the source, or a merge driver: nothing lands, nothing has changed."""
    desk = Desk(host)
    desk.recorded()
    host.commit({"src/db.py": "# more\n" + (host.top / "src/db.py").read_text()}, "more")
    host.git("config", what, f"sh -c 'echo $$ > {background}; sleep 600; cat'")
    kind = what.partition(".")[0]
    (host.top / ".git/info/attributes").write_text(f"src/*.py {kind}=slow\n")
    before = host.subjects()
    said = host.run("integrate", "MS-SEC-001", "--json").json
    assert "did not end within 0.5 s and was stopped" in said["message"]
    assert (said["code"], host.subjects()) == ("git-failed", before)
    assert "(filter|merge|diff)" in said["hint"]
    assert gone(background)
