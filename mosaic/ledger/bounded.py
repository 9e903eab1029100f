"""A child that may run for so many seconds; then it is asked to end, and then made to.

Its output goes to files, not pipes: what a hook leaves running in the background holds nothing up.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from mosaic.errors import Usage
from mosaic.values import dataclass

#: Seconds for the user's own programs (a hook, a signature), which run with the ledger locked; and
#: the variable that gives them fewer.
OWN_LIMIT, FEWER = 300.0, "MOSAIC_HOOK_SECONDS"
#: Seconds that a child has to end by itself once it was asked to.
END_LIMIT = 2.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended; ``late`` where its time was over and it was made to."""

    status: int
    out: bytes
    err: bytes
    late: bool = False


def own_limit() -> float:
    """Seconds for the user's own programs. Errors: Usage where the variable is no such number."""
    said = os.environ.get(FEWER, "")
    try:
        limit = float(said or OWN_LIMIT)
    except ValueError:
        limit = 0.0
    if not 0 < limit <= OWN_LIMIT:
        raise Usage(
            f"{FEWER} is {said!r}, not a number of seconds up to {OWN_LIMIT:g}",
            hint=f"unset it, or give hooks fewer seconds: export {FEWER}=20",
        )
    return limit


def terminal() -> bool:
    """Whether a person sits at a terminal, whom a hook or a signing program may ask."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True


def child(
    words: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    limit: float,
    *,
    stdin: bytes = b"",
    held: tuple[int, ...] = (),
    alone: bool = True,
) -> Ended:
    """Run a program for ``limit`` seconds at most. Errors: OSError where it cannot be started.

    ``alone``: in a session of its own, without a terminal, so that all that it started ends with
    it; otherwise it may ask at ours. ``held`` are descriptors that it inherits.
    """
    import tempfile

    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            (*words,),
            cwd=cwd,
            stdin=given,
            stdout=out,
            stderr=err,
            env=env,
            pass_fds=held,
            start_new_session=alone,
        )
        late = _wait(process, limit, alone)
        return Ended(process.returncode, _all(out), _all(err), late)


def _wait(process: subprocess.Popen[bytes], limit: float, alone: bool) -> bool:
    """Whether the child had to be ended; it has ended in any case."""
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        end(process, alone)
        return True
    except BaseException:
        end(process, alone)
        raise
    return False


def end(process: subprocess.Popen[bytes], alone: bool) -> None:
    """End the child and all that it started: asked first, so that locks are cleared, then told."""
    _signal(process, signal.SIGTERM, alone)
    last = time.monotonic() + END_LIMIT
    while process.poll() is None and time.monotonic() < last:
        time.sleep(0.02)
    _signal(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL, alone)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals, alone: bool) -> None:
    if sys.platform == "win32" or not alone:
        process.send_signal(number)
        return
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
