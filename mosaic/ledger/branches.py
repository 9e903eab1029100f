"""A task's own branch: where it may be here, and how one that another clone pushed comes here.

The remote is asked for a branch only by a command that asked it for the ledger already, so that
reading, dry runs and work in one clone alone ask nobody.
"""

from __future__ import annotations

from mosaic.errors import Outside
from mosaic.ledger.line import Line
from mosaic.ledger.sharing import Sharing


def refs_of(sharing: Sharing, name: str) -> tuple[tuple[str, str], ...]:
    """The refs that may hold a branch, each with the name that people know it by."""
    there = sharing.work(name)
    known = [(there.tracking, there.shown)] if there else []
    names = (*known, (f"refs/remotes/origin/{name}", f"origin/{name}"))
    return tuple(dict([(f"refs/heads/{name}", name), *names]).items())


def bring(sharing: Sharing, name: str) -> bool:
    """Fetch a task's branch; False where nobody is asked, or the remote has it not.

    Errors: Outside (push-failed) where the remote does not answer.
    """
    there = sharing.work(name)
    if there is None or not sharing.asked:
        return False
    from mosaic.ledger.remote import fetch

    try:
        return fetch(Line(sharing.repository), there)
    except Outside as error:
        error.details = (f"asked for the task's branch {there.shown}", *error.details)
        raise
