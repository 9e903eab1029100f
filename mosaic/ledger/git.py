"""Calling git: argument lists only, a sealed environment, the exact command in every error."""

from __future__ import annotations

import os

from mosaic.errors import Outside
from mosaic.pathname import Path
from mosaic.standard import Callable, Iterator, Mapping, Sequence, contextmanager
from mosaic.values import dataclass

#: Set in hooks of the calling git; they would point our own calls elsewhere.
_FOREIGN = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS",
    "GIT_QUARANTINE_PATH", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    "GIT_INTERNAL_SUPER_PREFIX", "GIT_SHALLOW_FILE",
)  # fmt: skip
#: What the user may have set for their own eyes, and would be in what is read here, or change what
#: ``--grep`` finds; and that no remote's address is a command (``ext::``).
SETTLED = (
    "-c", "log.showSignature=false", "-c", "grep.patternType=basic",
    "-c", "protocol.ext.allow=never",
)  # fmt: skip
#: Objects and refs of an entry are on the disk before the command says so.
DURABLE = ("-c", "core.fsync=committed", "-c", "gc.auto=0", "-c", "maintenance.auto=false")


_FILTERS = (
    "look at the programs that git calls for these files: 'git config --get-regexp"
    ' "^(filter|merge|diff)[.]"\''
)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a git child: no foreign repository, no prompt, no optional lock."""
    env = {k: v for k, v in os.environ.items() if k not in _FOREIGN}
    env.update(GIT_OPTIONAL_LOCKS="0", GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    env.update(extra or {})
    return env


def theirs() -> dict[str, str]:
    """The environment of a program of the host's own: nothing of a calling git's, nothing of ours,
    and the user's own language."""
    kept = {k: v for k, v in environment().items() if not k.startswith("MOSAIC_")}
    del kept["GIT_OPTIONAL_LOCKS"]
    return {**kept, "LC_ALL": os.environ.get("LC_ALL", "C.UTF-8")}


@dataclass(frozen=True)
class Done:
    """How a git child ended; ``late``: the seconds that it had and did not end in."""

    args: tuple[str, ...]
    status: int
    out: bytes
    err: str
    late: float | None = None

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def line(self) -> str:
        return self.text.rstrip("\n")

    @property
    def end(self) -> str:
        """How it ended badly, in words."""
        if self.late:
            return f"did not end within {self.late:g} s and was stopped"
        return f"ended with exit status {self.status}"

    @property
    def command(self) -> str:
        import shlex

        return shlex.join(("git", *self.args))


@dataclass(frozen=True)
class Git:
    """git in one directory. ``held`` are lock descriptors that the children keep open;
    ``objects``: where loose objects may be stored without a process (see ``loose``)."""

    cwd: Path
    held: tuple[int, ...] = ()
    objects: Path | None = None

    @property
    def group(self) -> int | None:
        """Children that work under the lock are in a process group of their own: a Ctrl-C, or a
        kill of this command's group, does not end them half-way."""
        return 0 if self.held else None

    def try_(
        self, *args: str, stdin: bytes | str = b"", env: Mapping[str, str] | None = None
    ) -> Done:
        """Run git; whatever its exit status, say it."""
        from mosaic.ledger.children import finish

        data = stdin.encode() if isinstance(stdin, str) else stdin
        status, out, err = finish(
            ("git", *SETTLED, *args), self.cwd, environment(env), data, self.held, self.group
        )
        return Done(tuple(args), status, out, err.decode("utf-8", "replace"))

    @contextmanager
    def ahead(self, *args: str) -> Iterator[Callable[[], Done]]:
        """As ``try_``, while we go on: what is given says how it ended. Where nobody asks, it is
        ended with the ``with``."""
        from mosaic.ledger.children import begun

        with begun(
            ("git", *SETTLED, *args), self.cwd, environment(), b"", self.held, self.group
        ) as end:

            def done() -> Done:
                status, out, err = end()
                return Done(args, status, out, err.decode("utf-8", "replace"))

            yield done

    def bounded(
        self,
        *args: str,
        stdin: bytes | str = b"",
        env: Mapping[str, str] | None = None,
        ask: bool = True,
    ) -> Done:
        """Run a git that calls the user's own programs; ``late`` where their time was over.

        ``ask``: they may ask a person who sits at our terminal.
        """
        from mosaic.ledger import bounded
        from mosaic.ledger.children import own_limit

        words, limit = ("git", *SETTLED, *args), own_limit()
        data = stdin.encode() if isinstance(stdin, str) else stdin
        alone = not (ask and bounded.terminal())
        try:
            done = bounded.child(
                words, self.cwd, environment(env), limit, stdin=data, held=self.held, alone=alone
            )
        except FileNotFoundError as error:
            raise Outside("git is not installed, or this folder is gone") from error
        said = done.err.decode("utf-8", "replace")
        return Done(tuple(args), done.status, done.out, said, limit if done.late else None)

    def filtered(
        self, *args: str, stdin: bytes | str = b"", env: Mapping[str, str] | None = None
    ) -> Done:
        """Run a git that may call the user's filters, within their time.

        Errors: Outside (git-failed).
        """
        done = self.bounded(*args, stdin=stdin, env=env, ask=False)
        if done.status:
            raise failed(done)
        return done

    def run(
        self, *args: str, stdin: bytes | str = b"", env: Mapping[str, str] | None = None
    ) -> Done:
        """Run git; Outside (git-failed) where it exits other than 0."""
        done = self.try_(*args, stdin=stdin, env=env)
        if done.status:
            raise failed(done)
        return done


def failed(done: Done, *, code: str = "git-failed", message: str = "") -> Outside:
    """The error for a git command that ended badly: the command, its status, its last lines."""
    error = Outside(
        message or f"'{done.command}' {done.end}",
        code=code,
        details=tail(done.err or done.text),
        hint=_FILTERS if done.late else "",
    )
    error.command = done.command
    return error


def overdue(who: str, limit: float, said: str) -> Outside:
    """The error for a program of the user's that did not end in its time."""
    return Outside(
        f"{who} did not end within {limit:g} s and was stopped; nothing changed",
        code="hook-refused",
        details=tail(said),
        hint="see what it waits for; which hooks run on entries is said by"
        " 'mosaic-orchestrator config ledger.hooks message|all|none --reason WHY'",
    )


def tail(text: str, most: int = 12) -> Sequence[str]:
    """The last lines of a program's output, without the secrets that it may have printed."""
    from mosaic.parse.secrets import redact

    lines = redact(text.strip()).text.split("\n")
    return [line for line in lines if line.strip()][-most:]
