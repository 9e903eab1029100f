"""What a review report yields: findings, each with where it stood, and warnings, each likewise."""

from __future__ import annotations

from mosaic.standard import Literal
from mosaic.values import dataclass

Severity = Literal["critical", "high", "medium", "low"]
Kind = Literal["doubt", "remark"]

#: Most severe first; a severity's place + 1 is its phase (guide, Step 2).
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True)
class FileRef:
    """A file that a finding names; ``lines`` as written: ``45-67``, ``3, 9`` or ``""``."""

    path: str
    lines: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.lines}" if self.lines else self.path


@dataclass(frozen=True)
class Place:
    """A line of a report; ``file`` is relative to the repository's root, lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Finding:
    """One finding of a review report.

    ``id`` is the report's own, or a generated one (then ``generated`` is true: never a key).
    ``key`` is what a second reading recognises the finding by: file and id, else file and
    normalised title. ``body_end`` is the last line of the finding's text, for the worker's brief.
    ``rule`` and ``severity_from`` are names of ``rules.RULES`` and ``rules.SOURCES``.
    """

    id: str
    severity: Severity
    title: str
    source: Place
    component: str = ""
    files: tuple[FileRef, ...] = ()
    severity_words: str = ""
    severity_from: str = ""
    rule: str = ""
    generated: bool = False
    body_end: int = 0
    body: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """File and id; for a generated id, file and the title's letters and digits."""
        if self.generated:
            return self.source.file, "".join(c for c in self.title.casefold() if c.isalnum())
        return self.source.file, self.id


@dataclass(frozen=True)
class ReportWarning:
    """Something the reader noticed, with its place: a doubt about the report, or a remark on what
    was done with it, which is no fault of anybody's."""

    message: str
    source: Place
    kind: Kind = "doubt"


@dataclass(frozen=True)
class TurnedDown:
    """What looks like a finding and was read as none: its line and words, the name and particulars
    of the reason (``rules.REASONS``), and the id and words of severity that it bears, if any."""

    line: int
    words: str
    why: str
    detail: str = ""
    id: str = ""
    severity_words: str = ""


@dataclass(frozen=True)
class FileRead:
    """What was read in one file besides its findings: what was turned down, the first of it, and
    how much ``more``. ``candidate`` is the line to look at where nothing was recognised, else 0."""

    path: str
    turned_down: tuple[TurnedDown, ...] = ()
    more: int = 0
    candidate: int = 0


@dataclass(frozen=True)
class Report:
    """All that was read from the files of one report."""

    findings: tuple[Finding, ...]
    warnings: tuple[ReportWarning, ...] = ()
    files: tuple[FileRead, ...] = ()

    @property
    def doubts(self) -> tuple[ReportWarning, ...]:
        """The warnings in which the report does not agree with itself, or was not understood."""
        return tuple(warning for warning in self.warnings if warning.kind == "doubt")
