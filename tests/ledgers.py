"""A small mission, and a git ledger in a temporary repository, for the tests of ledgers."""

from __future__ import annotations

import subprocess
from pathlib import Path

from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import find_repository
from mosaic.parse.tasks import COLUMNS

HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n"


def row(name: str, *, phase: int = 1, role: str = "", needs: str = "", blocks: str = "") -> str:
    """A row that is not started."""
    notes = f"Phase: {phase}" + (f"<br>Role: {role}" if role else "")
    cells = [name, "not-started", f"{name}: do it", f"TASKS:P{phase}", "api", "fix/security"]
    cells += [needs, blocks, "", "", "", "8K", "", notes]
    return "|" + "".join(f" {c} |" if c else " |" for c in cells) + "\n"


TEXT = (
    "# Tasks\n\n"
    + HEADER
    + row("MS-SEC-001", blocks="MS-SEC-003")
    + row("MS-SEC-002", blocks="MS-SEC-003")
    + row("MS-SEC-003", role="verification", needs="MS-SEC-001, MS-SEC-002")
)
PRD = "# Requirements\n\n- It must work.\n"
CONFIG = "[limits]\nworkers = 9\nattempts = 99\n[mission]\nmilestone = 'M1'\n"
FILES = {
    "docs/TASKS.md": TEXT,
    "docs/PRD.md": PRD,
    ".mosaic/orchestrator/config.toml": CONFIG,
    "docs/tasks/orchestrator-learnings.json": "{}\n",
}


def git(top: Path, *words: str, check: bool = True) -> str:
    """git in a folder; its output without the last line end."""
    done = subprocess.run(("git", *words), cwd=top, check=check, capture_output=True, text=True)
    return done.stdout.rstrip("\n")


def make_host(top: Path) -> Path:
    """A repository with the small mission committed."""
    top.mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    for path, text in {**FILES, "src/own.py": "x = 1\n", ".gitignore": "*.tmp\n"}.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "start")
    return top


def open_ledger(top: Path) -> GitLedger:
    """The ledger of a repository."""
    return GitLedger(find_repository(top))
