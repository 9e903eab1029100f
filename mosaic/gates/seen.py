"""Facts as values: each with where it came from, and whether Mosaic saw it itself.

``None`` means that nobody looked. A fact that outlives its command stands in the row's notes;
``ReviewFact`` can be read back from there.
"""

from __future__ import annotations

from mosaic.patterns import regex
from mosaic.standard import Literal
from mosaic.values import dataclass

Kind = Literal["source", "config", "tests", "docs", "tracking"]

#: Between a finding's title and what it means, where a fact holds both in a line.
MEANING = " — "
_REVIEW = regex(
    r"(code|security) (approve|request-changes|comment) "
    r"\((\d+) blockers?, (\d+) critical, (\d+) high\) \| (.+?) @ ([0-9a-f]{7,64})"
    r"(?: \((verified|asserted): (.*)\))?"
)
_CHECK = regex(
    r"([a-z0-9._-]{1,40}) ([0-9]{1,3}|-[0-9]{1,3}|late|flooded|untested) @ ([0-9a-f]{12})"
    r" \(([0-9a-f]{12})\)"
)


@dataclass(frozen=True)
class Fact:
    """One thing that is so, as somebody says; ``verified``: Mosaic saw it itself."""

    key: str
    value: str
    source: str
    verified: bool

    def __str__(self) -> str:
        return f"{self.key}={self.value} {_mark(self.verified)}: {self.source}"

    @property
    def note(self) -> str:
        """As the notes hold it behind their label; ``read_note`` takes it back."""
        return marked(self.value, self.source, self.verified)


def marked(value: str, source: str, verified: bool) -> str:
    """A fact as the notes hold it: its value, whether Mosaic saw it itself, and its source."""
    return f"{value} ({_mark(verified)}: {source})"


def _mark(verified: bool) -> str:
    return "verified" if verified else "asserted"


def read_note(key: str, text: str) -> Fact | None:
    """A fact as ``marked`` wrote it; one without a mark was written while only facts that Mosaic
    saw were kept. None for an empty text."""
    value, _, rest = text.partition(" (")
    source = rest.removesuffix(")")
    word, colon, from_there = source.partition(": ")
    if colon and word in ("verified", "asserted"):
        return Fact(key, value, from_there, word == "verified")
    return Fact(key, value, source, True) if value else None


@dataclass(frozen=True)
class ChangedFile:
    """A path that a commit changes, and what kind of file it is."""

    path: str
    kind: Kind


@dataclass(frozen=True)
class CommitFacts:
    """What git says of the commit that a result names, against the base it branched from."""

    name: str
    oid: str
    exists: bool
    branch: str
    on_branch: bool
    tip: str
    files: tuple[ChangedFile, ...] = ()
    touched_state: tuple[str, ...] = ()
    contains: bool = True

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(f.kind for f in self.files)

    @property
    def stale(self) -> bool:
        """Whether the branch's tip has moved past the commit."""
        return self.on_branch and self.tip != self.oid


@dataclass(frozen=True)
class ReviewFact:
    """An independent review of one commit; ``verified``: Mosaic ran the reviewer itself.

    ``details`` and ``files`` are of findings that speak against landing, ``asks`` what it would
    like to see changed; the notes do not hold them.
    """

    kind: Literal["code", "security"]
    verdict: str
    blockers: int
    critical: int
    high: int
    reviewer: str
    commit: str
    details: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    source: str = ""
    verified: bool = False

    @property
    def note(self) -> str:
        """As the notes hold it; ``read_review_note`` takes it back."""
        counts = f"({self.blockers} blockers, {self.critical} critical, {self.high} high)"
        said = f"{self.kind} {self.verdict} {counts} | {self.reviewer} @ {self.commit[:12]}"
        return marked(said, self.source, self.verified) if self.source else said


def read_review_note(text: str) -> ReviewFact | None:
    """A review as ``ReviewFact.note`` wrote it, or None."""
    match = _REVIEW.fullmatch(text)
    if not match:
        return None
    kind: Literal["code", "security"] = "code" if match.group(1) == "code" else "security"
    blockers, critical, high = (int(match.group(n)) for n in (3, 4, 5))
    return ReviewFact(
        kind, match.group(2), blockers, critical, high, match.group(6), match.group(7),
        source=match.group(9) or "", verified=match.group(8) == "verified",
    )  # fmt: skip


@dataclass(frozen=True)
class ChecklistFact:
    """A documentation checklist: how far it is ticked, and the task and commit that it names."""

    value: str
    source: str
    task: str = ""
    commit: str = ""

    @property
    def note(self) -> str:
        """As the notes of its task hold it; ``read_checklist_note`` takes it back."""
        return marked(f"{self.value} @ {self.commit[:12]}", self.source, False)

    def __str__(self) -> str:
        return f"documentation={self.value} asserted: {self.source} @ {self.commit[:12]}"


def read_checklist_note(text: str, task: str) -> ChecklistFact | None:
    """A checklist as ``ChecklistFact.note`` wrote it; of no commit where it names none."""
    found = read_note("documentation", text)
    if found is None:
        return None
    value, _, commit = found.value.partition(" @ ")
    return ChecklistFact(value, found.source, task, commit)


def is_of(commit: str, oid: str) -> bool:
    """Whether a commit's name, perhaps a short one, is that of this commit."""
    return len(commit) >= 7 and oid.startswith(commit)


@dataclass(frozen=True)
class GateRun:
    """One run of a quality gate: the command, its exit status, and whether it ran any test."""

    command: str
    status: int
    tree: str
    ran_tests: bool = True
    tail: str = ""

    @property
    def green(self) -> bool:
        return self.status == 0 and self.ran_tests


@dataclass(frozen=True)
class CheckRun:
    """How a contract's check ended on a tree. ``ended``: its exit status, ``late``, ``flooded``
    (it printed too much), ``untested`` (it said that no test ran); ``key`` is of the command that
    ran."""

    name: str
    key: str
    tree: str
    ended: str
    when: str = ""
    tail: str = ""

    @property
    def green(self) -> bool:
        return self.ended == "0"

    @property
    def unable(self) -> bool:
        """Whether a shell could not run it: not executable, or not found (POSIX sh, 2.8.2)."""
        return self.ended in ("126", "127")

    @property
    def said(self) -> str:
        """How it ended, for people."""
        words = {
            "0": "is green",
            "late": "did not end in its time",
            "flooded": "printed too much",
            "untested": "ran no test",
        }
        if self.unable:
            return f"cannot run (exit {self.ended})"
        return words.get(self.ended, f"is red (exit {self.ended})")

    @property
    def note(self) -> str:
        """As the notes hold it; ``read_check_note`` takes it back."""
        return f"{self.name} {self.ended} @ {self.tree[:12]} ({self.key[:12]})"


def read_check_note(text: str) -> CheckRun | None:
    """A check's run as ``CheckRun.note`` wrote it, or None."""
    match = _CHECK.fullmatch(text)
    return CheckRun(match[1], match[4], match[3], match[2]) if match else None


@dataclass(frozen=True)
class ContractFacts:
    """What a contract asks to be looked up: the recorded commit's tree, the targets that are
    neither on the base nor in it, files of evidence that are in it, and how checks ended."""

    tree: str = ""
    absent: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    runs: tuple[CheckRun, ...] = ()


@dataclass(frozen=True)
class Landing:
    """Whether a recorded commit's patch is on the base, by which commit, and on what tree."""

    landed: bool
    base: str
    by: str = ""
    how: str = ""
    tree_tested: bool = False

    @property
    def note(self) -> str:
        """As the notes hold it; git was asked, so it is verified."""
        return marked(self.by, self.how, True)
