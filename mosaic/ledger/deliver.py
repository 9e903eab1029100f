"""What one ledger's clone hands to its upstream: an entry with what landed below it, and tags."""

from __future__ import annotations

import time

from mosaic.change import Change
from mosaic.ledger import Below, Moved
from mosaic.ledger.line import Line
from mosaic.ledger.sharing import Sharing
from mosaic.values import replace

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.ledger.apart import Standing


def send(
    sharing: Sharing,
    here: Standing,
    commit: str,
    change: Change,
    below: Below | None,
    held: tuple[int, ...],
    hooks: str,
) -> None:
    """Push an entry, and return once it has landed; a pause where others are at work.

    Errors: Moved, Outside, as ``Publisher.send``.
    """
    from mosaic.ledger.publish import Parcel
    from mosaic.ledger.remote import Move

    upstream = sharing.upstream
    assert upstream is not None
    moves = [Move(upstream.ref, here.remote, commit)]
    base = sharing.base(below.base) if below and below.base else None
    if base and below:
        moves.append(Move(base.ref, below.base_old, below.tip))
    start = time.monotonic()
    parcel = Parcel(upstream, tuple(moves), change.claim, change.subject)
    sharing.publisher(held).send(parcel, hooks)
    sharing.took += time.monotonic() - start
    sharing.known(upstream, commit)
    if base and below:
        sharing.known(base, below.tip)
    if sharing.busy:
        sharing.pause()


def behind(sharing: Sharing, why: BaseException | None) -> str:
    """The sentence for a local branch that could not follow its upstream, and why."""
    upstream = sharing.upstream
    assert upstream is not None
    branch = sharing.ref.removeprefix("refs/heads/")
    because = str(why).rstrip(".") if why and str(why) else "it has commits of its own"
    if isinstance(why, Moved):
        because = "it moved meanwhile"
    return (
        f"the entry is on {upstream.shown}; '{branch}' here stays behind: {because};"
        " 'git pull --rebase' brings it up"
    )


def base_behind(base: str) -> str:
    """The sentence for a base here that could not follow what landed on its upstream."""
    branch = base.removeprefix("refs/heads/")
    return f"'{branch}' here stays behind its upstream: it has commits of its own"


def fetch_tag(sharing: Sharing, name: str) -> None:
    """Bring a tag here that another clone may have made, where entries are pushed.

    Errors: Outside (push-failed).
    """
    ref, upstream = f"refs/tags/{name}", sharing.upstream
    if upstream and not sharing.at(ref):
        from mosaic.ledger.remote import fetch

        fetch(Line(sharing.repository), replace(upstream, ref=ref, tracking=ref))


def push_tag(sharing: Sharing, name: str) -> bool:
    """Push a tag, unless it is there; False where entries go nowhere.

    Errors: Outside: push-failed, where the remote has another of that name too; outcome-unknown.
    """
    upstream, found = sharing.upstream, sharing.reader.get(f"refs/tags/{name}")
    if upstream is None or found is None:
        return False
    sharing.publisher(()).send_tag(replace(upstream, ref=f"refs/tags/{name}"), found.oid)
    return True
