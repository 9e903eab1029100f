"""What a command loads: what it needs, and nothing that takes time and is for others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from mosaic.commands import VERBS

ROOT = Path(__file__).resolve().parents[1]
#: Packages that no everyday command waits for; each takes 50 ms and more.
SLOW = ("git", "mistune", "tabulate", "dateutil", "filelock")
#: What a plain call of the hot path does without, besides.
LEAN = (*SLOW, "click", "dataclasses", "inspect")
REPORT = """# Security review

### SEC-API-1: a query is built from the address

**Severity:** Critical
**File:** `api/query.py:3-5`
"""
RESULT = {
    "task_id": "AB-SEC-001",
    "status": "failed",
    "used": "3K",
    "commit_sha": None,
    "notes": "the tests stay red",
}
_CODE = """
import json, sys
sys.path.insert(0, sys.argv.pop(1))
sys.argv[0] = "mosaic-orchestrator"
from mosaic.cli import run
status = run(sys.argv[1:])
print(json.dumps([status, sorted(sys.modules)]))
"""


def loaded(place: Path, *words: str, status: int = 0) -> set[str]:
    """The modules that are loaded when a command is over; it ends with this status."""
    done = subprocess.run(
        (sys.executable, "-P", "-c", _CODE, str(ROOT), *words),
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    ended, modules = json.loads(done.stdout.rstrip("\n").rpartition("\n")[2])
    assert ended == status, done.stdout + done.stderr
    return set(modules)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with a ledger of one finding."""
    reports = tmp_path / "docs/reports/review"
    reports.mkdir(parents=True)
    (reports / "01-security-review.md").write_text(REPORT, encoding="utf-8")
    for words in (
        ("git", "init", "--quiet", "--initial-branch=main"),
        ("git", "add", "--all"),
        ("git", "commit", "--quiet", "-m", "start"),
    ):
        subprocess.run(words, cwd=tmp_path, check=True)
    loaded(
        tmp_path,
        *("bootstrap-from-review", "docs/reports/review"),
        *("--prefix", "AB", "--quality-gates", "true"),
    )
    return tmp_path


def assert_quick(
    modules: set[str], slow: Sequence[str] = SLOW, allowed: Sequence[str] = ()
) -> None:
    """None of the slow packages is loaded."""
    assert [name for name in slow if name in modules and name not in allowed] == []


@pytest.mark.parametrize("words", [("--help",), ("--version",), ()], ids=str)
def test_the_group_alone_loads_no_verb(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Help and version know every verb's name and import none of them."""
    modules = loaded(tmp_path, *words, status=0)
    verbs = {f"mosaic.commands.{module}" for _, module, _ in VERBS}
    assert sorted(modules & verbs) == []
    assert "mosaic.ledger" not in modules
    assert_quick(modules)


@pytest.mark.parametrize(
    "words",
    [("status",), ("next",), ("show", "AB-SEC-001"), ("status", "--json"), ("--version",)],
    ids=str,
)
def test_reading_loads_no_slow_package(place: Path, words: tuple[str, ...]) -> None:
    """Where the mission stands is asked often."""
    assert_quick(loaded(place, *words), LEAN)


def test_help_is_clicks(place: Path) -> None:
    assert_quick(loaded(place, "note", "--help"))


def test_only_log_may_load_gitpython(place: Path) -> None:
    """Walking the history is what gitpython is for, and its rows are tabulate's."""
    assert_quick(loaded(place, "log"), allowed=("git", "tabulate"))


def test_a_task_is_claimed_and_recorded_without_them(place: Path) -> None:
    """The hot path: claim-next, note and record-result."""
    assert_quick(loaded(place, "claim-next", "--agent", "worker-1", "--context", "20"), LEAN)
    assert_quick(loaded(place, "note", "AB-SEC-001", "see the thread"), LEAN)
    (place / "answer.json").write_text(json.dumps(RESULT), encoding="utf-8")
    assert_quick(loaded(place, "record-result", "--result", "answer.json"), LEAN)
