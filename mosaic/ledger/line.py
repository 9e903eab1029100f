"""One command of a clone at a time speaks with a remote; what a dead one left is cleared away.

git locks the ref that follows the upstream while it moves it, and leaves that lock where it is
killed. It is removed only where a note says that one of ours died there, no fetch of ours lives
(they inherit this room's kernel lock), the lock is not older than the note, it does not change
while we look twice, and nobody alive could hold it. Any other lock is somebody's.
"""

from __future__ import annotations

import time

from mosaic.ledger.git import Git
from mosaic.ledger.lock import locked
from mosaic.ledger.repository import Repository, places_of
from mosaic.pathname import Path
from mosaic.standard import Iterator, Sequence, contextmanager
from mosaic.values import dataclass

#: Seconds to wait until another command of this clone has spoken; and between two looks.
PATIENCE, LOOK = 300.0, 0.5


@dataclass(frozen=True)
class Line:
    """Where a clone speaks from; ``held`` are lock descriptors that the children keep open."""

    repository: Repository
    held: tuple[int, ...] = ()

    @property
    def _note(self) -> Path:
        return self.repository.private / "asking-note"

    @contextmanager
    def open(self, refs: Sequence[str]) -> Iterator[Git]:
        """git for one question, during which these refs may move. Errors: Wait (locked).

        A push does not inherit this lock: what it starts at a remote in this machine's files may
        outlive it, and is to be looked at meanwhile.
        """
        with locked(self.repository.private / "asking", PATIENCE) as descriptor:
            if self._note.exists():
                # Spoilt by a loss of power, it names no ref.
                self.clear(self._note.read_bytes().decode("utf-8", "replace").split("\n"))
            self._note.write_text("\n".join(refs))
            mine = (descriptor,) if descriptor >= 0 and not self.held else ()
            yield Git(self.repository.top, (*self.held, *mine))
            self._note.unlink()

    def clear(self, refs: Sequence[str]) -> None:
        """Remove locks on these refs that a dead child of ours left."""
        named = [ref for ref in refs if ref.startswith("refs/") and ref.isprintable()]
        locks = [self.repository.common / f"{ref}.lock" for ref in named]
        since = self._note.stat().st_mtime
        seen = {lock: look for lock in locks if (look := _look(lock)) and look[1] >= since - 1}
        if not seen:
            return
        from mosaic.ledger.holders import holders

        time.sleep(LOOK)
        for lock, look in seen.items():
            if _look(lock) == look and not holders(lock, places_of(self.repository)):
                lock.unlink(missing_ok=True)


def _look(lock: Path) -> tuple[int, float, int] | None:
    try:
        found = lock.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_ino, found.st_mtime, found.st_size
