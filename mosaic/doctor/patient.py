"""What the checks look at: one repository with all its work trees; and what a check answers."""

from __future__ import annotations

from mosaic.ledger.git import Git
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import Repository
from mosaic.pathname import Path
from mosaic.standard import Sequence, cached_property
from mosaic.values import dataclass

#: From good to bad. ``unknown``: it could not be looked at.
VERDICTS = ("ok", "warn", "unknown", "fail")


@dataclass(frozen=True)
class Finding:
    """What one check found: a verdict, what is so, where, and what to type next."""

    verdict: str
    message: str
    hint: str = ""
    details: Sequence[str] = ()


@dataclass(frozen=True)
class Tree:
    """One work tree: its own git directory, the hooks that git runs in it, its branch or ''."""

    top: Path
    git_dir: Path
    hooks: Path
    branch: str


@dataclass(frozen=True)
class Patient:
    """The repository that is examined. ``now`` is ISO 8601; ``remote``: ask the remote too."""

    ledger: GitLedger
    now: str
    remote: bool = False

    @property
    def repository(self) -> Repository:
        return self.ledger.repository

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """Every work tree that is there, the one of the call first."""
        listed = self.repository.git.run("worktree", "list", "--porcelain", "-z").text.split("\0")
        tops = [Path(line[9:]) for line in listed if line.startswith("worktree ")]
        tops = [self.repository.top, *(top for top in tops if (top / ".git").exists())]
        found = (_tree(top) for top in tops)
        return tuple({tree.git_dir: tree for tree in reversed([*found])}.values())[::-1]

    @cached_property
    def tip(self) -> str:
        """The commit at the ledger's ref, or ''. Errors: LedgerUnusable."""
        return self.ledger.tip


def _tree(top: Path) -> Tree:
    asked = ("--absolute-git-dir", "--git-path", "hooks", "--show-toplevel")
    lines = Git(top).run("rev-parse", "--path-format=absolute", *asked).text.split("\n")
    branch = Git(top).try_("symbolic-ref", "-q", "HEAD").line
    return Tree(Path(lines[2]), Path(lines[0]), Path(lines[1]), branch)


def worst(found: Sequence[Finding], fine: str) -> Finding:
    """Several findings as one: the worst verdict and its words; all others are details."""
    bad = sorted((f for f in found if f.verdict != "ok"), key=lambda f: -VERDICTS.index(f.verdict))
    if not bad:
        return Finding("ok", fine, details=[line for f in found for line in f.details])
    first, rest = bad[0], bad[1:]
    others = [line for f in rest for line in (f.message, *f.details, f.hint)]
    lines = dict.fromkeys((*first.details, *others))
    kept = [line for line in lines if line not in ("", first.hint)]
    return Finding(first.verdict, first.message, first.hint, kept)
