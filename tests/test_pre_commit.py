"""The hooks that we offer to the pre-commit framework, run by the real program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HEADER = (
    "| id | status | description | issue | repo | branch | depends_on | blocks | agent "
    "| started_at | completed_at | estimate | used | notes |\n" + "|---" * 14 + "|\n"
)


def git(top: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=top, check=True, capture_output=True, text=True)
    return done.stdout


def pre_commit(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "pre_commit", *words), cwd=top, capture_output=True, text=True
    )


def test_the_manifest_is_valid() -> None:
    """pre-commit reads it, and it offers the two hooks."""
    done = pre_commit(ROOT, "validate-manifest", str(MANIFEST))
    assert (done.returncode, done.stdout) == (0, "")
    ids = [x[6:] for x in MANIFEST.read_text().split("\n") if x.startswith("- id: ")]
    assert ids == ["mosaic-validate-tasks", "mosaic-sole-writer"]


def test_each_hook_is_a_console_script() -> None:
    """The entries are scripts that an installation has."""
    scripts = (ROOT / "pyproject.toml").read_text()
    assert 'mosaic-validate-tasks = "mosaic.hooks:validate_tasks"' in scripts
    assert 'mosaic-sole-writer = "mosaic.hooks:sole_writer"' in scripts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """This checkout, its changes too, as a repository with one commit."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    made = tmp_path / "mosaic"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes((ROOT / name).read_bytes())
    git(made, "init", "-q")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "copy")
    return made


@pytest.mark.slow
def test_the_real_program_runs_them(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built from a clone into an environment of their own, they pass and refuse as they must."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    host = tmp_path / "host"
    git(tmp_path, "init", "-q", str(host))
    ledger = host / "docs/TASKS.md"
    ledger.parent.mkdir()
    ledger.write_text(HEADER + "| A-1 | not-started |" + " |" * 12 + "\n")
    git(host, "add", "-A")
    words = ("try-repo", str(copy))
    validate = (*words, "mosaic-validate-tasks", "--files", "docs/TASKS.md")
    done = pre_commit(host, *validate)
    assert done.returncode == 0, done.stdout + done.stderr
    done = pre_commit(host, *words, "mosaic-sole-writer")
    assert done.returncode == 1
    assert "docs/TASKS.md: only Mosaic's entries change this file" in done.stdout
    git(host, "commit", "-qm", "as an entry")
    ledger.write_text(HEADER + "| A-1 | done |" + " |" * 12 + "\n")
    git(host, "add", "-A")
    done = pre_commit(host, *validate)
    assert done.returncode == 1
    assert "docs/TASKS.md:3:1: A-1: no event leads from not-started to done" in done.stdout
    git(host, "rm", "-q", "--cached", "docs/TASKS.md")
    assert pre_commit(host, *words, "mosaic-sole-writer").returncode == 1
    monkeypatch.setenv("MOSAIC_ENTRY", "1")
    assert pre_commit(host, *words, "mosaic-sole-writer").returncode == 0
