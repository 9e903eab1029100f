"""What every fake forge keeps: issues, milestones, pull requests and checks over a real bare
repository, in which merges are real."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.ledgers import git

OWNER, NAME = "acme", "widgets"


class Conflict(Exception):
    """The branch does not merge with the base."""


@dataclass
class Milestone:
    number: int
    title: str
    about: str = ""
    closed: bool = False


@dataclass
class Issue:
    number: int
    title: str
    body: str
    labels: list[str]
    milestone: Milestone | None
    closed: bool = False


@dataclass
class Pull:
    number: int
    title: str
    body: str
    head: str
    base: str
    closed: bool = False
    merged_as: str = ""
    merged_head: str = ""


@dataclass
class Check:
    """A check: what it says at each look, the last for ever."""

    name: str
    states: list[str] = field(default_factory=lambda: ["green"])
    said: str = "12 passed"

    @property
    def now(self) -> str:
        return self.states[0]

    def look(self) -> None:
        if len(self.states) > 1:
            self.states.pop(0)


@dataclass
class Project:
    """One repository on a forge. ``usual`` are the checks of a commit that has none of its own."""

    remote: Path
    milestones: list[Milestone] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    pulls: list[Pull] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    checks: dict[str, list[Check]] = field(default_factory=dict)
    usual: list[Check] = field(default_factory=lambda: [Check("build")])
    running: list[Check] = field(default_factory=list)
    releases: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: Why nothing may be merged, as the forge would say it.
    protected: str = ""
    #: How often the forge, asked to merge, is still looking whether it can (-1: for ever).
    looking: int = 0
    #: Merge with a merge commit above the squash, as GitLab's default method does.
    merge_commits: bool = False
    _last: int = 0

    def looks(self) -> bool:
        """Whether it is still looking now."""
        if self.looking > 0:
            self.looking -= 1
            return True
        return self.looking < 0

    def number(self) -> int:
        self._last += 1
        return self._last

    def tip(self, branch: str) -> str:
        """The commit of a branch, '' where it is not there."""
        return git(self.remote, "rev-parse", "-q", "--verify", f"refs/heads/{branch}", check=False)

    def has_tag(self, name: str) -> bool:
        return bool(git(self.remote, "tag", "--list", name))

    def milestone(self, title: str) -> Milestone:
        found = Milestone(len(self.milestones) + 1, title)
        self.milestones.append(found)
        return found

    def issue(self, title: str, body: str = "", milestone: Milestone | None = None) -> Issue:
        found = Issue(self.number(), title, body, [], milestone)
        self.issues.append(found)
        return found

    def issue_of(self, number: int) -> Issue | None:
        return next((i for i in self.issues if i.number == number), None)

    def pull_of(self, number: int) -> Pull | None:
        return next((p for p in self.pulls if p.number == number), None)

    def head(self, pull: Pull) -> str:
        return pull.merged_head or self.tip(pull.head)

    def look(self, commit: str) -> list[Check]:
        """The checks of a commit; the next look sees what they say next."""
        found = self.checks.get(commit, self.usual)
        now = [Check(c.name, [c.now], c.said) for c in found]
        for check in found:
            check.look()
        return now

    def in_progress(self) -> list[Check]:
        """What runs on the base, by look."""
        now = [Check(c.name, [c.now], c.said) for c in self.running]
        for check in self.running:
            check.look()
        return [check for check in now if check.now == "pending"]

    def squash(self, pull: Pull, message: str) -> str:
        """Merge for real; the commit on the base. Errors: Conflict."""
        base, head = self.tip(pull.base), self.tip(pull.head)
        done = subprocess.run(
            ("git", "merge-tree", "--write-tree", base, head),
            cwd=self.remote,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Conflict
        tree = done.stdout.split("\n")[0]
        made = git(self.remote, "commit-tree", tree, "-p", base, "-m", message)
        if self.merge_commits:
            said = f"Merge branch '{pull.head}'"
            made = git(self.remote, "commit-tree", tree, "-p", base, "-p", made, "-m", said)
        git(self.remote, "update-ref", f"refs/heads/{pull.base}", made, base)
        pull.merged_as, pull.merged_head, pull.closed = made, head, True
        return made
