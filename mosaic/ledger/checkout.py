"""A tree checked out beside the user's own: for hooks and quality gates, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil

from mosaic.ledger.entry import run_hook
from mosaic.ledger.files import forget
from mosaic.ledger.git import Git
from mosaic.ledger.lock import take_now
from mosaic.ledger.repository import Repository
from mosaic.pathname import Path
from mosaic.standard import Iterator, contextmanager

#: A tree aside has every file, whatever a sparse checkout leaves out of the user's own.
WHOLE = ("-c", "core.sparseCheckout=false")


@contextmanager
def checked_out(repository: Repository, commit: str) -> Iterator[Path]:
    """A linked worktree with this commit out, detached and whole, in a temporary folder.

    A lease in the common git directory names the folder, and the kernel's lock on it says that
    its holder lives: what a dead one left, ``clear_left`` takes away.
    """
    token = secrets.token_hex(8)
    lease = repository.private / "trees" / token
    lease.parent.mkdir(parents=True, exist_ok=True)
    folder = _folder(_temporary(), token)
    descriptor = os.open(lease, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        take_now(descriptor)
        os.write(descriptor, str(folder).encode())
        folder.mkdir(mode=0o700)
        yield _lay_out(repository, commit, folder / repository.top.name, token)
    finally:
        _take_away(repository, folder, lease)
        os.close(descriptor)


def _lay_out(repository: Repository, commit: str, tree: Path, token: str) -> Path:
    """Make the worktree: git's own folder for it appears whole, by rename.

    (``git worktree add`` that is killed leaves one that stops every git command here, and its
    sparse-checkout is turned off only in the repository's config.) gitrepository-layout(5).
    """
    tree.mkdir()
    ready = (repository.private / "trees" / token).with_suffix(".new")
    ready.mkdir()
    here = repository.common / "worktrees" / token
    words = {"gitdir": f"{tree}/.git", "commondir": "../..", "HEAD": commit}
    for name, text in words.items():
        (ready / name).write_text(f"{text}\n")
    here.parent.mkdir(exist_ok=True)
    os.replace(ready, here)
    (tree / ".git").write_text(f"gitdir: {here}\n")
    Git(tree).filtered(*WHOLE, "read-tree", "-m", "-u", commit)
    return tree


def _temporary() -> str:
    """The folder for temporary files, not tried by writing to it."""
    named = (os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    return next((n for n in (*named, "/tmp") if n and Path(n).is_dir()), "") or os.getcwd()


def _folder(parent: str, token: str) -> Path:
    return Path(parent).resolve() / f"mosaic-{token}"


def clear_left(repository: Repository) -> None:
    """Take away the trees that dead processes left, each named by a lease that nobody holds."""
    leases = [f for f in (repository.private / "trees").iterdir() if f.suffix != ".new"]
    for lease in leases:
        try:
            descriptor = os.open(lease, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue  # its holder has just ended well
        try:
            if not take_now(descriptor):
                continue
            folder = Path(lease.read_text())
            if folder != _folder(str(folder.parent), lease.name):
                folder = repository.private / "trees" / f"{lease.name}.new"  # cut off; nothing made
            _take_away(repository, folder, lease)
        finally:
            os.close(descriptor)


def _take_away(repository: Repository, folder: Path, lease: Path) -> None:
    """Remove the tree and git's folder for it, which goes out of git's sight whole; then the
    lease, which stays where the disk lets something not go."""
    here, aside = repository.common / "worktrees" / lease.name, lease.with_suffix(".new")
    with contextlib.suppress(OSError):
        os.replace(here, aside)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    if not (here.exists() or aside.exists() or folder.exists()):
        forget(lease)


def run_pre_commit(repository: Repository, tip: str, tree: str) -> None:
    """Run the user's pre-commit hook on the entry's tree, away from the user's own work.

    Errors: Outside (hook-refused).
    """
    if not tip or not (repository.hooks / "pre-commit").is_file():
        return
    with checked_out(repository, tip) as place:
        git = Git(place)
        git.filtered(*WHOLE, "read-tree", "-m", "-u", tip, tree)
        run_hook(git, "pre-commit")
