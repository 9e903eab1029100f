"""From where to where: the refs that one entry moves in this clone, and who has to follow."""

from __future__ import annotations

from mosaic.ledger import Below
from mosaic.ledger.git import Git
from mosaic.ledger.objects import empty_tree
from mosaic.ledger.recovery import Step
from mosaic.ledger.repository import Repository, Worktree, worktrees_of
from mosaic.ledger.sharing import Sharing
from mosaic.values import dataclass


@dataclass(frozen=True)
class Way:
    """One ref's way; ``landing``: other files than the entry's move with it."""

    ref: str
    old: str
    new: str
    landing: bool

    @property
    def move(self) -> tuple[str, str, str]:
        return self.ref, self.old, self.new

    def step(self, worktree: Worktree) -> Step:
        """The way of a worktree that has the ref out; from no files where it was unborn."""
        old = self.old or (empty_tree(self.new) if self.landing else "")
        return Step(worktree, old, self.new, self.landing)


def base_way(git: Git, sharing: Sharing, below: Below | None, pushed: bool) -> Way | None:
    """How the base's ref moves here, where it is another; None where it stays as it is.

    Where the squash is pushed already, the local base follows if nothing of its own is lost.
    """
    if below is None or not below.base:
        return None
    if not pushed:
        return Way(below.base, below.base_old, below.tip, True)
    old = sharing.at(below.base)
    away = git.try_("merge-base", "--is-ancestor", old, below.base_old).status
    return None if away else Way(below.base, old, below.tip, True)


def steps(
    git: Git, repository: Repository, way: Way, mine: tuple[Worktree, ...], base: Way | None
) -> tuple[Step, ...]:
    """Every worktree that has to follow: the ledger's, and the base's where work lands."""
    found = [way.step(worktree) for worktree in mine]
    if base:
        found += [base.step(tree) for tree in worktrees_of(git, base.ref, repository)]
    return tuple(found)
