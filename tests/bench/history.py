"""A long history: notes as the program makes them, so that ``verify`` has something to replay."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from mosaic.change import CellChange, Change
from mosaic.machine import Event
from mosaic.parse.tasks import PATH
from tests.bench import budgets
from tests.bench.hosts import host
from tests.bench.installed import Installed
from tests.bench.rows import Finding
from tests.ledgers import git


def with_entries(top: Path, rows: int, count: int) -> Path:
    """A ledger of so many rows with so many notes behind it, each an entry; the copy follows."""
    host(top, rows)
    tip = git(top, "rev-parse", "HEAD")
    words = ("git", "fast-import", "--quiet", "--force")
    with subprocess.Popen(words, cwd=top, stdin=subprocess.PIPE) as importing:
        assert importing.stdin
        for part in _stream((top / PATH).read_text(), tip, count):
            importing.stdin.write(part)
    if importing.returncode:
        raise SystemExit(f"git fast-import: {importing.returncode}")
    git(top, "reset", "-q", "--hard")
    return top


def _stream(text: str, tip: str, count: int) -> Iterator[bytes]:
    """What git fast-import reads: one note a commit, on one row of phase 1 after the other."""
    lines = text.split("\n")
    rows = [at for at, line in enumerate(lines) if "| #1 |" in line]
    for number in range(count):
        at = rows[number % len(rows)]
        before, old, _ = lines[at].rsplit(" | ", 1)[0], _notes(lines[at]), ""
        new = f"{old}<br>Note: see {number}"
        lines[at] = f"{before} | {new} |"
        message = _message(lines[at].split(" | ", 1)[0].strip("| "), old, new).encode()
        body = "\n".join(lines).encode()
        start = f"from {tip}\n" if not number else ""
        head = f"commit refs/heads/main\ncommitter Bench <bench@example.invalid> {number} +0000\n"
        yield f"{head}data {len(message)}\n".encode() + message
        yield f"\n{start}M 100644 inline {PATH}\ndata {len(body)}\n".encode() + body + b"\n"


def _notes(line: str) -> str:
    return line.rsplit(" | ", 1)[1].removesuffix(" |")


def _message(task: str, old: str, new: str) -> str:
    cell = CellChange(task, "notes", *(value.replace("<br>", "\n") for value in (old, new)))
    return Change(Event.NOTE, f"Note on {task}", tasks=(task,), cells=(cell,)).message


def history(place: Path, mosaic: Installed, rounds: int, rows: int, count: int
            ) -> Iterator[Finding]:  # fmt: skip
    """The log of one task, and verify, whole and of what is new, over so many entries."""
    top = with_entries(place / "history", rows, count)
    name = f"over {count:,} entries of {rows:,} rows"
    runs = [mosaic.run(top, "log", "MS-SEC-007", "--limit", "5") for _ in range(rounds)]
    found = len(json.loads(runs[0].out)["entries"])
    if found != 5:
        raise SystemExit(f"log found {found} entries")
    wall, cpu = (statistics.median(r.wall for r in runs), statistics.median(r.cpu for r in runs))
    yield Finding(f"log of a task {name}", wall * 1e3, "ms", budgets.LOG)
    yield Finding("its least", min(one.wall for one in runs) * 1e3, "ms")
    yield Finding("its CPU, with its gits", cpu * 1e3, "ms")
    yield from _verify(top, mosaic, rounds, name, count)


def _verify(top: Path, mosaic: Installed, rounds: int, name: str, count: int) -> Iterator[Finding]:
    whole = mosaic.run(top, "verify")
    said = json.loads(whole.out)
    if whole.status or said["entries"] != count:
        raise SystemExit(f"verify: {whole.out.decode()[:800]}")
    yield Finding(f"verify {name}: the first", whole.wall, "s")
    yield Finding("its CPU", whole.cpu, "s")
    again = []
    for number in range(rounds):
        mosaic.run(top, "note", "MS-SEC-001", f"look again {number}")
        again.append(mosaic.run(top, "verify"))
    last = json.loads(again[-1].out)["entries"]
    if last != count + rounds:
        raise SystemExit(f"verify counts {last} entries")
    wall = statistics.median(one.wall for one in again)
    yield Finding("verify again, one entry later", wall * 1e3, "ms")
    yield Finding("its CPU, with its gits", statistics.median(r.cpu for r in again) * 1e3, "ms")
    yield Finding("the first against the next", whole.wall / wall, "times", budgets.VERIFY, True)
