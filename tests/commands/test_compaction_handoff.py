"""compaction-handoff: the message, the kickstart in it, and an entry even where nothing changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.hosts import host as many

from .conftest import Host
from .desk import Desk


def test_the_message_is_filled_in(host: Host) -> None:
    desk = Desk(host)
    desk.done()
    host.ok("claim-next", "--agent", "worker-2")
    said = host.ok("compaction-handoff", "--context", "57")
    message = said["message"]
    assert "ORCHESTRATOR HANDOFF" in message
    assert "57 %" in message
    assert said["kickstart"].strip() in message
    assert "1/6 tasks (16 %)" in message
    assert "MS-SEC-001: done (" in message
    assert "MS-DOC-001: worker-2 works on it since" in message
    assert said["progress"] == {"finished": 1, "tasks": 6}
    assert said["continue"] is True
    assert "${" not in message + said["summary"]
    assert host.subjects()[0] == "chore(orchestrator): Hand off at 57 % context"
    assert host.git("show", "--format=", "--name-only", "main") == ""


def test_from_sixty_per_cent_going_on_is_forbidden(host: Host) -> None:
    said = host.ok("compaction-handoff", "--context", "60")
    assert said["continue"] is False
    assert "Continuing is not allowed." in said["message"]


def test_the_same_again_says_the_same(host: Host) -> None:
    """A lost answer: no second entry, and the session's results are there again."""
    Desk(host).done()
    first = host.ok("compaction-handoff", "--context", "57")
    again = host.ok("compaction-handoff", "--context", "57")
    assert (again["already"], again["commit"]) == (True, None)
    assert again["message"] == first["message"]
    host.ok("note", "MS-CQ-001", "a word")
    third = host.ok("compaction-handoff", "--context", "12.5")
    assert third["already"] is False
    assert "MS-SEC-001: done" not in third["message"], "that was another session"


def test_words(host: Host) -> None:
    host.no(2, "usage", "compaction-handoff")
    host.no(2, "usage", "compaction-handoff", "--context", "101")
    before = host.picture()
    assert "ORCHESTRATOR HANDOFF" in host.ok(
        "compaction-handoff", "--context", "57", "--dry-run"
    )["message"]  # fmt: skip
    assert host.picture() == before


def test_text_is_the_message(host: Host) -> None:
    out = host.run("compaction-handoff", "--context", "57").out
    assert "ORCHESTRATOR HANDOFF" in out
    assert "stop, and start a fresh orchestrator" in out


def test_without_a_ledger(empty: Host) -> None:
    empty.no(8, "ledger-missing", "compaction-handoff", "--context", "57")


def test_many_in_flight_are_counted(tmp_path: Path) -> None:
    """Twenty are named, the rest is a number: no item stands for others."""
    words = [["claim-next", "--agent", f"w{number}"] for number in range(23)]
    words.append(["compaction-handoff", "--context", "56", "--dry-run"])
    done = subprocess.run(
        (sys.executable, "-P", "-m", "mosaic", "batch"), cwd=many(tmp_path, 100), check=True,
        input="".join(json.dumps(one) + "\n" for one in words), capture_output=True,
        text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )  # fmt: skip
    said = json.loads(done.stdout.rstrip("\n").split("\n")[-2])
    assert len(said["in_flight"]) == 20
    assert said["more"] == {"in_flight": 3}
