"""What this clone has verified already, so that the next time only what is new is replayed.

A help and no proof: it lies in the common git directory, where everybody who can write to the
clone can write. It is taken only for an ancestor of the tip, and only from this version.
"""

from __future__ import annotations

import hashlib
import os

from mosaic import __version__
from mosaic.ledger.repository import Repository
from mosaic.standard import json
from mosaic.values import dataclass

FORMAT = 1


@dataclass(frozen=True)
class Mark:
    """A tip whose history held: how many entries, and which blob was its ledger ('': none)."""

    tip: str
    entries: int
    blob: str

    @property
    def digest(self) -> str:
        """What tells a mark that was cut off, or made by another version, from one of ours."""
        said = f"{FORMAT} {__version__} {self.tip} {self.entries} {self.blob}"
        return hashlib.sha256(said.encode()).hexdigest()


def read_mark(repository: Repository) -> Mark | None:
    """The last mark of this version, or None."""
    file = repository.private / "verified.json"
    if not file.is_file():
        return None
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
        mark = Mark(str(body["tip"]), int(body["entries"]), str(body["blob"]))
        return mark if body["digest"] == mark.digest else None
    except (ValueError, KeyError, TypeError):  # no mark of ours: everything is replayed
        return None


def keep_mark(repository: Repository, mark: Mark) -> None:
    """Keep a mark for the next time."""
    repository.private.mkdir(exist_ok=True)
    temporary = repository.private / f"verified.{os.getpid()}"
    body = {"tip": mark.tip, "entries": mark.entries, "blob": mark.blob, "digest": mark.digest}
    temporary.write_text(json.dumps(body), encoding="utf-8")
    os.replace(temporary, repository.private / "verified.json")
