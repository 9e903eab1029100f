"""The ledger on one ref of a git repository: peek, write under the lock, keep claims.

The way of a write: lock, finish what a dead command left, read the tip, refuse hand edits,
decide (the caller), prove, build the entry, hold the indexes, move the ref, refresh.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from mosaic.change import Change
from mosaic.errors import LedgerUnusable, MosaicError
from mosaic.ledger import Below, Entry, conflicts, entry, recovery
from mosaic.ledger.git import Git
from mosaic.ledger.lock import locked
from mosaic.ledger.objects import CommitFiles, Reader
from mosaic.ledger.repository import (
    Repository,
    Worktree,
    ledger_ref,
    remember_ref,
    remembered_ref,
    worktrees_of,
)
from mosaic.ledger.worktree import Follower, edited_paths, read_copy
from mosaic.parse import config as config_file
from mosaic.parse import tasks
from mosaic.proof import apply, prove
from mosaic.state import FileMap, State

_ADOPT = (
    "run 'mosaic-orchestrator adopt' to check and commit the edit, or"
    " 'mosaic-orchestrator adopt --discard' to save it aside"
)
#: Hand edits of these are refused before anything is decided.
WATCHED = (tasks.PATH, config_file.PATH)


@dataclass(slots=True)
class GitLedger:
    """The ledger of one repository; close it, or use it in a ``with``."""

    repository: Repository
    ref_wanted: str = ""
    reader: Reader = field(init=False)
    _ref: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.repository.git)

    def __enter__(self) -> GitLedger:
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.close()

    @property
    def ref(self) -> str:
        """The full name of the ledger's ref. Errors: LedgerUnusable (see ``ledger_ref``)."""
        if not self._ref:
            self._ref = self.ref_wanted or ledger_ref(self.repository, self.reader)
        return self._ref

    @property
    def tip(self) -> str:
        """The commit at the ledger's ref, or '' where it is unborn."""
        found = self.reader.get(f"{self.ref}^{{commit}}")
        return found.oid if found else ""

    def files(self, commit: str) -> CommitFiles:
        """The files of a commit."""
        return CommitFiles(self.reader, commit)

    def peek(self) -> State:
        """The state at the tip."""
        return State(self.files(self.tip))

    @contextmanager
    def writing(self, *, taken: Mapping[str, str] | None = None) -> Iterator[GitPage]:
        """Hold the lock over a decision and its entry.

        ``taken`` are working copies that the event takes in (what ``init`` wrote; a person's
        edits that are adopted): the state reads them in place of the committed ones.
        """
        private = self.repository.private
        with locked(private / "lock") as descriptor:
            held = (descriptor,) if descriptor >= 0 else ()
            notices = recovery.recover(private, self.reader, held)
            page = GitPage(
                self, self.tip, Git(self.repository.top, held), held, notices, taken or {}
            )
            page.refuse_edits(tuple(p for p in WATCHED if p not in page.taken))
            yield page

    def beside(self) -> tuple[str, ...]:
        """A notice where the copy of the ledger in this worktree is not the ledger's tip."""
        copy = read_copy(self.repository.top, tasks.PATH)
        committed = self.files(self.tip).bytes_of(tasks.PATH)
        if copy == committed:
            return ()
        branch = self.repository.head.removeprefix("refs/heads/") or "a detached HEAD"
        if self.repository.head == self.ref:
            return (f"the copy of {tasks.PATH} here was edited by hand; this is the ledger's tip",)
        ref = self.ref.removeprefix("refs/heads/")
        return (f"this is the ledger on {ref}; the copy of {tasks.PATH} on {branch} differs",)

    def keep_result(self, task: str, text: str) -> str:
        """Keep a worker's answer in this clone, whatever is judged of it; where it is."""
        folder = self.repository.private / "results"
        folder.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8", "replace")
        file = folder / f"{task}-{zlib.crc32(data):08x}.txt"
        file.write_bytes(data)
        return str(file)

    def claims(self) -> Mapping[str, str]:
        """The claim tokens that this clone holds, by task id."""
        found = {}
        for file in (self.repository.private / "claims").glob("*.json"):
            try:
                found[file.stem] = str(json.loads(file.read_text())["token"])
            except (ValueError, KeyError, TypeError):
                continue  # cut off by a loss of power: a claim that this clone cannot prove
        return found

    def keep_claim(self, task: str, token: str | None) -> None:
        """Remember a claim's token in this clone; None forgets it."""
        folder = self.repository.private / "claims"
        file = folder / f"{task}.json"
        if token is None:
            file.unlink(missing_ok=True)
            return
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f"{task}.{os.getpid()}"
        temporary.write_text(json.dumps({"token": token}))
        os.replace(temporary, file)


@dataclass(slots=True)
class GitPage:
    """The state at the tip, under the lock."""

    ledger: GitLedger
    tip: str
    git: Git
    held: tuple[int, ...]
    notices: tuple[str, ...]
    taken: Mapping[str, str]
    _state: State | None = None
    _worktrees: tuple[Worktree, ...] | None = None

    @property
    def state(self) -> State:
        """The state at the tip, with the working copies that the event takes in."""
        if self._state is None:
            files = self.ledger.files(self.tip)
            self._state = State(_Over(FileMap(self.taken), files) if self.taken else files)
        return self._state

    @property
    def worktrees(self) -> tuple[Worktree, ...]:
        """The worktrees that have the ledger's ref out."""
        if self._worktrees is None:
            self._worktrees = worktrees_of(self.git, self.ledger.ref, self.ledger.repository)
        return self._worktrees

    def refuse_edits(self, paths: tuple[str, ...]) -> None:
        """LedgerUnusable (ledger-edited) where a person edited one of these and did not commit."""
        committed = recovery.blobs_at(self.ledger.reader, self.tip, paths)
        for worktree in self.worktrees:
            edited = edited_paths(worktree, committed)
            conflicts.refuse(worktree, edited)
            if edited:
                raise LedgerUnusable(
                    f"{', '.join(edited)} was edited by hand in '{worktree.top}'",
                    code="ledger-edited",
                    details=[f"{path}: differs from the ledger's last entry" for path in edited],
                    hint=_ADOPT if tasks.PATH in edited else "commit those files first",
                )

    def commit(self, change: Change, below: Below | None = None) -> Entry:
        """Prove the change, make it one entry, move the ref, refresh the working copies."""
        files = self._files(change)
        self.refuse_edits(tuple(p for p in files if p not in WATCHED and p not in self.taken))
        parent = below.tip if below and not below.base else self.tip
        tree, blobs = entry.store(self.git, self.ledger.reader, self._tree(parent), files)
        message = self._message(change, tree)
        sign = entry.read_settings(self.git).sign
        commit = entry.commit_tree(
            Git(self.git.cwd), tree, (parent,) if parent else (), message, sign
        )
        notices = self._land(commit, blobs, change, below)
        if remembered_ref(self.ledger.repository) != self.ledger.ref:
            remember_ref(self.ledger.repository, self.ledger.ref)
        return Entry(commit, parent, message, (*self.notices, *notices))

    def _files(self, change: Change) -> dict[str, bytes | None]:
        """Every file that the entry writes, as bytes; the ledger's proved."""
        files: dict[str, bytes | None] = {
            path: text.encode() if text is not None else None for path, text in change.files
        }
        if change.text == "":
            files[tasks.PATH] = None
        elif change.text is not None or change.cells or change.rows or change.removed:
            document = self.state.anything
            text = apply(document, change)
            prove(document, text, change)
            files[tasks.PATH] = text.encode()
        for path, text in self.taken.items():
            files.setdefault(path, text.encode())
        return files

    def _tree(self, commit: str) -> str:
        if not commit:
            return ""
        found = self.ledger.reader.get(f"{commit}^{{tree}}")
        return found.oid if found else ""

    def _message(self, change: Change, tree: str) -> str:
        """The message, after the user's own hooks have seen it."""
        which = self.state.config.ledger.hooks
        repository = self.ledger.repository
        if which == "all":
            from mosaic.ledger.checkout import run_pre_commit

            run_pre_commit(repository, self.tip, tree)
        names = ("prepare-commit-msg", "commit-msg")
        message = entry.hooked_message(repository, self.git, change.message, which, names)
        ran = entry.runnable(repository, which, ("pre-commit", *names))
        if ran and self.ledger.tip != self.tip:
            raise entry.moved_by_hooks(ran)
        return message

    def _land(
        self,
        commit: str,
        blobs: Mapping[str, tuple[str, bytes] | None],
        change: Change,
        below: Below | None,
    ) -> tuple[str, ...]:
        """Hold every index, move the ref, let every worktree follow."""
        token = os.urandom(8).hex()
        repository, reader = self.ledger.repository, self.ledger.reader
        steps, moves = self._steps(commit, below), [(self.ledger.ref, self.tip, commit)]
        if below and below.base:
            moves.append((below.base, below.base_old, below.tip))
        note = recovery.Note(token, self.ledger.ref, self.tip, commit, tuple(blobs), steps)
        recovery.leave(repository.private, note)
        with ExitStack() as stack:
            followers = [Follower(step.worktree, token, self.held) for step in steps]
            for step, follower in zip(steps, followers, strict=True):
                stack.callback(follower.release)
                follower.lock()
                follower.prepare(_index(blobs) if step.new == commit else {})
                if step.landing:
                    follower.carry(step.old, step.new)
            notices = entry.move(self.git, reader, tuple(moves), f"mosaic: {change.subject}")
            old = recovery.blobs_at(reader, self.tip, tuple(blobs))
            late = []
            for step, follower in zip(steps, followers, strict=True):
                try:
                    follower.follow(blobs if step.new == commit else {}, old, step.carried)
                except (MosaicError, OSError) as error:
                    late.append(f"the entry is made; '{step.worktree.top}' is behind: {error}")
            if not late:
                recovery.drop(repository.private)
            return (*notices, *late)

    def _steps(self, commit: str, below: Below | None) -> tuple[recovery.Step, ...]:
        """Every worktree that has to follow: the ledger's, and the base's where work lands."""
        landing = below is not None and not below.base
        steps = [recovery.Step(w, self.tip, commit, landing) for w in self.worktrees]
        if below and below.base:
            others = worktrees_of(self.git, below.base, self.ledger.repository)
            steps += [recovery.Step(w, below.base_old, below.tip, True) for w in others]
        return tuple(steps)


def _index(blobs: Mapping[str, tuple[str, bytes] | None]) -> dict[str, str | None]:
    return {path: blob[0] if blob else None for path, blob in blobs.items()}


@dataclass(frozen=True, slots=True)
class _Over:
    """Files of which some are read from elsewhere."""

    first: FileMap
    rest: CommitFiles

    def read(self, path: str) -> str | None:
        text = self.first.read(path)
        return text if text is not None else self.rest.read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted({*self.first.names(folder), *self.rest.names(folder)}))
