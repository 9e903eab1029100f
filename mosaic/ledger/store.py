"""A repository that may have no work tree: what a server keeps, and what its hooks look at."""

from __future__ import annotations

from mosaic.errors import Usage
from mosaic.ledger.git import Git
from mosaic.ledger.repository import Repository
from mosaic.pathname import Path


def find_store(start: Path) -> Repository:
    """The repository around a folder, bare or not; of a bare one ``top`` is its git directory.

    Errors: Usage where there is none.
    """
    if not start.is_dir():
        raise Usage(f"no folder '{start}'")
    asked = ("--absolute-git-dir", "--git-common-dir", "--git-path", "hooks")
    done = Git(start).try_("rev-parse", "--path-format=absolute", *asked)
    lines = done.text.split("\n")
    if done.status or len(lines) < 3:
        raise Usage(
            f"no git repository at '{start}'",
            hint="run the command inside a git repository, or name one with --repo DIR",
            details=[line for line in done.err.strip().split("\n") if line],
        )
    git_dir, common, hooks = (Path(line) for line in lines[:3])
    return Repository(git_dir, git_dir, common, hooks)
