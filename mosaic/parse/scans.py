"""A review that is handed in: a reviewer's JSON (``reviews.py``), or a scanner's SARIF log.

A log's results are findings by SARIF's own rules of severity (``review/structured``). It is of the
commit that ``versionControlProvenance`` of all its runs names (3.14.16, 3.22.4). A scan that did
not come to its end is no review: approval is never assumed.
"""

from __future__ import annotations

from collections import Counter

from mosaic.errors import Usage
from mosaic.parse import cells
from mosaic.parse.review import naming
from mosaic.parse.review.finding import SEVERITIES, Finding
from mosaic.parse.review.structured import sarif
from mosaic.parse.review.structured.nodes import Fault, Node, Values, read_values
from mosaic.parse.review.structured.settle import settle
from mosaic.parse.review.structured.uris import Roots
from mosaic.parse.reviews import Kind, ReviewFinding, ReviewReport, Verdict
from mosaic.standard import Sequence


def read_scan(text: str, kind: Kind, folders: Sequence[str] = ()) -> ReviewReport | None:
    """The review that a SARIF log is, or None where the text is no log.

    ``folders`` are the absolute names of the repository's root. Errors: Usage with a detail for
    each fault, also where a run did not succeed.
    """
    values = read_values(text)
    log = values.values[0] if isinstance(values, Values) else None
    if not isinstance(values, Values) or not isinstance(log, Node) or not sarif.is_sarif(log):
        return None
    reading = sarif.read(log, Roots(tuple(folder.replace("\\", "/") for folder in folders)))
    if isinstance(reading, Fault):
        raise _unusable(kind, [reading.message])
    runs = log.nodes("runs")
    faults = [f"line {line}: {said}" for line, said in values.odd]
    faults += [f"line {one.line}: {one.message}" for one in reading.noticed]
    faults += [] if runs else ["it has no run: nothing was looked at"]
    commit = _commit(runs, faults)
    if faults:
        raise _unusable(kind, faults)
    found = settle("review.sarif", reading, naming.Namer(())).findings
    undecided = any(one.kind == "doubt" for one in reading.over)
    return _report(kind, found, undecided, commit, _tools(runs))


def _unusable(kind: Kind, faults: Sequence[str]) -> Usage:
    return Usage(
        f"the {kind} review, a SARIF log, cannot be used",
        details=faults[:20],
        hint="run the scanner again until it ends well, and hand that log in",
    )


def _report(
    kind: Kind, found: Sequence[Finding], undecided: bool, commit: str | None, tools: str
) -> ReviewReport:
    counts = Counter(finding.severity for finding in found)
    verdict: Verdict = "request-changes" if found or undecided else "approve"
    worst_first = sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))
    return ReviewReport(
        kind, verdict, 0, counts["critical"], counts["high"], commit, tools,
        tuple(map(_finding, worst_first)),
    )  # fmt: skip


def _finding(found: Finding) -> ReviewFinding:
    file = str(found.files[0]) if found.files else ""
    return ReviewFinding(found.severity, found.title, file, found.body)


def _commit(runs: Sequence[Node], faults: list[str]) -> str | None:
    """The one commit that every run names; None where one names none, or more than one."""
    named = [
        {one.text("revisionId").strip().lower() for one in run.nodes("versionControlProvenance")}
        for run in runs
    ]
    known = {text for names in named for text in names if cells.is_commit(text)}
    if len(known) > 1 and all(len(names) == 1 for names in named):
        faults.append(f"its runs are of several commits: {', '.join(sorted(known))[:400]}")
    alone = len(known) == 1 and all(names == known for names in named)
    return known.pop() if alone else None


def _tools(runs: Sequence[Node]) -> str:
    """The tools with their versions, as the reviewer; '' where one has no name."""
    drivers = [run.node("tool").node("driver") for run in runs]
    names = [driver.text("name").strip() for driver in drivers]
    versions = [driver.text("semanticVersion") or driver.text("version") for driver in drivers]
    said = [f"{name} {version}".strip() for name, version in zip(names, versions, strict=True)]
    return ", ".join(dict.fromkeys(said)) if all(names) else ""
