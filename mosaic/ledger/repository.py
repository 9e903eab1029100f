"""Where things are: the work trees, the git directories, the hooks, the ledger's ref."""

from __future__ import annotations

import os

from mosaic.errors import LedgerUnusable, Outside, Usage
from mosaic.ledger.discovery import plain_top
from mosaic.ledger.git import Git
from mosaic.ledger.objects import CommitFiles, Reader
from mosaic.parse import config as config_file
from mosaic.parse import tasks
from mosaic.parse.config import parse_config
from mosaic.pathname import Path
from mosaic.values import dataclass


@dataclass(frozen=True)
class Repository:
    """One work tree of a repository, and what it shares with its other work trees.

    ``told``: where its hooks are, as far as that was asked already. ``plain``: as ``discovery``
    says it.
    """

    top: Path
    git_dir: Path
    common: Path
    told: Path | None = None
    plain: bool = False

    @property
    def hooks(self) -> Path:
        """Where the hooks are that git runs here."""
        if self.told:
            return self.told
        words = ("rev-parse", "--path-format=absolute", "--git-path", "hooks")
        return Path(self.git.run(*words).line)

    @property
    def git(self) -> Git:
        return Git(self.top)

    @property
    def private(self) -> Path:
        """Where locks, claims and recovery notes live: shared by all worktrees, never committed."""
        return self.common / "mosaic"

    @property
    def head(self) -> str:
        """The full name of the branch that is out here, or '' where HEAD is detached."""
        text = (self.git_dir / "HEAD").read_text().strip()
        return text[5:].strip() if text.startswith("ref: ") else ""


def find_repository(start: Path) -> Repository:
    """The repository around a folder. Errors: Usage where there is none."""
    if not start.is_dir():
        raise Usage(f"no folder '{start}'")
    try:
        plain = plain_top(str(start))
    except FileNotFoundError as error:
        raise Usage(
            "the folder in which you stand is gone, such as a worktree that was removed",
            hint="cd to a folder that is there, in the repository, and run the command again",
        ) from error
    if plain is not None:
        git_dir = Path(plain, ".git")
        return _readable(Repository(Path(plain), git_dir, git_dir, plain=True))
    git = Git(start)
    done = git.try_(
        "rev-parse", "--path-format=absolute", "--show-toplevel", "--absolute-git-dir",
        "--git-common-dir", "--git-path", "hooks",
    )  # fmt: skip
    lines = done.text.split("\n")
    if len(lines) > 5:  # a line end in the path itself: one question at a time
        lines = _each(git)
    if done.status or len(lines) < 4:
        raise Usage(
            f"no git work tree at '{start}'",
            hint="run the command inside a git repository, or name one with --repo DIR",
            details=[line for line in done.err.strip().split("\n") if line],
        )
    top, git_dir, common, hooks = (Path(line) for line in lines[:4])
    return _readable(Repository(top, git_dir, common, hooks))


def _readable(found: Repository) -> Repository:
    """The repository, if its path can be said. Errors: Usage where it is no UTF-8."""
    path = str(found.top)
    if any("\udc80" <= char <= "\udcff" for char in path):
        raise Usage(
            "the repository's path is no UTF-8 text, so that no brief and no answer can name it",
            details=[os.fsencode(path).decode("utf-8", "backslashreplace")],
            hint="give the folder another name",
        )
    return found


def _each(git: Git) -> list[str]:
    """The four places where the repository is, each from a git of its own."""
    said = (
        git.run("rev-parse", "--path-format=absolute", "--show-toplevel"),
        git.run("rev-parse", "--path-format=absolute", "--absolute-git-dir"),
        git.run("rev-parse", "--path-format=absolute", "--git-common-dir"),
        git.run("rev-parse", "--path-format=absolute", "--git-path", "hooks"),
    )
    return [one.text.removesuffix("\n") for one in said]


@dataclass(frozen=True)
class Worktree:
    """One worktree that has the ledger's ref out."""

    top: Path
    git_dir: Path


def worktrees_of(git: Git, ref: str, repository: Repository) -> tuple[Worktree, ...]:
    """Every worktree of the repository that has this ref out and still exists.

    git names the git directory for the main worktree of a submodule or of a repository with
    ``--separate-git-dir``; no file of the user's is ever sought or put there.
    """
    if not (repository.common / "worktrees").is_dir() and _plain_main(repository):
        return (_main(git, repository.top, repository),) if repository.head == ref else ()
    found = []
    blocks = git.run("worktree", "list", "--porcelain", "-z").text.split("\0\0")
    for number, block in enumerate(blocks):
        facts = dict(line.partition(" ")[::2] for line in block.split("\0") if line)
        branch, gone = facts.get("branch"), "bare" in facts or "prunable" in facts
        if "bare" in facts and not number and repository.git_dir == repository.common:
            # git says so of what we are in, where a caller's -c does.
            branch, gone = repository.head, False
        if branch != ref or gone:
            continue
        named = Path(facts["worktree"])
        worktree = _linked(named, repository) if number else _main(git, named, repository)
        if worktree and worktree.top.is_dir():
            found.append(worktree)
    return tuple(found)


def _plain_main(repository: Repository) -> bool:
    """Whether this is the main worktree, and HEAD is a file that says what is out."""
    git_dir, common = repository.git_dir, repository.common
    here = repository.plain or git_dir.resolve() == common.resolve()
    return here and not repository.head.startswith("refs/heads/.invalid")


def _main(git: Git, named: Path, repository: Repository) -> Worktree:
    """The main worktree, which git lists first.

    Errors: Outside where it cannot be told where it is: it would stay behind, and a commit there
    would undo the entry.
    """
    if repository.plain:
        return Worktree(repository.top, repository.common)
    common = repository.common.resolve()
    if repository.git_dir.resolve() == common:
        _remember_main(repository)
        return Worktree(repository.top, common)
    words = (f"--git-dir={common}", "config", "--get", "core.worktree")
    told = git.try_(*words).line
    if told:
        return Worktree((common / told).resolve(), common)
    for top in (named, _remembered_main(repository)):
        if top and _git_dir(top) == common:
            return Worktree(top, common)
    raise Outside(
        f"the main work tree of this repository cannot be found from here: '{common}' does not say"
        " where it is; nothing changed",
        hint="run the command once in that work tree; its place is remembered",
    )


def _remember_main(repository: Repository) -> None:
    """Where the git directory stands apart, nothing else names the main work tree."""
    if (repository.top / ".git").is_file() and _remembered_main(repository) != repository.top:
        _remember(repository, "main-tree", str(repository.top))


def _remembered_main(repository: Repository) -> Path | None:
    try:
        return Path((repository.private / "main-tree").read_text().removesuffix("\n"))
    except FileNotFoundError:
        return None


def _linked(named: Path, repository: Repository) -> Worktree | None:
    """A linked worktree; None where what stands there is no longer this repository's."""
    found = _git_dir(named)
    ours = found is not None and found.parent == (repository.common / "worktrees").resolve()
    return Worktree(named, found) if found and ours else None


def _git_dir(top: Path) -> Path | None:
    """Where a work tree's ``.git`` leads."""
    dot = top / ".git"
    if dot.is_file():
        return (top / dot.read_text().removeprefix("gitdir:").strip()).resolve()
    return dot.resolve() if dot.is_dir() else None


def places_of(repository: Repository) -> tuple[Path, ...]:
    """Every folder in which a git of this repository can be at work: its trees, its git folder."""
    common = repository.common
    found = [repository.top, common, common.parent if common.name == ".git" else common]
    for link in (common / "worktrees").glob("*/gitdir"):
        found.append(Path(link.read_text().strip()).parent)
    return tuple(found)


def remembered_ref(repository: Repository) -> str:
    """The ledger's ref as this clone last knew it, or ''; a file that a loss of power spoilt says
    nothing."""
    try:
        said = (repository.private / "ledger-ref").read_bytes().decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return ""
    return said if said.startswith("refs/") and said.isprintable() and "\ufffd" not in said else ""


def remember_ref(repository: Repository, ref: str) -> None:
    """Keep the ledger's ref for the next command, whatever branch it runs on."""
    if remembered_ref(repository) == ref:
        return
    _remember(repository, "ledger-ref", ref)


def _remember(repository: Repository, name: str, line: str) -> None:
    """Keep one line in the common git directory; who may only read there finds out each time.

    Readers do it too, without the lock: so each has a name of its own for the new file.
    """
    place = repository.private
    if not os.access(place if place.is_dir() else repository.common, os.W_OK):
        return
    place.mkdir(exist_ok=True)
    file = place / f"{name}.{os.getpid()}"
    file.write_text(line + "\n")
    os.replace(file, place / name)


def ledger_ref(repository: Repository, reader: Reader) -> str:
    """The full name of the ref that holds the ledger.

    What this clone remembers, else what config.toml says at HEAD, at origin/HEAD, on main or
    master; else the one branch of a remote that says so of itself, where HEAD has no ledger; else
    the branch that is out here. Errors: LedgerUnusable on a detached HEAD without a config, and
    where several branches say so.
    """
    kept = remembered_ref(repository)
    names = (kept, kept.replace("refs/heads/", "refs/remotes/origin/", 1)) if kept else ()
    if any(reader.get(f"{name}^{{commit}}") for name in names):
        return kept
    for name in ("HEAD", "refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"):
        commit = reader.get(f"{name}^{{commit}}")
        text = CommitFiles(reader, commit.oid).read(config_file.PATH) if commit else None
        ref = parse_config(text).ledger.ref if text else ""
        if ref:
            full = ref if ref.startswith("refs/") else f"refs/heads/{ref}"
            remember_ref(repository, full)
            return full
    own = "" if reader.get(f"HEAD:{tasks.PATH}") else _of_a_remote(repository, reader)
    if own:
        remember_ref(repository, own)
    if own or repository.head:
        return own or repository.head
    raise LedgerUnusable(
        "HEAD is detached here, and no config.toml says which branch holds the ledger",
        code="ledger-missing",
        hint="check out the branch that holds docs/TASKS.md, or name one with bootstrap"
        " --ledger-ref",
    )


def commit_named(reader: Reader, name: str) -> str:
    """The commit at a branch, a remote's branch, a tag, or a ref's full name.

    Errors: Usage where there is none of that name.
    """
    heads = () if name.startswith("-") else ("refs/heads/", "refs/remotes/", "refs/tags/")
    for ref in (name,) if name.startswith("refs/") else tuple(head + name for head in heads):
        found = reader.get(f"{ref}^{{commit}}")
        if found:
            return found.oid
    raise Usage(f"no branch, remote's branch or tag '{name}' here")


def _of_a_remote(repository: Repository, reader: Reader) -> str:
    """The ref of a ledger that a fresh clone has only as a remote's branch: its own config names
    it. '' where there is none. Errors: LedgerUnusable where there are several."""
    packed = repository.common / "packed-refs"
    loose = (repository.common / "refs/remotes").rglob("*")
    kept = packed.is_file() and b" refs/remotes/" in packed.read_bytes()
    if not kept and not any(path.is_file() for path in loose):
        return ""
    words = ("for-each-ref", "--count=500", "--sort=-committerdate", "--format=%(refname)")
    found = set()
    for name in repository.git.run(*words, "refs/remotes").text.split("\n"):
        commit = reader.get(f"{name}^{{commit}}") if name else None
        text = CommitFiles(reader, commit.oid).read(config_file.PATH) if commit else None
        said = parse_config(text).ledger.ref.removeprefix("refs/heads/") if text else ""
        if said and name.removeprefix("refs/remotes/").partition("/")[2] == said:
            found.add(f"refs/heads/{said}")
    if len(found) > 1:
        raise LedgerUnusable(
            "several branches of the remote hold a ledger of their own",
            code="ledger-missing",
            details=sorted(found),
            hint="check out the one that you mean; the command remembers it",
        )
    return found.pop() if found else ""
