"""One ref transaction of git's, held open between its two halves.

git says when it has all its locks; only then are they looked at, so that they can be told from
anybody else's later, and only then is it told to commit. A child that is never told drops them.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable

from mosaic.errors import Outside
from mosaic.ledger import bounded
from mosaic.ledger.git import DURABLE, SETTLED, Done, Git, environment

#: Milliseconds that git may wait for a lock of its own, whatever the user's config says.
BOUNDED = ("-c", "core.filesRefLockTimeout=1000", "-c", "core.packedRefsTimeout=1000")
#: Tells our own hooks that they are called for an entry, which has been validated already.
OWN = {"MOSAIC_ENTRY": "1", "GIT_EDITOR": ":"}
_READY, _DONE = b"prepare: ok\n", b"commit: ok\n"


def transact(git: Git, updates: str, reason: str, prepared: Callable[[], None]) -> Done:
    """Run these updates as one transaction; ``prepared`` is called while git holds every lock.

    Whatever git's exit status, say it: the caller reads the refs again. A hook of the user's that
    does not end in its time is ended with git, and the answer is ``late``.
    """
    args = (*DURABLE, *BOUNDED, "update-ref", "-m", reason, "--stdin")
    try:
        process = subprocess.Popen(
            ("git", *SETTLED, *args),
            cwd=git.cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(OWN),
            pass_fds=git.held,
            process_group=git.group,
        )
    except FileNotFoundError as error:
        raise Outside("git is not installed, or this folder is gone") from error
    limit, late = bounded.OWN_LIMIT, threading.Event()
    watch = threading.Timer(limit, _stop, (process, git.group is not None, late))
    watch.daemon = True
    watch.start()
    try:
        with process:
            _tell(process, f"start\n{updates}prepare\n")
            said = _heard(process, _READY)
            if said.endswith(_READY):
                prepared()
                _tell(process, "commit\n", last=True)
                said += _heard(process, _DONE)
    finally:
        watch.cancel()
    lines = said.decode("utf-8", "replace").split("\n")
    words = [line for line in lines if not line.endswith(": ok")]
    over = limit if late.is_set() else None
    return Done(args, process.returncode, b"", "\n".join(words), over)


def _stop(process: subprocess.Popen[bytes], grouped: bool, late: threading.Event) -> None:
    """End git and the hook that it waits for: asked first, so that it drops its locks."""
    late.set()
    bounded.end(process, grouped)


def _heard(process: subprocess.Popen[bytes], last: bytes) -> bytes:
    """What git says up to this line, or until its end.

    No further: what a hook leaves running in the background has git's output open as well.
    """
    assert process.stdout is not None
    said = b""
    for line in process.stdout:
        said += line
        if line == last:
            break
    return said


def _tell(process: subprocess.Popen[bytes], words: str, last: bool = False) -> None:
    """Tell git; one that has ended will not listen, and has said why."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(words.encode())
        process.stdin.flush()
        if last:
            process.stdin.close()
