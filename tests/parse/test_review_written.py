"""What somebody writes down as findings is read as these findings, in whatever shape."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, note, settings

from mosaic.parse.review.reader import read_report
from tests.parse.review_writer import Written, reports

FULL = os.environ.get("MOSAIC_TESTS") == "full"
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
_EDGES = " \t:：—–-·|,;.*_"


def _normal(title: str) -> str:
    """A title without what may stand around one."""
    return " ".join(title.split()).strip(_EDGES)


@settings(max_examples=2000 if FULL else 200, suppress_health_check=SLOW)
@given(reports())
def test_reading_gives_back_what_was_written(written: Written) -> None:
    """Ids, severities, titles, lines and files of every finding, in order, and nothing else."""
    for path, text in written.files:
        note(f"{path}\n{text}")
    report = read_report(written.files)
    read = [
        (
            f.source.file, f.source.line, "" if f.generated else f.id, f.severity,
            _normal(f.title), f.files,
        )
        for f in report.findings
    ]  # fmt: skip
    wanted = [(w.file, w.line, w.id, w.severity, _normal(w.title), w.files) for w in written.wanted]
    assert read == wanted
