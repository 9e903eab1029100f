"""The note that lets the next command finish what a killed one began.

It is written before the ref moves and removed when every worktree has followed. A lock that a
dead holder's note names, whose content is that note's token, is the dead one's and is removed;
any other is kept. What cannot be finished keeps its lock and its note: a commit with the old index
would undo the entry.
"""

from __future__ import annotations

import os

from mosaic.errors import LedgerUnusable, Outside
from mosaic.ledger import reflock
from mosaic.ledger.files import forget, keep
from mosaic.ledger.git import Git
from mosaic.ledger.objects import Reader
from mosaic.ledger.placing import temporary_name
from mosaic.ledger.reflock import Identity, RefLock
from mosaic.ledger.repository import Repository, Worktree, places_of
from mosaic.ledger.worktree import Follower, clean_oid
from mosaic.parse.jsontext import as_json
from mosaic.pathname import Path
from mosaic.standard import Mapping, Sequence, json
from mosaic.values import dataclass


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Note:
    """One entry under way: the ref's old and new value, the paths it writes, the worktrees."""

    token: str
    ref: str
    old: str
    new: str
    paths: tuple[str, ...]
    steps: tuple[Step, ...]
    locks: tuple[RefLock, ...] = ()


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
        "locks": [[str(lock.path), lock.oid] for lock in note.locks],
    }
    text = as_json(body)
    keep(_file(private), text if text.isascii() else json.dumps(body))


def see(private: Path, token: str, seen: frozenset[Identity]) -> None:
    """Remember the locks that git holds for this note. Where that is lost, nothing is proved."""
    file = private / "seen.new"
    file.write_text(as_json({"token": token, "seen": sorted(seen)}))
    os.replace(file, private / "seen.json")


def _seen(private: Path, token: str) -> frozenset[Identity]:
    try:
        body = json.loads((private / "seen.json").read_bytes())
        found = ((int(a), int(b), int(c)) for a, b, c in body["seen"])
        return frozenset(found) if body["token"] == token else frozenset()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return frozenset()


def drop(private: Path) -> None:
    """The entry is whole: forget the note."""
    forget(private / "seen.json")
    forget(_file(private))


def _read(private: Path) -> Note | None:
    """The note, or None where there is none. Errors: LedgerUnusable where it is broken."""
    try:
        data = _file(private).read_bytes()
        body = json.loads(data)
        steps = tuple(
            Step(Worktree(Path(top), Path(git_dir)), old, new, landing)
            for top, git_dir, old, new, landing in body["steps"]
        )
        words = body["token"], body["ref"], body["old"], body["new"]
        locks = tuple(RefLock(Path(path), oid) for path, oid in body.get("locks", ()))
        return Note(*words, tuple(body["paths"]), steps, locks)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerUnusable(
            f"the note that a killed command left cannot be read: {_file(private)}",
            details=["it tells the next command how to finish the last entry"],
            hint="look with 'git status' whether the work tree is at the last entry, move that"
            " file aside, then run the same command again",
        ) from error


def blobs_at(
    reader: Reader, commit: str, paths: tuple[str, ...]
) -> dict[str, tuple[str, bytes] | None]:
    """Each path's blob (id and bytes) at a commit, or None."""
    found: dict[str, tuple[str, bytes] | None] = {}
    for path in paths:
        blob = reader.get(f"{commit}:{path}") if commit else None
        found[path] = (blob.oid, blob.body) if blob and blob.kind == "blob" else None
    return found


def recover(repository: Repository, reader: Reader, held: tuple[int, ...]) -> tuple[str, ...]:
    """Finish or forget what a killed command began; called with the ledger's lock held.

    Returns a notice for each worktree that was brought up to date, or could not be. Errors: Wait
    where a lock of git's may be the dead one's or somebody's who lives.
    """
    private = repository.private
    note = _read(private)
    if note is None:
        forget(private / "seen.json")
        return ()
    noted, seen = _file(private).stat().st_mtime_ns, _seen(private, note.token)
    # without hard links a worktree's index.lock is empty for a moment
    indexes = (RefLock(step.worktree.git_dir / "index.lock") for step in note.steps)
    reflock.remove_left((*note.locks, *indexes), seen, noted, places_of(repository))
    tip = reader.get(note.ref)
    notices = []
    for step in note.steps:
        worktree = step.worktree
        follower = Follower(worktree, note.token, held)
        inherited = follower.inherit()
        for path in note.paths:
            temporary_name(worktree.top, path, note.token).unlink(missing_ok=True)
        if tip is None or tip.oid != note.new or not worktree.top.is_dir():
            follower.release()
        else:
            if not inherited:
                follower.lock()
            notices.append(_finish(private, note, step, follower, reader))
    drop(private)
    return tuple(notices)


def _finish(private: Path, note: Note, step: Step, follower: Follower, reader: Reader) -> str:
    """Take one worktree from the old state to the new one, but for files a person edited since.

    Errors: Outside where the person's work is in a landing's way; the lock stays.
    """
    old = blobs_at(reader, step.old, note.paths)
    new = blobs_at(reader, step.new, note.paths)
    files = {p: b for p, b in new.items() if not _edited_since(step.worktree, p, old, b)}
    try:
        more = _in_place(step) if step.landing else ""
        follower.prepare({p: (b[0] if b else None) for p, b in new.items()}, more, step.landing)
        if step.landing:
            words = follower.blocked(step.old, step.new)
            if words:
                raise _in_the_way(_file(private), step.worktree, follower.index_lock, words)
        follower.follow(files, old, step.carried)
    finally:
        follower.unprepare()
    return f"finished the last entry in '{step.worktree.top}'"


def _in_place(step: Step) -> str:
    """Index lines of a landing's files that the dead one has put in place already.

    One that it was writing when it died is removed, to be written again: all that is in it is the
    beginning of what will be there.
    """
    git, lines = Git(step.worktree.top), ""
    words = ("diff-tree", "-r", "-z", "--no-renames", "--raw", step.old, step.new)
    told = git.run(*words).text.split("\0")
    for facts, path in zip(told[0::2], told[1::2], strict=False):
        _, mode, before, oid, _ = facts.split(" ")
        file = step.worktree.top / path
        if not mode.startswith("100") or not file.is_file() or file.is_symlink():
            continue
        data = file.read_bytes()
        now = clean_oid(git, path, data)
        if now == oid:
            lines += f"{mode} {oid}\t{path}\0"
        elif now != before and _begins(git, path, oid, data):
            file.unlink()
    return lines


def _begins(git: Git, path: str, oid: str, data: bytes) -> bool:
    """Whether these bytes are the beginning of what git puts in the work tree for a blob."""
    done = git.bounded("cat-file", "--filters", f"--path={path}", oid, ask=False)
    return done.status == 0 and done.out.startswith(data)


def _in_the_way(note: Path, worktree: Worktree, lock: Path, words: Sequence[str]) -> Outside:
    named = (line.partition("'")[2].rpartition("'")[0] for line in words)
    file = next((name for name in named if name), "")
    return Outside(
        f"'{file or 'work'}' in '{worktree.top}' is in the way of the last landing,"
        " which a killed command left half done",
        details=[
            *words,
            f"kept: your file as it is, the lock {lock} (a commit now would undo the landing),"
            f" and the note {note}",
        ],
        hint=f"move {file or 'it'} aside, then run the same command again",
    )


def _edited_since(
    worktree: Worktree,
    path: str,
    old: Mapping[str, tuple[str, bytes] | None],
    new: tuple[str, bytes] | None,
) -> bool:
    """Whether the working copy is neither the old nor the new state: a person's own edit."""
    file = worktree.top / path
    copy = file.read_bytes() if file.is_file() else None
    states = [blob for blob in (old.get(path), new) if blob]
    if copy is None:
        return len(states) == 2
    if copy in (blob[1] for blob in states):
        return False
    return clean_oid(Git(worktree.top), path, copy) not in (blob[0] for blob in states)
