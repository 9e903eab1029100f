"""What a command costs, as counts that no machine's mood changes: a change is a diff of the table.

``counts.json`` has, for each verb of the hot path, the gits that it starts, and the most modules
of ours that it loads; and the most bytes of answers. ``bin/bench`` measures the time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.hosts import host
from tests.bench.processes import gits

ROOT = Path(__file__).resolve().parents[1]
TABLE: dict[str, Any] = json.loads((ROOT / "tests/counts.json").read_text())
RESULT = {"status": "failed", "used": "3K", "commit_sha": None, "notes": "the tests stay red"}
VERBS = ("status", "next", "show", "note", "claim-next", "record-result", "log")
_CODE = """
import cProfile, io, json, sys
sys.path.insert(0, sys.argv.pop(1))
from mosaic.cli import run
out, sys.stdout = sys.stdout, io.StringIO()
profile = cProfile.Profile()
profile.enable()
status = run(sys.argv[1:])
profile.disable()
calls = sum(one.callcount for one in profile.getstats())
modules = sum(name == "mosaic" or name.startswith("mosaic.") for name in sys.modules)
out.write(json.dumps([status, calls, modules, sys.stdout.getvalue()]))
"""


class Seen:
    """What one command cost: its calls, modules, gits, and what it said."""

    def __init__(self, top: Path, *words: str, status: int = 0) -> None:
        code = (sys.executable, "-P", "-c", _CODE, str(ROOT), *words, "--json")
        done, self.gits = gits(code, top, os.environ)
        said = json.loads(done.out)
        assert said[0] == status, said
        self.calls, self.modules, self.out = said[1], said[2], said[3]
        self.bytes = len(self.out.encode())


def words_of(verb: str, top: Path) -> tuple[str, ...]:
    """A plain call of a verb, on a task that worker-1 holds."""
    return {
        "status": ("status",),
        "next": ("next", "--agent", "worker-9"),
        "show": ("show", "MS-SEC-001"),
        "log": ("log", "MS-SEC-001"),
        "note": ("note", "MS-SEC-001", "see the thread"),
        "claim-next": ("claim-next", "--agent", "worker-2"),
        "record-result": ("record-result", "--result", str(top / ".git/answer.json")),
    }[verb]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of 1,000 rows where one is claimed, and its result is there."""
    top = host(tmp_path_factory.mktemp("counts") / "host", 1_000)
    (top / ".git/answer.json").write_text(json.dumps({"task_id": "MS-SEC-001", **RESULT}))
    return top


@pytest.fixture(scope="module")
def seen(place: Path) -> dict[str, Seen]:
    """Every verb once; the first claim is worker-1's."""
    found = {"first": Seen(place, "claim-next", "--agent", "worker-1")}
    return found | {verb: Seen(place, *words_of(verb, place)) for verb in VERBS}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_starts_these_gits(seen: dict[str, Seen], verb: str) -> None:
    assert [_name(words) for words in seen[verb].gits] == TABLE["gits"][verb]


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_loads_no_more_modules(seen: dict[str, Seen], verb: str) -> None:
    assert seen[verb].modules <= TABLE["modules"][verb]


def _name(words: str) -> str:
    """A git's subcommand: the first word that is no setting."""
    parts = iter(words.split(" "))
    return next(part for part in parts if part != "-c" or not next(parts))


def test_answers_are_short(place: Path, seen: dict[str, Seen]) -> None:
    """A claim and its record together, status, prime, and a refusal: bytes with ``--json``."""
    most = TABLE["bytes"]
    assert seen["first"].bytes + seen["record-result"].bytes <= most["claim-next + record-result"]
    assert seen["status"].bytes <= most["status"]
    refused = Seen(place, "claim-next", "--agent", "worker-3", "--task", "MS-DOC-001", status=1)
    assert refused.bytes <= most["refusal"]
    done = subprocess.run(
        (sys.executable, "-P", "-m", "mosaic", "prime"), cwd=place, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip
    assert len(done.stdout) <= most["prime"]


@pytest.mark.parametrize("verb", ["status", "next", "show", "claim-next"])
def test_ten_times_the_rows_are_ten_times_the_work(tmp_path: Path, place: Path, verb: str) -> None:
    """Calls of functions grow no faster than the table, and answers not at all."""
    large = host(tmp_path / "large", 10_000)
    dry = ("--agent", "worker-9", "--dry-run") if verb == "claim-next" else ()
    small, big = (Seen(top, *words_of(verb, top), *dry) for top in (place, large))
    assert big.calls <= 10.5 * small.calls
    if verb != "claim-next":  # a dry run says the diff, whose context is as wide as its rows
        assert big.bytes <= small.bytes + TABLE["bytes"]["growth"]
