"""Leases and signs of life: a claim is abandoned only where nothing shows that its worker lives."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mosaic.commands import call
from mosaic.ledger import processes

from .conftest import Host
from .desk import Desk

OLD = 946684800


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands' clock; whoever puts a moment in the list sets it."""
    now: list[str] = []
    real = call.Call.__dict__["now"].fget
    monkeypatch.setattr(call.Call, "now", property(lambda self: now[-1] if now else real(self)))
    return now


def aged(host: Host, claimed: Any) -> Path:
    """Let a claim's heartbeat be of long ago, and the lease be over; the heartbeat."""
    host.ok("config", "limits.lease", "10s", "--reason", "a test")
    heartbeat = Path(claimed["heartbeat"])
    os.utime(heartbeat, (OLD, OLD))
    return heartbeat


def alive(host: Host, words: str) -> None:
    """retry refuses, saying these words, and changes nothing."""
    said = host.no(1, "gate-refused", "retry", "MS-SEC-001")
    assert said["message"].startswith(f"worker still alive: {words}"), said["message"]
    assert "takeover MS-SEC-001" in said["hint"]


FAR = "2099-01-01T00:00:00+00:00"


def test_without_a_sign_it_goes_on(host: Host, later: list[str]) -> None:
    """It says what it looked at; the claim's files are gone with the claim."""
    claimed = Desk(host).claim()
    heartbeat = Path(claimed["heartbeat"])
    assert heartbeat.is_file()
    assert heartbeat.is_relative_to(host.top / ".git/mosaic")
    later.append(FAR)
    said = host.ok("retry", "MS-SEC-001")
    assert said["task"]["status"] == "not-started"
    assert [line.partition(":")[0] for line in said["looked_at"]] == [
        "heartbeat", "worktree", "branch",
    ]  # fmt: skip
    assert not heartbeat.exists()
    assert list((host.top / ".git/mosaic/claims").iterdir()) == []


def test_the_words_for_people(host: Host, later: list[str]) -> None:
    """Each place that was looked at has its line."""
    Desk(host).claim()
    later.append(FAR)
    out = host.run("retry", "MS-SEC-001").out
    assert "looked at worktree: none here has " in out


def test_a_heartbeat(host: Host, later: list[str]) -> None:
    """A touch of the file that claim and brief name is a sign of life."""
    claimed = Desk(host).claim()
    heartbeat = Path(claimed["heartbeat"])
    brief = (host.top / claimed["prompt_file"]).read_text()
    assert f'touch "{heartbeat}"' in brief
    later.append("2099-01-01T00:00:00+00:00")
    os.utime(heartbeat, (4070908800 - 720, 4070908800 - 720))
    alive(host, "heartbeat: it beat 12 minutes ago")


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A process that lives as long as the test."""
    words = (sys.executable, "-c", "import sys; sys.stdin.read()")
    with subprocess.Popen(words, stdin=subprocess.PIPE) as process:
        yield process.pid


def test_a_process_that_lives(host: Host, later: list[str], sleeper: int) -> None:
    """Its id, start and boot are those that the heartbeat has."""
    heartbeat = Path(Desk(host).claim()["heartbeat"])
    start = processes.started(sleeper)
    whole = f"{sleeper} {start} {processes.host()} {processes.boot()}\n"
    later.append(FAR)
    for text in (whole, f"{sleeper} {start}\n"):
        heartbeat.write_text(text)
        os.utime(heartbeat, (OLD, OLD))
        alive(host, f"process {sleeper} runs")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{pid} 1 {host} {boot}", "process: {pid} has ended"),  # the id was given again
        ("{pid} {start} {host} other", "process: {pid} has ended"),  # before the last boot
        ("{pid} {start} elsewhere {boot}", "process: {pid} on elsewhere cannot be told from here"),
        ("{pid}", "process: {pid} cannot be told from here"),  # no start: it may be anybody
        ("nonsense \x00", "heartbeat: it beat"),
        ("99999999999999999999", "heartbeat: it beat"),
    ],
)
def test_a_process_that_proves_nothing(
    host: Host, later: list[str], sleeper: int, text: str, said: str
) -> None:
    """Neither a number alone nor another machine's word is a worker that lives."""
    heartbeat = Path(Desk(host).claim()["heartbeat"])
    facts = {
        "pid": sleeper, "start": processes.started(sleeper), "host": processes.host(),
        "boot": processes.boot(),
    }  # fmt: skip
    heartbeat.write_text(text.format(**facts))
    os.utime(heartbeat, (OLD, OLD))
    later.append(FAR)
    looked = host.ok("retry", "MS-SEC-001")["looked_at"]
    assert any(line.startswith(said.format(**facts)) for line in looked), looked


def test_the_worktree_of_its_branch(host: Host) -> None:
    """A file that differs there shows that somebody is at work, without a commit."""
    claimed = Desk(host).claim()
    tree = host.top.parent / "tree"
    host.git("worktree", "add", "-q", "-b", claimed["branch"], str(tree))
    aged(host, claimed)
    host.ok("config", "limits.lease", "1h", "--reason", "a test")
    row = host.tasks()
    started = claimed["task"]["started_at"]
    host.commit({"docs/TASKS.md": row.replace(started, "2020-01-01T00:00:00+00:00")}, "by hand")
    git_dir = host.top / ".git/worktrees/tree"
    for file in (git_dir / "index", git_dir / "logs/HEAD"):
        os.utime(file, (OLD, OLD))
    host.git("commit", "-q", "--allow-empty", "-m", "x", cwd=host.top)
    (tree / "src/db.py").write_text("half of it\n")
    alive(host, f"worktree {tree} moved ")


def test_the_branch(host: Host) -> None:
    """A commit on the task's own branch within the lease, local or fetched from origin."""
    claimed = Desk(host).claim()
    aged(host, claimed)
    host.ok("config", "limits.lease", "1h", "--reason", "a test")
    started = claimed["task"]["started_at"]
    text = host.tasks().replace(started, "2020-01-01T00:00:00+00:00")
    host.commit({"docs/TASKS.md": text}, "by hand")
    tree = host.git("rev-parse", "HEAD^{tree}")
    commit = host.git("commit-tree", "-p", "HEAD", "-m", "work", tree)
    branch = claimed["branch"]
    host.git("update-ref", f"refs/heads/{branch}", commit)
    alive(host, f"branch {branch} moved ")
    host.git("update-ref", "-d", f"refs/heads/{branch}")
    host.git("update-ref", f"refs/remotes/origin/{branch}", commit)
    alive(host, f"branch origin/{branch} moved ")
    host.git("update-ref", "-d", f"refs/remotes/origin/{branch}")
    assert host.ok("retry", "MS-SEC-001")["task"]["status"] == "not-started"


def test_another_clone(host: Host, tmp_path: Path, later: list[str]) -> None:
    """It has no heartbeat: it waits for start and lease, and while the pushed branch moves."""
    bare, top = tmp_path / "bare.git", tmp_path / "other"
    host.git("init", "-q", "--bare", str(bare))
    host.git("remote", "add", "origin", str(bare))
    host.git("push", "-q", "-u", "origin", "main")
    claimed = Desk(host).claim()
    host.git("clone", "-q", "-b", "main", str(bare), str(top))
    other = Host(top, host.capture)
    said = other.no(1, "gate-refused", "retry", "MS-SEC-001")
    assert "under a lease until" in said["message"]
    leases = other.ok("status")["leases"]
    assert [(x["id"], x["held_here"], x["last_sign"]) for x in leases] == [
        ("MS-SEC-001", False, claimed["task"]["started_at"])
    ]
    other.ok("note", "MS-SEC-001", "seen from afar")
    assert list((top / ".git/mosaic").glob("claims/*")) == []
    later.append(FAR)
    looked = other.ok("retry", "MS-SEC-001")["looked_at"]
    assert looked[0] == "heartbeat: none in this clone, which did not make the claim"


@pytest.mark.parametrize(
    "words",
    [
        ("note", "MS-SEC-001", "goes on"),
        ("review", "MS-SEC-001"),
        ("claim-next", "--agent", "worker-1"),
    ],
)
def test_commands_that_name_the_task(host: Host, words: tuple[str, ...]) -> None:
    """Each is a sign of life; retry itself, and a dry run, are none."""
    heartbeat = Path(Desk(host).claim()["heartbeat"])
    os.utime(heartbeat, (OLD, OLD))
    host.run("retry", "MS-SEC-001")
    host.run("claim-next", "--agent", "worker-1", "--dry-run")
    assert heartbeat.stat().st_mtime == OLD
    host.run(*words)
    assert heartbeat.stat().st_mtime > OLD


def test_a_claim_that_ends_takes_its_files_along(host: Host) -> None:
    """block, a recorded failure, a takeover and adopt end a claim; its files go with it."""
    desk, folder = Desk(host), host.top / ".git/mosaic/claims"
    first = Path(desk.claim()["heartbeat"])
    taken = host.ok("takeover", "MS-SEC-001", "--agent", "w-2", "--reason", "no answer")
    assert not first.exists()
    assert {f.name for f in folder.iterdir()} == {
        "MS-SEC-001.json", Path(taken["heartbeat"]).name,
    }  # fmt: skip
    host.ok("block", "MS-SEC-001", "--reason", "waits")
    assert list(folder.iterdir()) == []
    host.ok("unblock", "MS-SEC-001", "--reason", "goes on")
    again = desk.claim()
    host.ok("record-result", "MS-SEC-001", "--result", desk.result(again, None, status="failed"))
    assert list(folder.iterdir()) == []
    host.ok("retry", "MS-SEC-001")
    desk.claim()
    text = host.tasks()
    line = next(x for x in text.split("\n") if x.startswith("| MS-SEC-001 "))
    host.write("docs/TASKS.md", text.replace(line, line.replace("in-progress", "blocked", 1)))
    host.ok("adopt", "--reason", "it waits")
    assert list(folder.iterdir()) == []


def test_status_and_show(host: Host, later: list[str]) -> None:
    """The lease that is left and the last sign of life, for each row that is worked on."""
    assert host.ok("status")["leases"] == []
    later.append("2030-01-01T12:00:00+00:00")
    Desk(host).claim()
    later.append("2030-01-01T12:30:00+00:00")
    (lease,) = host.ok("status")["leases"]
    assert lease == host.ok("show", "MS-SEC-001")["lease"]
    assert lease == {
        "id": "MS-SEC-001", "agent": "worker-1", "until": "2030-01-01T14:00:00+00:00",
        "left": 5400, "last_sign": "2030-01-01T12:00:00+00:00", "held_here": True,
    }  # fmt: skip
    said = host.run("status").out
    assert "MS-SEC-001: 90 minutes left, last sign of life 2030-01-01T12:00" in said
    later.append("2030-01-01T15:00:00+00:00")
    assert "ran out 60 minutes ago" in host.run("show", "MS-SEC-001").out
    assert "lease" not in host.ok("show", "MS-CQ-001")


def test_ownership_is_the_tokens(host: Host, later: list[str]) -> None:
    """A claim that was retried by a wrong clock: the old worker's result is refused, not lost."""
    desk = Desk(host)
    claimed = desk.claim()
    later.append(FAR)
    host.ok("retry", "MS-SEC-001")
    host.ok("claim-next", "--agent", "worker-2")
    result = desk.result(claimed, None, status="failed")
    said = host.run("record-result", "MS-SEC-001", "--result", result, "--json")
    assert said.status == 1
    assert desk.show("MS-SEC-001")["agent"] == "worker-2"
