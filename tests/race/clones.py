"""Claims raced for by several clones of one bare remote, pushes killed on the way; and the check.

``python -m tests.race.clones --clones 4 --processes 2 --tasks 30 --killed 30`` prints the figures.
Nothing here asks the program whether it was right: the history is read with git alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.ledgers import HEADER, git

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "[limits]\nworkers = 64\n[budget]\ncap = '900M'\n"
#: A git that kills some of its pushes, at 0 to 30 ms; everything else goes through.
WRAPPER = """#!/bin/sh
case "$*" in
*" push --porcelain"*)
    chance=$(($(od -An -N2 -tu2 /dev/urandom) % 100))
    if [ "$chance" -lt "{killed}" ]; then
        "{git}" "$@" &
        push=$!
        sleep "$(printf '0.%03d' "$(($(od -An -N2 -tu2 /dev/urandom) % 31))")"
        kill -9 "$push" 2>/dev/null
        wait "$push"
        status=$?
        echo "$status" >>"{log}"
        exit "$status"
    fi
    ;;
esac
exec "{git}" "$@"
"""


@dataclass
class Race:
    """What happened: claims that were acknowledged (task, token), and how every command ended."""

    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    killed: int = 0
    seconds: float = 0.0


def prepare(folder: Path, clones: int, tasks: int) -> None:
    """A bare remote with so many independent tasks, and clones of it."""
    top = folder / "start"
    rows = "".join(
        f"| MS-CQ-{n:03} | not-started | do it |  | api |  |  |  |  |  |  | 1K |  |  |\n"
        for n in range(1, tasks + 1)
    )
    files = {
        "docs/TASKS.md": f"# Tasks\n\n{HEADER}{rows}",
        "docs/PRD.md": "# Requirements\n\n- It must work.\n",
        ".mosaic/orchestrator/config.toml": CONFIG,
        ".gitignore": ".mosaic/orchestrator/briefs/\n",
    }
    top.mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "start")
    git(folder, "clone", "-q", "--bare", str(top), str(folder / "remote.git"))
    for number in range(clones):
        git(folder, "clone", "-q", str(folder / "remote.git"), str(folder / f"clone{number}"))


def wrap(folder: Path, killed: int) -> dict[str, str]:
    """An environment whose git kills so many per cent of its pushes."""
    real = subprocess.run(("sh", "-c", "command -v git"), capture_output=True, text=True).stdout
    place = folder / "bin"
    place.mkdir()
    text = WRAPPER.format(git=real.strip(), killed=killed, log=folder / "killed")
    (place / "git").write_text(text)
    (place / "git").chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{place}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }


def call(top: Path, env: dict[str, str], *words: str) -> tuple[int, dict[str, object], str]:
    """One command as a process: exit code, envelope, stderr."""
    command = (sys.executable, "-P", "-m", "mosaic", *words, "--json")
    done = subprocess.run(command, cwd=top, capture_output=True, text=True, env=env)
    try:
        return done.returncode, json.loads(done.stdout), done.stderr
    except ValueError:
        return done.returncode, {"code": "no-envelope"}, done.stdout + done.stderr


#: Ends after which a command is repeated, and those after which nothing is left to claim.
AGAIN, OVER = ("contended", "locked", "outcome-unknown"), ("nothing-ready", "deadlock")


def work(
    top: Path, name: str, env: dict[str, str], race: Race, lock: threading.Lock, free: bool
) -> None:
    """Claim under one name after the other, until nothing is left; repeat what is not known.

    ``free``: each claimed task is blocked at once, so that no limit of workers is met.
    """
    number = 0
    while number < 1000:
        status, said, err = call(top, env, "claim-next", "--agent", f"{name}-{number}")
        code = str(said.get("code", "ok"))
        with lock:
            race.ends[f"{status} {code}"] += 1
            if status and code not in (*AGAIN, *OVER):
                race.odd.append(f"{status} {said} {err}")
        if status and code not in AGAIN:
            return
        if status == 0:
            task = said["task"]
            assert isinstance(task, dict)
            with lock:
                race.acknowledged.append((str(task["id"]), str(said["claim"])))
            number += 1
            for _ in range(50 if free else 0):
                if not call(top, env, "block", str(task["id"]), "--reason", "x")[0]:
                    break


def run(folder: Path, clones: int, processes: int, tasks: int, killed: int) -> Race:
    """The whole race; the folder has a bare remote and the clones afterwards."""
    prepare(folder, clones, tasks)
    free = tasks > 60
    env, race, lock = wrap(folder, killed), Race(), threading.Lock()
    start = time.monotonic()
    threads = [
        threading.Thread(
            target=work,
            args=(folder / f"clone{c}", f"w{c}.{p}", env, race, lock, free),
            daemon=True,
        )
        for c in range(clones)
        for p in range(processes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    race.seconds = time.monotonic() - start
    log = folder / "killed"
    race.killed = log.read_text().count("\n") if log.exists() else 0
    return race


def claimed(folder: Path) -> list[tuple[str, str]]:
    """Every claim in the remote's history: task and token, by git alone."""
    log = git(folder / "remote.git", "log", "--reverse", "--format=%x01%B", "main")
    found = []
    for message in log.split("\x01"):
        words = dict(line.partition(": ")[::2] for line in message.split("\n") if ": " in line)
        if words.get("Mosaic-Event") == "claim":
            found.append((words["Mosaic-Task"], words["Mosaic-Claim"]))
    return found


def faults(folder: Path, race: Race, tasks: int) -> list[str]:
    """What must not be: a task claimed twice or never, a claim that was said and is not there."""
    found = claimed(folder)
    counts = Counter(task for task, _ in found)
    wrong = [f"{task}: claimed {count} times" for task, count in counts.items() if count != 1]
    wrong += [f"{tasks - len(counts)} tasks unclaimed"] if len(counts) != tasks else []
    wrong += [f"{c}: acknowledged, not there" for c in set(race.acknowledged) - set(found)]
    told = Counter(race.acknowledged)
    wrong += [f"{c}: acknowledged {n} times" for c, n in told.items() if n != 1]
    wrong += [f"{c}: there, never acknowledged" for c in set(found) - set(race.acknowledged)]
    wrong += [f"odd end: {line}" for line in race.odd]
    merges = git(folder / "remote.git", "rev-list", "--min-parents=2", "main")
    wrong += [f"a merge: {merges}"] if merges else []
    return wrong


def main() -> int:
    """Run one race in a temporary folder and print its figures; 1 where something was wrong."""
    parser = argparse.ArgumentParser()
    for name, default in (("clones", 4), ("processes", 2), ("tasks", 30), ("killed", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "race"
        race = run(folder, asked.clones, asked.processes, asked.tasks, asked.killed)
        wrong = faults(folder, race, asked.tasks)
        rate = len(race.acknowledged) / race.seconds
        sys.stdout.write(
            f"{len(race.acknowledged)} claims in {race.seconds:.1f} s ({rate:.1f}/s),"
            f" {race.killed} pushes killed, ends {dict(race.ends)}, faults {wrong}\n"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
