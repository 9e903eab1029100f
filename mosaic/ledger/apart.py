"""How the local ref stands to its upstream, and so which commit is the ledger's tip.

The upstream's tip is the ledger's. Entries that only the local ref has, and nothing else besides,
go along with the next push. A person's own commits are never pushed: then the local ref stays.
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable
from mosaic.ledger.entry import trailers
from mosaic.ledger.git import Git
from mosaic.ledger.upstream import Upstream
from mosaic.standard import Sequence
from mosaic.values import dataclass

#: Trailers of the commits that Mosaic makes: entries, and squash merges of tasks.
_ENTRY, _SQUASH = "Mosaic-Event", "Mosaic-Autonomy"
#: Commits that an error names; the rest is counted.
NAMED = 8


@dataclass(frozen=True)
class Own:
    """A commit that only the local ref has: its id, its subject, whether it is an entry of ours."""

    oid: str
    subject: str
    entry: bool
    ours: bool


@dataclass(frozen=True)
class Standing:
    """The local ref and its upstream, '' where one is not there; ``behind``: the upstream has
    commits that the local ref has not. ``own``: what only the local ref has, oldest first.
    ``again``: a commit with all of that made again on the upstream's tip."""

    local: str
    remote: str
    behind: bool = False
    own: tuple[Own, ...] = ()
    again: str = ""

    @property
    def mine(self) -> bool:
        """Whether a person's own commits are among those that only the local ref has."""
        return any(not commit.ours for commit in self.own)

    @property
    def entries(self) -> tuple[Own, ...]:
        return tuple(commit for commit in self.own if commit.entry)

    @property
    def shared(self) -> bool:
        """Whether entries can go to the upstream: it has the branch, or all of it is ours."""
        return bool(self.remote) or not self.mine

    @property
    def tip(self) -> str:
        """What is read and decided on."""
        return self.again or self.known

    @property
    def known(self) -> str:
        """The tip as long as nothing is made again."""
        if not self.remote or (self.own and not self.behind and self.entries):
            return self.local
        return self.remote

    @property
    def follows(self) -> bool:
        """Whether the local ref can follow what is built on the tip: nothing of it is lost."""
        return not self.own or bool(self.again) or self.tip == self.local


def standing(git: Git, local: str, remote: str) -> Standing:
    """How two tips stand to each other; two processes, none where one says it all."""
    if local == remote or not local:
        return Standing(local, remote)
    if not remote:
        return Standing(local, remote, False, _persons(git, local))
    own = _own(git, local, remote)
    behind = not own or bool(git.try_("merge-base", "--is-ancestor", remote, local).status)
    return Standing(local, remote, behind, own)


def _persons(git: Git, local: str) -> tuple[Own, ...]:
    """The newest commit that is none of ours, of a branch that is nowhere but here."""
    words = ("log", "-1", "--format=%H", "--invert-grep")
    kinds = (f"--grep=^{name}: " for name in (_ENTRY, _SQUASH))
    oid = git.run(*words, *kinds, local, "--").line
    return (Own(oid, "", False, False),) if oid else ()


def _own(git: Git, local: str, remote: str) -> tuple[Own, ...]:
    words = ("log", "-z", "--topo-order", "--reverse", "--format=%H%n%B", local, f"^{remote}", "--")
    found = []
    for block in git.run(*words).text.split("\0"):
        oid, _, message = block.partition("\n")
        names = {name for name, _ in trailers(message)}
        if oid:
            ours = bool(names & {_ENTRY, _SQUASH})
            found.append(Own(oid, message.partition("\n")[0], _ENTRY in names, ours))
    return tuple(found)


def conflict(upstream: Upstream, ref: str, here: Standing, why: Sequence[str]) -> LedgerUnusable:
    """The error where entries of this clone cannot go to the upstream without a person."""
    named = [f"{e.oid[:12]} {e.subject}" for e in here.entries[:NAMED]]
    more = len(here.entries) - NAMED
    mine, theirs = (name.removeprefix("refs/heads/") for name in (ref, upstream.ref))
    push = f"'git push {upstream.remote} {mine if mine == theirs else f'{mine}:{theirs}'}'"
    merge = f"on '{mine}', 'git pull --no-rebase {upstream.remote} {theirs}', then "
    return LedgerUnusable(
        f"entries that only this clone has cannot go to {upstream.shown} by themselves",
        code="ledger-conflict",
        details=[*why, *named, *([f"and {more} more"] if more > 0 else [])],
        hint=f"bring them there yourself: {merge if here.behind else ''}{push}",
    )
