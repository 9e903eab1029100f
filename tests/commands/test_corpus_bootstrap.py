"""Every group of the optional corpus of real reports becomes a sound plan, or a clear refusal."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from mosaic.parse import graph

from .conftest import Host


def groups(shared: Path) -> dict[str, list[Path]]:
    """The report files of each group."""
    found: dict[str, list[Path]] = defaultdict(list)
    root = shared / "corpus/reports"
    for line in (root / "manifest.jsonl").read_text().split("\n"):
        entry = json.loads(line) if line else {}
        if entry and (root / entry["file"]).exists():
            found[entry["group"]].append(root / entry["file"])
    return found


@pytest.mark.slow
def test_every_group_is_planned(empty: Host, shared: Path) -> None:
    """The plan is acyclic, ids are unique, dependencies known, and the budget gate has spoken."""
    planned = 0
    for group, files in groups(shared).items():
        for file in files:
            place = empty.top / "docs/reports" / group / file.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
        folder = str(empty.top / "docs/reports" / group)
        said = empty.run("bootstrap-from-review", folder, "--dry-run", "--json")
        if said.status == 1:
            assert said.json["code"] == "gate-refused", group
            assert "no finding was recognised" in said.json["message"]
            assert said.json["details"], "each file's first candidate line is named"
            continue
        assert said.status == 0, f"{group}: {said.out[:500]}"
        tasks = said.json["tasks"]
        names = [task["id"] for task in tasks]
        assert len(names) == len(set(names)), group
        assert all(other in names for task in tasks for other in task["depends_on"]), group
        assert graph.cycle({task["id"]: task["depends_on"] for task in tasks}) == (), group
        assert any(word.startswith("pass: budget") for word in said.json["verdicts"]), group
        small = empty.run("bootstrap-from-review", folder, "--budget", "1K", "--dry-run", "--json")
        assert (small.status, small.json["code"]) == (5, "budget-exceeded"), group
        planned += 1
    assert planned > 15
