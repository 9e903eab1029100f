"""A child that may run for so many seconds; then it is asked to end, and then made to.

Its output goes to files, not pipes: what a hook leaves running in the background holds nothing up.
"""

from __future__ import annotations

import os
import sys
import time

from mosaic.pathname import Path
from mosaic.signals import unbroken
from mosaic.standard import IO, Callable, Mapping, Sequence, signal
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess

    from mosaic.ledger.children import Child

#: Seconds that a child has to end by itself once it was asked to; and between two looks at what
#: one has printed.
END_LIMIT, PAUSE = 2.0, 0.05
#: Seconds after which somebody is told that a child runs; then twice as long, and a minute at most.
TELL, TELL_MOST = 10.0, 60.0


@dataclass(frozen=True)
class Ended:
    """How a child ended; ``late`` or ``flooded`` where it was made to: its time was over, or it
    had printed too much."""

    status: int
    out: bytes
    err: bytes
    late: bool = False
    flooded: bool = False


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
    joined: bool = False,
    most: int = 0,
    kept: int = 0,
    rest: bool = False,
    told: Callable[[float], None] | None = None,
) -> Ended:
    """Run a program for ``limit`` seconds at most. Errors: OSError where it cannot be started.

    ``alone``: in a session of its own, without a terminal, so that all that it started ends with
    it; otherwise it may ask at ours. ``held`` are descriptors that it inherits. ``joined``: what it
    says on stderr stands in its output. ``most``: bytes that it may print; then nothing that it
    leaves running outlives it either, unless ``rest`` lets it. ``kept``: how many of these, at the
    end, are read back. ``told`` hears now and then how many seconds it has been running.
    """
    import subprocess
    import tempfile

    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        given.write(stdin)
        given.seek(0)
        process = None
        try:
            with unbroken():  # a signal before there is something to end would leave it running
                process = subprocess.Popen(
                    (*words,),
                    cwd=cwd,
                    stdin=given,
                    stdout=out,
                    stderr=subprocess.STDOUT if joined else err,
                    env=env,
                    pass_fds=held,
                    start_new_session=alone,
                )
            why = _wait(process, limit, (out, err), most, told)
        finally:
            if process:
                _finish(process, alone, bool(most) and not rest)
        said, besides = _all(out, kept or most), _all(err, kept or most)
        return Ended(process.returncode, said, besides, why == "late", why == "flooded")


def _wait(
    process: subprocess.Popen[bytes],
    limit: float,
    files: Sequence[IO[bytes]],
    most: int,
    told: Callable[[float], None] | None,
) -> str:
    """Wait for the child; '' where it ended by itself, else why it may not go on."""
    import subprocess

    start, tell = time.monotonic(), TELL
    while True:
        left = start + limit - time.monotonic()
        try:
            process.wait(max(min(left, PAUSE) if most or told else left, 0.0))
            return ""
        except subprocess.TimeoutExpired:
            waited = time.monotonic() - start
            if waited >= limit:
                return "late"
        if told and waited >= tell:
            told(waited)
            tell = waited + min(waited, TELL_MOST)
        if most and sum(os.fstat(file.fileno()).st_size for file in files) > most:
            return "flooded"


def _finish(process: subprocess.Popen[bytes], alone: bool, rest: bool) -> None:
    """End the child if it runs; ``rest``: and whatever of its session it left running."""
    if process.poll() is None:
        end(process, alone)
    elif rest and alone and sys.platform != "win32":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # nothing is left, or nothing of ours
            return


def end(process: Child, alone: bool) -> None:
    """End the child and all that it started: asked first, so that locks are cleared, then told."""
    _signal(process, signal.SIGTERM, alone)
    last = time.monotonic() + END_LIMIT
    while process.poll() is None and time.monotonic() < last:
        time.sleep(0.02)
    _signal(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL, alone)
    process.wait()


def _signal(process: Child, number: int, alone: bool) -> None:
    if sys.platform == "win32" or not alone:
        process.send_signal(number)
        return
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _all(file: IO[bytes], most: int) -> bytes:
    """All of it; of more than ``most`` bytes, the end."""
    size = os.fstat(file.fileno()).st_size
    file.seek(max(0, size - most) if most else 0)
    return file.read()
