"""A plain call compiles no regular expression, and loads no module of the library that does.

``counts.json`` names those modules: ``re`` alone costs half of an empty Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.hosts import host

ROOT = Path(__file__).resolve().parents[1]
UNLOADED: list[str] = json.loads((ROOT / "tests/counts.json").read_text())["unloaded"]

_CODE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from mosaic.cli import run
status = run(sys.argv[1:])
sys.stderr.write(f"{status} {' '.join(sys.modules)}")
"""
RESULT = {"task_id": "MS-SEC-001", "status": "failed", "used": "3K", "commit_sha": None,
          "notes": "the tests stay red\nsee docs/TASKS.md and api/m1.py"}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of 20 rows where one is claimed, and its result is there."""
    top = host(tmp_path_factory.mktemp("plain") / "host", 20)
    (top / ".git/answer.json").write_text(json.dumps(RESULT))
    assert "re" not in _loaded(top, "claim-next", "--agent", "worker-1")
    return top


def _loaded(top: Path, *words: str) -> list[str]:
    """The modules that a call has loaded, nothing of this Python's site among them."""
    done = subprocess.run(
        (sys.executable, "-I", "-S", "-c", _CODE, str(ROOT), *words), cwd=top, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    status, *modules = done.stderr.split("\n")[-1].split(" ")
    assert status == "0", done.stdout + done.stderr
    return modules


_READS = (
    ("status",), ("status", "--json"), ("next", "--agent", "worker-3"), ("show", "MS-SEC-001"),
    ("show", "MS-SEC-001", "--json"), ("prime",), ("--version",),
)  # fmt: skip
_WRITES = (
    ("note", "MS-SEC-001", "see the thread — it is «done»: 3 of 4 → next"),
    ("claim-next", "--agent", "worker-2", "--json"),
    ("record-result", "--result", ".git/answer.json", "--json"),
)


def test_a_plain_call_loads_none_of_these(place: Path) -> None:
    """Before anything is written, while it is, and with what was written in the rows."""
    for words in (*_READS, *_WRITES, *_READS):
        loaded = _loaded(place, *words)
        assert [name for name in UNLOADED if name in loaded] == [], words
