"""Processes of this machine, as far as it tells: who lives, since when, and who holds our lock.

A process is its id, its start and the boot: an id alone is given again. Where the machine does
not tell (no ``/proc``), an answer is None or empty, and nobody takes that for "dead".
"""

from __future__ import annotations

import os

from mosaic.pathname import Path

_PROC = Path("/proc")


def host() -> str:
    """This machine's name."""
    import platform

    return platform.node()


def boot() -> str:
    """What names this machine's present boot, or ''."""
    return _text(_PROC / "sys/kernel/random/boot_id").strip()


def started(pid: int) -> str:
    """When a process was started, in ticks since the boot; '' where it is gone or untold."""
    fields = _text(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in ("Z", "X") else ""


def alive(pid: int) -> bool | None:
    """Whether some process has this id; None where that cannot be told."""
    if pid < 1:
        return None
    if (_PROC / "self/stat").exists():
        return bool(started(pid))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return None
    return True


def command(pid: int) -> str:
    """The command line of a process, its words with a blank between them, or ''."""
    return _text(_PROC / str(pid) / "cmdline").replace("\0", " ").strip()


def locker(file: Path) -> int:
    """The process that holds the kernel's lock on a file, or 0."""
    try:
        facts = file.stat()
    except OSError:
        return 0
    for line in _text(_PROC / "locks").split("\n"):
        words = line.split()
        if len(words) > 5 and words[1] == "FLOCK" and words[5].endswith(f":{facts.st_ino}"):
            return int(words[4]) if words[4].isdigit() else 0
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
