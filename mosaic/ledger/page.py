"""The state at the ledger's tip, under the lock, and the entry that is made on it.

The way of a write: lock, finish what a dead command left, read the tip, refuse hand edits,
decide (the caller), prove, build the entry, hold the indexes, move the ref, refresh.
"""

from __future__ import annotations

from mosaic.change import Change
from mosaic.errors import LedgerUnusable, MosaicError
from mosaic.ledger import Below, Entry, Moved, deliver, entry, kept, recovery, ways
from mosaic.ledger.children import own_limit
from mosaic.ledger.conflicts import refuse as refuse_conflict
from mosaic.ledger.conflicts import refuse_rebase
from mosaic.ledger.files import sweep
from mosaic.ledger.git import Git
from mosaic.ledger.land import Landing
from mosaic.ledger.lock import locked
from mosaic.ledger.repository import Worktree, remember_ref, worktrees_of
from mosaic.ledger.settings import Settings, objects_of, settings_ahead
from mosaic.ledger.worktree import edited_paths
from mosaic.ledger.written import Over, written
from mosaic.parse import config as config_file
from mosaic.parse import tasks
from mosaic.standard import Callable, Iterator, Mapping, contextmanager
from mosaic.state import FileMap, State
from mosaic.values import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from mosaic.ledger.apart import Standing
    from mosaic.ledger.objects import CommitFiles, Reader
    from mosaic.ledger.repository import Repository
    from mosaic.ledger.sharing import Sharing

    class Book(Protocol):
        """The ledger that a page is of: a ``GitLedger``."""

        repository: Repository
        reader: Reader

        @property
        def ref(self) -> str: ...
        @property
        def sharing(self) -> Sharing: ...
        @property
        def local(self) -> str: ...
        @property
        def tip(self) -> str: ...
        def files(self, commit: str) -> CommitFiles: ...
        def state(self, commit: str) -> State: ...
        def disturbed(self, ran: tuple[str, ...]) -> Exception: ...


_ADOPT = (
    "run 'mosaic-orchestrator adopt' to check and commit the edit, or"
    " 'mosaic-orchestrator adopt --discard' to save it aside"
)

#: Hand edits of these are refused before anything is decided.
WATCHED = (tasks.PATH, config_file.PATH)


@contextmanager
def opened(ledger: Book, taken: Mapping[str, str]) -> Iterator[GitPage]:
    """The page of a ledger whose lock is held as long as it is open (``GitLedger.writing``)."""
    repository = ledger.repository
    private = repository.private
    own_limit()
    with locked(private / "lock") as descriptor:
        held = (descriptor,) if descriptor >= 0 else ()
        refuse_rebase(repository.common, ledger.ref)
        sweep(private)
        if (private / "trees").is_dir():
            from mosaic.ledger.checkout import clear_left

            clear_left(repository)
        notices = recovery.recover(repository, ledger.reader, held)
        here, more = ledger.sharing.enter(held)
        tip = here.tip if here else ledger.tip
        local = here.local if here else tip if ledger.local else ""
        git = Git(repository.top, held)
        page = GitPage(ledger, tip, local, git, held, (*notices, *more), taken, here)
        page.refuse_edits(tuple(p for p in WATCHED if p not in page.taken))
        with settings_ahead(git) as page.settings:  # while the event is decided
            yield page


@dataclass
class GitPage:
    """The state at the tip, under the lock. ``local``: what the worktrees have out."""

    ledger: Book
    tip: str
    local: str
    git: Git
    held: tuple[int, ...]
    notices: tuple[str, ...]
    taken: Mapping[str, str]
    here: Standing | None = None
    settings: Callable[[], Settings] = field(init=False)
    _state: State | None = None
    _worktrees: tuple[Worktree, ...] | None = None

    @property
    def state(self) -> State:
        """The state at the tip, with the working copies that the event takes in."""
        if self._state is None:
            files = Over(FileMap(self.taken), self.ledger.files(self.tip)) if self.taken else None
            self._state = State(files) if files else self.ledger.state(self.tip)
        return self._state

    @property
    def worktrees(self) -> tuple[Worktree, ...]:
        """The worktrees that have the ledger's ref out."""
        if self._worktrees is None:
            self._worktrees = worktrees_of(self.git, self.ledger.ref, self.ledger.repository)
        return self._worktrees

    def refuse_edits(self, paths: tuple[str, ...]) -> None:
        """LedgerUnusable (ledger-edited) where a person edited one of these and did not commit.

        Measured by the local ref, which the worktree has out; a copy of the tip is no edit.
        """
        reader = self.ledger.reader
        committed = recovery.blobs_at(reader, self.local, paths)
        for worktree in self.worktrees:
            edited = edited_paths(worktree, committed)
            refuse_conflict(worktree, edited)
            if edited and self.local != self.tip:
                fresh = recovery.blobs_at(reader, self.tip, edited)
                edited = kept.unlike(worktree.top, edited, committed, fresh)
            if edited:
                raise LedgerUnusable(
                    f"{', '.join(edited)} was edited by hand in '{worktree.top}'",
                    code="ledger-edited",
                    details=[f"{path}: differs from the ledger's last entry" for path in edited],
                    hint=_ADOPT if tasks.PATH in edited else "commit those files first",
                )

    def commit(self, change: Change, below: Below | None = None) -> Entry:
        """Prove the change, make it one entry, move the ref, refresh the working copies."""
        files = written(self.state, change, self.taken)
        others = tuple(p for p in files if p not in WATCHED and p not in self.taken)
        if others:
            self.refuse_edits(others)
        parent = below.tip if below and not below.base else self.tip
        old = self.ledger.files(parent).tree
        settings, repository = self.settings(), self.ledger.repository
        if repository.told is None and not settings.hooks:
            self.ledger.repository = replace(repository, told=repository.common / "hooks")
        git = replace(self.git, objects=objects_of(settings, repository.common))
        tree, blobs = entry.store(git, self.ledger.reader, old, files)
        message = self._message(change, tree)
        commit = entry.commit_object(git, tree, parent, message, settings)
        remember_ref(self.ledger.repository, self.ledger.ref)
        behind, notices = self._published(commit, change, below), tuple[str, ...]()
        if not behind:
            try:
                notices = self._land(commit, blobs, change, below)
            except (Moved, MosaicError, OSError) as error:
                if self.here is None:
                    raise
                behind = deliver.behind(self.ledger.sharing, error)
        notices = (*self.notices, *notices, *((behind,) if behind else ()))
        return Entry(commit, parent, message, notices, bool(behind))

    def _published(self, commit: str, change: Change, below: Below | None) -> str:
        """Push the entry, where it goes to an upstream; what keeps the local ref behind, or ''.

        Errors: Moved, Outside, as ``Publisher.send``.
        """
        if self.here is None:
            return ""
        sharing, hooks = self.ledger.sharing, self.state.config.ledger.hooks
        deliver.send(sharing, self.here, commit, change, below, self.held, hooks)
        return "" if self.here.follows else deliver.behind(sharing, None)

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
        if ran and self.ledger.tip != (self.here.known if self.here else self.tip):
            raise self.ledger.disturbed(ran)
        return message

    def _land(
        self,
        commit: str,
        blobs: Mapping[str, tuple[str, bytes] | None],
        change: Change,
        below: Below | None,
    ) -> tuple[str, ...]:
        """Hold every index, move the ref, let every worktree follow."""
        sharing, git = self.ledger.sharing, self.git
        landing = bool(below and not below.base) or self.local != self.tip
        way = ways.Way(self.ledger.ref, self.local, commit, landing)
        base = ways.base_way(git, sharing, below, self.here is not None)
        steps = ways.steps(git, self.ledger.repository, way, self.worktrees, base)
        moves = (way.move, base.move) if base else (way.move,)
        here = Landing(self.ledger.repository, self.ledger.reader, git, steps, moves, blobs)
        notices = here.land(f"mosaic: {change.subject}")
        left = (deliver.base_behind(below.base),) if below and below.base and not base else ()
        return (*notices, *left)
