"""One ref transaction of git's, held open between its two halves.

git says when it has all its locks; only then are they looked at, so that they can be told from
anybody else's later, and only then is it told to commit. A child that is never told drops them.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading

from mosaic.errors import Outside
from mosaic.ledger import bounded
from mosaic.ledger.git import DURABLE, SETTLED, Done, Git, environment
from mosaic.standard import IO, Callable

#: Milliseconds that git may wait for a lock of its own, whatever the user's config says.
BOUNDED = ("-c", "core.filesRefLockTimeout=1000", "-c", "core.packedRefsTimeout=1000")
#: Tells our own hooks that they are called for an entry, which has been validated already.
OWN = {"MOSAIC_ENTRY": "1", "GIT_EDITOR": ":"}
_READY, _DONE = b"prepare: ok\n", b"commit: ok\n"


def transact(git: Git, updates: str, reason: str, prepared: Callable[[], None]) -> Done:
    """Run these updates as one transaction; ``prepared`` is called while git holds every lock.

    Whatever git's exit status, say it: the caller reads the refs again. A hook of the user's that
    does not end in its time is ended with git, and the answer is ``late``. What hooks say goes to
    a file: what one leaves running in the background holds nothing up.
    """
    args = (*DURABLE, *BOUNDED, "update-ref", "-m", reason, "--stdin")
    limit, late = bounded.own_limit(), threading.Event()
    with _nameless() as words:
        process = _started(git, args, words)
        watch = threading.Timer(limit, _stop, (process, git.group is not None, late))
        watch.daemon = True
        watch.start()
        try:
            with process:
                _tell(process, f"start\n{updates}prepare\n")
                if _heard(process, _READY):
                    prepared()
                    _tell(process, "commit\n", last=True)
                    _heard(process, _DONE)
        finally:
            watch.cancel()
            watch.join()
        words.seek(0)
        said = words.read().decode("utf-8", "replace")
    return Done(args, process.returncode, b"", said, limit if late.is_set() else None)


def _nameless() -> IO[bytes]:
    """A file without a name, gone with the last who has it open: in memory where that is had."""
    make = getattr(os, "memfd_create", None)
    if make:
        return os.fdopen(make("mosaic"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def _started(git: Git, args: tuple[str, ...], words: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            ("git", *SETTLED, *args),
            cwd=git.cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            env=environment(OWN),
            pass_fds=git.held,
            process_group=git.group,
        )
    except FileNotFoundError as error:
        raise Outside("git is not installed, or this folder is gone") from error


def _stop(process: subprocess.Popen[bytes], grouped: bool, late: threading.Event) -> None:
    """End git and the hook that it waits for: asked first, so that it drops its locks."""
    late.set()
    bounded.end(process, grouped)


def _heard(process: subprocess.Popen[bytes], last: bytes) -> bool:
    """Whether git says this line; False where it ended without.

    Nobody else has git's output open: hooks have its stderr for theirs.
    """
    assert process.stdout is not None
    return any(line == last for line in process.stdout)


def _tell(process: subprocess.Popen[bytes], words: str, last: bool = False) -> None:
    """Tell git; one that has ended will not listen, and has said why.

    Past Python's buffer, which would be written once more when the pipe is closed.
    """
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        os.write(process.stdin.fileno(), words.encode())
        if last:
            process.stdin.close()
