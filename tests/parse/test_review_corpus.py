"""Real reports, where they are at hand: how many findings are found, and how many are none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path, PurePosixPath

from mosaic.parse.review.finding import Finding
from mosaic.parse.review.reader import read_report


def _groups(root: Path) -> dict[str, list[dict[str, object]]]:
    groups: dict[str, list[dict[str, object]]] = {}
    for line in (root / "manifest.jsonl").read_text().split("\n"):
        if line:
            entry = json.loads(line)
            groups.setdefault(entry["group"], []).append(entry)
    return groups


def _read(root: Path, entries: list[dict[str, object]]) -> dict[str, list[Finding]]:
    files = [
        (f"docs/{entry['path']}", (root / str(entry["file"])).read_bytes().decode())
        for entry in entries
    ]
    found: dict[str, list[Finding]] = {path: [] for path, _ in files}
    for finding in read_report(files).findings:
        found[finding.source.file].append(finding)
    return found


def test_real_reports_meet_the_bar(shared: Path) -> None:
    """Recall at least 0.95, precision at least 0.97, nothing out of summaries and empty reports."""
    root = shared / "corpus/reports"
    total: Counter[str] = Counter()
    for entries in _groups(root).values():
        found = _read(root, entries)
        for entry in entries:
            mine = found[str(PurePosixPath("docs", str(entry["path"])))]
            truth = entry["findings"] or []
            assert isinstance(truth, list)
            total.update(truth=len(truth), found=len(mine))
            if not truth:
                assert mine == [], entry["path"]
            left = {finding.source.line for finding in mine}
            for want in truth:
                hit = next((n for n in (0, 1, -1) if want["line"] + n in left), None)
                if hit is not None:
                    left.discard(want["line"] + hit)
                    total["hit"] += 1
    assert total["hit"] >= 0.95 * total["truth"]
    assert total["hit"] >= 0.97 * total["found"]
