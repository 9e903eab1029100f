"""One process, measured: wall and CPU time, peak memory, what it says, which gits it starts.

A process inherits its parent's peak of memory. So the peak is told by a small Python between,
which starts the program and asks what its child took; times are measured without it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_BETWEEN = """
import os, resource, sys
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
with open(sys.argv[1], "w") as out:
    out.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(ended)
"""


@dataclass(frozen=True)
class Run:
    """How one process went. Seconds; ``cpu`` with all that it waited for."""

    status: int
    wall: float
    cpu: float
    out: bytes
    err: bytes = b""


def run(words: Sequence[str], place: Path, env: Mapping[str, str]) -> Run:
    """Run a program to its end; what it says goes to files, so that no pipe makes it wait."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(
            tuple(words), cwd=place, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said = _all(out), _all(err)
    cpu = used.ru_utime + used.ru_stime
    return Run(process.returncode, wall, cpu, *said)


def _all(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


@dataclass(frozen=True)
class Counted:
    """How a process went, its peak of memory in MiB, and the words of every git it started."""

    run: Run
    peak: float
    gits: list[str]


def counted(words: Sequence[str], place: Path, env: Mapping[str, str]) -> Counted:
    """Run it through the process between, with git's own trace."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "peak"
        between = (sys.executable, "-I", "-S", "-c", _BETWEEN, str(told))
        done, started = gits((*between, *words), place, env)
        return Counted(done, int(told.read_text()) / 1024, started)


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
