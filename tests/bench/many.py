"""What many entries, many events and many claimers cost: ``bin/bench --many``.

A log of one task over 5,000 entries; events of one warm process; eight claimers, each claim a
process, in one repository; eight clones that claim one task each through one bare remote; the
bytes of a task's answers. Walls are of a machine that may be busy: CPU stands beside them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench import budgets
from tests.bench.hosts import host
from tests.bench.installed import environment, install
from tests.bench.processes import Run, run
from tests.ledgers import git

_RESULT = {"status": "failed", "used": "3K", "commit_sha": None, "notes": "the tests stay red"}


@dataclass(frozen=True, slots=True)
class Installed:
    """The scripts of a copy, and what they run in."""

    scripts: Path
    env: Mapping[str, str]

    def run(self, top: Path, verb: str, *words: str) -> Run:
        """One command as a process, with ``--json``."""
        return run((f"{self.scripts}/mosaic-orchestrator-{verb}", *words, "--json"), top, self.env)


def _line(what: str, found: float, limit: float, unit: str, more: bool = False) -> str:
    good = found >= limit if more else found <= limit
    sign = ">=" if more else "<="
    return f"| {what} | {found:.4g} {unit} | {sign} {limit:g} | {'met' if good else 'MISSED'} |"


def with_entries(top: Path, count: int) -> Path:
    """A ledger of 1,000 rows with so many entries behind it, which change nothing."""
    host(top, 1_000)
    tip, stream = git(top, "rev-parse", "HEAD").strip(), list[str]()
    for number in range(count):
        task = f"MS-SEC-{number % 200 + 1:03}"
        said = f"Mosaic-Event: note\nMosaic-Task: {task}\nMosaic-Version: 1\n"
        message = f"mosaic: note {task}\n\n{said}"
        stream += [
            "commit refs/heads/main", f"committer Bench <bench@example.invalid> {number} +0000",
            f"data {len(message)}\n{message}{'' if number else f'from {tip}'}",
        ]  # fmt: skip
    words = ("git", "fast-import", "--quiet", "--force")
    subprocess.run(words, cwd=top, input="\n".join([*stream, ""]).encode(), check=True)
    return top


def history(place: Path, mosaic: Installed, rounds: int) -> Iterator[str]:
    """The log of one task among 5,000 entries."""
    top = with_entries(place / "history", 5_000)
    runs = [mosaic.run(top, "log", "MS-SEC-007", "--limit", "5") for _ in range(rounds)]
    found = len(json.loads(runs[0].out)["entries"])
    assert found == 5, found
    wall, cpu = (
        statistics.median(one) for one in zip(*((r.wall, r.cpu) for r in runs), strict=True)
    )
    least = min(one.wall for one in runs)
    yield _line("log of a task, 5,000 entries: median", wall * 1e3, budgets.LOG, "ms")
    yield _line("the same: least", least * 1e3, budgets.LOG, "ms")
    yield _line("the same: CPU with its gits", cpu * 1e3, budgets.LOG, "ms")


def batch(place: Path, mosaic: Installed, events: int = 200) -> Iterator[str]:
    """Notes of one process, at 1,000 rows."""
    top = host(place / "batch", 1_000)
    said = [json.dumps(["note", f"MS-SEC-{n % 200 + 1:03}", f"see {n}"]) for n in range(events)]
    (top / ".git/events").write_text("\n".join(said) + "\n")
    done = mosaic.run(top, "batch", str(top / ".git/events"))
    assert done.status == 0, done.out[-500:]
    yield _line("batch: events a second", events / done.wall, budgets.BATCH, "/s", more=True)
    yield _line("batch: events a CPU second", events / done.cpu, budgets.BATCH, "/s", more=True)


def _claims(top: Path, mosaic: Installed, name: str, count: int) -> list[Run]:
    return [mosaic.run(top, "claim-next", "--agent", f"{name}-{n}") for n in range(count)]


def claimers(place: Path, mosaic: Installed, each: int = 6) -> Iterator[str]:
    """Eight claimers at once in one repository, a process for each claim."""
    top = host(place / "claimers", 1_000)
    begun = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(_claims, top, mosaic, f"w{n}", each) for n in range(8)]
        runs = [one for each_ in asked for one in each_.result()]
    took = time.perf_counter() - begun
    assert not any(one.status for one in runs), [one.out for one in runs if one.status][:1]
    cpu = sum(one.cpu for one in runs) / len(runs)
    yield _line("8 claimers: claims a second", len(runs) / took, budgets.CLAIMS, "/s", more=True)
    yield _line("8 claimers: slowest claim", max(one.wall for one in runs), 1, "s")
    yield f"| 8 claimers: CPU of a claim | {cpu * 1e3:.1f} ms | | |"


def clones(place: Path, mosaic: Installed) -> Iterator[str]:
    """Eight clones, one claim each through a bare remote, asked again where told to."""
    start = host(place / "clones/start", 1_000)
    git(start.parent, "clone", "-q", "--bare", str(start), "remote.git")
    tops = [start.parent / f"clone{number}" for number in range(8)]
    for top in tops:
        git(start.parent, "clone", "-q", "remote.git", top.name)
        git(top, "config", "user.name", "Bench")
        git(top, "config", "user.email", "bench@example.invalid")

    def claim(top: Path) -> int:
        for number in range(1, 11):
            done = mosaic.run(top, "claim-next", "--agent", top.name)
            if done.status != 7:  # contended, or locked
                assert done.status == 0, done.out
                return number
        return 11

    begun = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(claim, tops))
    took = time.perf_counter() - begun
    landed = git(start.parent / "remote.git", "rev-list", "--count", "main").strip()
    assert landed == "9", landed
    yield _line("8 clones: all landed within", took, budgets.CLONES, "s")
    yield _line("8 clones: most tries of one", max(tries), budgets.TRIES, "")


def tokens(place: Path, mosaic: Installed) -> Iterator[str]:
    """The bytes of what a task's two answers say, and of what is read before."""
    top = host(place / "tokens", 1_000)
    claim = mosaic.run(top, "claim-next", "--agent", "w1").out
    answer = {"task_id": json.loads(claim)["task"]["id"], **_RESULT}
    (top / ".git/answer.json").write_text(json.dumps(answer))
    record = mosaic.run(top, "record-result", "--result", str(top / ".git/answer.json")).out
    refused = mosaic.run(top, "claim-next", "--agent", "w2", "--task", "MS-DOC-001").out
    said = (
        ("claim-next and record-result", len(claim) + len(record), 2_048),
        ("status at 1,000 rows", len(mosaic.run(top, "status").out), 1_200),
        ("prime", len(run((f"{mosaic.scripts}/mosaic-orchestrator-prime",), top, mosaic.env).out),
         6_000),
        ("a refusal", len(refused), 600),
    )  # fmt: skip
    for what, found, limit in said:
        yield _line(f"{what}: bytes with --json", found, limit, "B")


def main(words: Sequence[str]) -> int:
    """Measure each, and print a table."""
    asked = argparse.ArgumentParser(prog="bin/bench --many", description=(__doc__ or "")[:60])
    asked.add_argument("--rounds", type=int, default=9, help="so many runs of log")
    given = asked.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="mosaic-bench-") as folder:
        place = Path(folder)
        mosaic = Installed(install(place / "install"), environment(place))
        sys.stdout.write("| what | found | budget | |\n| -- | -- | -- | -- |\n")
        for lines in (
            history(place, mosaic, given.rounds), batch(place, mosaic), claimers(place, mosaic),
            clones(place, mosaic), tokens(place, mosaic),
        ):  # fmt: skip
            for line in lines:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    return 0
