"""One process, measured: wall and CPU time, peak memory, what it says, which gits it starts."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """How one process went. Seconds; ``cpu`` with all that it waited for; ``peak`` in MiB."""

    status: int
    wall: float
    cpu: float
    peak: float
    out: bytes


def run(words: Sequence[str], place: Path, env: Mapping[str, str]) -> Run:
    """Run a program to its end; what it says goes to files, so that no pipe makes it wait."""
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(
            tuple(words), cwd=place, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    cpu = used.ru_utime + used.ru_stime
    return Run(process.returncode, wall, cpu, used.ru_maxrss / 1024, said)


def gits(words: Sequence[str], place: Path, env: Mapping[str, str]) -> tuple[Run, list[str]]:
    """The same, and the words of every git that was started, as git's own trace tells them."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(words, place, {**env, "GIT_TRACE2_EVENT": folder})
        found = []
        for file in sorted(Path(folder).iterdir()):
            for line in file.read_text().split("\n"):
                event = json.loads(line) if line else {}
                if event.get("event") == "start":
                    found.append(" ".join(event["argv"][1:]))
    return done, found
