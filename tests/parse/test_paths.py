"""Which paths are state, whatever the disk makes of their case."""

from __future__ import annotations

import pytest

from mosaic.parse.paths import is_state_file


@pytest.mark.parametrize(
    "path",
    [
        "docs/TASKS.md", "docs/tasks.md", "Docs/Tasks.MD", "docs/Tasks/M1-Tasks.md",
        "docs/releases", "docs/Releases", "docs/releases/v1.md", "docs/tasks", "docs/TASKS",
        "docs/tasks/contracts", "docs/tasks/Contracts/A.json", "docs/reports/deferred",
        "docs/reports", ".mosaic/orchestrator", ".Mosaic/orchestrator/CONFIG.toml",
        "docs/tasks/Orchestrator-Learnings.json",
    ],
)  # fmt: skip
def test_state(path: str) -> None:
    """On a disk that folds case each of these names a state file, or the folder of some."""
    assert is_state_file(path)


@pytest.mark.parametrize(
    "path",
    [
        "docs/guide.md", "docs/tasks/notes.md", "docs/releases.md", "docs/reports/01.md",
        "src/docs/TASKS.md", "docs/reports/deferred/other.md", ".mosaic/other",
    ],
)  # fmt: skip
def test_not_state(path: str) -> None:
    """What lies beside state is anybody's."""
    assert not is_state_file(path)
