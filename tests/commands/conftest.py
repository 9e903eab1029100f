"""A host repository to run the real commands in, and what must be the same after a refusal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mosaic import cli

REPORT = """# Security review

## Critical

### SEC-DB-1: SQL is built from user input

**Severity:** Critical
**File:** `src/db.py:1-2`

The name is pasted into the statement.

## Medium

### CQ-CALC-1: add subtracts

**Severity:** Medium
**File:** `src/calc.py:1-2`

It gives the difference.
"""
GATES = "python3 -m unittest discover -s tests"


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Host:
    """A temporary host repository."""

    top: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str) -> Said:
        """A verb, in this process, in this repository."""
        self.capture.readouterr()
        status = cli.run([words[0], "--repo", str(self.top), *words[1:]])
        out, err = self.capture.readouterr()
        return Said(status, out, err)

    def ok(self, *words: str) -> Any:
        """A verb with ``--json`` that must succeed; its envelope."""
        said = self.run(*words, "--json")
        assert said.status == 0, said.out + said.err
        return said.json

    def no(self, status: int, code: str, *words: str) -> Any:
        """A verb with ``--json`` that must end with this exit status and code, changing nothing."""
        before = self.picture()
        said = self.run(*words, "--json")
        assert (said.status, said.json["code"]) == (status, code), said.out
        assert self.picture() == before
        return said.json

    def git(self, *words: str, cwd: Path | None = None) -> str:
        """git in the repository; its output without the last line end."""
        done = subprocess.run(
            ("git", *words), cwd=cwd or self.top, check=True, capture_output=True, text=True
        )
        return done.stdout.rstrip("\n")

    def write(self, path: str, text: str) -> Path:
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def commit(self, files: Mapping[str, str], message: str = "work") -> str:
        """Commit these files as a person does; the commit's id."""
        for path, text in files.items():
            self.write(path, text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def picture(self) -> tuple[str, ...]:
        """HEAD, every ref, status, staged and unstaged diff: what a refusal leaves alone."""
        words: Sequence[Sequence[str]] = (
            ("rev-parse", "HEAD"),
            ("for-each-ref",),
            ("status", "--porcelain=v2", "--untracked-files=all"),
            ("diff", "--cached", "--binary"),
            ("diff", "--binary"),
        )
        return tuple(self.git(*w) for w in words)

    def subjects(self) -> list[str]:
        """Every commit's subject, newest first."""
        return self.git("log", "--format=%s").split("\n")

    def tasks(self) -> str:
        return (self.top / "docs/TASKS.md").read_text()


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Host:
    """A repository with a little source, a test, and a review report; no ledger."""
    top = tmp_path / "host"
    top.mkdir()
    made = Host(top, capsys)
    made.git("init", "-q", "-b", "main")
    made.commit(
        {
            "src/calc.py": "def add(a, b):\n    return a - b\n",
            "src/db.py": 'def q(db, n):\n    return db.execute("select %s" % n)\n',
            "tests/test_calc.py": "import unittest\n\n\nclass T(unittest.TestCase):\n"
            "    def test_it(self):\n        self.assertTrue(True)\n",
            "docs/reports/review/01-security-review.md": REPORT,
        },
        "start",
    )
    return made


@pytest.fixture
def host(empty: Host) -> Host:
    """The same, with a ledger: MS-SEC-001 … in phase 1, MS-CQ-001 … in phase 3."""
    empty.ok(
        "bootstrap-from-review", str(empty.top / "docs/reports/review"), "--milestone", "M1",
        "--quality-gates", GATES,
    )  # fmt: skip
    return empty
