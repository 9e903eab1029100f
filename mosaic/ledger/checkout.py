"""A tree checked out beside the user's own: for hooks and quality gates, gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mosaic.ledger.entry import run_hook
from mosaic.ledger.git import Git
from mosaic.ledger.repository import Repository


@contextmanager
def checked_out(repository: Repository, commit: str) -> Iterator[Path]:
    """A linked worktree with this commit out, detached and whole, in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="mosaic-"))
    tree = folder / repository.top.name
    git = repository.git
    try:
        git.run("worktree", "add", "--quiet", "--detach", "--", str(tree), commit)
        Git(tree).try_("sparse-checkout", "disable")
        yield tree
    finally:
        git.try_("worktree", "remove", "--force", "--", str(tree))
        shutil.rmtree(folder, ignore_errors=True)
        git.try_("worktree", "prune")


def run_pre_commit(repository: Repository, tip: str, tree: str) -> None:
    """Run the user's pre-commit hook on the entry's tree, away from the user's own work.

    Errors: Outside (hook-refused).
    """
    if not tip or not (repository.hooks / "pre-commit").is_file():
        return
    with checked_out(repository, tip) as place:
        git = Git(place)
        git.run("read-tree", "-m", "-u", tip, tree)
        run_hook(git, "pre-commit")
