"""Races in one repository: every task is claimed exactly once, whoever else is at work in it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ledgers import git
from tests.race.driver import ROUND, host, judge, race

FULL = os.environ.get("MOSAIC_TESTS") == "full"
ROUNDS, CLAIMERS = (20, 16) if FULL else (1, 8)


def test_many_claimers_in_one_work_tree(tmp_path: Path) -> None:
    """Eight processes, sixty tasks: each claimed once, each acknowledged claim in the history."""
    for count in range(ROUNDS):
        top = host(tmp_path / f"host{count}", ROUND)
        judge(top, ROUND, race([top], CLAIMERS))


def test_a_process_for_every_claim(tmp_path: Path) -> None:
    """As it is in use: nothing but the repository is shared."""
    top = host(tmp_path / "host", 12)
    judge(top, 12, race([top], 4, cold=True))


def test_claimers_in_linked_worktrees(tmp_path: Path) -> None:
    """One ledger for all worktrees, whatever branch is out there; the main one follows."""
    top = host(tmp_path / "host", 30)
    places = [top]
    for name in ("one", "two", "three"):
        places.append(tmp_path / name)
        git(top, "worktree", "add", "-q", "-b", name, str(places[-1]))
    judge(top, 30, race(places, CLAIMERS))


def test_while_a_person_commits(tmp_path: Path) -> None:
    """Somebody commits with plain git meanwhile: their commits and all claims are in one line."""
    top = host(tmp_path / "host", 30)
    with committing(top) as done:
        said = race([top], 4)
    judge(top, 30, said)
    own = git(top, "log", "--first-parent", "--format=%s", "--grep=^own work").split("\n")
    assert sorted(own) == sorted(done.read_text().split("\n")[:-1])
    assert git(top, "show", "main:src/own.py") == own[0].removeprefix("own work ")


@contextmanager
def committing(top: Path) -> Iterator[Path]:
    """A person at work beside: commits until the ``with`` ends, and lists those that git made."""
    done, stop = top.parent / "commits", top.parent / "stop"
    done.touch()
    script = (
        'n=0; while [ ! -e "$2" ]; do n=$((n+1)); echo $n > src/own.py;'
        ' git commit -q -m "own work $n" -- src/own.py 2>/dev/null && echo "own work $n" >> "$1";'
        " sleep 0.3; done"
    )
    words = ("sh", "-c", script, "sh", str(done), str(stop))
    with subprocess.Popen(words, cwd=top, stdin=subprocess.DEVNULL) as person:
        try:
            yield done
        finally:
            stop.touch()
            person.wait()
