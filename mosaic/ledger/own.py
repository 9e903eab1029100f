"""A person's own commits that changed state files, and that the ledger's upstream has not.

The ledger is the upstream's tip, so such commits are no part of it, and nothing here pushes them:
a verb that would pass over them, or write what they wrote, refuses and names them.
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable
from mosaic.ledger.objects import CommitFiles
from mosaic.ledger.sharing import Sharing
from mosaic.ledger.upstream import Upstream
from mosaic.parse import tasks
from mosaic.standard import Callable, Sequence

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.ledger.apart import Own

#: Commits that an error names; the rest is counted.
NAMED = 8


def own_changes(sharing: Sharing, paths: Sequence[str]) -> tuple[Own, ...]:
    """Commits of a person's that only this clone has and that changed one of these paths."""
    if sharing.upstream is None or not sharing.standing.mine:
        return ()
    here = sharing.standing
    words = ("rev-list", here.local, f"^{here.remote}", "--", *paths)
    changed = set(sharing.repository.git.run(*words).text.split("\n"))
    return tuple(own for own in here.own if own.oid in changed and not own.ours)


def refuse_before(sharing: Sharing, paths: Sequence[str]) -> None:
    """For what the next entry would write too: both would be there, and git could not merge them.

    Errors: LedgerUnusable (ledger-conflict).
    """
    found = own_changes(sharing, paths)
    if found and sharing.upstream:
        where, push = sharing.upstream, _push(sharing, sharing.upstream)
        raise _error(where, found, f"{push}, then run the same command again")


def refuse_edits(sharing: Sharing, paths: Sequence[str]) -> None:
    """For edits that adopt cannot see from the upstream's tip. Errors: as ``refuse_before``."""
    found = own_changes(sharing, paths)
    if found and sharing.upstream:
        where, push = sharing.upstream, _push(sharing, sharing.upstream)
        soft = f"'git reset --soft {where.tracking.removeprefix('refs/remotes/')}'"
        hint = (
            f"{push}, then adopt again: it accounts for them there. Where the remote refuses"
            f" them, {soft} in place of the push makes them an edit that adopt checks"
        )
        raise _error(where, found, hint)


def refuse_replaced(sharing: Sharing, files: Callable[[str], CommitFiles]) -> None:
    """For an upstream that has no ledger while this clone has entries that it never had: it was
    put there in place of the one that this clone knows, and is no place for a new ledger.

    Errors: LedgerUnusable (ledger-conflict).
    """
    here, where = sharing.standing, sharing.upstream
    if where is None or not (here.behind and here.entries):
        return
    if files(here.remote).bytes_of(tasks.PATH) or not files(here.local).bytes_of(tasks.PATH):
        return
    branch = sharing.ref.removeprefix("refs/heads/")
    raise LedgerUnusable(
        f"{where.shown} has no ledger, and '{branch}' here has one that was never there",
        code="ledger-conflict",
        details=[f"{where.shown} is {here.remote}", f"'{branch}' here is {here.local}"],
        hint=f"look whether '{where.remote}' was replaced; the ledger is here, and nothing changed",
    )


def _push(sharing: Sharing, upstream: Upstream) -> str:
    mine, theirs = (n.removeprefix("refs/heads/") for n in (sharing.ref, upstream.ref))
    first = "'git pull --rebase', then " if sharing.standing.behind else ""
    return f"{first}'git push {upstream.remote} {mine if mine == theirs else f'{mine}:{theirs}'}'"


def _error(upstream: Upstream, found: Sequence[Own], hint: str) -> LedgerUnusable:
    named = [f"{own.oid[:12]} {own.subject}" for own in found[:NAMED]]
    more = len(found) - NAMED
    return LedgerUnusable(
        f"commits of your own changed state files, and are not on {upstream.shown}",
        code="ledger-conflict",
        details=[*named, *([f"and {more} more"] if more > 0 else [])],
        hint=hint,
    )
