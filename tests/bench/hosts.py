"""Repositories to measure in: a ledger of so many rows, other files beside it, entries behind it.

Rows are as bootstrap writes them: four phases, each closed by a verification that depends on all
the others of its phase.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
#: Files in one folder of the many, and different texts among them, of which a commit knows nothing.
_FOLDER, _TEXTS = 100, 97


def _line(
    name: str, phase: int, needs: str, blocks: str, notes: str, what: str, status: str
) -> str:
    cells = [name, status, f"{name}: {what}", f"#{phase}", "api", "fix/review", needs]
    cells += [blocks, "", "", "", "8K", "", notes]
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells) + "\n"


def _phase(phase: int, first: int, rows: int, status: str) -> Iterator[str]:
    """So many rows of one phase, the last of them its verification."""
    category = _CATEGORIES[phase - 1]
    names = [f"MS-{category}-{number:03}" for number in range(first, first + rows)]
    for number, name in enumerate(names[:-1]):
        source = f"docs/reports/first/01-security-review.md#L{number * 7 + 12}"
        notes = f"Phase: {phase}<br>Severity: high<br>Source: {source}<br>Files: api/m{number}.py"
        what = "input of the handler reaches the query as it came, without a bound parameter"
        yield _line(name, phase, "", names[-1], notes, what, status)
    role = f"Phase: {phase}<br>Role: verification"
    yield _line(names[-1], phase, ", ".join(names[:-1]), "", role, "verify the phase", status)


def ledger(rows: int, done: int = 0) -> str:
    """A ledger of so many rows; those of the first ``done`` phases are done, none else started."""
    return "".join(["# Tasks\n\n", *_phases(rows, range(1, 5), done)])


def archive(rows: int, gone: int) -> tuple[str, str]:
    """A ledger of so many rows whose first phases are archived: what is left, and the archive."""
    left = "".join(["# Tasks\n\n", *_phases(rows, range(gone + 1, 5), 0)])
    moved = _phases(rows, range(1, gone + 1), gone)
    return left, "".join(["# Archived tasks: M1\n\n", *moved])


def _phases(rows: int, phases: Iterable[int], done: int) -> Iterator[str]:
    share = rows // 4
    for phase in phases:
        count = share if phase < 4 else rows - 3 * share
        status = "done" if phase <= done else "not-started"
        yield f"## Phase {phase}\n\n{HEADER}"
        yield from _phase(phase, 1, count, status)
        yield "\n"


def report(findings: int) -> str:
    """A review report of so many findings, of every severity."""
    text = ["# Security review\n"]
    for number in range(1, findings + 1):
        severity = ("Critical", "High", "Medium", "Low")[number % 4]
        text += [f"### F-{number}: Handler {number} takes its input as it came\n",
                 f"- **Severity:** {severity}", f"- **File:** `api/m{number}.py:12`\n",
                 "Bind the parameter.\n"]  # fmt: skip
    return "\n".join(text)


def host(top: Path, rows: int, files: int = 3, done: int = 0, gone: int = 0) -> Path:
    """A repository with such a ledger committed, and so many other files; or with an archive."""
    left, moved = archive(rows, gone) if gone else (ledger(rows, done), "")
    texts = {
        "docs/TASKS.md": left,
        **({"docs/tasks/M1-tasks.md": moved} if gone else {}),
        "docs/PRD.md": "# Requirements\n\n- It must work.\n",
        "docs/tasks/orchestrator-learnings.json": "{}\n",
        ".mosaic/orchestrator/config.toml": _CONFIG,
        ".gitignore": ".mosaic/orchestrator/briefs/\n",
    }
    for number in range(files):
        texts[f"src/d{number // _FOLDER:03}/m{number:05}.py"] = f"x = {number % _TEXTS}\n"
    return committed(top, texts)


def bare(top: Path, rows: int) -> Path:
    """A repository without a ledger; how many findings a report of it shall have is noted."""
    committed(top, {"README.md": "# Host\n", ".gitignore": ".mosaic/orchestrator/briefs/\n"})
    (top / ".git/rows").write_text(str(rows))
    return top


def committed(top: Path, texts: Mapping[str, str]) -> Path:
    """A repository of these files, in one commit; git packs nothing by itself."""
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
