"""From a stored commit to the ledger's new tip: hold every index, move the ref, let files follow.

Until the ref moves, every way out leaves nothing. From then on the entry is made: signals wait,
and what cannot follow is a notice; the note and the index's lock stay for the next command.
"""

from __future__ import annotations

import os

from mosaic.errors import MosaicError
from mosaic.ledger import Moved, entry, recovery, reflock
from mosaic.ledger.files import forget
from mosaic.ledger.git import Git
from mosaic.ledger.objects import Reader, known_at
from mosaic.ledger.reflock import Identity, RefLock
from mosaic.ledger.repository import Repository
from mosaic.ledger.worktree import Follower
from mosaic.signals import unbroken
from mosaic.standard import Mapping, Sequence
from mosaic.values import dataclass, field

Blobs = Mapping[str, tuple[str, bytes] | None]


@dataclass
class Landing:
    """One entry on its way. ``steps`` are the worktrees that follow, ``moves`` the refs that move
    together: name, old id ('' for none), new id."""

    repository: Repository
    reader: Reader
    git: Git
    steps: tuple[recovery.Step, ...]
    moves: tuple[tuple[str, str, str], ...]
    blobs: Blobs = field(default_factory=dict)
    token: str = field(default_factory=lambda: os.urandom(8).hex())
    seen: frozenset[Identity] = frozenset()

    def land(self, reason: str) -> tuple[str, ...]:
        """Move the refs; returns notices. Errors: as ``entry.move``, with nothing changed."""
        private, (ref, old, new) = self.repository.private, self.moves[0]
        note = recovery.Note(self.token, ref, old, new, tuple(self.blobs), self.steps, self.locks)
        recovery.leave(private, note)
        followers = [Follower(step.worktree, self.token, self.git.held) for step in self.steps]
        begun: list[Follower] = []
        try:
            for step, follower in zip(self.steps, followers, strict=True):
                begun.append(follower)
                follower.lock()
                follower.prepare(_index(self._files(step)), landing=step.landing)
                if step.landing:
                    follower.carry(step.old, step.new)
            with unbroken():
                notices = self._move(reason)
                begun.clear()
                late = (*self._unlock(), *self._follow(followers))
                if not late:
                    recovery.drop(private)
        finally:
            for follower in reversed(begun):
                follower.release()
        return (*notices, *late)

    @property
    def locks(self) -> tuple[RefLock, ...]:
        """The locks that git takes for this: each ref's, and HEAD's, whose reflog it keeps."""
        refs = tuple(
            RefLock(self.repository.common / f"{name}.lock", new) for name, _, new in self.moves
        )
        return (*refs, RefLock(self.repository.git_dir / "HEAD.lock"))

    def _files(self, step: recovery.Step) -> Blobs:
        return self.blobs if step.new == self.moves[0][2] else {}

    def _move(self, reason: str) -> tuple[str, ...]:
        try:
            return entry.move(self.git, self.reader, self.moves, reason, self._prepared)
        except Moved:
            if not self._unlock():
                recovery.drop(self.repository.private)
            raise

    def _unlock(self) -> tuple[str, ...]:
        """Remove what git, which has ended, left of its locks; a notice for each that stays."""
        left = reflock.remove_seen(self.locks, self.seen)
        return tuple(f"the entry is made; {path} stays until the next command" for path in left)

    def _prepared(self) -> None:
        """git holds its locks now: remember which they are."""
        found = (reflock.identity(lock.path) for lock in self.locks)
        self.seen = frozenset(one for one in found if one)
        recovery.see(self.repository.private, self.token, self.seen)

    def _follow(self, followers: Sequence[Follower]) -> tuple[str, ...]:
        """Let every worktree follow; one that cannot keeps its lock, for the note's sake."""
        old = known_at(self.reader, self.moves[0][1], tuple(self.blobs))
        late = []
        for step, follower in zip(self.steps, followers, strict=True):
            try:
                follower.follow(self._files(step), old, step.carried)
            except (MosaicError, OSError) as error:
                forget(follower.prepared)
                late.append(
                    f"the entry is made; '{step.worktree.top}' is behind ({error}), and git's index"
                    " there stays locked until the next command that writes has finished it"
                )
        return tuple(late)


def _index(blobs: Blobs) -> dict[str, str | None]:
    return {path: blob[0] if blob else None for path, blob in blobs.items()}
