"""What holds of reading any bytes at all as a report; a breach is an AssertionError.

The bytes are one to three files, cut at the line ``%%%%``.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.review.finding import Finding, Report
from mosaic.parse.review.reader import read_report

CUT = "\n%%%%\n"
NAMES = ("r/01-security-review.md", "r/00-executive-summary.md", "r/02-code-quality.md")
LONGEST_TITLE = 200


def files(data: bytes) -> list[tuple[str, str]]:
    """The files that these bytes are."""
    parts = data.decode("utf-8", "replace").split(CUT, len(NAMES) - 1)
    return list(zip(NAMES, parts, strict=False))


def hold(data: bytes) -> Report:
    """Read the bytes, and assert every law of what was read."""
    given = files(data)
    report = read_report(given)
    heights = {path: _height(text) for path, text in given}
    for finding in report.findings:
        _one(finding, heights[finding.source.file])
    for warning in report.warnings:
        assert 1 <= warning.source.line <= heights[warning.source.file]
    places = [(f.source.file, f.source.line) for f in report.findings]
    order = [path for path, _ in given]
    assert places == sorted(places, key=lambda place: (order.index(place[0]), place[1]))
    assert len(set(places)) == len(places), "two findings on one line"
    ids = [(f.source.file, f.id) for f in report.findings]
    assert len(set(ids)) == len(ids), "an id twice in one file"
    return report


def _height(text: str) -> int:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.count("\n") + 1


def _one(finding: Finding, height: int) -> None:
    assert 1 <= finding.source.line <= finding.body_end <= height
    assert finding.body.count("\n") == finding.body_end - finding.source.line
    assert 0 < len(finding.title) <= LONGEST_TITLE
    said = (finding.title, finding.id, finding.component, *(str(ref) for ref in finding.files))
    assert all("\n" not in text and cells.hidden(text) == () for text in said), said
    assert finding.title == finding.title.strip()
