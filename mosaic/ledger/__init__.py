"""The table under git: what a ledger is, whoever keeps it. All writing is in this room.

``git_ledger.GitLedger`` keeps it on one ref of a repository. One door: ``writing()`` holds the
lock and yields a Page; ``Page.commit`` proves, builds the entry and moves the ref by
compare-and-swap. Reading never locks.
"""

from __future__ import annotations

from mosaic.standard import AbstractContextManager, Iterator, Mapping, Protocol
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.change import Change
    from mosaic.state import State


@dataclass(frozen=True)
class Entry:
    """One commit made by Mosaic. ``notices`` are what the person should know besides; ``behind``:
    the entry is on the upstream, and the local branch could not follow."""

    oid: str
    parent: str
    message: str
    notices: tuple[str, ...] = ()
    behind: bool = False


class Moved(Exception):
    """The ref moved between reading and writing: decide again on the fresh tip."""


@dataclass(frozen=True)
class Below:
    """Commits that land in the same ref update, below the entry: a squash merge of a task.

    ``tip`` is the last of them; ``tree`` its tree. ``base`` is the ref that they land on, where
    that is another than the ledger's, with the value expected there.
    """

    tip: str
    base: str = ""
    base_old: str = ""


class Page(Protocol):
    """The state at the ledger's tip, under the lock."""

    @property
    def tip(self) -> str:
        """The commit decided on; '' on an unborn branch."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """What was found and done on the way: what a killed command left, a push that was open."""
        ...

    @property
    def state(self) -> State: ...

    def commit(self, change: Change, below: Below | None = None) -> Entry:
        """Prove the change, make it one entry, move the ref. Errors: Bug, Outside, Moved."""
        ...


#: How often a command decides again when somebody moved the ledger of this clone meanwhile.
TRIES = 8


class Ledger(Protocol):
    """What ``advance`` needs of a ledger."""

    def tries(self) -> Iterator[int]:
        """One number for each time that a command may decide, from 0.

        With an upstream it is asked before each. Errors: Outside (push-failed, outcome-unknown).
        """
        ...

    def peek(self) -> State:
        """The state at the tip, without the lock."""
        ...

    def writing(self, *, taken: Mapping[str, str] | None = None) -> AbstractContextManager[Page]:
        """Take the lock and read the tip; ``taken`` are working copies that the event takes in.

        Errors: Wait (locked), LedgerUnusable (ledger-edited).
        """
        ...

    def claims(self) -> Mapping[str, str]:
        """The claim tokens that this clone holds, by task id."""
        ...

    def keep_claim(self, task: str, token: str | None) -> None:
        """Remember a claim's token in this clone; None forgets it."""
        ...
