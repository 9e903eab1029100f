"""Repositories to measure in: a ledger of so many rows, other files beside it, entries behind it.

Rows are as bootstrap writes them: four phases, each closed by a verification that depends on all
the others of its phase.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.ledgers import HEADER, git

_CATEGORIES = ("SEC", "HIGH", "CQ", "DOC")
_CONFIG = """[mission]
prefix = "MS"
milestone = "M1"
quality_gates = "true"

[limits]
workers = 64
attempts = 99
"""
#: Files in one folder of the many.
_FOLDER = 100


def _line(name: str, phase: int, needs: str, blocks: str, notes: str, what: str) -> str:
    cells = [name, "not-started", f"{name}: {what}", f"#{phase}", "api", "fix/review", needs]
    cells += [blocks, "", "", "", "8K", "", notes]
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells) + "\n"


def _phase(phase: int, first: int, rows: int) -> Iterator[str]:
    """So many rows of one phase, the last of them its verification."""
    category = _CATEGORIES[phase - 1]
    names = [f"MS-{category}-{number:03}" for number in range(first, first + rows)]
    for number, name in enumerate(names[:-1]):
        source = f"docs/reports/first/01-security-review.md#L{number * 7 + 12}"
        notes = f"Phase: {phase}<br>Severity: high<br>Source: {source}<br>Files: api/m{number}.py"
        what = "input of the handler reaches the query as it came, without a bound parameter"
        yield _line(name, phase, "", names[-1], notes, what)
    role = f"Phase: {phase}<br>Role: verification"
    yield _line(names[-1], phase, ", ".join(names[:-1]), "", role, "verify the phase")


def ledger(rows: int) -> str:
    """A ledger of so many rows, none of them started."""
    share = rows // 4
    text = ["# Tasks\n\n"]
    for phase in range(1, 5):
        count = share if phase < 4 else rows - 3 * share
        text += [f"## Phase {phase}\n\n", HEADER, *_phase(phase, 1, count), "\n"]
    return "".join(text)


def host(top: Path, rows: int, files: int = 3) -> Path:
    """A repository with such a ledger committed, and so many other files."""
    texts = {
        "docs/TASKS.md": ledger(rows),
        "docs/PRD.md": "# Requirements\n\n- It must work.\n",
        "docs/tasks/orchestrator-learnings.json": "{}\n",
        ".mosaic/orchestrator/config.toml": _CONFIG,
        ".gitignore": ".mosaic/orchestrator/briefs/\n",
    }
    for number in range(files):
        texts[f"src/d{number // _FOLDER:03}/m{number:05}.py"] = f"x = {number}\n"
    for path, text in texts.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    git(top, "init", "-q", "-b", "main")
    git(top, "config", "user.name", "Bench")
    git(top, "config", "user.email", "bench@example.invalid")
    git(top, "config", "gc.auto", "0")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "start")
    return top
