"""One lock for all worktrees: the kernel's, on a file in the common git directory.

It dies with its holder, whatever killed that; it is never judged by age. Waiting is bounded, and
the holder is named.
"""

from __future__ import annotations

import errno
import os
import sys
import time

from mosaic.errors import Outside, Wait
from mosaic.pathname import Path
from mosaic.signals import is_main_thread
from mosaic.standard import Iterator, contextmanager, datetime, signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

if sys.platform != "win32":
    import fcntl

#: Seconds; a command that cannot have the lock by then says who holds it (exit 7).
PATIENCE = 30.0


@contextmanager
def locked(path: Path, patience: float | None = None) -> Iterator[int]:
    """Hold the lock; yields its descriptor (-1 without flock), which git children may inherit.

    Errors: Wait (locked), naming the holder; Outside where the place cannot be written.
    """
    patience = PATIENCE if patience is None else patience
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _closed(path.parent, error.strerror) from error
    if not os.access(path.parent, os.W_OK):
        raise _closed(path.parent, os.strerror(errno.EACCES))
    if sys.platform == "win32":  # pragma: no cover - there, filelock's own kernel lock
        with _soft_locked(path, patience):
            yield -1
        return
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise _closed(path, error.strerror) from error
    try:
        if not _take(descriptor, patience):
            raise _held(path, patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, _holder().encode(), 0)
        yield descriptor
    finally:
        # Every child has ended; what a hook of one left running inherited the lock, and lets go.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _closed(path: Path, why: str | None) -> Outside:
    """The error where the repository cannot be written at all."""
    return Outside(
        f"'{path}' cannot be written: {why}; nothing changed",
        hint="run the command as a user who may write to this repository; reading commands work",
    )


def _holder() -> str:
    """Who holds the lock: process, verb, since when."""
    words = (os.path.basename(sys.argv[0]), *sys.argv[1:3])
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return f"{os.getpid()} {' '.join(words)}, since {since}\n"


def take_now(descriptor: int) -> bool:
    """Take the kernel's lock on an open file, if nobody alive has it."""
    if sys.platform == "win32":  # pragma: no cover - there, what a dead process left stays
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take(descriptor: int, patience: float) -> bool:
    """Take the kernel's lock within so many seconds; the main thread waits in its queue."""
    if take_now(descriptor):
        return True
    if is_main_thread():
        return _queue(descriptor, patience)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        time.sleep(0.01)
        if take_now(descriptor):
            return True
    return False


def _queue(descriptor: int, patience: float) -> bool:
    """Wait in the kernel's own queue, which is fair, until an alarm rings."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, patience)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return True
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _held(path: Path, patience: float) -> Wait:
    from mosaic.ledger.holders import alive

    holder = path.read_text(errors="replace").strip()
    who = f"process {holder}" if holder else "another process"
    number = holder.partition(" ")[0]
    ended = number.isdigit() and not alive(int(number))
    left = ["that process has ended; a program that it started still holds the lock"]
    return Wait(
        f"the ledger is locked by {who}; waited {patience:g} s",
        details=[f"lock: {path}", *(left if ended else [])],
        hint="try again when that command has ended",
    )


@contextmanager
def _soft_locked(path: Path, patience: float) -> Iterator[None]:  # pragma: no cover
    from filelock import FileLock, Timeout

    try:
        with FileLock(path, timeout=patience):
            yield
    except Timeout as error:
        raise _held(path, patience) from error
