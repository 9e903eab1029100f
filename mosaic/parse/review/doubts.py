"""What is said of a report besides its findings: doubts, remarks, and what was turned down.

A doubt says that the report does not agree with itself or was not understood; a remark says what
was done: an id made, a second telling folded.
"""

from __future__ import annotations

from collections import Counter

from mosaic.parse.review import naming, passed, rules, summary, tables
from mosaic.parse.review.finding import FileRead, Place, ReportWarning, Severity, TurnedDown
from mosaic.parse.review.page import Settled
from mosaic.parse.review.passed import Passed
from mosaic.parse.review.summary import Tally
from mosaic.standard import Iterator, Sequence

#: So many are listed of what was turned down in one file; the rest is counted.
MOST = 200


def told(pages: Sequence[Settled]) -> Iterator[tuple[FileRead, tuple[ReportWarning, ...]]]:
    """For each file what was turned down in it, and its warnings."""
    ids = frozenset(finding.id for settled in pages for finding in settled.findings)
    read = Counter(finding.severity for settled in pages for finding in settled.findings)
    for settled in pages:
        over = tuple(_over(settled, ids))
        claim = summary.tally(settled.page.blocks)
        candidate = _candidate(settled, claim, read.total())
        warnings = tuple(_warnings(settled, read, claim, candidate, over))
        yield _file(settled.page.path, over, candidate), warnings


def _over(settled: Settled, ids: frozenset[str]) -> Iterator[Passed]:
    """What was turned down in a file; ``ids`` are those of the whole report's findings."""
    summed = any(one.reason is rules.SUMMARY_FILE for one in settled.dropped)
    known = ids if summed else {finding.id for finding in settled.findings}
    return passed.over(settled.page.sections, settled.findings, settled.dropped, known)


def _file(path: str, over: Sequence[Passed], candidate: int) -> FileRead:
    turned = sorted((t for one in over for t in one.turned_down), key=_line)
    return FileRead(path, tuple(turned[:MOST]), max(0, len(turned) - MOST), candidate)


def _line(turned: TurnedDown) -> int:
    return turned.line


def _candidate(settled: Settled, claim: Tally | None, in_all: int) -> int:
    """The line to look at where nothing was recognised; 0 where it is clear why: findings, counts,
    a summary of ``in_all`` findings, or sections that say that they are empty."""
    page, own = settled.page, settled.findings
    counts_alone = page.is_summary and in_all > len(own)
    if own or claim or counts_alone or passed.says_none(page.sections):
        return 0
    return passed.first_candidate(page.blocks)


def _warnings(
    settled: Settled,
    read: Counter[Severity],
    claim: Tally | None,
    candidate: int,
    over: Sequence[Passed],
) -> Iterator[ReportWarning]:
    page, own = settled.page, settled.findings
    yield from _of_findings(settled)
    if claim:
        held = read if page.is_summary or not own else Counter(f.severity for f in own)
        yield from summary.differences(claim, page.path, held)
    if candidate:
        message = "nothing was recognised as a finding in this file; the first candidate is here"
        yield ReportWarning(message, Place(page.path, candidate))
    yield from passed.warnings(page.path, over)
    yield from _remarks(settled)


def _of_findings(settled: Settled) -> Iterator[ReportWarning]:
    """What was read with a doubt: no severity, hidden characters, said to be closed."""
    registered = tables.closed_ids(settled.page.blocks)
    entries = {entry.line: entry for entry in settled.page.entries}
    for finding in settled.findings:
        entry = entries[finding.source.line]
        if not finding.severity_words:
            yield ReportWarning(f"{finding.id} has no severity; read as medium", finding.source)
        if naming.title(entry)[1]:
            yield ReportWarning("hidden characters were taken out of a title", finding.source)
        closed = entry.closed or registered.get(entry.id, "")
        if closed:
            where = "it" if entry.closed else "a table"
            message = f"read as a finding, though {where} says “{closed[:60]}”"
            yield ReportWarning(message, finding.source)


def _remarks(settled: Settled) -> Iterator[ReportWarning]:
    """Ids that were made, and findings that are told more than once."""
    entries = {entry.line: entry for entry in settled.page.entries}
    again: dict[str, list[int]] = {}
    for one in settled.dropped:
        if one.finding:
            again.setdefault(one.finding, []).append(one.entry.line)
    for finding in settled.findings:
        number = entries[finding.source.line].id
        if finding.generated:
            why = f"another finding bears its number {number}" if number else "it has no id"
            yield ReportWarning(f"{why}; named {finding.id}", finding.source, "remark")
        lines = again.get(finding.id)
        if lines:
            where = f"line{'s' * (len(lines) > 1)} {', '.join(map(str, sorted(lines)))}"
            yield ReportWarning(
                f"{finding.id} is told again at {where}; one finding", finding.source, "remark"
            )
