"""The note that lets the next command finish what a killed one began.

It is written before the ref moves and removed when every worktree has followed. A lock that a
dead holder's note names, whose content is that note's token, is the dead one's and is removed;
any other is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic.ledger.objects import Reader
from mosaic.ledger.worktree import Follower, Worktree, temporary_name


@dataclass(frozen=True, slots=True)
class Step:
    """One worktree's way from an old commit to a new one.

    ``landing``: other files than the entry's move too, by a squash merge that landed with it.
    """

    worktree: Worktree
    old: str
    new: str
    landing: bool = False

    @property
    def carried(self) -> tuple[str, str] | None:
        return (self.old, self.new) if self.landing else None


@dataclass(frozen=True, slots=True)
class Note:
    """One entry under way: the ref's old and new value, the paths it writes, the worktrees."""

    token: str
    ref: str
    old: str
    new: str
    paths: tuple[str, ...]
    steps: tuple[Step, ...]


def _file(private: Path) -> Path:
    return private / "recovery.json"


def leave(private: Path, note: Note) -> None:
    """Write the note; it is whole or not there."""
    body = {
        "token": note.token,
        "ref": note.ref,
        "old": note.old,
        "new": note.new,
        "paths": note.paths,
        "steps": [
            [str(s.worktree.top), str(s.worktree.git_dir), s.old, s.new, s.landing]
            for s in note.steps
        ],
    }
    temporary = private / f"recovery.{os.getpid()}"
    temporary.write_text(json.dumps(body))
    os.replace(temporary, _file(private))


def drop(private: Path) -> None:
    """The entry is whole: forget the note."""
    _file(private).unlink(missing_ok=True)


def _read(private: Path) -> Note | None:
    try:
        body = json.loads(_file(private).read_text())
    except FileNotFoundError:
        return None
    steps = tuple(
        Step(Worktree(Path(top), Path(git_dir)), old, new, landing)
        for top, git_dir, old, new, landing in body["steps"]
    )
    return Note(body["token"], body["ref"], body["old"], body["new"], tuple(body["paths"]), steps)


def blobs_at(
    reader: Reader, commit: str, paths: tuple[str, ...]
) -> dict[str, tuple[str, bytes] | None]:
    """Each path's blob (id and bytes) at a commit, or None."""
    found: dict[str, tuple[str, bytes] | None] = {}
    for path in paths:
        blob = reader.get(f"{commit}:{path}") if commit else None
        found[path] = (blob.oid, blob.body) if blob and blob.kind == "blob" else None
    return found


def recover(private: Path, reader: Reader, held: tuple[int, ...]) -> tuple[str, ...]:
    """Finish or forget what a killed command began; called with the ledger's lock held.

    Returns a notice for each worktree that was brought up to date, or could not be.
    """
    note = _read(private)
    if note is None:
        return ()
    tip = reader.get(f"{note.ref}^{{commit}}")
    notices = []
    for step in note.steps:
        worktree = step.worktree
        follower = Follower(worktree, note.token, held)
        follower.inherit()
        for path in note.paths:
            temporary_name(worktree.top, path, note.token).unlink(missing_ok=True)
        if tip is None or tip.oid != note.new or not worktree.top.is_dir():
            follower.release()
        else:
            notices.append(_finish(note, step, follower, reader))
    drop(private)
    return tuple(notices)


def _finish(note: Note, step: Step, follower: Follower, reader: Reader) -> str:
    """Take one worktree from the old state to the new one, but for files a person edited since."""
    follower.release()
    old = blobs_at(reader, step.old, note.paths)
    new = blobs_at(reader, step.new, note.paths)
    files = {p: b for p, b in new.items() if not _edited_since(step.worktree, p, old, b)}
    follower.lock()
    try:
        follower.prepare({p: (b[0] if b else None) for p, b in new.items()})
        follower.follow(files, old, step.carried)
    finally:
        follower.release()
    return f"finished the last entry in '{step.worktree.top}'"


def _edited_since(
    worktree: Worktree,
    path: str,
    old: Mapping[str, tuple[str, bytes] | None],
    new: tuple[str, bytes] | None,
) -> bool:
    """Whether the working copy is neither the old nor the new state: a person's own edit."""
    file = worktree.top / path
    copy = file.read_bytes() if file.is_file() else None
    before = old.get(path)
    return copy not in (before[1] if before else None, new[1] if new else None)
