"""Asking a remote: one fetch, one push, each bounded in time, never prompting, never guessed.

What a push said is one of five: done; stale (somebody was first); refused (by the remote, with
its words); unsent (it failed before a command for the remote left this machine, which git's own
packet trace tells); or unknown.
"""

from __future__ import annotations

import os
from enum import Enum

from mosaic.errors import Outside
from mosaic.ledger.bounded import child
from mosaic.ledger.git import SETTLED, Done, Git, environment, tail
from mosaic.ledger.line import Line
from mosaic.ledger.upstream import Upstream
from mosaic.parse import cells
from mosaic.parse.secrets import redact
from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import Iterator, Mapping, Sequence, contextmanager
from mosaic.values import dataclass

#: Seconds that a fetch and a push may take.
FETCH_LIMIT, PUSH_LIMIT = 120.0, 120.0
#: The exit status that is reported for a child that ran out of its time.
TIMED_OUT = 124
_SENT = regex(rb"packet: +[a-z-]+> [0-9a-f]{40,64} [0-9a-f]{40,64} refs/")
_LOGIN = regex(r"://[^\s/]{1,1000}@")
_STALE = ("stale info", "fetch first", "non-fast-forward", "already exists")
_MISSING = "couldn't find remote ref"
#: Exit statuses of a child that a signal ended, or that a shell saw ended by one.
_KILLED = tuple(n for s in (1, 2, 9, 15) for n in (-s, 128 + s))
_LOCKED = ("cannot lock ref", "unable to create", "atomic transaction failed", "failed to update")


_ALONE = "mosaic-orchestrator config ledger.push never --reason WHY"
_AT_FIRST = "the same command with --push never"


@contextmanager
def beginning(first: bool) -> Iterator[None]:
    """Where there is no ledger yet, whose config could be changed, the hint of a push that failed
    is an option of the command that makes it."""
    try:
        yield
    except Outside as error:
        error.hint = error.hint.replace(_ALONE, _AT_FIRST) if first else error.hint
        raise


class Fate(Enum):
    """What became of a push, as far as it is known."""

    DONE = "done"
    STALE = "stale"
    REFUSED = "refused"
    UNSENT = "unsent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Move:
    """One ref of a remote: the value expected there ('' for none), and the new one."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True)
class Said:
    """How a push ended: its fate, the command, its exit status, its last lines.

    ``again``: it can be tried again, since another push may hold the ref, or it was killed.
    """

    fate: Fate
    command: str
    status: int
    words: tuple[str, ...]
    again: bool = False


def fetch(line: Line, upstream: Upstream) -> bool:
    """Bring what is known of this ref up to date; False where the remote has it not.

    Exactly that ref; no tags, no FETCH_HEAD, no clean-up. Errors: Outside (push-failed).
    """
    words = (
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
        "--no-auto-maintenance", "--no-prune", "--refmap=", "--end-of-options", upstream.remote,
        f"+{upstream.ref}:{upstream.tracking}",
    )  # fmt: skip
    done = run(line, words, FETCH_LIMIT, upstream)
    if done.status and _raced(done):
        done = run(line, words, FETCH_LIMIT, upstream)
    if not done.status:
        return True
    if _MISSING in done.err:
        return False
    raise failed(f"'{upstream.remote}' does not answer; nothing changed", said_of(done))


def _raced(done: Done) -> bool:
    """Whether a person's fetch moved the same ref at the same moment."""
    return "cannot lock ref" in done.err


def push(line: Line, upstream: Upstream, moves: Sequence[Move], trace: Path) -> Said:
    """Push, all of it or nothing, each ref only from its expected old value."""
    leases = [f"--force-with-lease={m.ref}:{m.old}" for m in moves]
    specs = [f"{m.new}:{m.ref}" for m in moves]
    # Not every server knows atomic, and one ref needs it not.
    atomic = ("--atomic",) if len(moves) > 1 else ()
    words = (
        "push", "--porcelain", *atomic, "--no-verify", "--no-follow-tags",
        "--recurse-submodules=no", *leases, "--end-of-options", upstream.remote, *specs,
    )  # fmt: skip
    trace.unlink(missing_ok=True)
    try:
        done = run(line, words, PUSH_LIMIT, upstream, {"GIT_TRACE_PACKET": str(trace)})
        return _judged(done, moves, _sent(trace))
    finally:
        trace.unlink(missing_ok=True)


def _sent(trace: Path) -> bool:
    """Whether a command to move a ref left this machine; told in git's trace before it goes."""
    try:
        return _SENT.search(trace.read_bytes()) is not None
    except FileNotFoundError:
        return False


def _judged(done: Done, moves: Sequence[Move], sent: bool) -> Said:
    lines = [line.split("\t") for line in done.text.split("\n")]
    told = {words[1].rpartition(":")[2]: words for words in lines if len(words) == 3}
    mine = [told[m.ref] for m in moves if m.ref in told]
    flags = {words[0] for words in mine}
    reasons = " ".join(words[2] for words in mine)
    if done.status == 0 and len(mine) == len(moves) and "!" not in flags:
        fate = Fate.DONE
    elif "[rejected]" in reasons and any(word in reasons for word in _STALE):
        fate = Fate.STALE
    elif "[remote rejected]" in reasons:
        fate = Fate.REFUSED
    else:
        fate = Fate.UNKNOWN if sent else Fate.UNSENT
    said = said_of(done, [words[2] for words in mine if words[0] == "!"])
    everything = f"{reasons}\n{done.err}".casefold()
    locked = fate is Fate.REFUSED and any(word in everything for word in _LOCKED)
    again = locked or fate is Fate.UNKNOWN or done.status in _KILLED
    return Said(fate, said.command, said.status, said.words, again)


def said_of(done: Done, more: Sequence[str] = ()) -> Said:
    """A child's end, fit to be shown: no login, no control character."""
    words = [*tail(done.err), *more]
    if done.status == TIMED_OUT:
        words.append("it was ended: it took too long")
    return Said(
        Fate.UNKNOWN,
        shown(done.command),
        done.status,
        tuple(shown(line.rstrip()) for line in words),
    )


def shown(text: str) -> str:
    """Somebody's words: secrets and logins in addresses hidden, control characters visible."""
    return cells.visible(_LOGIN.sub("://***@", redact(text).text))


def failed(message: str, said: Said, *, code: str = "push-failed", hint: str = "") -> Outside:
    """The error for a remote that did not take what it was asked, with its own words."""
    return Outside(
        message,
        code=code,
        details=[f"'{said.command}' ended with exit status {said.status}", *said.words],
        hint=hint
        or "mend what the remote complains of, then run the same command again; or work"
        f" in this clone alone: {_ALONE}",
    )


def run(
    line: Line,
    words: Sequence[str],
    limit: float,
    upstream: Upstream,
    more: Mapping[str, str] | None = None,
) -> Done:
    """Run git against a remote: no prompt, no terminal, so many seconds; its whole group ends."""
    env = environment({**_quiet(upstream), **(more or {})})
    with line.open((upstream.tracking,)) as git:
        done = _child(git, words, limit, env)
        if done.status in (*_KILLED, TIMED_OUT):
            line.clear((upstream.tracking,))
        return done


def _child(git: Git, words: Sequence[str], limit: float, env: Mapping[str, str]) -> Done:
    try:
        ended = child(("git", *SETTLED, *words), git.cwd, env, limit, held=git.held)
    except FileNotFoundError as error:
        raise Outside("git is not installed, or this folder is gone") from error
    status = TIMED_OUT if ended.late else ended.status
    return Done(tuple(words), status, ended.out, ended.err.decode("utf-8", "replace"))


def _quiet(upstream: Upstream) -> dict[str, str]:
    """Nobody is asked for a password; what ssh the user has set stays, but for its questions."""
    ssh = os.environ.get("GIT_SSH_COMMAND") or upstream.ssh
    if not ssh and not os.environ.get("GIT_SSH"):
        ssh = "ssh"
    quiet = {"GIT_ASKPASS": "", "SSH_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never"}
    if ssh.partition(" ")[0].rpartition("/")[2] == "ssh":
        quiet["GIT_SSH_COMMAND"] = f"{ssh} -o BatchMode=yes"
    return quiet
