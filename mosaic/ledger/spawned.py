"""Children by ``posix_spawn``: they are asked as a ``Popen`` is, and nothing is loaded for them.

As of a ``Popen``: no descriptor but the three streams and those that are to be held, no signal
that Python ignores.
"""

from __future__ import annotations

import os

from mosaic.standard import IO, Any, Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from signal import SIGKILL, SIGPIPE, SIGXFSZ
else:
    try:  # the library's own face of it makes an enumeration of every signal
        from _signal import SIGKILL, SIGPIPE, SIGXFSZ
    except ImportError:  # pragma: no cover - Windows, where nothing is spawned
        SIGKILL = SIGPIPE = SIGXFSZ = 0

#: A stream's other end is ours, or nobody's: as ``subprocess`` numbers them.
PIPE, NOTHING = -1, -3


class Spawned:
    """A child that was spawned, and our ends of its pipes."""

    __slots__ = ("pid", "returncode", "stdin", "stdout")

    def __init__(self, pid: int, stdin: IO[bytes] | None, stdout: IO[bytes]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, or minus the signal that ended it; None while it runs."""
        return self._asked(os.WNOHANG)

    def wait(self) -> int:
        """The exit status, when it has ended."""
        status = self._asked(0)
        assert status is not None
        return status

    def send_signal(self, number: int) -> None:
        """Signal the child, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the child at once, if it runs."""
        self.send_signal(SIGKILL)

    def _asked(self, how: int) -> int | None:
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, how)
            except ChildProcessError:  # who started us ignores SIGCHLD: nobody can know
                pid, status = self.pid, 0
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def open_here() -> tuple[int, ...]:
    """Every descriptor of this process. None at all where it cannot be told, or where one of the
    first three is closed, so that a pipe's end could get its number."""
    try:
        found = tuple(int(name) for name in os.listdir("/dev/fd"))
    except (OSError, ValueError):
        return ()
    return found if {0, 1, 2} <= {*found} else ()


def spawn(
    words: tuple[str, ...],
    env: Mapping[str, str],
    stdin: int,
    stderr: int,
    held: Sequence[int],
    group: int | None,
    others: Sequence[int],
) -> Spawned:
    """Start a program; its output is a pipe. ``others``: what is open here. Errors: OSError.

    ``stdin`` and ``stderr``: PIPE (stdin alone), NOTHING, or a descriptor above 2.
    """
    ours, theirs = list[IO[bytes]](), list[int]()
    try:
        answer = _pipe(ours, theirs, mine=0)
        if stdin == PIPE:
            stdin = _pipe(ours, theirs, mine=1)
        streams = [_stream(number, end) for number, end in enumerate((stdin, answer, stderr))]
        actions = [
            *_kept(held, {*others, *theirs, *(file.fileno() for file in ours)}),
            *streams,
            *((os.POSIX_SPAWN_CLOSE, one) for one in others if one > 2 and _inherited(one)),
        ]
        more: dict[str, Any] = {} if group is None else {"setpgroup": group}
        pid = os.posix_spawnp(
            words[0], words, env, file_actions=actions, setsigdef=(SIGPIPE, SIGXFSZ), **more
        )
        return Spawned(pid, ours[1] if len(ours) > 1 else None, ours[0])
    except OSError:
        for file in ours:
            file.close()
        raise
    finally:
        for end in theirs:
            os.close(end)


def _pipe(ours: list[IO[bytes]], theirs: list[int], mine: int) -> int:
    """Make a pipe of which one end is ours; the child's."""
    ends = os.pipe()
    theirs.append(ends[1 - mine])
    ours.append(os.fdopen(ends[mine], ("rb", "wb")[mine]))
    return theirs[-1]


def _stream(number: int, end: int) -> tuple[int, ...] | tuple[int, int, str, int, int]:
    """What makes one of a child's streams; none of ``end`` is one of the first three."""
    if end == NOTHING:
        return (os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0)
    return (os.POSIX_SPAWN_DUP2, end, number)


def _kept(held: Sequence[int], used: set[int]) -> list[tuple[int, int, int]]:
    """What lets a child have these too, under numbers of nobody's: under its own, a descriptor
    would stay one that ends with ``exec``."""
    free = (number for number in range(3, 4 + len(used) + len(held)) if number not in used)
    return [(os.POSIX_SPAWN_DUP2, one, number) for one, number in zip(held, free, strict=False)]


def _inherited(descriptor: int) -> bool:
    """Whether who started us left it open for everybody."""
    try:
        return os.get_inheritable(descriptor)
    except OSError:  # it was open for the list itself
        return False
