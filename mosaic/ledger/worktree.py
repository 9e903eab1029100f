"""Working copies of the ledger: hand edits are found, files follow by rename, indexes by lock.

``Follower`` takes one worktree along with the ref: its ``index.lock`` is held from before the ref
moves until the prepared index is renamed over the index, so that no commit of the user's in
between can undo the entry. What the user staged stays staged.
"""

from __future__ import annotations

import errno
import os
import stat
import time

from mosaic.errors import Outside, Wait
from mosaic.ledger import index as plain_index
from mosaic.ledger.files import forget, sync_folder
from mosaic.ledger.git import Git, tail
from mosaic.ledger.placing import copy_is, put_file, read_copy
from mosaic.ledger.repository import Worktree
from mosaic.pathname import Path
from mosaic.standard import Iterable, Mapping, Sequence
from mosaic.values import dataclass, field

#: A blob's id, and its bytes where they are at hand.
Known = tuple[str, bytes | None]
#: What a file system says that has no hard links.
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
#: Seconds to wait for another git command that holds a worktree's index.
INDEX_PATIENCE = 10.0


@dataclass(frozen=True)
class Staged:
    """What a worktree's index says of one path."""

    oid: str
    tag: str
    unmerged: bool = False

    @property
    def skipped(self) -> bool:
        """Whether a sparse checkout leaves the file out of the work tree."""
        return self.tag == "S"


def staged(git: Git, paths: tuple[str, ...]) -> Mapping[str, Staged]:
    """The index entries of these paths."""
    found: dict[str, Staged] = {}
    for line in git.run("ls-files", "-s", "-t", "-z", "--", *paths).text.split("\0"):
        if line:
            words, _, path = line.partition("\t")
            tag, _mode, oid, stage = words.split(" ")
            found[path] = Staged(oid, tag, stage != "0")
    return found


def edited_paths(
    worktree: Worktree, committed: Mapping[str, tuple[str, bytes] | None]
) -> tuple[str, ...]:
    """Those of the paths whose working copy or index entry is not what is committed.

    ``committed`` maps each path to its blob (id and bytes) at the ledger's tip, or None.
    """
    git = Git(worktree.top)
    plain = plain_index.read(worktree.git_dir / "index", committed)
    if plain is not None:
        index = {path: Staged(plain.oid(path), "H") for path in plain.places}
    else:
        index = dict(staged(git, tuple(committed)))
    found = []
    for path, blob in committed.items():
        entry, oid = index.get(path), blob[0] if blob else ""
        alike = copy_is(worktree.top, path, blob or ("", b""))
        known = "" if entry is None or entry.unmerged else entry.oid
        if known != oid or (entry and entry.unmerged):
            found.append(path)
        elif alike is None:
            found += [path] if oid and not (entry and entry.skipped) else []
        elif not oid or not (alike or _clean(git, path, oid)):
            found.append(path)
    return tuple(found)


def clean_oid(git: Git, path: str, data: bytes) -> str:
    """The blob id that git would give to these working-copy bytes, its filters applied."""
    return git.filtered("hash-object", "--stdin", f"--path={path}", stdin=data).line


def _clean(git: Git, path: str, oid: str) -> bool:
    """Whether git would store the working copy, which has other bytes, as this very blob."""
    copy = read_copy(git.cwd, path)
    return copy is not None and clean_oid(git, path, copy) == oid


def _smudged(git: Git, path: str, oid: str, data: bytes, old: Known | None) -> bytes:
    """The bytes to put in the work tree: filtered only where the old copy was."""
    if old and copy_is(git.cwd, path, old) is False:
        return git.filtered("cat-file", "--filters", f"--path={path}", oid).out
    return data


@dataclass
class Follower:
    """Takes one worktree from the old tip to the new one. Use: lock, prepare, (ref), follow."""

    worktree: Worktree
    token: str
    held: tuple[int, ...] = ()
    _locked: bool = False
    _skipped: frozenset[str] = frozenset()
    _new: bytearray = field(default_factory=bytearray)
    _places: Mapping[str, int] = field(default_factory=dict)

    @property
    def index_lock(self) -> Path:
        return self.worktree.git_dir / "index.lock"

    @property
    def _mine(self) -> Path:
        return self.worktree.git_dir / f"mosaic-lock-{self.token}"

    @property
    def prepared(self) -> Path:
        return self.worktree.git_dir / f"mosaic-index-{self.token}"

    def _git(self, *args: str, stdin: str = "") -> None:
        env = {"GIT_INDEX_FILE": str(self.prepared)}
        Git(self.worktree.top, self.held).filtered(*args, stdin=os.fsencode(stdin), env=env)

    def lock(self) -> None:
        """Hold the worktree's index. Errors: Wait (locked) where another program keeps it.

        The lock appears with its content, so that a dead holder's can be told from any other.
        """
        mine = self._mine
        end = time.monotonic() + INDEX_PATIENCE
        try:
            mine.write_text(self.token)
            while not self._take(mine):
                if time.monotonic() > end:
                    raise self._busy()
                time.sleep(0.02)
        finally:
            forget(mine)

    def _take(self, mine: Path) -> bool:
        try:
            os.link(mine, self.index_lock)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return self._create()
        self._locked = True
        return True

    def _create(self) -> bool:
        try:
            descriptor = os.open(self.index_lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            return False
        self._locked = True
        with os.fdopen(descriptor, "w") as file:
            file.write(self.token)
        return True

    def inherit(self) -> bool:
        """Take over what a dead holder left: its lock only where its content is this token."""
        self.unprepare()
        lock = self.index_lock
        self._locked = lock.exists() and lock.read_bytes() == self.token.encode()
        return self._locked

    def _busy(self) -> Wait:
        from mosaic.ledger.holders import holders

        return Wait(
            f"another git command holds the index of '{self.worktree.top}'",
            details=[
                f"lock: {self.index_lock}",
                *holders(self.index_lock, (self.worktree.top, self.worktree.git_dir)),
            ],
            hint="wait for that command; if none is running, look at the file and who left it",
        )

    def prepare(
        self, blobs: Mapping[str, str | None], more: str = "", landing: bool = False
    ) -> None:
        """Make the index that the worktree will have, beside the one it has.

        What a sparse checkout leaves out stays left out. ``more``: other lines of index info.
        ``landing``: git goes on with it; otherwise nobody reads it before its files are stamped.
        """
        if blobs and not more and self._patch(blobs, landing):
            return
        now = staged(Git(self.worktree.top, self.held), tuple(blobs)) if blobs else {}
        self._skipped = frozenset(path for path, entry in now.items() if entry.skipped)
        index = self.worktree.git_dir / "index"
        if index.exists():
            self.prepared.write_bytes(index.read_bytes())
        lines = "".join(
            f"100644 {oid}\t{path}\0" if oid else f"0 {'0' * len(now[path].oid)}\t{path}\0"
            for path, oid in blobs.items()
            if oid or path in now
        )
        self._git("update-index", "--add", "-z", "--index-info", stdin=lines + more)
        self._skip(path for path in self._skipped if blobs[path])

    def _patch(self, blobs: Mapping[str, str | None], sealed: bool) -> bool:
        """Prepare it without a process; whether the index is one for which that can be done."""
        index = plain_index.read(self.worktree.git_dir / "index", blobs)
        oids = {path: oid for path, oid in blobs.items() if oid}
        if index is None or not set(blobs) == set(oids) == set(index.places):
            return False
        self._new, self._places = plain_index.patched(index, oids), index.places
        end = plain_index.checksum(self._new) if sealed else bytes(plain_index.SUM)
        with self.prepared.open("wb") as file:
            file.write(self._new)
            file.write(end)
        mode = (self.worktree.git_dir / "index").stat().st_mode
        self.prepared.chmod(stat.S_IMODE(mode))
        return True

    def _skip(self, paths: Iterable[str]) -> None:
        lines = "".join(f"{path}\0" for path in paths)
        if lines:
            self._git("update-index", "--skip-worktree", "-z", "--stdin", stdin=lines)

    def carry(self, old: str, new: str) -> None:
        """Prepare for a landing: check that the user's own work is not in its way.

        Errors: Outside with git's own words, before anything has moved.
        """
        words = self.blocked(old, new)
        if words:
            raise Outside(
                f"work in '{self.worktree.top}' is in the way of what would land; nothing changed",
                details=words,
                hint="commit that work on a branch of its own, or move it aside; then integrate"
                " again",
            )

    def blocked(self, old: str, new: str) -> Sequence[str]:
        """git's own words where the user's work is in the way of a landing; none where not."""
        self._refresh()
        env = {"GIT_INDEX_FILE": str(self.prepared)}
        words = ("read-tree", "-n", "-m", "-u", old, new)
        done = Git(self.worktree.top, self.held).bounded(*words, env=env, ask=False)
        return tail(done.err) or [f"'{done.command}' {done.end}"] if done.status else ()

    def _refresh(self) -> None:
        """Let a file that was only touched be no work in the way; read-tree does not look."""
        env = {"GIT_INDEX_FILE": str(self.prepared)}
        words = ("update-index", "-q", "--refresh")
        Git(self.worktree.top, self.held).bounded(*words, env=env, ask=False)

    def follow(
        self,
        files: Mapping[str, tuple[str, bytes] | None],
        old: Mapping[str, Known | None],
        landing: tuple[str, str] | None = None,
    ) -> None:
        """Put the files in place by rename, then the index. ``files``: path -> blob id, bytes;
        ``old``: path -> what is known of the blob before."""
        git = Git(self.worktree.top, self.held)
        present = []
        for path, blob in files.items():
            if path in self._skipped and read_copy(self.worktree.top, path) is None:
                continue
            if blob is None:
                (self.worktree.top / path).unlink(missing_ok=True)
            else:
                data = _smudged(git, path, *blob, old.get(path))
                put_file(self.worktree.top, path, data, self.token)
                present.append(path)
        if landing:
            self._refresh()
            self._git("read-tree", "-m", "-u", *landing)
        if present and self._places and not landing:
            plain_index.stamp(self.prepared, self._new, self._places, self.worktree.top)
        elif present:
            self._git("update-index", "-z", "--stdin", stdin="".join(f"{p}\0" for p in present))
            self._skip(path for path in present if path in self._skipped)
        self._settle(present)
        self.release()

    def _settle(self, present: Sequence[str]) -> None:
        """The index in its place, and all of it on the disk before the note is dropped."""
        with self.prepared.open("rb+") as index:
            os.fsync(index.fileno())
        os.replace(self.prepared, self.worktree.git_dir / "index")
        parents = {(self.worktree.top / path).parent for path in present}
        for folder in (self.worktree.git_dir, *sorted(parents)):
            sync_folder(folder)

    def release(self) -> None:
        """Let the worktree's index go; what was prepared and not used is dropped."""
        self.unprepare()
        if self._locked:
            self.index_lock.unlink(missing_ok=True)
            self._locked = False

    def unprepare(self) -> None:
        """Drop what was prepared; a lock that is held stays."""
        forget(self._mine)
        forget(self.prepared)
        forget(self.prepared.with_name(self.prepared.name + ".lock"))
