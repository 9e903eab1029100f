"""Small reports in the manners in which reviewers write, each with its truth beside it.

``reports/<name>.tsv`` holds a line for each finding: line, id (``-`` where the report gives none),
severity and title. A report without findings has the header alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic.parse.review.reader import read_report

REPORTS = Path(__file__).parent / "reports"
NAMES = sorted(path.stem for path in REPORTS.glob("*.md"))


def truth(name: str) -> list[tuple[int, str, str, str]]:
    rows = (REPORTS / f"{name}.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]
    split = (row.split("\t") for row in rows)
    return [(int(line), id_, severity, title) for line, id_, severity, title in split]


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_read_to_the_last_finding(name: str) -> None:
    """Line, id, severity and title of every finding, and nothing else."""
    text = (REPORTS / f"{name}.md").read_text(encoding="utf-8")
    found = read_report([(f"docs/reports/r/{name}.md", text)]).findings
    assert [
        (f.source.line, "-" if f.generated else f.id, f.severity, f.title) for f in found
    ] == truth(name)


def test_every_report_has_its_truth() -> None:
    """No report without a truth, no truth without a report."""
    assert NAMES
    assert sorted(path.stem for path in REPORTS.glob("*.tsv")) == NAMES
