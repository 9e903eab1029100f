"""Walking the ledger's history with gitpython: the commits that changed the table, with texts.

Entries that touched other state files only, or nothing, belong to it as well: they are chosen by
their trailers. gitpython is imported here alone, and only when history is asked for; objects are
read without it, since it knows no SHA-256.
"""

from __future__ import annotations

import os
import tempfile

from mosaic.errors import CheckFailed, Outside
from mosaic.ledger.entries import read_commit
from mosaic.ledger.git import SETTLED, Git
from mosaic.ledger.objects import Reader, reading
from mosaic.ledger.repository import Repository
from mosaic.merging import merge
from mosaic.parse.tasks import PATH
from mosaic.standard import Iterator, Sequence, contextmanager
from mosaic.state import ARCHIVES
from mosaic.step import Step
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git import Repo
    from git.cmd import Git as Asked

#: How many texts of the ledger are kept while walking; a step needs the one before it.
KEPT = 8


@dataclass(frozen=True)
class Opened:
    """A repository whose history is read: what git is asked, and its objects."""

    repo: Repo
    reader: Reader

    @property
    def git(self) -> Asked:
        return self.repo.git


def steps(repository: Repository, tip: str, without: Sequence[str] = ()) -> Iterator[Step]:
    """Every commit up to ``tip`` that changed the ledger or is an entry, parents first.

    ``without`` are commits that are left out with all that they have before them. Errors:
    CheckFailed in a shallow clone, whose history is not all there, where none is left out.
    """
    if not tip:
        return
    if not without and shallow(repository):
        raise CheckFailed(
            "this clone is shallow: the ledger's history is not all here",
            hint="run 'git fetch --unshallow'",
        )
    with opened(repository) as repo:
        yield from walked(repo, (tip, *(f"^{commit}" for commit in without)))


def walked(repo: Opened, words: Sequence[str]) -> Iterator[Step]:
    """The steps among the commits that these words of ``git rev-list`` choose."""
    chosen = set(lines(repo, "rev-list", "--full-history", *words, "--", PATH))
    chosen |= set(lines(repo, "rev-list", "--grep=^Mosaic-Event: ", *words))
    order = lines(repo, "rev-list", "--topo-order", "--reverse", *words)
    texts = _Texts(repo)
    for oid, paths in _changed(repo, [oid for oid in order if oid in chosen]):
        yield _step(repo, texts, oid, paths)


def shallow(repository: Repository) -> tuple[str, ...]:
    """The commits at which a shallow clone's history ends; () in a whole clone."""
    file = repository.common / "shallow"
    return tuple(file.read_text(encoding="ascii").split()) if file.exists() else ()


def has_entries(repo: Opened, commits: Sequence[str]) -> bool:
    """Whether one of these commits is an entry, or has one before it."""
    return bool(lines(repo, "rev-list", "-n1", "--grep=^Mosaic-Event: ", *commits))


def commit_of(repo: Opened, name: str) -> str:
    """The commit that a name means, or ''. It never reads as an option."""
    found = repo.reader.get(f"{name}^{{commit}}")
    return found.oid if found and found.kind == "commit" else ""


@dataclass(frozen=True)
class At:
    """The files of one commit, as ``State`` reads them."""

    repo: Opened
    commit: str

    def read(self, path: str) -> str | None:
        return _Texts(self.repo).at(self.commit, path)

    def names(self, folder: str) -> tuple[str, ...]:
        words = ("ls-tree", "-z", "--name-only", self.commit, f"{folder}/")
        out = self.repo.git.execute(["git", *SETTLED, *words], stdout_as_string=True)
        listed = (path.rpartition("/")[2] for path in str(out).split("\0"))
        return tuple(sorted(name for name in listed if name))


@contextmanager
def opened(repository: Repository) -> Iterator[Opened]:
    """The repository, read by gitpython without what a calling git left in the environment."""
    from git import InvalidGitRepositoryError, Repo

    env = {
        "GIT_DIR": str(repository.git_dir),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        found = Repo(repository.top, expand_vars=False)
    except InvalidGitRepositoryError as error:  # it asks GIT_OBJECT_DIRECTORY
        raise Outside(
            f"the history of '{repository.top}' cannot be opened",
            hint="unset the GIT_ variables of the environment, and try again",
        ) from error
    with found as repo:
        repo.git.update_environment(**env)
        with reading(Git(repository.top), {**os.environ, **env}) as reader:
            yield Opened(repo, reader)


def lines(repo: Opened, *words: str, failing: bool = False) -> list[str]:
    """The lines that git prints; with ``failing``, whatever its exit status."""
    command = ["git", *SETTLED, *words]
    out = repo.git.execute(command, stdout_as_string=True, with_exceptions=not failing)
    return [line for line in str(out).split("\n") if line]


def _changed(repo: Opened, oids: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
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


def _step(repo: Opened, texts: _Texts, oid: str, paths: tuple[str, ...]) -> Step:
    commit = read_commit(repo.reader, oid)
    archives = (p for p in paths if p.startswith(f"{ARCHIVES}/") and p.endswith("-tasks.md"))
    before = tuple(texts.at(parent, PATH) for parent in commit.parents) or (None,)
    after = texts.at(oid, PATH)
    return Step(
        commit,
        before,
        after,
        paths,
        tuple(text for path in archives if (text := texts.at(oid, path)) is not None),
        _bases(repo, texts, commit.parents) if len(before) == 2 and after not in before else (),
    )


def _bases(repo: Opened, texts: _Texts, parents: Sequence[str]) -> tuple[str, ...]:
    """The ledger at the common ancestors of two commits.

    Of two such ancestors also what merging them gives, as git does it for a criss-cross.
    """
    found = lines(repo, "merge-base", "--all", *parents, failing=True)
    bases = tuple(texts.at(oid, PATH) or "" for oid in found) or ("",)
    if len(found) != 2:
        return bases
    inner = lines(repo, "merge-base", *found, failing=True)
    base = texts.at(inner[0], PATH) or "" if inner else ""
    one, other = bases
    tried = (merge(PATH, base, one, other), merge(PATH, base, other, one))
    return (*bases, *(merged.text for merged in tried if not merged.conflicts))


class _Texts:
    """Files' texts at commits; the last few are kept, since a step begins where one ended."""

    def __init__(self, repo: Opened) -> None:
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
        found = self._repo.reader.get(name)
        is_file = found is not None and found.kind == "blob"
        return found.body.decode("utf-8", "surrogateescape") if found and is_file else None
