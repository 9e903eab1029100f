"""Many claimers in one repository, and what must have come of it, told from git's log alone.

Each claimer asks for one task after another until none is ready. ``race`` runs them; ``judge``
asserts: every task claimed exactly once, every acknowledged claim in the history, no exit that
the contract lacks. As a program it also prints the rate: ``bin/bench --race``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.ledgers import HEADER, git

ROOT = Path(__file__).resolve().parents[2]
#: As many rows as may be worked on at a time, less a few (``limits.workers`` ends at 64).
ROUND = 60
#: Code words that a claimer may be told besides success; after the first set it asks again.
AGAIN, END = frozenset({"locked", "contended"}), frozenset({"nothing-ready", "finished"})


@dataclass(frozen=True)
class Claim:
    """One question of a claimer: its agent, how it ended, the code word or the task and commit."""

    agent: str
    status: int
    code: str
    task: str = ""
    commit: str = ""


def host(top: Path, tasks: int) -> Path:
    """A repository whose ledger has so many independent tasks."""
    rows = []
    for number in range(1, tasks + 1):
        cells = [f"MS-CQ-{number:03}", "not-started", f"task {number}", "", "api", "fix/cq"]
        cells += ["", "", "", "", "", "2K", "", f"Files: src/f{number}.py"]
        rows.append("|" + "".join(f" {c} |" if c else " |" for c in cells) + "\n")
    config = f"[ledger]\nref = 'main'\n[limits]\nworkers = 64\n[budget]\ncap = '{tasks * 8}K'\n"
    files = {
        "docs/TASKS.md": "# Tasks\n\n" + HEADER + "".join(rows),
        "docs/PRD.md": "# Requirements\n\n- It must work.\n",
        ".mosaic/orchestrator/config.toml": config,
        ".gitignore": ".mosaic/orchestrator/briefs/\n",
        "src/own.py": "x = 0\n",
    }
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "start")
    return top


def race(places: Sequence[Path], claimers: int, cold: bool = False) -> list[Claim]:
    """So many claimers at once, spread over these work trees, until nothing is ready.

    ``cold``: each question is a process of its own, as it is in use; else a claimer is one.
    """
    children = []
    for number in range(claimers):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _claimer(places[number % len(places)], f"w{number}", write, cold)
        os.close(write)
        children.append((child, read))
    said: list[Claim] = []
    for child, read in children:
        with os.fdopen(read, encoding="utf-8") as stream:
            said += [Claim(*json.loads(line)) for line in stream]
        _, status = os.waitpid(child, 0)
        assert status == 0, f"a claimer ended with {status}"
    return said


def _claimer(place: Path, name: str, write: int, cold: bool) -> None:
    """In a fork: ask until nothing is ready. Does not return."""
    status = 1
    try:
        with os.fdopen(write, "w", encoding="utf-8") as stream:
            for count in range(100_000):
                claim = _ask(place, f"{name}-{count}", cold)
                said = (claim.agent, claim.status, claim.code, claim.task, claim.commit)
                stream.write(json.dumps(said) + "\n")
                if claim.status and claim.code not in AGAIN:
                    break
        status = 0
    finally:
        os._exit(status)


def _ask(place: Path, agent: str, cold: bool) -> Claim:
    words = ["claim-next", "--repo", str(place), "--agent", agent, "--json"]
    status, out = _cold(words) if cold else _warm(words)
    body = json.loads(out)
    if status:
        return Claim(agent, status, body["code"])
    return Claim(agent, 0, "", body["task"]["id"], body["commit"] or "")


def _warm(words: list[str]) -> tuple[int, str]:
    from mosaic import cli

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = cli.run(words)
    return status, out.getvalue()


def _cold(words: list[str]) -> tuple[int, str]:
    program = str(ROOT / "bin" / "mosaic-orchestrator")
    env = {**os.environ, "MOSAIC_PYTHON": sys.executable}
    done = subprocess.run((program, *words), env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def judge(top: Path, tasks: int, said: Sequence[Claim]) -> None:
    """What must hold after a race. Errors: AssertionError."""
    lines = git(
        top, "log", "--first-parent", "main", "--grep=^Mosaic-Event: claim",
        "--format=%H %(trailers:key=Mosaic-Task,valueonly,separator=%x2C)"
        " %(trailers:key=Mosaic-Agent,valueonly,separator=%x2C)",
    ).split("\n")  # fmt: skip
    history = {line.split(" ")[0]: tuple(line.split(" ")[1:]) for line in lines if line}
    won = [claim for claim in said if claim.status == 0]
    twice = [task for task, many in Counter(t for t, _ in history.values()).items() if many > 1]
    assert not twice, f"claimed twice: {twice}"
    assert len(history) == tasks, f"{tasks - len(history)} task(s) not claimed"
    lost = [c for c in won if history.get(c.commit) != (c.task, c.agent)]
    assert not lost, f"acknowledged, and not in the history: {lost}"
    assert len(won) == tasks, "a claim in the history was not acknowledged"
    odd = [c for c in said if c.status and (c.status not in (3, 7) or c.code not in AGAIN | END)]
    assert not odd, f"exits that the contract lacks here: {odd}"
    git(top, "fsck", "--strict", "--no-dangling")
    assert git(top, "status", "--porcelain", "--untracked-files=no", "--", "docs") == ""
    assert not list((top / ".git").rglob("*.lock"))


def main(words: Sequence[str] | None = None) -> int:
    """The race as a program: prints counts and the rate."""
    parser = argparse.ArgumentParser(prog="bin/bench --race", description=__doc__)
    parser.add_argument("--claims", type=int, default=200, help="how many, in rounds of 60")
    parser.add_argument("--processes", type=int, default=8, help="how many claimers there are")
    parser.add_argument("--cold", action="store_true", help="a process for every claim")
    wanted = parser.parse_args(words)
    said: list[Claim] = []
    took = 0.0
    for first in range(0, wanted.claims, ROUND):
        folder = Path(tempfile.mkdtemp(prefix="race-"))
        try:
            top = host(folder / "host", min(ROUND, wanted.claims - first))
            start = time.monotonic()
            round_ = race([top], wanted.processes, wanted.cold)
            took += time.monotonic() - start
            judge(top, min(ROUND, wanted.claims - first), round_)
        finally:
            shutil.rmtree(folder)
        said += round_
    again = sum(claim.code in AGAIN for claim in said)
    sys.stdout.write(
        f"{wanted.claims} claims by {wanted.processes} processes"
        f" ({'cold' if wanted.cold else 'warm'}): {wanted.claims / took:.1f} a second;"
        f" 0 twice, 0 lost, {again} told to ask again\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
