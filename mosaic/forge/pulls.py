"""What GitHub, GitLab and Gitea have alike about pull requests: which to go on with, and why one
is not merged."""

from __future__ import annotations

from mosaic.errors import ForgeFailed
from mosaic.forge.protocol import Pull
from mosaic.standard import Sequence

#: What a forge says of a base that lands by itself.
_QUEUE = "merge queue"


def chosen(found: Sequence[Pull], commit: str) -> Pull | None:
    """The pull request to go on with: an open one, else a merged one whose head is the commit."""
    open_ones = [pull for pull in found if pull.state == "open"]
    merged = [p for p in found if p.state == "merged" and commit and p.head_oid == commit]
    return next(iter((*open_ones, *merged)), None)


def refusal(error: ForgeFailed, moved: bool = True) -> ForgeFailed:
    """The failure of a merge, told apart: a moved head, or a forge that will not merge.

    ``moved``: a conflict (409) is about the head.
    """
    kinds = dict.fromkeys((405, 406, 409, 422), "unmergeable")
    kinds |= {409: "moved"} if moved else {}
    hint = error.hint
    if _QUEUE in f"{error.message} {error.details}".casefold():
        hint = "the base has a merge queue, which lands by itself: add the pull request to it, and"
        hint += " integrate again once it is merged"
    elif error.status in kinds and not hint:
        hint = "see what the forge asks of this branch: checks, reviews, or who may merge"
    return ForgeFailed(
        error.message,
        command=error.command,
        status=error.status,
        kind=kinds.get(error.status, error.kind),
        details=error.details,
        hint=hint,
    )
