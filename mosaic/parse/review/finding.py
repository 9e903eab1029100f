"""What a review report yields: findings, each with where it stood, and warnings, each likewise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "high", "medium", "low"]

#: Most severe first; a severity's place + 1 is its phase (guide, Step 2).
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that a finding names; ``lines`` as written: ``45-67``, ``3, 9`` or ``""``."""

    path: str
    lines: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.lines}" if self.lines else self.path


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a report; ``file`` is relative to the repository's root, lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """Something the reader noticed and did not act on, with its place."""

    message: str
    source: Place


@dataclass(frozen=True, slots=True)
class Report:
    """All that was read from the files of one report."""

    findings: tuple[Finding, ...]
    warnings: tuple[ReportWarning, ...] = ()
