"""The two checks of a commit, run as console scripts would be, on real indexes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mosaic.hooks import moves
from mosaic.machine import Status
from mosaic.parse.tasks import COLUMNS, Document, parse

ROOT = Path(__file__).parents[1]
HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n"
Check = Callable[..., tuple[int, str]]


def row(name: str, status: str, **cells: str) -> str:
    values = {"id": name, "status": status, "description": f"{name}: mend it"} | cells
    return f"| {' | '.join(values.get(c, '') for c in COLUMNS)} |\n"


def ledger(*rows: str) -> str:
    return f"# Tasks\n\n{HEADER}{''.join(rows)}"


def git(top: Path, *words: str) -> None:
    subprocess.run(("git", *words), cwd=top, check=True, capture_output=True)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "host")
    return tmp_path / "host"


def stage(top: Path, text: str | bytes, path: str = "docs/TASKS.md") -> None:
    file = top / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    git(top, "add", path)


def commit(top: Path) -> None:
    git(top, "commit", "-qm", "x", "--no-verify", "--allow-empty")


@pytest.fixture
def checked(top: Path) -> Check:
    """Run checks in the host; exit status and stderr."""

    def run(*words: str, **env: str) -> tuple[int, str]:
        done = subprocess.run(
            (sys.executable, "-P", "-m", "mosaic.hooks", *words),
            cwd=top,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            capture_output=True,
            text=True,
        )
        assert done.stdout == ""
        return done.returncode, done.stderr

    return run


# --- validate


def test_nothing_staged_passes(top: Path, checked: Check) -> None:
    """No ledger, no fault: on an unborn branch too."""
    assert checked("validate", "sole-writer") == (0, "")


def test_a_sound_ledger_passes(top: Path, checked: Check) -> None:
    """The first ledger of a repository may hold any status."""
    stage(top, ledger(row("A-1", "done"), row("A-2", "in-progress")))
    assert checked("validate") == (0, "")


def test_every_fault_with_its_place(top: Path, checked: Check) -> None:
    """Structure and meaning, in the file's order, each with line and column."""
    text = ledger(row("A-1", "wip", estimate="lots"), "| A-2 | done |\n", row("A-1", "done"))
    stage(top, text)
    status, said = checked("validate")
    assert status == 1
    assert said.split("\n") == [
        "docs/TASKS.md:5:9: 'wip' is no status",
        "docs/TASKS.md:5:54: estimate: 'lots' is no number of tokens, such as 800, 8K or 1.3M",
        "docs/TASKS.md:6:15: 2 cells where the header has 14",
        "docs/TASKS.md:7:3: A-1 stands on line 5 already",
        "",
    ]


def test_the_index_is_judged_not_the_work_tree(top: Path, checked: Check) -> None:
    """What is not staged is not committed."""
    stage(top, ledger(row("A-1", "done")))
    (top / "docs/TASKS.md").write_text("<<<<<<< broken\n")
    assert checked("validate") == (0, "")


def test_the_callers_index_is_judged(top: Path, checked: Check) -> None:
    """git hands a hook the index of this very commit."""
    stage(top, "<<<<<<< ours\n")
    (top / ".git/index").rename(top / ".git/other-index")
    assert checked("validate") == (0, "")
    status, said = checked("validate", GIT_INDEX_FILE=".git/other-index")
    assert (status, said) == (1, "docs/TASKS.md:1:1: conflict marker '<<<<<<<'\n")


def test_bytes_that_are_no_text(top: Path, checked: Check) -> None:
    """A fault like any other, and no control character reaches the terminal."""
    stage(top, ledger(row("A-1", "d\x1b[31mone")).encode() + b"caf\xe9\n")
    status, said = checked("validate")
    assert status == 1
    assert "docs/TASKS.md:6:4: this is not UTF-8\n" in said
    assert "\x1b" not in said


def test_archived_rows_are_known(top: Path, checked: Check) -> None:
    """A dependency on an archived row holds; a row that moved into an archive is not gone."""
    stage(top, ledger(row("A-1", "done"), row("A-2", "not-started", depends_on="A-1")))
    commit(top)
    stage(top, ledger(row("A-2", "not-started", depends_on="A-1")))
    status, said = checked("validate")
    assert status == 1
    assert said.split("\n")[0] == "docs/TASKS.md:1:1: the row of A-1 is gone, and in no archive"
    stage(top, ledger(row("A-1", "done")), "docs/tasks/M1-tasks.md")
    assert checked("validate") == (0, "")


def test_moves_that_the_machine_does_not_know(top: Path, checked: Check) -> None:
    """A status that no single event explains, and a new row that does not start anew."""
    stage(top, ledger(row("A-1", "not-started"), row("A-2", "in-progress")))
    commit(top)
    stage(top, ledger(row("A-1", "done"), row("A-2", "done"), row("A-3", "blocked")))
    assert checked("validate") == (
        1,
        "docs/TASKS.md:5:1: A-1: no event leads from not-started to done\n"
        "docs/TASKS.md:7:1: A-3 is new and must be not-started, not blocked\n",
    )


def _one(status: str) -> Document:
    return parse(ledger(row("A-1", status)))


@pytest.mark.parametrize(
    ("old", "new", "legal"),
    [
        ("not-started", "not-started", True),
        ("not-started", "in-progress", True),
        ("not-started", "blocked", True),
        ("not-started", "deferred", True),
        ("not-started", "done", False),
        ("not-started", "needs-qa", False),
        ("in-progress", "done", True),
        ("in-progress", "not-started", True),
        ("in-progress", "deferred", False),
        ("done", "not-started", True),
        ("done", "in-progress", False),
        ("needs-qa", "done", True),
        ("deferred", "done", False),
        ("failed", "not-started", True),
        ("failed", "done", False),
        ("odd", "done", True),
        ("done", "odd", True),
    ],
)
def test_one_commit_is_one_event(old: str, new: str, legal: bool) -> None:
    """What the machine knows passes; a word that is no status is another check's matter."""
    assert (not list(moves([_one(old)], _one(new), frozenset()))) == legal


def test_a_merge_takes_rows_from_either_parent() -> None:
    """Any number of events may lie between a merge's parents."""
    ours, theirs = _one(Status.NOT_STARTED), _one(Status.DONE)
    assert list(moves([ours, theirs], theirs, frozenset())) == []
    assert list(moves([ours, theirs], parse(ledger()), frozenset())) != []
    assert list(moves([ours, parse(ledger())], parse(ledger()), frozenset())) == []
    assert list(moves([parse(ledger()), theirs], theirs, frozenset())) == []
    deferred = _one(Status.DEFERRED)
    assert list(moves([theirs, theirs], deferred, frozenset())) != []


# --- sole-writer


@pytest.mark.parametrize(
    "path",
    [
        "docs/TASKS.md",
        "docs/tasks/M1-tasks.md",
        "docs/tasks/orchestrator-learnings.json",
        "docs/tasks/contracts/A-1.json",
        "docs/releases/v0.0.1.md",
        "docs/reports/deferred/deferred-errors.md",
        ".mosaic/orchestrator/config.toml",
    ],
)
def test_state_files_have_one_writer(top: Path, checked: Check, path: str) -> None:
    """Changed, added or deleted: refused with its path and with what to do."""
    stage(top, ledger())
    commit(top)
    stage(top, "one\n", path)
    refused = (
        1,
        f"{path}: only Mosaic's entries change this file, and this commit is none\n"
        "hint: take it out of this commit, then run 'mosaic-orchestrator adopt', which checks"
        " the edit and commits it\n",
    )
    assert checked("sole-writer") == refused
    commit(top)
    assert checked("sole-writer") == (0, "")
    git(top, "rm", "-q", "--cached", path)
    assert checked("sole-writer") == refused


def test_an_entry_passes(top: Path, checked: Check) -> None:
    """Mosaic's own commits say so, and were judged before."""
    stage(top, "<<<<<<< broken\n")
    assert checked("validate", "sole-writer", MOSAIC_ENTRY="1") == (0, "")
    assert checked("validate", "sole-writer", MOSAIC_ENTRY="0")[0] == 1


def test_the_first_commit_counts(top: Path, checked: Check) -> None:
    """A ledger by hand in a root commit is one by hand; a config before any ledger is none."""
    stage(top, "[mission]\n", ".mosaic/orchestrator/config.toml")
    stage(top, "Notes of our own.\n", "docs/releases/v1.0.0.md")
    assert checked("sole-writer") == (0, "")
    stage(top, ledger())
    status, said = checked("sole-writer")
    assert (status, said.split(":")[0]) == (1, "docs/TASKS.md")


def test_renames_do_not_hide(top: Path, checked: Check) -> None:
    """A ledger that is moved away is deleted, whatever git's config shows of it."""
    stage(top, ledger())
    commit(top)
    git(top, "config", "diff.renames", "copies")
    git(top, "mv", "docs/TASKS.md", "docs/old.md")
    status, said = checked("sole-writer")
    assert (status, said.split(":")[0]) == (1, "docs/TASKS.md")


def test_other_files_are_not_our_matter(top: Path, checked: Check) -> None:
    """Source, reports and PRD are committed by whoever writes them."""
    stage(top, ledger())
    commit(top)
    for path in ("src/a.py", "docs/PRD.md", "docs/reports/x/01-a.md", "docs/tasks/README.md"):
        stage(top, "x\n", path)
    assert checked("sole-writer", "validate") == (0, "")


# --- words


def test_unknown_words(top: Path, checked: Check) -> None:
    """Exit 2 and the usage."""
    for words in ((), ("valdate",), ("validate", "--x")):
        assert checked(*words)[0] == 2


def test_outside_a_repository(tmp_path: Path, top: Path, checked: Check) -> None:
    """git's own words, and neither 0 nor a traceback."""
    status, said = checked("validate", GIT_DIR=str(tmp_path / "none"))
    assert status == 2
    assert said.startswith("'git rev-parse")
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["validate_tasks", "sole_writer"])
def test_console_scripts(top: Path, name: str) -> None:
    """They take no options; file names, as hook runners hand them on, do not matter."""
    code = f"import sys; from mosaic.hooks import {name} as f; sys.exit(f())"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for words, said in ((["docs/TASKS.md"], ""), (["--help"], "usage: mosaic-")):
        done = subprocess.run(
            (sys.executable, "-P", "-c", code, *words), cwd=top, env=env, capture_output=True
        )
        assert done.returncode == 0
        assert done.stderr.decode().startswith(said)


def test_the_checks_load_little() -> None:
    """Every commit waits for them: neither the command line nor the ledger is imported."""
    code = "import sys, mosaic.hooks; print(*sorted(sys.modules))"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        (sys.executable, "-P", "-c", code), env=env, capture_output=True, text=True, check=True
    )
    loaded = {name for name in done.stdout.split() if name.startswith("mosaic")}
    assert {n.split(".")[1] for n in loaded if "." in n} <= {
        "errors", "hooks", "machine", "parse", "patterns", "standard", "state", "values",
    }  # fmt: skip
    assert not {"click", "git", "mistune", "filelock", "dateutil"} & set(done.stdout.split())
