"""However a command was started, it does what it does and says how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.hosts import host
from tests.ledgers import git

ROOT = Path(__file__).resolve().parents[1]
_IGNORES = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN)"
_IGNORES += "; os.execv(sys.argv[1], sys.argv[1:])"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a ledger."""
    return host(tmp_path / "host", 20)


def _started(top: Path, *before: str, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """A verb's process, started by these words."""
    mosaic = (sys.executable, "-P", "-m", "mosaic", *words, "--repo", str(top))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run((*before, *mosaic), env=env, capture_output=True, text=True)


def test_a_hook_refuses_whatever_our_caller_ignores(top: Path) -> None:
    """To whoever ignores SIGCHLD the system does not tell how a child ended."""
    hook = top / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    tip = git(top, "rev-parse", "HEAD")
    words = ("claim-next", "--agent", "worker-1")
    done = _started(top, sys.executable, "-c", _IGNORES, words=words)
    assert done.returncode == 9, done
    assert git(top, "rev-parse", "HEAD") == tip


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_end(top: Path, closed: str) -> None:
    """The entry is made, and that is how the command ends; with an error it is the error's."""
    shell = ("sh", "-c", f'exec "$@" {closed}', "sh")
    done = _started(top, *shell, words=("claim-next", "--agent", "worker-1", "--json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Claim" in git(top, "log", "-1", "--format=%s")
    assert git(top, "status", "--short") == ""
    done = _started(top, *shell, words=("record-result", "MS-SEC-001", "--result", "-"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done
    assert _started(top, *shell, words=("status", "W")).returncode == 2


def test_a_missing_git_is_no_bug(top: Path, tmp_path: Path) -> None:
    """What is packed is asked of git, who may not be there."""
    git(top, "gc", "-q")
    done = _started(top, "/usr/bin/env", f"PATH={tmp_path}", words=("status",))
    assert "git is not installed" in done.stderr
    assert "Traceback" not in done.stderr
