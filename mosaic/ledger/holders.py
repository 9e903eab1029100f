"""Who could hold one of git's lock files: told from the kernel's list of processes, where it is.

Asked only of a lock that a dead command of ours may have left. To be unsure is to say yes.
"""

from __future__ import annotations

import os
from itertools import pairwise

from mosaic.pathname import Path
from mosaic.standard import Iterator, Sequence

_PROC = Path("/proc")
#: git commands that never lock a ref; some of them run for days.
_READERS = frozenset({
    "blame", "cat-file", "credential-cache--daemon", "diff", "diff-files", "diff-index",
    "diff-tree", "for-each-ref", "fsmonitor--daemon", "grep", "log", "ls-files", "ls-tree",
    "merge-base", "rev-list", "rev-parse", "show", "upload-pack", "var",
})  # fmt: skip
_WITH_VALUE = frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path"})


def holders(lock: Path, places: Sequence[Path]) -> list[str]:
    """Every process that could hold the lock: it has the file open, or it is a git that may be at
    work in one of these folders. One line each; where there is no list of processes, one that
    says so."""
    if not (_PROC / "self" / "fd").is_dir():
        return ["who may hold it cannot be told on this system"]
    try:
        wanted = os.stat(lock)
    except FileNotFoundError:
        return []
    inside = tuple(os.path.realpath(place) for place in places)
    found = []
    for process in _PROC.iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            if _opens(process, wanted) or (_writer(words) and _at_work(process, words, inside)):
                found.append(f"process {process.name}: {' '.join(words[:4]).strip()}")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended
    return found


def _opens(process: Path, wanted: os.stat_result) -> bool:
    """Whether the process has this very file open; another user's cannot be asked."""
    try:
        for descriptor in (process / "fd").iterdir():
            there = descriptor.stat()
            if (there.st_dev, there.st_ino) == (wanted.st_dev, wanted.st_ino):
                return True
    except (PermissionError, FileNotFoundError):
        return False
    return False


def _writer(words: Sequence[str]) -> bool:
    """Whether a command line is one of git's that may lock a ref."""
    name = os.path.basename(words[0])
    if name == "git":
        return next(_verbs(words[1:]), "") not in _READERS
    return name.startswith("git-") and name.removeprefix("git-") not in _READERS


def _verbs(words: Sequence[str]) -> Iterator[str]:
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in _WITH_VALUE
        else:
            yield word


def _at_work(process: Path, words: Sequence[str], places: tuple[str, ...]) -> bool:
    """Whether a git may be at work in these folders: by where it stands, or what it was told."""
    try:
        here = os.readlink(process / "cwd")
        told = (process / "environ").read_bytes().decode("utf-8", "surrogateescape").split("\0")
    except PermissionError:
        return True
    names = [value for name, _, value in (t.partition("=") for t in told) if name == "GIT_DIR"]
    names += [word.partition("=")[2] for word in words if word.startswith("--git-dir=")]
    names += [folder for word, folder in pairwise(words) if word == "-C"]
    paths = [here, *(os.path.join(here, name) for name in names)]
    return any(os.path.realpath(p).startswith(places) for p in paths)


def alive(process: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
