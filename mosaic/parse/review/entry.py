"""An entry: what one heading, row or item of a report turned out to be, before ids are settled.

Where its severity comes from, best first, is told by ``rules.SOURCES``.
"""

from __future__ import annotations

from mosaic.parse.review import exclusions, files, identity, outline, rules
from mosaic.parse.review.exclusions import Closed
from mosaic.parse.review.finding import FileRef, Severity
from mosaic.parse.review.rules import Reason, Rule
from mosaic.parse.review.severity import Mark
from mosaic.standard import Mapping
from mosaic.values import dataclass, field, replace


@dataclass(frozen=True)
class Context:
    """What the sections around an entry say: their severity, and whether they are closed;
    ``ranked``: the innermost gives the severity itself."""

    mark: Mark | None = None
    closed: Closed = ""
    reason: str = ""
    title: str = ""
    findings: bool = False
    ranked: bool = False
    #: The title that closed it.
    closed_by: str = ""
    #: Ids that the page's registers rate.
    known: frozenset[str] = frozenset()
    #: Ranks of a scale at the front of the titles beside it, each with its number.
    beside: Mapping[str, int] = field(default_factory=dict)
    #: The file that the innermost of them is named for.
    file: FileRef | None = None
    #: Nothing else was found: titles such as ``Must fix`` give a severity too.
    urgent: bool = False

    def enter(self, title: str) -> Context:
        """The context within a section of this title. What is closed stays closed."""
        mark = outline.severity_of(title) or (self.urgent and outline.urgency_of(title)) or None
        closed, reason = exclusions.section(title, ranked=mark is not None)
        by = title if closed else ""
        opened = self.closed == "summary" and outline.is_comments(title)
        if self.closed == "closed" or (self.closed and not closed and not opened):
            closed, reason, by = self.closed, self.reason, self.closed_by
        findings = self.findings or exclusions.speaks_of_findings(title)
        file = files.named_for(title, surely=True)
        ranked = mark is not None or (self.ranked and file is not None)
        return replace(
            self, mark=mark or self.mark, closed=closed, reason=reason, title=title,
            findings=findings, ranked=ranked, closed_by=by,
            file=file or self.file,
        )  # fmt: skip

    @property
    def refusal(self) -> Reason | None:
        """Why nothing is read here, if the sections around say so."""
        if self.closed:
            return rules.CLOSED_SECTION if self.closed == "closed" else rules.SUMMARY
        return None

    def entitled(self, title: str) -> Context:
        """The context below the document's own title, which closes nothing."""
        findings = exclusions.speaks_of_findings(title)
        return Context(title=title, findings=findings, known=self.known, urgent=self.urgent)

    def ranking(self, mark: Mark) -> Context:
        """The same context with a severity that a part of the section gives."""
        return replace(self, mark=mark, ranked=True)


@dataclass(frozen=True)
class Refusal:
    """The line of a heading, row or item that is no entry, and why."""

    line: int
    reason: Reason
    #: The severity that it gives to what stands below it.
    mark: Mark | None = None


@dataclass(frozen=True)
class Entry:
    """A finding as it stands on its lines; ``id`` may be a bare number (``bare``) or ``""``."""

    line: int
    end: int
    title: str
    rule: Rule
    #: What to call it where nothing gives a title.
    aside: str = ""
    id: str = ""
    #: Further ids of the same finding.
    others: tuple[str, ...] = ()
    bare: bool = False
    told: bool = False
    severity: Severity | None = None
    words: str = ""
    severity_from: Rule = rules.NONE
    files: tuple[FileRef, ...] = ()
    #: What the report calls the part of the code that it is about.
    area: str = ""
    #: What a label or a stray cell says of its being closed, though it stands among the open.
    closed: str = ""

    @property
    def proper(self) -> bool:
        return bool(self.id) and not self.bare

    def merged(self, other: Entry) -> Entry:
        """This entry with what another telling of the same finding adds to it."""
        rated = self if self.severity or not other.severity else other
        return replace(
            self,
            severity=rated.severity,
            words=rated.words,
            severity_from=rated.severity_from,
            title=self.title or other.title,
            files=self.files or other.files,
            area=self.area or other.area,
            closed=self.closed or other.closed,
        )


@dataclass(frozen=True)
class Said:
    """The severities that an entry and its surroundings give, each by its source."""

    label: Mark | None = None
    column: Mark | None = None
    head: Mark | None = None
    lesser: Mark | None = None
    section: Mark | None = None

    def decide(self, identifier: str) -> tuple[Severity | None, str, Rule]:
        """The severity that counts, its words and its source; None where nothing says any."""
        given = (
            (self.label, rules.LABEL),
            (self.column, rules.COLUMN),
            (self.head, rules.HEAD),
            (self.lesser, rules.LESSER_LABEL),
        )
        for mark, source in given:
            if mark:
                return mark.severity, mark.words, source
        word = identity.by_word(identifier)
        if word:
            return word, identifier, rules.ID_WORD
        if self.section:
            return self.section.severity, self.section.words, rules.SECTION
        letter = identity.by_letter(identifier)
        return letter, identifier, rules.ID_LETTER if letter else rules.NONE
