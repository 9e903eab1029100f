"""Processes of this machine, as far as it tells: who lives, since when, and who has a file open.

A process is its id, its start and the boot: an id alone is given again. Where the machine does
not tell (no ``/proc``), an answer is None or empty, and nobody takes that for "dead".
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

_PROC = Path("/proc")


def host() -> str:
    """This machine's name."""
    return platform.node()


def boot() -> str:
    """What names this machine's present boot, or ''."""
    return _text(_PROC / "sys/kernel/random/boot_id").strip()


def started(pid: int) -> str:
    """When a process was started, in ticks since the boot; '' where it is gone or untold."""
    fields = _text(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in ("Z", "X") else ""


def parent(pid: int) -> int:
    """The process that started this one, or 0."""
    fields = _text(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return int(fields[1]) if len(fields) > 1 else 0


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


def holders(file: Path) -> tuple[int, ...]:
    """The processes that have this file open, of those that may be looked at."""
    wanted = os.path.realpath(file)
    return tuple(pid for pid in _pids() if wanted in _opened(_PROC / str(pid) / "fd"))


def _opened(folder: Path) -> list[str]:
    """What the descriptors of a process lead to; those that it may be asked for."""
    try:
        names = os.listdir(folder)
    except OSError:  # it has ended, or belongs to somebody else
        return []
    return [_link(folder / name) for name in names]


def _link(file: Path) -> str:
    try:
        return os.readlink(file)
    except OSError:
        return ""


def inside(folder: Path, name: str = "") -> tuple[int, ...]:
    """The processes at work in a folder or below it, none of our own children.

    ``name``: only those called so.
    """
    wanted, found = os.path.realpath(folder), []
    for pid in _pids():
        place = _link(_PROC / str(pid) / "cwd")
        if parent(pid) == os.getpid():  # one that we started ourselves
            continue
        called = not name or _text(_PROC / str(pid) / "comm").strip() == name
        if called and (place == wanted or place.startswith(wanted + os.sep)):
            found.append(pid)
    return tuple(found)


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


def _pids() -> tuple[int, ...]:
    try:
        return tuple(int(name) for name in os.listdir(_PROC) if name.isdigit())
    except OSError:
        return ()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
