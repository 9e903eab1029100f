"""The ledger on one ref of a git repository: peek, write under the lock, keep claims.

What writing needs is loaded when something is written (``page.py``).
"""

from __future__ import annotations

from mosaic.ledger import TRIES, Moved, kept
from mosaic.ledger.objects import CommitFiles, Reader
from mosaic.ledger.placing import read_copy
from mosaic.ledger.repository import (
    Repository,
    commit_named,
    ledger_ref,
)
from mosaic.ledger.sharing import Sharing
from mosaic.parse import tasks
from mosaic.standard import Iterator, Mapping, contextmanager
from mosaic.state import State
from mosaic.values import dataclass, field

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.ledger.page import GitPage

#: How often an event is decided again where the tip moved while the user's hooks ran.
HOOK_TRIES = 2


@dataclass
class GitLedger:
    """The ledger of one repository; close it, or use it in a ``with``."""

    repository: Repository
    ref_wanted: str = ""
    push_wanted: str = ""
    reader: Reader = field(init=False)
    _ref: str = field(default="", init=False)
    _sharing: Sharing | None = field(default=None, init=False)
    _disturbed: int = field(default=0, init=False)
    _state: tuple[str, State] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        repository = self.repository
        self.reader = Reader(repository.git, plain=repository.common if repository.plain else None)

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
    def sharing(self) -> Sharing:
        """The ledger's upstream, and how this clone stands to it."""
        if self._sharing is None:
            self._sharing = Sharing(self.repository, self.reader, self.ref, self.push_wanted)
        return self._sharing

    @property
    def local(self) -> str:
        """The commit at the ledger's ref in this clone, or '' where it is unborn."""
        return self.sharing.at(self.ref)

    @property
    def tip(self) -> str:
        """The commit that is read and decided on, or '' where there is none: the upstream's tip as
        it is known here, where entries go to one, else the local ref's."""
        return self.sharing.tip

    def refresh(self, dry_run: bool = False) -> bool:
        """Ask the upstream for its tip, once a command, a dry run never; whether entries go there.

        For a command that reads before it decides. Errors: as ``tries``.
        """
        return not dry_run and self.sharing.refresh(again=False)

    def tries(self) -> Iterator[int]:
        """One number for each time that a command may decide (see ``Ledger``)."""
        shared = self.refresh()
        return self.sharing.tries() if shared else iter(range(TRIES))

    def files(self, commit: str) -> CommitFiles:
        """The files of a commit."""
        return CommitFiles(self.reader, commit)

    def state(self, commit: str) -> State:
        """The state at a commit; of the last one asked for, what was read of it is kept."""
        if self._state is None or self._state[0] != commit:
            self._state = (commit, State(self.files(commit)))
        return self._state[1]

    def peek(self) -> State:
        """The state at the tip. Errors: LedgerUnusable where the upstream is another history."""
        if self.tip != self.local and self.sharing.standing.entries:
            from mosaic.ledger import own

            own.refuse_replaced(self.sharing, self.files)
        return self.state(self.tip)

    def peek_at(self, name: str) -> State:
        """The state at a branch, a tag, any ref. Errors: Usage where there is none."""
        return State(self.files(commit_named(self.reader, name)))

    @contextmanager
    def writing(self, *, taken: Mapping[str, str] | None = None) -> Iterator[GitPage]:
        """Hold the lock over a decision and its entry.

        ``taken`` are working copies that the event takes in (what ``init`` wrote; a person's
        edits that are adopted): the state reads them in place of the committed ones.
        """
        from mosaic.ledger.page import opened

        with opened(self, taken or {}) as page:
            yield page

    def beside(self) -> tuple[str, ...]:
        """Notices where the copy of the ledger in this worktree is not the ledger's tip, and where
        what is known of the upstream is old."""
        top, head = self.repository.top, self.repository.head
        copy = read_copy(top, tasks.PATH)
        said = kept.beside(self.files, copy, head, self.ref, self.sharing)
        if self.sharing.upstream is None:
            return said
        from mosaic.ledger.picture import aged

        return (*said, *aged(self.repository, self.sharing))

    def keep_result(self, task: str, text: str) -> str:
        """Keep a worker's answer in this clone, whatever is judged of it; where it is."""
        return kept.keep_result(self.repository.private, task, text)

    def disturbed(self, ran: tuple[str, ...]) -> Exception:
        """What to raise where the tip moved while these hooks ran: decide again, a few times; a
        hook that commits by itself would do so for ever."""
        from mosaic.ledger import entry

        self._disturbed += 1
        return Moved() if self._disturbed <= HOOK_TRIES else entry.moved_by_hooks(ran)

    def claims(self) -> Mapping[str, str]:
        """The claim tokens that this clone holds, by task id."""
        return kept.claims(self.repository.private)

    def claim(self, task: str) -> str | None:
        """The token of a task's claim, where this clone holds one."""
        return kept.claim(self.repository.private, task)

    def keep_claim(self, task: str, token: str | None) -> None:
        """Remember a claim's token in this clone; None forgets it."""
        kept.keep_claim(self.repository.private, task, token)
