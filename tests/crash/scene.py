"""Prepared repositories, each with the command that is to die in it and a person's work in between.

A scene is made once by the real commands, then copied for every point at which its command is
struck. Every process of the command is in a session of its own, so that all of it can be ended.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
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
LOW = "# Test coverage\n\n- **TEST-CORE-1** (Low): nothing adds, `tests/test_calc.py`\n"
BOXES = "- [x] what changed is described\n"
FILES = {
    "src/calc.py": "def add(a, b):\n    return a - b\n",
    "src/db.py": 'def q(db, n):\n    return db.execute("select %s" % n)\n',
    "src/gone.py": "pass\n",
    "tests/test_calc.py": "assert True\n",
}
#: Green, and quick: these scenes are about what is written, not about gates.
GATES = "echo ok 1"
#: What the person in every scene has in the works.
OWN = ("src/staged.py", "src/calc.py", "src/gone.py", "tests/test_calc.py", "loose.txt")
DEFERRED = (
    "--reason", "no time", "--category", "Hard", "--risk", "Low", "--approach", "slowly",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """How a command ended; a negative status is the signal that killed it."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(
    top: Path, *words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Said:
    """A verb, in a process and a session of its own."""
    with subprocess.Popen(
        (sys.executable, "-P", "-m", "mosaic", words[0], "--repo", str(top), *words[1:], "--json"),
        cwd=cwd or top.parent,
        env=environment(top, env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        out, err = process.communicate()
    return Said(process.returncode, out.decode(), err.decode())


def environment(top: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a command: this checkout's code, and a folder for temporary files."""
    scratch = top.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch), **(more or {})}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env | ({"PYTHONDONTWRITEBYTECODE": "1"} if more else {})


def git(top: Path, *words: str) -> str:
    """git in a folder; its output without the last line end."""
    done = subprocess.run(("git", *words), cwd=top, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def ok(top: Path, *words: str) -> Any:
    """A verb that must succeed; its envelope."""
    said = run(top, *words)
    assert said.status == 0, f"{words}: {said}"
    return said.json


def write(top: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)


def bare(top: Path) -> None:
    """A repository with a little source and a report, nothing committed."""
    top.mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    write(top, {**FILES, "docs/reports/review/01-security-review.md": REPORT})


def committed(top: Path) -> None:
    bare(top)
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "start")


def bootstrapped(top: Path) -> None:
    committed(top)
    words = ("--milestone", "M1", "--quality-gates", GATES)
    ok(top, "bootstrap-from-review", str(top / "docs/reports/review"), *words)


def claimed(top: Path) -> None:
    """A task claimed, its work on its branch, and all evidence in the folder ``inbox``."""
    bootstrapped(top)
    claim = ok(top, "claim-next", "--agent", "worker-1")
    place = top.parent / "work"
    git(top, "worktree", "add", "-q", "-b", claim["branch"], str(place), "main")
    fix = "def q(db, n):\n    return db.execute('select ?', n)\n"
    write(place, {"src/db.py": fix, "tests/test_db.py": "# asks for a name with a quote\n"})
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "fix: what was asked")
    commit = git(place, "rev-parse", "HEAD")
    git(top, "worktree", "remove", "--force", str(place))
    review = {
        "verdict": "approve", "stats": {"blockers": 0, "critical": 0, "high": 0},
        "commit": commit, "reviewer": "reviewer-1", "findings": [],
    }  # fmt: skip
    result = {
        "task_id": "MS-SEC-001", "status": "success", "used": "12K", "commit_sha": commit,
        "notes": "done; tests exit 0", "claim": claim["claim"],
    }  # fmt: skip
    checklist = f"Task: MS-SEC-001\nCommit: {commit}\n\n{BOXES}"
    texts = {"result.json": f"```json\n{json.dumps(result)}\n```\n", "docs.md": checklist}
    write(top.parent / "inbox", {**texts, "review.json": json.dumps(review)})


def recorded(top: Path) -> None:
    claimed(top)
    ok(top, *words_of("record", top))


def finished(top: Path) -> None:
    """A milestone of one finding, all of it deferred."""
    committed(top)
    write(top, {"docs/reports/low/03-qa.md": LOW})
    git(top, "add", "docs")
    git(top, "commit", "-q", "-m", "a report")
    ok(top, "bootstrap-from-review", str(top / "docs/reports/low"), "--milestone", "M1")
    for task in ("MS-TEST-001", "MS-TEST-002"):
        ok(top, "defer", task, *DEFERRED)


def verified(top: Path) -> None:
    """A phase whose tasks are deferred and whose verification is done, and one to come."""
    bootstrapped(top)
    for task in ("MS-SEC-001", "MS-DOC-001"):
        ok(top, "defer", task, *DEFERRED)
    claim = ok(top, "claim-next", "--agent", "worker-1")
    result = {
        "task_id": claim["task"]["id"], "status": "success", "used": "2K", "commit_sha": None,
        "notes": "done; tests exit 0", "claim": claim["claim"],
    }  # fmt: skip
    write(top.parent / "inbox", {"result.json": f"```json\n{json.dumps(result)}\n```\n"})
    ok(top, "record-result", "--result", str(top.parent / "inbox/result.json"))
    ok(top, "integrate", claim["task"]["id"])


def linked(top: Path) -> None:
    """The command runs in a linked worktree; the ledger's branch is out in the main one."""
    bootstrapped(top)
    git(top, "worktree", "add", "-q", "-b", "side", str(top.parent / "side"))


def own_work(top: Path, first: bool = False) -> None:
    """What a person has in the works: staged, staged and changed again, dirty, deleted, new."""
    write(top, {"src/staged.py": "staged = 1\n"})
    git(top, "add", "src/staged.py")
    if not first:
        write(top, {"src/calc.py": "def add(a, b):\n    return a + b\n"})
        git(top, "add", "src/calc.py")
        (top / "src/gone.py").unlink()
        write(top, {"tests/test_calc.py": "assert 1\n"})
    write(top, {"src/calc.py": "# being written\n", "loose.txt": "untracked\n"})


@dataclass(frozen=True)
class Scene:
    """One command in one prepared repository.

    ``event`` is the entry's; ``again`` are the codes with which the same command may end when it
    is given again, besides success. ``parts``: the command is more than its entry, and may fail
    after it (a release's tag).
    """

    name: str
    prepare: Callable[[Path], None]
    event: str
    again: tuple[str, ...] = ()
    first: bool = False
    parts: bool = False


SCENES: tuple[Scene, ...] = (
    Scene("claim", bootstrapped, "claim"),
    Scene("record", claimed, "record"),
    Scene("bootstrap", committed, "bootstrap", ("check-failed", "gate-refused")),
    Scene("first", bare, "bootstrap", ("check-failed", "gate-refused"), first=True),
    Scene("archive", verified, "archive"),
    Scene("release", finished, "release", parts=True),
    Scene("integrate", recorded, "record"),
    Scene("linked", linked, "note"),
)


def words_of(name: str, top: Path) -> tuple[str, ...]:
    """The words of a scene's command."""
    inbox, review = top.parent / "inbox", str(top / "docs/reports/review")
    return {
        "claim": ("claim-next", "--agent", "worker-1"),
        "record": (
            "record-result", "--result", str(inbox / "result.json"),
            "--code-review", str(inbox / "review.json"),
            "--security-review", str(inbox / "review.json"), "--docs", str(inbox / "docs.md"),
        ),
        "bootstrap": ("bootstrap-from-review", review, "--milestone", "M1"),
        "first": ("bootstrap-from-review", review, "--milestone", "M1"),
        "archive": ("archive",),
        "release": ("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed"),
        "integrate": ("integrate", "MS-SEC-001"),
        "linked": ("note", "MS-SEC-001", "seen"),
    }[name]  # fmt: skip


@dataclass
class Stage:
    """Where scenes are made, once each, and copied from."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def template(self, scene: Scene) -> Path:
        """The scene's prepared repository, in a folder with what belongs to it."""
        if scene.name not in self.made:
            place = self.folder / scene.name
            scene.prepare(place / "host")
            own_work(place / "host", scene.first)
            self.made[scene.name] = place
        return self.made[scene.name]

    def copy(self, scene: Scene, to: Path) -> Path:
        """A fresh copy of the scene; the repository in it."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.template(scene), to, symlinks=True)
        if (to / "side").exists():  # a linked worktree and its repository name each other's place
            (to / "side/.git").write_text(f"gitdir: {to}/host/.git/worktrees/side\n")
            (to / "host/.git/worktrees/side/gitdir").write_text(f"{to}/side/.git\n")
        return to / "host"
