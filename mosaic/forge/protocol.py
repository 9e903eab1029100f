"""The words that every forge answers to, and the values that it answers with.

Every failure is a ForgeFailed with the exact command. Finding is apart from making, so that a
repeat makes no second one; closing what is closed already is no failure.
"""

from __future__ import annotations

from mosaic.standard import Literal, Protocol, Sequence
from mosaic.values import dataclass

#: What became of a check: pending is not terminal; skipped is terminal and says nothing.
CheckState = Literal["green", "red", "pending", "skipped"]
#: The same of all checks of a commit together; none: there is no check that says anything.
CiState = Literal["none", "pending", "red", "green"]
PullState = Literal["open", "closed", "merged"]


@dataclass(frozen=True)
class Milestone:
    """A milestone; ``key`` is what the forge's interface calls it by."""

    key: int
    title: str
    closed: bool
    url: str = ""


@dataclass(frozen=True)
class Issue:
    """An issue, by the number that people see."""

    number: int
    title: str
    body: str
    closed: bool
    labels: tuple[str, ...] = ()
    milestone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Pull:
    """A pull request (GitLab: merge request). ``merged_as`` is the commit that came of it."""

    number: int
    title: str
    state: PullState
    head: str
    head_oid: str
    base: str
    merged_as: str = ""
    url: str = ""
    draft: bool = False


@dataclass(frozen=True)
class Check:
    """One check of a commit: a job, a pipeline, a status. ``word`` is the forge's own for it, and
    ``said`` what the check says of itself."""

    name: str
    state: CheckState
    word: str
    url: str = ""
    said: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.word}" + (f" {self.url}" if self.url else "")


@dataclass(frozen=True)
class Ci:
    """Every check that the forge knows of one commit."""

    commit: str
    checks: tuple[Check, ...]

    @property
    def state(self) -> CiState:
        """Red as soon as one is; green only where all have ended and one at least is green."""
        states = {check.state for check in self.checks}
        for state in ("red", "pending", "green"):
            if state in states:
                return state
        return "none"

    def of(self, state: CheckState) -> tuple[Check, ...]:
        """The checks in one state."""
        return tuple(check for check in self.checks if check.state == state)


@dataclass(frozen=True)
class Release:
    """A release of a tag; ``made`` now, or found."""

    tag: str
    url: str
    made: bool


class Forge(Protocol):
    """Where issues, pull requests, CI and releases of one repository live. Errors: ForgeFailed."""

    @property
    def provider(self) -> str:
        """local, github, gitlab or gitea."""

    def where(self) -> str:
        """The repository's address, asked of the forge."""

    def issue(self, number: int) -> Issue:
        """One issue. Errors: ForgeFailed (missing)."""

    def find_issue(self, marker: str, milestone: Milestone | None) -> Issue | None:
        """The first issue, open or closed, of a milestone (else of all) whose body has the marker
        in it."""

    def create_issue(
        self, title: str, body: str, labels: Sequence[str], milestone: Milestone | None
    ) -> Issue:
        """A new issue; labels that are not there are made."""

    def close_issue(self, number: int) -> Issue:
        """Close an issue, unless it is; the issue as it is then."""

    def find_milestone(self, title: str) -> Milestone | None:
        """The milestone of exactly this title, open or closed."""

    def create_milestone(self, title: str, about: str) -> Milestone:
        """A new milestone."""

    def close_milestone(self, milestone: Milestone) -> Milestone:
        """Close a milestone, unless it is."""

    def find_pull(self, head: str, base: str, commit: str = "") -> Pull | None:
        """The open pull request of a branch onto the base, else a merged one whose head is the
        commit."""

    def pull(self, number: int) -> Pull:
        """One pull request. Errors: ForgeFailed (missing)."""

    def open_pull(self, title: str, body: str, head: str, base: str) -> Pull:
        """Open a pull request for a branch that is there."""

    def update_pull(self, number: int, title: str, body: str) -> Pull:
        """Give a pull request another title and body."""

    def merge(self, pull: Pull, commit: str, title: str, body: str) -> str:
        """Squash-merge while the head is exactly this commit; the commit that came of it.

        Errors: ForgeFailed: moved, unmergeable (the forge's reason), failed; Wait (forge-busy)
        where it has not ended looking at it in time.
        """

    def ci(self, commit: str) -> Ci:
        """Every check of a commit, as it is now."""

    def queue(self, base: str) -> tuple[Check, ...]:
        """What is in progress, or waits, on the base branch now."""

    def release(self, tag: str, title: str, notes: str) -> Release:
        """The release of a tag, made unless it is there. Errors: ForgeFailed (missing) where the
        forge has not the tag."""
