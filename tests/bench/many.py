"""What many events, many claimers and many clones cost, and the bytes of a task's answers.

Events of one warm process; eight claimers, each claim a process, in one repository, each a number
of times or as long as a while lasts; eight clones that claim one task each through one bare remote.
Walls are of a machine that may be busy: CPU stands beside them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench import budgets
from tests.bench.hosts import host
from tests.bench.installed import Installed
from tests.bench.processes import Run, run
from tests.bench.rows import Finding
from tests.bench.scenes import RESULT, good
from tests.ledgers import git

#: Claimers, and clones, at once.
CROWD = 8


def batch(place: Path, mosaic: Installed, events: int) -> Iterator[Finding]:
    """Notes of one process, at 1,000 rows."""
    top = host(place / "batch", 1_000)
    said = [json.dumps(["note", f"MS-SEC-{n % 200 + 1:03}", f"see {n}"]) for n in range(events)]
    (top / ".git/events").write_text("\n".join(said) + "\n")
    words = mosaic.words("batch", str(top / ".git/events"), "--json")
    done = good(run(words, top, mosaic.env), words)
    yield Finding("batch: events a second", events / done.wall, "/s", budgets.BATCH, more=True)
    yield Finding("batch: events a second of CPU", events / done.cpu, "/s")


def _crowd(work: Callable[[int], list[Run]]) -> tuple[list[list[Run]], float]:
    """What each of the crowd did at once, and the seconds that all of it took."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CROWD) as pool:
        done = list(pool.map(work, range(CROWD)))
    return done, time.perf_counter() - begun


def claimers(place: Path, mosaic: Installed, each: int, seconds: float) -> Iterator[Finding]:
    """Eight claimers at once in one repository, a process for each claim; then without an end."""
    top = host(place / "claimers", 1_000)

    def claim(name: int, number: int) -> Run:
        words = mosaic.words("claim-next", "--agent", f"w{name}-{number}", "--json")
        return good(run(words, top, mosaic.env), words)

    done, took = _crowd(lambda name: [claim(name, number) for number in range(each)])
    runs = [one for own in done for one in own]
    cpu = sum(one.cpu for one in runs) / len(runs)
    rate = len(runs) / took
    yield Finding(f"{CROWD} claimers: claims a second", rate, "/s", budgets.CLAIMS, more=True)
    slowest = max(one.wall for one in runs)
    yield Finding(f"{CROWD} claimers: slowest claim", slowest, "s", budgets.SLOWEST)
    yield Finding(f"{CROWD} claimers: CPU of a claim", cpu * 1e3, "ms")
    end = time.perf_counter() + seconds

    def go_on(name: int) -> list[Run]:
        found: list[Run] = []
        while time.perf_counter() < end:
            found.append(claim(name, each + len(found)))
            _record(top, mosaic, found[-1])
        return found

    own = [len(one) for one in _crowd(go_on)[0]]
    share = min(own) * CROWD / sum(own)
    what = f"{CROWD} claimers without an end: the least one's share of an even one"
    yield Finding(what, share, "", budgets.FAIR, True, f"of {sum(own)} claims")


def _record(top: Path, mosaic: Installed, claim: Run) -> None:
    """Give a claimed task back as failed, so that its claimer may have another."""
    task = json.loads(claim.out)["task"]["id"]
    file = top / f".git/{task}.json"
    file.write_text(json.dumps({"task_id": task, **RESULT}))
    words = mosaic.words("record-result", task, "--result", str(file), "--json")
    good(run(words, top, mosaic.env), words)


def clones(place: Path, mosaic: Installed) -> Iterator[Finding]:
    """Eight clones, one claim each through a bare remote, asked again where told to."""
    start = host(place / "clones/start", 1_000)
    git(start.parent, "clone", "-q", "--bare", str(start), "remote.git")
    tops = [start.parent / f"clone{number}" for number in range(CROWD)]
    for top in tops:
        git(start.parent, "clone", "-q", "remote.git", top.name)
        git(top, "config", "user.name", "Bench")
        git(top, "config", "user.email", "bench@example.invalid")

    def claim(number: int) -> list[Run]:
        runs: list[Run] = []
        while not runs or (runs[-1].status == 7 and len(runs) <= budgets.TRIES):
            runs.append(mosaic.run(tops[number], "claim-next", "--agent", tops[number].name))
        return runs

    done, took = _crowd(claim)
    if any(runs[-1].status not in (0, 7) for runs in done):
        raise SystemExit(str([runs[-1].out for runs in done if runs[-1].status]))
    landed = int(git(start.parent / "remote.git", "rev-list", "--count", "main")) - 1
    yield Finding(f"{CROWD} clones: claims that landed", landed, "", CROWD, more=True)
    yield Finding(f"{CROWD} clones: all of them within", took, "s", budgets.CLONES)
    tries = max(len(runs) for runs in done)
    yield Finding(f"{CROWD} clones: most tries of one", tries, "", budgets.TRIES)


def tokens(place: Path, mosaic: Installed) -> Iterator[Finding]:
    """The bytes of what a task's two answers say, and of what is read before."""
    top = host(place / "tokens", 1_000)
    claim = mosaic.run(top, "claim-next", "--agent", "w1").out
    answer = {"task_id": json.loads(claim)["task"]["id"], **RESULT}
    (top / ".git/answer.json").write_text(json.dumps(answer))
    record = mosaic.run(top, "record-result", "--result", str(top / ".git/answer.json")).out
    refused = mosaic.run(top, "claim-next", "--agent", "w2", "--task", "MS-DOC-001").out
    prime = run(mosaic.words("prime"), top, mosaic.env).out
    said = (
        ("claim-next and record-result, --json", claim + record, budgets.ANSWERS),
        ("status --json at 1,000 rows", mosaic.run(top, "status").out, budgets.STATUS),
        ("prime", prime, budgets.PRIME),
        ("a refusal, --json", refused, budgets.REFUSAL),
    )
    for what, found, limit in said:
        yield Finding(f"{what}: bytes", len(found), "B", limit)
