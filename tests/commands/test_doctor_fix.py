"""doctor --fix: what is safe is mended, each thing is said, and what is a person's stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mosaic.ledger import recovery
from mosaic.ledger.checkout import checked_out
from mosaic.ledger.repository import Worktree, find_repository

from .conftest import Host
from .mishaps import edited
from .surgery import doctor, linked, look


def mended(host: Host) -> list[str]:
    """What --fix says that it did."""
    said = host.run("doctor", "--fix", "--json").json
    return [item["what"] for item in said["mended"] if item["done"]]


def unfinished(host: Host) -> None:
    """An entry whose command was killed when the ref had moved."""
    old, text = host.git("rev-parse", "main"), host.tasks()
    index = (host.top / ".git/index").read_bytes()
    host.ok("note", "MS-SEC-001", "seen")
    new = host.git("rev-parse", "main")
    (host.top / ".git/index").write_bytes(index)
    host.write("docs/TASKS.md", text)
    (host.top / ".git/index.lock").write_text("ab")
    step = recovery.Step(Worktree(host.top, host.top / ".git"), old, new)
    note = recovery.Note("ab", "refs/heads/main", old, new, ("docs/TASKS.md",), (step,))
    recovery.leave(host.top / ".git/mosaic", note)


def test_an_unfinished_entry_is_finished(host: Host) -> None:
    """Its lock is known as the dead one's; afterwards nothing is to be done."""
    unfinished(host)
    found = look(host.top, "recovery")
    assert found.verdict == "fail"
    assert "doctor --fix" in found.hint
    assert look(host.top, "locks").verdict == "warn"
    assert mended(host) == [f"finished the last entry in '{host.top}'"]
    assert "seen" in host.tasks()
    assert host.git("status", "--porcelain") == ""
    assert mended(host) == []
    assert look(host.top, "recovery").verdict == look(host.top, "locks").verdict == "ok"


def test_a_copy_that_is_behind_follows(host: Host) -> None:
    """In the linked worktree that has the branch out too; what was staged besides stays staged."""
    host.git("checkout", "-q", "-b", "work")
    second = linked(host, "second", "main")
    host.ok("note", "MS-SEC-001", "seen")
    host.git("checkout", "-q", "HEAD~1", "--", "docs/TASKS.md", cwd=second)
    (second / "mine.txt").write_text("mine\n")
    host.git("add", "mine.txt", cwd=second)
    assert mended(host) == [f"brought docs/TASKS.md in {second} to the ledger's tip"]
    assert host.git("status", "--porcelain", cwd=second) == "A  mine.txt"
    assert look(host.top, "copies").verdict == "ok"


def test_an_edit_is_not_touched(host: Host) -> None:
    """A person's edit, staged or not, is named and stays."""
    edited(host)
    before = host.picture()
    assert mended(host) == []
    host.git("add", "-A")
    before = host.picture()
    assert mended(host) == []
    assert host.picture() == before


def test_lost_hooks_and_drivers_come_back(host: Host) -> None:
    """What install-hooks had put in, and no more than that."""
    assert mended(host) == []
    host.ok("install-hooks")
    (host.top / ".git/hooks/pre-commit").unlink()
    (host.top / ".git/hooks/pre-merge-commit").chmod(0o644)
    (host.top / ".git/info/attributes").unlink()
    done = mended(host)
    assert "written: .git/hooks/pre-commit" in done
    assert "written: .git/hooks/pre-merge-commit" in done
    assert "written: .git/info/attributes" in done
    assert look(host.top, "hooks").verdict == look(host.top, "drivers").verdict == "ok"


def test_another_hook_in_our_place_is_left(host: Host) -> None:
    """Chaining with a hook of somebody else's is install-hooks' work, and the user's word."""
    host.ok("install-hooks")
    hook = host.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert mended(host) == []
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    assert not hook.with_name("pre-commit.mosaic-chained").exists()


def test_leftovers_are_cleared(host: Host) -> None:
    """Files of dead writers and claims that ended; those of the living, and the young, stay."""
    process = subprocess.Popen((sys.executable, "-c", ""))
    process.wait()
    private = host.top / ".git/mosaic"
    host.ok("claim-next", "--agent", "worker-1")
    dead = [private / f"message.{process.pid}", private / "claims" / f"MS-X-001.{process.pid}"]
    token = "0123456789abcdef"
    old = [host.top / ".git" / f"mosaic-index-{token}", host.top / f"docs/.TASKS.md.{token}.tmp"]
    ended = private / "claims/MS-CQ-009.json"
    for file in (*dead, *old, ended):
        file.write_text('{"token": "x"}')
        os.utime(file, (0, 0))
    living = private / f"message.{os.getpid()}"
    young = host.top / ".git" / f"mosaic-index-{token[::-1]}"
    mine = host.top / ".git/mosaic-index-mine"
    for file in (living, young, mine):
        file.write_text("")
    status, checks, _ = doctor(host)
    assert (status, checks["leftovers"]["verdict"]) == (0, "warn")
    done = mended(host)
    assert sorted(done) == sorted(
        [*(f"removed {file}" for file in (*dead, *old)), f"removed {ended}, of an ended claim"]
    )
    assert not [file for file in (*dead, *old, ended) if file.exists()]
    assert all(file.exists() for file in (living, young, mine))
    assert (private / "claims/MS-SEC-001.json").exists()
    assert look(host.top, "leftovers").verdict == "warn"  # the young file, by then old


def test_a_work_tree_aside(host: Host) -> None:
    """One that a killed command left is removed; one in use, and the user's own, stay."""
    place = find_repository(host.top)
    mine = linked(host, "mosaic-0123456789abcdef", "-b", "mine")
    words = (
        "import os, sys; from pathlib import Path\n"
        "from mosaic.ledger.checkout import checked_out\n"
        "from mosaic.ledger.repository import find_repository\n"
        "with checked_out(find_repository(Path(sys.argv[1])), 'HEAD') as tree:\n"
        "    print(tree, flush=True); os.kill(os.getpid(), 9)\n"
    )
    commit = host.git("rev-parse", "HEAD")
    done = subprocess.run(
        (sys.executable, "-c", words.replace("'HEAD'", repr(commit)), str(host.top)),
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    left = Path(done.stdout.strip())
    assert left.is_dir()
    with checked_out(place, commit) as used:
        found = look(host.top, "leftovers")
        assert found.message == "1 temporary work tree(s) of a killed command"
        assert mended(host) == [f"removed a work tree aside ({found.details[0]})"]
        assert used.is_dir()
    assert not left.exists()
    assert mine.is_dir()
    assert str(left) not in host.git("worktree", "list")
    assert look(host.top, "leftovers").verdict == "ok"


def test_edits_put_aside_are_told(host: Host) -> None:
    """They are the user's own; where they lie is said, and they stay."""
    edited(host)
    host.ok("adopt", "--discard")
    found = look(host.top, "leftovers")
    assert found.verdict == "ok"
    assert found.details[0].startswith("1 edit(s) that were put aside: ")
    assert mended(host) == []
    assert len(list((host.top / ".git/mosaic/discarded").iterdir())) == 1


def test_a_held_lock_stops_nothing_but_the_fix(host: Host) -> None:
    """--fix waits for the ledger's lock as every writing command does; looking never waits."""
    from mosaic.ledger.lock import locked

    with locked(host.top / ".git/mosaic/lock"):
        status, checks, _ = doctor(host)
    assert (status, checks["locks"]["verdict"]) == (0, "warn")
