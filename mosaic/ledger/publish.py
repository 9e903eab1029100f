"""Pushing an entry: the remote is the arbiter, and an outcome is known or said to be unknown.

A note of the push lies in the common git directory from before it starts until its end is known.
While it lies there, the next command pushes that very commit again, from the same expected old
value: it lands once, or somebody else was first. So repeating a command settles it.
"""

from __future__ import annotations

import errno
import os
import random
import time

from mosaic.errors import LedgerUnusable, Outside, Wait
from mosaic.ledger import Moved
from mosaic.ledger.bounded import Ended, child, terminal
from mosaic.ledger.children import own_limit
from mosaic.ledger.entry import runnable
from mosaic.ledger.git import environment, overdue, tail
from mosaic.ledger.line import Line
from mosaic.ledger.objects import Reader
from mosaic.ledger.remote import TIMED_OUT, Fate, Move, Said, failed, fetch, push, shown
from mosaic.ledger.repository import Repository
from mosaic.ledger.transaction import OWN
from mosaic.ledger.upstream import Upstream
from mosaic.pathname import Path
from mosaic.standard import Sequence, json
from mosaic.values import asdict, dataclass

#: How often one command pushes the same commit while the remote's word is missing or its ref is
#: locked; and seconds between two of those, at most.
PUSHES, PAUSE = 5, 0.4
_AGAIN = "repeat the same command: it settles this push first, and makes nothing twice"


@dataclass(frozen=True)
class Parcel:
    """A push under way: where to, which refs from which value to which, for which claim."""

    upstream: Upstream
    moves: tuple[Move, ...]
    claim: str = ""
    subject: str = ""

    @property
    def commit(self) -> str:
        return self.moves[0].new


@dataclass(frozen=True)
class Publisher:
    """Pushes from one repository, the ledger's lock held by these descriptors."""

    repository: Repository
    reader: Reader
    held: tuple[int, ...]

    @property
    def line(self) -> Line:
        return Line(self.repository, self.held)

    @property
    def note(self) -> Path:
        return self.repository.private / "pending-push.json"

    def send(self, parcel: Parcel, hooks: str) -> None:
        """Push, and return once it has landed.

        Errors: Moved where somebody was first; Outside: hook-refused (the user's pre-push),
        push-failed (the remote's words; nothing changed), outcome-unknown (the note stays).
        """
        if runnable(self.repository, hooks, ("pre-push",)):
            _pre_push(self.repository, parcel)
        leave(self.note, parcel)
        self._until_known(parcel, unknown=False)

    def send_tag(self, upstream: Upstream, oid: str) -> None:
        """Push a tag that is not there yet, or is the same; pushing it again is safe.

        Errors: Outside: push-failed, outcome-unknown.
        """
        trace = self.note.with_suffix(".trace")
        for _ in range(PUSHES):
            said = push(self.line, upstream, (Move(upstream.ref, "", oid),), trace)
            if said.fate is Fate.DONE:
                return
            if not said.again:
                break
        name, where = upstream.ref.removeprefix("refs/tags/"), upstream.remote
        if said.fate is Fate.UNKNOWN:
            what, code = f"'{where}' did not say whether the tag {name} arrived", "outcome-unknown"
            raise failed(what, said, code=code, hint=_AGAIN)
        raise failed(f"the entry is made and pushed; '{where}' did not take the tag {name}", said)

    def settle(self) -> str:
        """Find out what became of a push whose end no command saw; a notice, or ''.

        Errors: Outside (outcome-unknown) where the remote still does not say.
        """
        parcel = read(self.note)
        if parcel is None:
            return ""
        try:
            self._until_known(parcel, unknown=True)
        except Moved:
            return f"the last command's entry had not arrived, and never will: {parcel.subject}"
        return f"the last command's entry has arrived: {parcel.subject} [{parcel.commit[:10]}]"

    def _until_known(self, parcel: Parcel, unknown: bool) -> None:
        """Push until the outcome is known, a few times at most; the note goes when it is.

        ``unknown``: an earlier push of this parcel may still land.
        """
        for number in range(PUSHES):
            if number:
                time.sleep(random.uniform(0.2, 1) * PAUSE)
            said = self._push(parcel, unknown)
            if said.fate is Fate.DONE or self._decided(parcel, said, unknown):
                self.note.unlink(missing_ok=True)
                return
            unknown = unknown or said.fate is Fate.UNKNOWN
            if not said.again or said.status == TIMED_OUT:
                break
        raise self._undecided(parcel, said, unknown)

    def _push(self, parcel: Parcel, unknown: bool) -> Said:
        try:
            return push(self.line, parcel.upstream, parcel.moves, self.note.with_suffix(".trace"))
        except Wait:
            if not unknown:
                self.note.unlink(missing_ok=True)
            raise

    def _decided(self, parcel: Parcel, said: Said, unknown: bool) -> bool:
        """Look at the remote: True where the commit is there. Errors: Moved where it never will."""
        if said.fate is Fate.UNSENT:
            return False
        if said.fate is Fate.STALE and not unknown:
            self.note.unlink(missing_ok=True)
            raise Moved
        try:
            there = self._there(parcel)
        except Outside:
            return False  # the remote does not answer: nothing is known, and said to be
        if there == parcel.commit or (there and self._holds(there, parcel.commit)):
            return True
        if there != parcel.moves[0].old or said.fate is Fate.STALE:
            self.note.unlink(missing_ok=True)
            raise Moved
        return False

    def _there(self, parcel: Parcel) -> str:
        """What the remote's ref is now; '' where it is not there."""
        if not fetch(self.line, parcel.upstream):
            return ""
        found = self.reader.get(f"{parcel.upstream.tracking}^{{commit}}")
        return found.oid if found else ""

    def _holds(self, tip: str, commit: str) -> bool:
        return not self.repository.git.try_("merge-base", "--is-ancestor", commit, tip).status

    def _undecided(self, parcel: Parcel, said: Said, unknown: bool) -> Outside:
        if unknown:
            words = [f"'{said.command}' ended with exit status {said.status}", *said.words]
            return unsettled(self.note, parcel, words)
        self.note.unlink(missing_ok=True)
        return failed(f"'{parcel.upstream.remote}' did not take the entry; nothing changed", said)


def unsettled(note: Path, parcel: Parcel, words: Sequence[str]) -> Outside:
    """The error while nobody knows whether a push has landed or still will; git's own words."""
    return Outside(
        f"'{parcel.upstream.remote}' did not say whether the entry arrived: {parcel.subject}",
        code="outcome-unknown",
        details=[f"the entry is {parcel.commit}", *words, f"kept: {note}"],
        hint=_AGAIN,
    )


def leave(note: Path, parcel: Parcel) -> None:
    """Write the note; it is whole or not there."""
    note.parent.mkdir(exist_ok=True)
    temporary = note.with_name(f"{note.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(parcel)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, note)


def read(note: Path) -> Parcel | None:
    """The push that is under way, or None. Errors: LedgerUnusable where the note is broken."""
    try:
        body = json.loads(note.read_bytes())
        moves = tuple(Move(**move) for move in body["moves"])
        return Parcel(Upstream(**body["upstream"]), moves, body["claim"], body["subject"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerUnusable(
            f"the note of the last push cannot be read: {note}",
            details=["it tells the next command which entry may have arrived at the remote"],
            hint="fetch and look whether the last entry is there, move that file aside, then run"
            " the same command again",
        ) from error


def _pre_push(repository: Repository, parcel: Parcel) -> None:
    """Run the user's pre-push hook as git would; git itself is told not to.

    So its refusal is known for one, and nothing was sent. Errors: Outside (hook-refused).
    """
    lines = "".join(f"{m.new} {m.new} {m.ref} {m.old or '0' * len(m.new)}\n" for m in parcel.moves)
    hook = str(repository.hooks / "pre-push")
    ended = _hook((hook, parcel.upstream.remote, parcel.upstream.url), repository, lines.encode())
    said = (ended.err + ended.out).decode("utf-8", "replace")
    if ended.late:
        raise overdue("your hook pre-push", own_limit(), said)
    if ended.status:
        raise Outside(
            "your hook pre-push refused the entry; nothing changed",
            code="hook-refused",
            details=[shown(line) for line in tail(said)],
        )


def _hook(words: tuple[str, ...], repository: Repository, given: bytes) -> Ended:
    """Run a hook's own file; one without a ``#!`` line is the shell's, as it is to git."""
    top, env, alone = repository.top, environment(OWN), not terminal()
    try:
        return child(words, top, env, own_limit(), stdin=given, alone=alone)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise Outside(
                f"your hook pre-push cannot be run: {error.strerror}; nothing changed",
                code="hook-refused",
                hint="look at its first line, which names the program that runs it",
            ) from error
    return child(("sh", *words), top, env, own_limit(), stdin=given, alone=alone)
