"""Finding a plain repository without asking git; where anything is out of the ordinary, git is.

Plain: a ``.git`` folder of this user's own above the place, on the same file system, whose config
says nothing of other work trees, formats or files that it includes.
"""

from __future__ import annotations

import os

_ODD = (b"[include", b"worktree", b"[extensions", b"reftable")


def plain_top(start: str) -> str | None:
    """The top of the work tree around a folder, real and absolute; None where git must tell.

    Errors: FileNotFoundError where the folder in which we stand is gone.
    """
    if os.name != "posix":
        return None
    here = os.path.realpath(start)
    try:
        return _plain_above(here)
    except FileNotFoundError:  # somebody works there at this moment
        return None


def _plain_above(here: str) -> str | None:
    device = os.stat(here).st_dev
    ceilings = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    while not os.path.lexists(f"{here}/.git"):
        above = os.path.dirname(here)
        if above == here or above in ceilings or os.stat(above).st_dev != device:
            return None
        if _like_git(here):
            return None
        here = above
    return here if not _like_git(here) and _ours(here) and _is_plain(f"{here}/.git") else None


def _like_git(folder: str) -> bool:
    """Whether a folder may be a git directory itself, such as a bare repository."""
    return os.path.lexists(f"{folder}/HEAD") and os.path.lexists(f"{folder}/objects")


def _ours(top: str) -> bool:
    """Whether both are this user's, as git wants it (``safe.directory``), and no test of git's own
    says otherwise."""
    if os.environ.get("GIT_TEST_ASSUME_DIFFERENT_OWNER"):
        return False
    return all(os.lstat(path).st_uid == os.geteuid() for path in (top, f"{top}/.git"))


def _is_plain(git_dir: str) -> bool:
    wanted = ("HEAD", "objects", "refs", "config")
    if not all(os.path.exists(f"{git_dir}/{name}") for name in wanted):
        return False
    if os.path.islink(git_dir) or os.path.exists(f"{git_dir}/commondir"):
        return False
    with open(f"{git_dir}/config", "rb") as file:
        text = file.read().lower()
    lines = (line.partition(b"=") for line in text.split(b"\n"))
    bare = [value.strip() for key, _, value in lines if key.strip() == b"bare"]
    return not any(word in text for word in _ODD) and bare in ([], [b"false"])
