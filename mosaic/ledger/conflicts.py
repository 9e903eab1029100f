"""A merge of the ledger that a person has not finished: no command works on its copy."""

from __future__ import annotations

from collections.abc import Sequence

from mosaic.errors import LedgerUnusable
from mosaic.ledger.placing import read_copy
from mosaic.ledger.repository import Worktree
from mosaic.parse import faults, tasks


def refuse(worktree: Worktree, paths: Sequence[str]) -> None:
    """LedgerUnusable (ledger-conflict) where one of these is the ledger, with markers in it."""
    if tasks.PATH not in paths:
        return
    text = (read_copy(worktree.top, tasks.PATH) or b"").decode("utf-8", "replace")
    found = faults.conflicts(tasks.parse(text))
    if found:
        raise in_conflict(worktree, tuple(f"{tasks.PATH}:{fault}" for fault in found))


def in_conflict(worktree: Worktree, details: Sequence[str]) -> LedgerUnusable:
    """The error, with each place."""
    return LedgerUnusable(
        f"{tasks.PATH} in '{worktree.top}' is in an unfinished merge; nothing was written",
        code="ledger-conflict",
        details=details,
        hint="choose one version of what is marked, 'git add' the file and commit the merge; then"
        " 'mosaic-orchestrator adopt' accounts for your choice",
    )
