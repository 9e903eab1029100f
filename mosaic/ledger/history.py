"""Walking the ledger's history with gitpython: the commits that changed the table, and entries.

Entries that touched other state files only, or nothing, belong to it as well: they are chosen by
their trailers. gitpython is imported here alone, and only when history is asked for.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from mosaic.audit import Commit, Step
from mosaic.errors import CheckFailed
from mosaic.ledger.entry import trailers
from mosaic.ledger.git import SETTLED
from mosaic.ledger.repository import Repository
from mosaic.parse.tasks import PATH
from mosaic.state import ARCHIVES

if TYPE_CHECKING:
    from git import Repo

#: How many texts of the ledger are kept while walking; a step needs the one before it.
KEPT = 8


def steps(repository: Repository, tip: str) -> Iterator[Step]:
    """Every commit up to ``tip`` that changed the ledger or is an entry, parents first.

    Errors: CheckFailed in a shallow clone, whose history is not all there.
    """
    if not tip:
        return
    if (repository.common / "shallow").exists():
        raise CheckFailed(
            "this clone is shallow: the ledger's history is not all here",
            hint="run 'git fetch --unshallow'",
        )
    with _opened(repository) as repo:
        chosen = set(_lines(repo, "rev-list", "--full-history", tip, "--", PATH))
        chosen |= set(_lines(repo, "rev-list", "--grep=^Mosaic-Event: ", tip))
        order = _lines(repo, "rev-list", "--topo-order", "--reverse", tip)
        texts = _Texts(repo)
        for oid, paths in _changed(repo, [oid for oid in order if oid in chosen]):
            yield _step(repo, texts, oid, paths)


def entries(repository: Repository, tip: str, task: str = "") -> Iterator[Commit]:
    """The entries up to ``tip``, newest first; with ``task``, those that name it."""
    if not tip:
        return
    with _opened(repository) as repo:
        words = ["--topo-order", "--grep=^Mosaic-Event: "]
        if task:
            escaped = task.replace(".", "\\.")
            words += ["--all-match", f"--grep=^Mosaic-Task: {escaped}$"]
        for oid in _lines(repo, "rev-list", *words, tip):
            found = _commit(repo, oid)
            if found.event and (not task or task in found.tasks):
                yield found


@contextmanager
def _opened(repository: Repository) -> Iterator[Repo]:
    """The repository, read by gitpython without what a calling git left in the environment."""
    from git import Repo

    with Repo(repository.top) as repo:
        repo.git.update_environment(
            GIT_DIR=str(repository.git_dir), GIT_OPTIONAL_LOCKS="0", LC_ALL="C"
        )
        yield repo


def _lines(repo: Repo, *words: str) -> list[str]:
    out = repo.git.execute(["git", *SETTLED, *words], stdout_as_string=True)
    return [line for line in str(out).split("\n") if line]


def _changed(repo: Repo, oids: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each commit with the paths that it changed; of a merge, those that no parent has so."""
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{oid}\n" for oid in oids).encode())
        wanted.seek(0)
        words = ("--stdin", "-r", "-c", "--root", "--always", "--name-only", "-z", "--no-renames")
        out = repo.git.execute(
            ["git", *SETTLED, "diff-tree", *words], istream=wanted, stdout_as_string=False
        )
    known, oid, paths = set(oids), "", list[str]()
    assert isinstance(out, bytes)
    for raw in out.split(b"\0"):
        word = raw.decode("utf-8", "surrogateescape")
        if word in known:
            if oid:
                yield oid, tuple(paths)
            oid, paths = word, []
        elif word:
            paths.append(word)
    if oid:
        yield oid, tuple(paths)


def _step(repo: Repo, texts: _Texts, oid: str, paths: tuple[str, ...]) -> Step:
    commit = _commit(repo, oid)
    archives = (p for p in paths if p.startswith(f"{ARCHIVES}/") and p.endswith("-tasks.md"))
    return Step(
        commit,
        tuple(texts.at(parent, PATH) for parent in commit.parents) or (None,),
        texts.at(oid, PATH),
        paths,
        tuple(text for path in archives if (text := texts.at(oid, path)) is not None),
    )


class _Texts:
    """Files' texts at commits; the last few are kept, since a step begins where one ended."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._kept: dict[tuple[str, str], str | None] = {}

    def at(self, commit: str, path: str) -> str | None:
        """The file's text, with bytes that are no UTF-8 kept as lone surrogates; None: no file."""
        key = (commit, path)
        if key not in self._kept:
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._read(f"{commit}:{path}")
        return self._kept[key]

    def _read(self, name: str) -> str | None:
        try:
            _, kind, _, data = self._repo.git.get_object_data(name)
        except ValueError:
            return None
        return data.decode("utf-8", "surrogateescape") if os.fsdecode(kind) == "blob" else None


def _commit(repo: Repo, oid: str) -> Commit:
    """A commit's own words, read from the object."""
    _, _, _, data = repo.git.get_object_data(oid)
    head, _, message = data.decode("utf-8", "replace").partition("\n\n")
    parents, author = [], ""
    for line in head.split("\n"):
        name, _, value = line.partition(" ")
        if name == "parent":
            parents.append(value)
        elif name == "author":
            author = value
    who, _, moment = author.rpartition("> ")
    subject, _, body = message.strip("\n").partition("\n")
    found = trailers(message)
    return Commit(
        oid, tuple(parents), _when(moment), who.partition(" <")[0], subject, body.strip(), found
    )


def _when(moment: str) -> str:
    """Seconds since 1970 and an offset, as git keeps them, in ISO 8601."""
    seconds, _, offset = moment.partition(" ")
    sign = -1 if offset.startswith("-") else 1
    away = timedelta(hours=int(offset[1:3] or 0), minutes=int(offset[3:5] or 0)) * sign
    return datetime.fromtimestamp(int(seconds or 0), timezone(away)).isoformat()
