"""From the files of a review report to its findings: a pure function of their text.

Each file becomes blocks, the blocks an outline, its sections entries; entries that tell the same
finding twice are one, and what has no id gets one. Nothing is dropped in silence: a file in which
nothing was recognised, a severity passed over and a count that differs are warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mosaic.parse import cells
from mosaic.parse.review import headings, items, naming, passed, summary, tables
from mosaic.parse.review.blocks import Block, read_blocks
from mosaic.parse.review.entry import Context, Entry
from mosaic.parse.review.finding import Finding, Place, Report, ReportWarning
from mosaic.parse.review.outline import Section, outline

_LONGEST_TITLE = 200
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """One file of a report with all that was seen in it, before ids are settled."""

    path: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    sections: tuple[tuple[Section, Context], ...]
    entries: tuple[Entry, ...]
    title: str

    @property
    def is_summary(self) -> bool:
        return summary.is_summary(self.path, self.title)


def read_report(files: Sequence[tuple[str, str]]) -> Report:
    """The findings of a report's files, given as pairs of path and text; never fails on any text.

    Linear in the length of the text. Findings stand in the order of files and lines; ids may
    repeat across files, never within one.
    """
    pages = [_page(path, text) for path, text in files]
    speaking = [page for page in pages if not _only_counts(page, pages)]
    kept = {page.path: _merge(page.entries) if page in speaking else () for page in pages}
    namer = naming.Namer(entry.id for entries in kept.values() for entry in entries)
    findings = {page.path: tuple(_findings(page, kept[page.path], namer)) for page in pages}
    warnings = [warning for page in pages for warning in _warnings(page, findings)]
    return Report(tuple(f for found in findings.values() for f in found), tuple(warnings))


def _page(path: str, text: str) -> Page:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = tuple(plain.split("\n"))
    blocks = read_blocks(plain)
    root = outline(blocks, len(lines))
    first = _title_section(root)
    title = first.title if first else ""
    seen: list[tuple[Section, Context]] = []
    entries = sorted(
        _walk(root, Context(known=tables.rated(blocks)), first, seen), key=lambda entry: entry.line
    )
    page = Page(path, lines, blocks, tuple(seen), tuple(entries), title)
    if entries or page.is_summary:
        return page
    notes = tuple(items.plain_notes(page.sections))
    return Page(path, lines, blocks, page.sections, notes, title)


def _title_section(root: Section) -> Section | None:
    """The heading that names the whole document: the first, where no other is above it."""
    first = root.children[0] if root.children else None
    return first if first and first.level == 1 else None


def _walk(section: Section, context: Context, first: Section | None,
          seen: list[tuple[Section, Context]]) -> Iterator[Entry]:  # fmt: skip
    """The entries of a section and all below it; ``first`` is the document's own title, ``seen``
    gets each section that is no entry."""
    found = headings.entry(section, context) if section.level else None
    if found and (found.proper or section is not first):
        yield found
        return
    inner = context.enter(section.title) if section.level else context
    if section is first and not inner.ranked:
        inner = context.entitled(section.title)
    seen.append((section, inner))
    yield from tables.entries(section.blocks, inner)
    yield from items.entries(section, inner)
    for child in section.children:
        yield from _walk(child, inner, first, seen)


def _only_counts(page: Page, pages: Sequence[Page]) -> bool:
    """Whether a file is a summary of what the others hold, and so yields counts alone."""
    others = [other for other in pages if other is not page and not other.is_summary]
    if not any(other.entries for other in others):
        return False
    if page.is_summary:
        return True
    known = {entry.id for other in others for entry in other.entries if entry.proper}
    own = [entry for entry in page.entries if entry.proper and entry.severity]
    return summary.is_opening(page.path) and not any(entry.id not in known for entry in own)


def _merge(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry a finding: by id, else by title. A table's row gives way to a section."""
    kept: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = _key(entry)
        first = kept.get(key)
        if first is None:
            kept[key] = entry
        elif entry.end > entry.line and first.end == first.line and not entry.told:
            kept[key] = entry.merged(first)
        else:
            kept[key] = first.merged(entry)
    return tuple(sorted(kept.values(), key=lambda entry: entry.line))


def _key(entry: Entry) -> tuple[str, str]:
    if entry.proper:
        return entry.id, ""
    return entry.id, "".join(c for c in entry.title.casefold() if c.isalnum()) or str(entry.line)


def _findings(page: Page, entries: Iterable[Entry], namer: naming.Namer) -> Iterator[Finding]:
    """The entries as findings; a number that another finding of the file bears is no id."""
    prefix = naming.prefix_for(page.path, page.title)
    borne: set[str] = set()
    for entry in entries:
        own = bool(entry.id) and entry.id not in borne
        borne.add(entry.id)
        end = _last_told(page.lines, entry)
        identifier = entry.id if own else namer.next(prefix)
        yield Finding(
            id=identifier,
            severity=entry.severity or "medium",
            title=_title(entry)[0] or identifier,
            source=Place(page.path, entry.line),
            component=naming.component(entry.files, entry.id),
            files=entry.files,
            severity_words=entry.words if entry.severity else "",
            severity_from=entry.severity_from.name,
            rule=entry.rule.name,
            generated=not own,
            body_end=end,
            body="\n".join(page.lines[entry.line - 1 : end]),
        )


def _title(entry: Entry) -> tuple[str, bool]:
    """The title on one line, no longer than a row bears; and whether hidden characters went."""
    text, dirty = cells.clean(entry.title or entry.aside)
    text = _BLANKS.sub(" ", text).strip()
    if len(text) > _LONGEST_TITLE:
        text = text[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text, dirty


def _last_told(lines: Sequence[str], entry: Entry) -> int:
    """The entry's last line that says something; a rule between entries does not."""
    end = entry.end
    while end > entry.line and not lines[end - 1].strip(" \t-*_"):
        end -= 1
    return end


def _warnings(page: Page, findings: Mapping[str, tuple[Finding, ...]]) -> Iterator[ReportWarning]:
    own = findings[page.path]
    everything = [finding for found in findings.values() for finding in found]
    yield from _doubts(page, own)
    claim = summary.tally(page.blocks)
    if claim:
        held = everything if page.is_summary or not own else own
        yield from summary.differences(claim, page.path, held)
    counts_alone = page.is_summary and len(everything) > len(own)
    if not (own or claim or counts_alone or passed.says_none(page.sections)):
        message = "nothing was recognised as a finding in this file; the first candidate is here"
        yield ReportWarning(message, Place(page.path, passed.first_candidate(page.blocks)))
    known = {finding.id for finding in own}
    yield from passed.over(page.path, page.sections, own, known)


def _doubts(page: Page, own: Sequence[Finding]) -> Iterator[ReportWarning]:
    """What was read with a doubt: no severity, hidden characters, said to be closed."""
    entries = {entry.line: entry for entry in page.entries}
    for finding in own:
        entry = entries[finding.source.line]
        if not finding.severity_words:
            yield ReportWarning(f"{finding.id} has no severity; read as medium", finding.source)
        if _title(entry)[1]:
            yield ReportWarning("hidden characters were taken out of a title", finding.source)
        if entry.closed:
            message = f"read as a finding, though it says “{entry.closed[:60]}”"
            yield ReportWarning(message, finding.source)
