"""The locks that git takes on refs while an entry's ref moves, and those a dead one of ours left.

The note names them before git is started. One is removed when it is proved to be the dead one's:
it was seen while our git held it, or it holds the very id that our entry gives the ref. An empty
one proves nothing: it goes only if it was made with the note, nothing has touched it while we
looked, and no process is alive that could hold it. Any other is kept.
"""

from __future__ import annotations

import os
import stat
import time

from mosaic.errors import Wait
from mosaic.ledger.files import forget
from mosaic.pathname import Path
from mosaic.standard import Sequence
from mosaic.values import dataclass

#: Seconds between two looks at an empty lock.
QUIET = 0.5
#: Seconds after the note within which a dead one of ours can have made a lock.
WINDOW = 60.0
#: So many characters of an object id are no chance.
ENOUGH = 12
Identity = tuple[int, int, int]


@dataclass(frozen=True)
class RefLock:
    """A lock that git takes for us: its path, and the id that it will hold ('' for none)."""

    path: Path
    oid: str = ""


def identity(path: Path) -> Identity | None:
    """What tells one lock file from any other at the same path, or None where there is none."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (found.st_dev, found.st_ino, found.st_mtime_ns)


def remove_seen(locks: Sequence[RefLock], seen: frozenset[Identity]) -> tuple[str, ...]:
    """Remove those that were seen while our git, which has ended, held them; what is left of
    them, since the disk would not let them go."""
    mine = [lock.path for lock in locks if identity(lock.path) in seen]
    for path in mine:
        forget(path)
    return tuple(str(path) for path in mine if identity(path) in seen)


def remove_left(
    locks: Sequence[RefLock], seen: frozenset[Identity], noted: int, places: Sequence[Path]
) -> None:
    """Remove what a dead one of ours left; called with the ledger's lock held, so it is dead.

    ``noted`` is when its note was written (ns); ``places`` are the folders of this repository.
    Errors: Wait (locked), naming the file, where somebody alive may hold one of them.
    """
    remove_seen(locks, seen)
    unproved = []
    for lock in locks:
        now = _look(lock.path)
        if now is None:
            continue
        if _ours(now.text, lock.oid):
            lock.path.unlink(missing_ok=True)
        elif now.size <= ENOUGH and noted <= now.made <= noted + WINDOW * 1e9:
            unproved.append((lock.path, now))
    if unproved:
        time.sleep(QUIET)
    for path, before in unproved:
        _remove_empty(path, before, places)


@dataclass(frozen=True)
class _Look:
    """A lock file at one moment."""

    identity: Identity | None
    size: int
    made: int
    text: str


def _look(path: Path) -> _Look | None:
    """The lock as it is; None where there is none, or something else stands there."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        text = path.read_bytes()[:100].decode("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    mine = (found.st_dev, found.st_ino, found.st_mtime_ns)
    return _Look(mine, found.st_size, found.st_mtime_ns, text)


def _ours(text: str, oid: str) -> bool:
    """Whether the content is the id that our entry gives the ref, all of it or a telling part."""
    return bool(oid) and len(text) >= ENOUGH and f"{oid}\n".startswith(text)


def _remove_empty(path: Path, before: _Look, places: Sequence[Path]) -> None:
    if _look(path) != before:
        return  # somebody works with it, and lives
    from mosaic.ledger.holders import holders

    alive = holders(path, places)
    if alive:
        raise Wait(
            "git's own lock on a ref is taken, perhaps by a program that runs; nothing changed",
            details=[f"lock: {path}", *alive],
            hint="try again when that program has ended",
        )
    os.unlink(path)
