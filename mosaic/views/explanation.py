"""How a report was read: each finding with its rule, each candidate that was turned down with its
reason, for people and for ``--json``."""

from __future__ import annotations

from mosaic.parse.review.finding import FileRead, Finding, Report, TurnedDown
from mosaic.standard import Iterator


def explanation(report: Report) -> Iterator[str]:
    """The lines for people, file by file."""
    own: dict[str, list[Finding]] = {}
    for finding in report.findings:
        own.setdefault(finding.source.file, []).append(finding)
    for file in report.files:
        for finding in own.get(file.path, ()):
            yield from _finding(finding)
        if file.candidate:
            yield f"{file.path}:{file.candidate}  nothing was recognised; begin to look here"
        for turned in file.turned_down:
            yield from _turned(file, turned)
        if file.more:
            yield f"{file.path}: and {file.more} candidate(s) more that were turned down"
        yield ""


def _finding(finding: Finding) -> Iterator[str]:
    made = " (made here)" if finding.generated else ""
    yield f"{finding.source}  {finding.id}{made}  {finding.severity}  {finding.title}"
    said = f" because {finding.severity_from}: “{finding.severity_words}”"
    why = said if finding.severity_words else ", as nothing says how severe"
    yield f"    seen as {finding.rule}; {finding.severity}{why}"


def _turned(file: FileRead, turned: TurnedDown) -> Iterator[str]:
    detail = f", {turned.detail}" if turned.detail else ""
    yield f"{file.path}:{turned.line}  no finding: “{turned.words}”"
    yield f"    {turned.why}{detail}"


def explained_json(report: Report) -> list[dict[str, object]]:
    """For each file what was turned down, how much more, and where to look if it has no finding."""
    return [
        {
            "file": file.path,
            "candidate": file.candidate or None,
            "turned_down": [_turned_json(turned) for turned in file.turned_down],
            "more": file.more,
        }
        for file in report.files
    ]


def _turned_json(turned: TurnedDown) -> dict[str, object]:
    return {
        "line": turned.line,
        "words": turned.words,
        "why": turned.why,
        "detail": turned.detail,
        "id": turned.id,
        "severity_words": turned.severity_words,
    }
