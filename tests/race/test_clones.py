"""Clones of one remote claim at once while pushes are killed: nothing twice, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path

from tests.ledgers import git
from tests.race.clones import claimed, faults, run

FULL = os.environ.get("MOSAIC_TESTS") == "full"
TASKS = 400 if FULL else 30


def test_four_clones_of_two_processes_while_pushes_are_killed(tmp_path: Path) -> None:
    """Every task is claimed once, every acknowledged claim is in the history, with its token; no
    command ends otherwise than the contract says, and the remote is sound."""
    folder = tmp_path / "race"
    race = run(folder, clones=4, processes=2, tasks=TASKS, killed=30)
    assert faults(folder, race, TASKS) == []
    assert race.killed > 0
    assert len(claimed(folder)) == TASKS
    assert git(folder / "remote.git", "fsck", "--strict", "--no-dangling") == ""
    for number in range(4):
        top = folder / f"clone{number}"
        assert git(top, "status", "--porcelain", "--untracked-files=no") == ""
        assert not (top / ".git/mosaic/pending-push.json").exists()


def test_no_clone_is_left_out(tmp_path: Path) -> None:
    """Two clones that want the same, undisturbed: each has its share, and neither starves."""
    folder = tmp_path / "race"
    race = run(folder, clones=2, processes=1, tasks=TASKS // 2, killed=0)
    assert faults(folder, race, TASKS // 2) == []
    agents = git(folder / "remote.git", "log", "--format=%s", "main")
    for number in range(2):
        assert agents.count(f"for w{number}.") >= TASKS // 20
