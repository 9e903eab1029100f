"""locks: ours is the kernel's and dies with its holder; git's are files, and may be left behind.

A lock is named with its path, its age and its holder, where one can be found. None is removed.
"""

from __future__ import annotations

import sys

from mosaic.doctor.patient import Finding, Patient, worst
from mosaic.ledger import processes
from mosaic.ledger.holders import holders
from mosaic.parse import cells
from mosaic.pathname import Path
from mosaic.standard import UTC, Iterator, datetime, json, timedelta

if sys.platform != "win32":
    import fcntl

#: Seconds; a git command may hold its lock that long without being thought dead.
FRESH = 60
#: Whether this system lists its processes.
_LISTED = Path("/proc/self/fd").is_dir()


def locks(patient: Patient) -> Finding:
    """The ledger's lock, and git's in every work tree."""
    own = _own(patient.repository.private / "lock")
    found = [own, *(_left(patient, lock) for lock in git_locks(patient))]
    return worst(found, "no lock is held")


def _own(lock: Path) -> Finding:
    if not held(lock):
        return Finding("ok", "")
    pid = processes.locker(lock)
    said = lock.read_text(errors="replace").strip()
    who = f"process {pid} ({processes.command(pid)})" if pid else f"process {said or 'unknown'}"
    return Finding("warn", f"the ledger is locked by {who}", "wait until it has ended", [str(lock)])


def held(lock: Path) -> bool:
    """Whether somebody holds the ledger's lock at this moment."""
    if sys.platform == "win32" or not lock.exists():  # pragma: no cover - there, no flock
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def git_locks(patient: Patient) -> Iterator[Path]:
    """Every lock of git's that is there: of indexes, HEADs, config, packed refs, branches."""
    common = patient.repository.common
    for tree in patient.trees:
        yield from _there(tree.git_dir, "index.lock", "HEAD.lock", "config.worktree.lock")
    yield from _there(common, "packed-refs.lock", "config.lock", "shallow.lock")
    yield from sorted((common / "refs").rglob("*.lock"))


def _there(folder: Path, *names: str) -> Iterator[Path]:
    return (folder / name for name in names if (folder / name).exists())


def _left(patient: Patient, lock: Path) -> Finding:
    """One lock of git's: held by somebody, or left by a killed command."""
    try:
        seconds = age(patient.now, lock)
        words = lock.read_bytes()[:64]
    except FileNotFoundError:  # it was let go while we looked
        return Finding("ok", "")
    if own_token(patient.repository.private, lock, words):
        hint = "any writing command finishes that entry; or 'mosaic-orchestrator doctor --fix'"
        return Finding("warn", f"{lock} belongs to an entry that a killed command left", hint)
    who = holders(lock, [lock.parent, *(tree.top for tree in patient.trees)])
    old = timedelta(seconds=seconds)
    if who and _LISTED:
        return Finding("warn", f"{lock} is held (age {old})", "wait until that has ended", who)
    if seconds < FRESH:
        return Finding("warn", f"{lock} is there (age {old})", "look again in a minute")
    told = "no process has it open" if _LISTED else who[0]
    aside = patient.repository.common / f"{lock.name}.left"
    hint = f"where no git command runs any more, move it aside: mv -n '{lock}' '{aside}'"
    return Finding("fail", f"{lock} was left behind (age {old}); {told}", hint)


def own_token(private: Path, lock: Path, words: bytes) -> bool:
    """Whether a recovery note names a lock: by its path, or by the token that it holds."""
    note = private / "recovery.json"
    if not note.is_file():
        return False
    named = (json.dumps(str(lock)).encode(), b'"' + words + b'"' if words else b"")
    data = note.read_bytes()
    return any(word and word in data for word in named)


def age(now: str, file: Path) -> int:
    """Seconds since a file was changed; 0 where its clock is ahead of ours."""
    changed = datetime.fromtimestamp(file.lstat().st_mtime, UTC)
    return max(0, int((cells.parse_when(now) - changed).total_seconds()))
