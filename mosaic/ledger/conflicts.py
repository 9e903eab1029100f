"""A merge or a rebase that a person has not finished: no command works on its copy, or below it."""

from __future__ import annotations

from mosaic.errors import LedgerUnusable, Wait
from mosaic.ledger.placing import read_copy
from mosaic.ledger.repository import Worktree
from mosaic.parse import faults, tasks
from mosaic.pathname import Path
from mosaic.standard import Sequence


def unfinished(git_dir: Path) -> str:
    """What a person has begun in a worktree and not finished, in words; or ''."""
    names = {
        "MERGE_HEAD": "a merge",
        "CHERRY_PICK_HEAD": "a cherry-pick",
        "REVERT_HEAD": "a revert",
    }
    return next((said for name, said in names.items() if (git_dir / name).exists()), "")


def refuse(worktree: Worktree, paths: Sequence[str]) -> None:
    """LedgerUnusable (ledger-conflict) where one of these is the ledger, with markers in it."""
    if tasks.PATH not in paths:
        return
    text = (read_copy(worktree.top, tasks.PATH) or b"").decode("utf-8", "replace")
    found = faults.conflicts(tasks.parse(text))
    if found:
        raise in_conflict(worktree, tuple(f"{tasks.PATH}:{fault}" for fault in found))


def refuse_rebase(common: Path, ref: str) -> None:
    """Wait (locked) where a worktree rebases this branch: ending that, git sets the branch itself,
    and ``git rebase --abort`` would take an entry away that was made meanwhile."""
    others = common / "worktrees"
    for folder in (common, *(others.iterdir() if others.is_dir() else ())):
        for kind in ("rebase-merge", "rebase-apply"):
            named = folder / kind / "head-name"
            if named.is_file() and named.read_text().strip() == ref:
                raise Wait(
                    f"a rebase of {ref.removeprefix('refs/heads/')}, the ledger's branch, is in"
                    " progress; it would take back what is written now",
                    details=[f"rebase: {named.parent}"],
                    hint="end the rebase, then run the same command again",
                )


def in_conflict(worktree: Worktree, details: Sequence[str]) -> LedgerUnusable:
    """The error, with each place."""
    return LedgerUnusable(
        f"{tasks.PATH} in '{worktree.top}' is in an unfinished merge; nothing was written",
        code="ledger-conflict",
        details=details,
        hint="choose one version of what is marked, 'git add' the file and commit the merge; then"
        " 'mosaic-orchestrator adopt' accounts for your choice",
    )
