"""The folder of generated reports, held open: files in it are deleted and moved, and none outside.

Each folder on the way is opened in the one before without following a link, so that nothing put in
the way later leads elsewhere. What is no plain file is passed over; what git tracks, and what the
disk refuses, is left and told.
"""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from functools import partial

from mosaic.ledger.repository import Repository
from mosaic.parse.generated import FOLDER
from mosaic.standard import Callable, Iterator
from mosaic.values import dataclass, field

#: Reports that one command looks at.
MOST = 20_000
Due = Callable[[str], bool]


@dataclass(frozen=True)
class Tidied:
    """What became of reports, by their paths in the repository; ``left``: with the reason."""

    deleted: list[str] = field(default_factory=list)
    escalated: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.deleted or self.escalated or self.archived or self.left)


class Reports:
    """The folder, for use in a ``with``; without one, there is nothing to do in it."""

    def __init__(self, repository: Repository) -> None:
        self.done = Tidied()
        self._repository = repository
        self._stack = ExitStack()
        self._at = -1
        self._tracked: frozenset[str] | None = None

    def __enter__(self) -> Reports:
        if {os.open, os.stat, os.unlink, os.rename, os.mkdir} <= os.supports_dir_fd:
            at = os.open(self._repository.top, os.O_RDONLY | os.O_DIRECTORY)
            self._stack.callback(os.close, at)
            for part in FOLDER.split("/"):
                at = self._inside(part, at) if at >= 0 else at
            self._at = at
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def has(self, name: str) -> bool:
        """Whether there is such a folder in it."""
        return self._at >= 0 and self._inside(name, self._at) >= 0

    def delete(self, source: str, due: Due) -> None:
        """Delete the reports of a folder that are due, by their paths below it."""
        for at, name, path in self._found(source, due):
            if self._did(path, partial(os.unlink, name, dir_fd=at)):
                self.done.deleted.append(path)

    def move(self, source: str, due: Due, *target: str) -> Iterator[str]:
        """Move them into another folder, each under a name that is free there; their new paths."""
        to = -1
        for at, name, path in self._found(source, due):
            to = to if to >= 0 else self._made(target)
            if to < 0:
                self.done.left.append(f"{path}: {FOLDER}/{'/'.join(target)} is no folder")
                continue
            new = _free(to, path.removeprefix(f"{FOLDER}/{source}/").replace("/", "-"))
            if self._did(path, partial(os.rename, name, new, src_dir_fd=at, dst_dir_fd=to)):
                yield "/".join((FOLDER, *target, new))

    def _found(self, source: str, due: Due) -> Iterator[tuple[int, str, str]]:
        """Each plain file that is due and that git does not track: its folder, name and path."""
        start = self._inside(source, self._at)
        seen = 0
        for folder, _, files, at in os.fwalk(".", dir_fd=start) if start >= 0 else ():
            for name in sorted(files):
                report = f"{folder}/{name}".removeprefix("./")
                seen += 1
                if seen > MOST or not due(report) or not _plain(name, at):
                    continue
                path = f"{FOLDER}/{source}/{report}"
                if path in self._known():
                    self.done.left.append(f"{path}: git tracks it")
                else:
                    yield at, name, path

    def _known(self) -> frozenset[str]:
        """The reports that git tracks; asked once, and only where a report is due."""
        if self._tracked is None:
            listed = self._repository.git.run("ls-files", "-z", "--", FOLDER).text
            self._tracked = frozenset(listed.split("\0"))
        return self._tracked

    def _did(self, path: str, how: Callable[[], None]) -> bool:
        try:
            how()
        except FileNotFoundError:  # another command was first
            return False
        except OSError as error:
            self.done.left.append(f"{path}: {error.strerror}")
            return False
        return True

    def _inside(self, name: str, at: int) -> int:
        """A folder opened in another, below 0 where it is none; a link is none."""
        try:
            found = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
        except OSError:  # not there, a link, a file, or closed to us: nothing to tidy in it
            return -1
        self._stack.callback(os.close, found)
        return found

    def _made(self, parts: tuple[str, ...]) -> int:
        """A folder below this one, made where it is missing; below 0 where it cannot be."""
        at = self._at
        for part in parts:
            inner = self._inside(part, at)
            if inner < 0 and self._did(part, partial(os.mkdir, part, dir_fd=at)):
                inner = self._inside(part, at)
            if inner < 0:
                return -1
            at = inner
        return at


def _plain(name: str, at: int) -> bool:
    try:
        return stat.S_ISREG(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode)
    except OSError:  # it went while we looked
        return False


def _free(at: int, name: str) -> str:
    """The name, with a number before its ending where it is taken."""
    head, dot, end = name.rpartition(".")
    stem, ending = (head, f".{end}") if dot and head else (name, "")
    new, number, taken = name, 2, frozenset(os.listdir(at))
    while new in taken:
        new, number = f"{stem}-{number}{ending}", number + 1
    return new
