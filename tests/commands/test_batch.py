"""batch: many verbs from one process; each is its own entry, and answers as if it was typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.commands.conftest import Host

ROOT = Path(__file__).resolve().parents[2]
ONE, TWO = "MS-SEC-001", "MS-SEC-002"


def batch(host: Host, *lines: object, status: int = 0, more: tuple[str, ...] = ()) -> list[Any]:
    """Every line of the answer, from the console script's own process."""
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    done = subprocess.run(
        (sys.executable, "-P", "-m", "mosaic", "batch", "--repo", str(host.top), "--json", *more),
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def test_each_event_is_an_entry_of_its_own(host: Host) -> None:
    """One parent each, in order; the answers are the verbs' own envelopes."""
    before = host.git("rev-list", "--count", "HEAD")
    said = batch(
        host,
        ["claim-next", "--agent", "worker-1"],
        {"verb": "note", "words": [ONE, "see the thread"]},
        "",
        ["status"],
        ["note", TWO, "another"],
    )
    assert [one["schema"] for one in said] == [
        "mosaic/claim-next@1", "mosaic/note@1", "mosaic/status@1", "mosaic/note@1",
        "mosaic/batch@1",
    ]  # fmt: skip
    assert said[-1] == {
        "schema": "mosaic/batch@1", "ok": True, "asked": 4, "done": 4, "exits": {}
    }  # fmt: skip
    assert int(host.git("rev-list", "--count", "HEAD")) == int(before) + 3
    commits = host.git("log", "-3", "--reverse", "--format=%H").split("\n")
    assert [one["commit"] for one in said if "commit" in one] == commits
    assert host.git("status", "--porcelain", "docs") == ""
    host.ok("verify")


def test_what_fails_stops_nothing_else(host: Host) -> None:
    """Its line is the error's envelope, and what was before and after it is done."""
    said = batch(
        host,
        ["note", "MS-SEC-999", "nobody"],
        "no json",
        ["batch"],
        {"verb": "note", "words": [ONE, 3]},
        ["note", ONE],
        ["note", ONE, "it holds"],
        status=1,
    )
    assert [one["ok"] for one in said] == [False] * 5 + [True, False]
    assert [one["code"] for one in said[:5]] == ["unknown-task", *["usage"] * 4]
    assert said[-1]["exits"] == {"1": 1, "2": 4}
    assert said[-1]["done"] == 1


def test_stop_ends_with_the_first_that_fails(host: Host) -> None:
    said = batch(host, ["note", "X-1", "a"], ["note", ONE, "b"], status=1, more=("--stop",))
    assert [one["schema"] for one in said] == ["mosaic/error@1", "mosaic/batch@1"]
    assert "b" not in host.ok("show", ONE)["task"]["notes"]


def test_a_line_has_its_own_input(host: Host) -> None:
    """``-`` reads what the line gives, never the next line."""
    claim = host.ok("claim-next", "--agent", "worker-1")
    answer = {
        "task_id": claim["task"]["id"], "status": "failed", "used": "3K", "commit_sha": None,
        "notes": "the tests stay red",
    }  # fmt: skip
    said = batch(
        host,
        {"verb": "record-result", "words": ["--result", "-"], "input": json.dumps(answer)},
        ["record-result", TWO, "--result", "-"],
        status=1,
    )
    assert said[0]["task"]["status"] == "failed"
    assert said[1]["ok"] is False


def test_lines_come_from_a_file_too(host: Host) -> None:
    file = host.top.parent / "lines"
    file.write_text('["note", "MS-SEC-001", "one"]\n["note", "MS-SEC-001", "two"]')
    said = host.run("batch", str(file))
    assert said.status == 0
    assert said.out.split("\n")[-2] == "2 of 2 done"
