"""A tree checked out beside the user's own: for hooks and quality gates, gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mosaic.ledger.entry import run_hook
from mosaic.ledger.git import Git
from mosaic.ledger.lock import take_now
from mosaic.ledger.repository import Repository


@contextmanager
def checked_out(repository: Repository, commit: str) -> Iterator[Path]:
    """A linked worktree with this commit out, detached and whole, in a temporary folder.

    A lease in the common git directory names the folder, and the kernel's lock on it says that
    its holder lives: what a dead one left, ``clear_left`` takes away.
    """
    token = secrets.token_hex(8)
    lease = repository.private / "trees" / token
    lease.parent.mkdir(parents=True, exist_ok=True)
    folder = _folder(tempfile.gettempdir(), token)
    with _leased(lease, str(folder)):
        try:
            folder.mkdir(mode=0o700)
            tree = folder / repository.top.name
            repository.git.run("worktree", "add", "--quiet", "--detach", "--", str(tree), commit)
            Git(tree).try_("sparse-checkout", "disable")
            yield tree
        finally:
            _take_away(repository, folder)


def _folder(parent: str, token: str) -> Path:
    return Path(parent) / f"mosaic-{token}"


@contextmanager
def _leased(lease: Path, text: str) -> Iterator[None]:
    """Hold a lease; it goes with its holder."""
    descriptor = os.open(lease, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        take_now(descriptor)
        os.write(descriptor, text.encode())
        yield
        lease.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def clear_left(repository: Repository) -> None:
    """Take away the trees that dead processes left, each named by a lease that nobody holds."""
    for lease in (repository.private / "trees").iterdir():
        descriptor = os.open(lease, os.O_RDWR | os.O_CLOEXEC)
        try:
            if not take_now(descriptor):
                continue
            folder = Path(lease.read_text())
            if folder == _folder(str(folder.parent), lease.name):  # else: cut off, nothing made
                _take_away(repository, folder)
            lease.unlink()
        finally:
            os.close(descriptor)


def _take_away(repository: Repository, folder: Path) -> None:
    git, tree = repository.git, folder / repository.top.name
    git.try_("worktree", "remove", "--force", "--force", "--", str(tree))
    shutil.rmtree(folder, ignore_errors=True)
    git.try_("worktree", "unlock", "--", str(tree))
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
