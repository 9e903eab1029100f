"""One ref transaction of git's, held open between its two halves.

git says when it has all its locks; only then are they looked at, so that they can be told from
anybody else's later, and only then is it told to commit. A child that is never told drops them.
"""

from __future__ import annotations

import os
import select
import time

from mosaic.errors import Outside
from mosaic.ledger.children import nameless, own_limit, start
from mosaic.ledger.git import DURABLE, SETTLED, Done, Git, environment
from mosaic.signals import unbroken
from mosaic.standard import IO, Callable, Iterator, contextmanager, suppress
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.ledger.children import Child

#: Milliseconds that git may wait for a lock of its own, whatever the user's config says.
BOUNDED = ("-c", "core.filesRefLockTimeout=1000", "-c", "core.packedRefsTimeout=1000")
#: Tells our own hooks that they are called for an entry, which has been validated already.
OWN = {"MOSAIC_ENTRY": "1", "GIT_EDITOR": ":"}
_READY, _DONE = b"prepare: ok", b"commit: ok"
#: A line that git does not say: all that it says is heard.
_NOTHING = b"\n"


def transact(git: Git, updates: str, reason: str, prepared: Callable[[], None]) -> Done:
    """Run these updates as one transaction; ``prepared`` is called while git holds every lock.

    Whatever git's exit status, say it: the caller reads the refs again. A hook of the user's that
    does not end in its time is ended with git, and the answer is ``late``. What hooks say goes to
    a file: what one leaves running in the background holds nothing up.
    """
    args = (*DURABLE, *BOUNDED, "update-ref", "-m", reason, "--stdin")
    limit = own_limit()
    with nameless() as words:
        with _talk(git, args, words, limit) as talk:
            talk.tell(f"start\n{updates}prepare\n")
            if talk.hears(_READY):
                prepared()
                talk.tell("commit\n", last=True)
                talk.hears(_DONE)
                talk.hears(_NOTHING)
        words.seek(0)
        said = words.read().decode("utf-8", "replace")
    return Done(args, talk.child.wait(), b"", said, limit if talk.late else None)


@dataclass
class _Talk:
    """What is said between a git and us, until ``end`` (of the monotonic clock). Nobody else has
    git's output open: hooks have its stderr for theirs."""

    child: Child
    grouped: bool
    end: float
    rest: bytes = b""
    late: bool = False

    def tell(self, words: str, last: bool = False) -> None:
        """Tell git; one that has ended will not listen, and has said why.

        Past Python's buffer, which would be written once more when the pipe is closed.
        """
        assert self.child.stdin is not None
        with suppress(BrokenPipeError):
            os.write(self.child.stdin.fileno(), words.encode())
            if last:
                self.child.stdin.close()

    def hears(self, wanted: bytes) -> bool:
        """Whether git says this line; False where it ended without, or was ended."""
        while True:
            line, end, rest = self.rest.partition(b"\n")
            if end:
                self.rest = rest
                if line == wanted:
                    return True
                continue
            more = self._more()
            if not more:
                return False
            self.rest += more

    def _more(self) -> bytes:
        """What git says next; nothing where it has ended, or where its time is over: then git and
        the hook that it waits for are ended, asked first, so that it drops its locks."""
        assert self.child.stdout is not None
        descriptor = self.child.stdout.fileno()
        if not self.late and not _readable(descriptor, self.end - time.monotonic()):
            self.stop()
        return b"" if self.late else os.read(descriptor, 4096)

    def stop(self) -> None:
        """End git, which is late."""
        self.late = True
        from mosaic.ledger import bounded

        bounded.end(self.child, self.grouped)

    def close(self) -> None:
        """Let git end, which drops its locks where it was not told to commit."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        with suppress(BrokenPipeError):
            self.child.stdin.close()
        self.hears(_NOTHING)
        self.child.stdout.close()
        self.child.wait()


@contextmanager
def _talk(git: Git, args: tuple[str, ...], words: IO[bytes], limit: float) -> Iterator[_Talk]:
    """A git to talk to; it has ended when this ends."""
    talk = None
    try:
        with unbroken():
            talk = _Talk(
                _started(git, args, words), git.group is not None, time.monotonic() + limit
            )
        with _watched(talk, limit):
            yield talk
    finally:
        if talk:
            talk.close()


def _started(git: Git, args: tuple[str, ...], words: IO[bytes]) -> Child:
    held, group = git.held, git.group
    try:
        return start(
            ("git", *SETTLED, *args),
            git.cwd,
            environment(OWN),
            stderr=words.fileno(),
            held=held,
            group=group,
        )
    except FileNotFoundError as error:
        raise Outside("git is not installed, or this folder is gone") from error


def _readable(descriptor: int, seconds: float) -> bool:
    """Whether there is something to read, or an end, within so many seconds."""
    if os.name == "nt":  # there a pipe cannot be asked; ``_watched`` ends the child
        return True
    asked = select.poll()
    asked.register(descriptor, select.POLLIN)
    return bool(asked.poll(max(0.0, seconds) * 1000))


@contextmanager
def _watched(talk: _Talk, limit: float) -> Iterator[None]:
    """Where nobody can wait for a pipe for so many seconds, somebody beside us ends git."""
    if os.name != "nt":
        yield
        return
    import threading

    watch = threading.Timer(limit, talk.stop)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        watch.join()
