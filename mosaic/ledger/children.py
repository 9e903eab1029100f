"""The door through which git is started: as ``subprocess`` would, mostly without loading it.

The library's module takes longer to load than an empty Python. Where the system has
``posix_spawn`` and files in memory, a child is spawned (``spawned.py``); in every other case it is
the library's. Either way a child has ended before whoever waits for it goes on, and is ended where
that is interrupted.
"""

from __future__ import annotations

import errno
import os
import stat
import time

from mosaic.errors import Outside, Usage
from mosaic.ledger import spawned
from mosaic.ledger.spawned import NOTHING as NOTHING
from mosaic.ledger.spawned import PIPE as PIPE
from mosaic.pathname import Path
from mosaic.signals import unbroken
from mosaic.standard import IO, Callable, Iterator, Mapping, Sequence, contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess

    Child = spawned.Spawned | subprocess.Popen[bytes]

#: Seconds for the user's own programs (a hook, a signature), which run with the ledger locked; and
#: the variable that gives them fewer.
OWN_LIMIT, FEWER = 300.0, "MOSAIC_HOOK_SECONDS"
#: Seconds that a child has to end by itself when the command that waits for it is interrupted.
_GRACE = 0.25
#: Bytes that every pipe takes at once.
_PIPEFUL = 4096
_SPAWNS = hasattr(os, "posix_spawnp") and hasattr(os, "memfd_create")


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


def start(
    words: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    *,
    stdin: int = PIPE,
    stderr: int = NOTHING,
    held: tuple[int, ...] = (),
    group: int | None = None,
) -> Child:
    """Start git in a folder; its output is a pipe. Errors: OSError where it cannot be started.

    ``stdin`` and ``stderr``: PIPE (stdin alone), NOTHING, or a descriptor. ``held``: descriptors
    that it inherits besides. ``group``: 0 for a process group of its own. To be called
    ``unbroken``: a signal before somebody knows of the child would leave it running.
    """
    given = all(one > 2 for one in (stdin, stderr, *held) if one not in (PIPE, NOTHING))
    others = spawned.open_here() if _SPAWNS and given else ()
    if others:
        there = (words[0], *_inside(cwd), *words[1:])
        return spawned.spawn(there, env, stdin, stderr, held, group, others)
    import subprocess

    return subprocess.Popen(
        (*words,),
        cwd=cwd,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=env,
        pass_fds=held,
        process_group=group,
    )


def finish(
    words: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    data: bytes,
    held: tuple[int, ...] = (),
    group: int | None = None,
) -> tuple[int, bytes, bytes]:
    """Run git to its end with these bytes on its stdin; its exit status, output, and words.

    What it says, and what it is given where that is more than a pipe takes at once, is in files, so
    that neither waits for the other. Errors: Outside where there is no git, or no such folder;
    OSError.
    """
    with begun(words, cwd, env, data, held, group) as end:
        return end()


@contextmanager
def begun(
    words: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    data: bytes = b"",
    held: tuple[int, ...] = (),
    group: int | None = None,
) -> Iterator[Callable[[], tuple[int, bytes, bytes]]]:
    """As ``finish``, in two steps: git runs beside us until what is given here is called; one for
    which nobody calls is killed: it must be one that only reads."""
    child: Child | None = None
    asked: list[bool] = []

    def end() -> tuple[int, bytes, bytes]:
        asked.append(True)
        assert child is not None
        return _ended(child, said)

    with nameless() as said:
        try:
            try:
                with _given(data) as source, unbroken():
                    child = start(
                        words, cwd, env, stdin=source, stderr=said.fileno(), held=held, group=group
                    )
            except FileNotFoundError as error:
                raise Outside("git is not installed, or this folder is gone") from error
            if child.stdin:
                with suppress(BrokenPipeError), child.stdin as stream:
                    stream.write(data)
            yield end
        finally:
            if child:
                _put_away(child, _GRACE if asked else 0.0)


def _ended(child: Child, said: IO[bytes]) -> tuple[int, bytes, bytes]:
    """A child's exit status, output, and words, when it has ended."""
    assert child.stdout is not None
    out = child.stdout.read()
    status = child.wait()
    said.seek(0)
    return status, out, said.read()


@contextmanager
def _given(data: bytes) -> Iterator[int]:
    """What a child has for its stdin, to be given these bytes."""
    if len(data) <= _PIPEFUL:
        yield PIPE if data else NOTHING
        return
    with nameless() as file:
        file.write(data)
        file.seek(0)
        yield file.fileno()


def nameless() -> IO[bytes]:
    """A file without a name, gone with the last who has it open: in memory where that is had."""
    make = getattr(os, "memfd_create", None)
    if make:
        return os.fdopen(make("mosaic"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def _put_away(child: Child, grace: float) -> None:
    """Close our ends; end the child if it runs, once it had so many seconds to end by itself."""
    for stream in (child.stdin, child.stdout):
        if stream:
            with suppress(BrokenPipeError):
                stream.close()
    last = time.monotonic() + grace
    while child.poll() is None and time.monotonic() < last:
        time.sleep(0.01)
    if child.poll() is None:
        child.kill()
        child.wait()


def _inside(cwd: Path) -> tuple[str, ...]:
    """What tells git to work in a folder, where we do not stand in it. Errors: OSError where it is
    none, as if it were to be entered."""
    folder = str(cwd)
    with suppress(FileNotFoundError):  # the folder in which we stand may be gone
        if folder == os.getcwd():
            return ()
    if not stat.S_ISDIR(os.stat(folder).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
    return ("-C", folder)
