"""Heartbeats: one file for each claim that this clone made, beside the claim's token.

It lies in the common git directory, where no commit takes it. Its time of change is a sign of
life: whoever works on the task may ``touch`` it. It may hold ``PID START HOST BOOT`` of a process
that lives as long as the work does: START is field 22 of ``/proc/PID/stat``.
"""

from __future__ import annotations

import os
import stat

from mosaic.ledger.files import forget
from mosaic.ledger.repository import Repository
from mosaic.parse import cells
from mosaic.pathname import Path
from mosaic.standard import UTC, datetime, suppress
from mosaic.values import dataclass

#: Bytes of a heartbeat that are read.
MOST = 1024


@dataclass(frozen=True)
class Heartbeat:
    """When it last beat, ISO 8601 in UTC to the second; the process that it names, or 0."""

    when: str
    pid: int = 0
    start: str = ""
    host: str = ""
    boot: str = ""

    @property
    def alive(self) -> bool | None:
        """Whether the process that is named lives; None where that cannot be told from here."""
        from mosaic.ledger import processes

        if self.host and self.host != processes.host():
            return None
        now = processes.boot()
        if self.boot and now and self.boot != now:
            return False
        there = processes.alive(self.pid)
        if not there:
            return there
        return self.start == processes.started(self.pid) if self.start else None


def place(repository: Repository, task: str, token: str) -> Path:
    """Where a claim's heartbeat lies, whether it is there or not; another claim has another."""
    return repository.private / "claims" / f"{task}.{token}.heartbeat"


def start(repository: Repository, task: str, token: str, now: str) -> None:
    """Begin a claim's heartbeat, without a process.

    The claim is made by then: where the disk takes no file, it goes on without a heartbeat.
    """
    with suppress(OSError):
        file = place(repository, task, token)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    beat(repository, task, token, now)


def beat(repository: Repository, task: str, token: str, now: str) -> None:
    """Let a heartbeat that is there, and ours, beat at this moment (ISO 8601); what it holds
    stays."""
    seconds = cells.parse_when(now).timestamp()
    with suppress(OSError):
        os.utime(place(repository, task, token), (seconds, seconds))


def end(repository: Repository, task: str, token: str) -> None:
    """Forget a claim's heartbeat."""
    forget(place(repository, task, token))


def read(repository: Repository, task: str, token: str) -> Heartbeat | None:
    """A claim's heartbeat, or None where there is no plain file; odd words name no process."""
    file = place(repository, task, token)
    try:
        facts = file.lstat()
        if not stat.S_ISREG(facts.st_mode):
            return None
        with file.open("rb") as opened:
            words = opened.read(MOST).decode("utf-8", "replace").split()
    except OSError:
        return None
    when = moment(facts.st_mtime)
    if not words or not (words[0].isascii() and words[0].isdigit() and len(words[0]) < 11):
        return Heartbeat(when)
    start_, host, boot = (*words[1:4], "", "", "")[:3]
    return Heartbeat(when, int(words[0]), start_, host, boot)


def moment(seconds: float) -> str:
    """A file's time, ISO 8601 in UTC to the second."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
