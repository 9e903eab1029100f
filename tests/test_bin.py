"""bin/: the launchers of a clone, from anywhere and under any name, and the quickstart."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mosaic import __version__
from mosaic.commands import VERBS

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / "bin"
LAUNCHER = BIN / "mosaic-orchestrator"
HOOKS = ("mosaic-validate-tasks", "mosaic-sole-writer")
DRIVERS = ("mosaic-merge-driver", "mosaic-textconv")
VERSION = f"mosaic-orchestrator, version {__version__}\n"


def run(place: Path, *words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with the interpreter that runs the tests."""
    return subprocess.run(
        [str(word) for word in words],
        cwd=place,
        env={**os.environ, "MOSAIC_PYTHON": sys.executable, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_verb_has_its_launcher() -> None:
    """bin/ has one link for each verb and hook, all to the same file, and none for others."""
    wanted = {f"mosaic-orchestrator-{verb}" for verb, _, _ in VERBS} | {*HOOKS, *DRIVERS}
    found = {path.name for path in BIN.iterdir() if path.is_symlink()}
    assert found == wanted
    for name in wanted:
        assert (BIN / name).readlink() == Path("mosaic-orchestrator")


def test_every_launcher_is_a_console_script() -> None:
    """The wheel installs the same names as the clone has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    launchers = {path.name for path in BIN.iterdir() if path.name.startswith("mosaic-")}
    assert set(project["scripts"]) == launchers


def test_every_package_that_is_needed_is_asked_for() -> None:
    """The launcher looks for what pyproject.toml names, under the names they are imported by."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    imported = {"gitpython": "git", "python-dateutil": "dateutil"}
    names = [word.split(">=")[0] for word in project["dependencies"]]
    needed = {imported.get(name, name) for name in names}
    line = next(x for x in LAUNCHER.read_text("utf-8").split("\n") if x.startswith("needed = "))
    assert set(line.split('"')[1::2]) == needed


def test_a_launcher_runs_from_any_folder(tmp_path: Path) -> None:
    """The clone is found by the launcher's own place."""
    assert run(tmp_path, LAUNCHER, "--version").stdout == VERSION


def test_a_launcher_runs_when_bin_is_on_path(tmp_path: Path) -> None:
    """As the documentation has it: PATH=<clone>/bin:$PATH."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = run(tmp_path, "sh", "-c", "mosaic-orchestrator-note --help", PATH=path)
    assert done.stdout.startswith("Usage: mosaic-orchestrator note ")


def test_a_launcher_runs_inside_bin() -> None:
    """A name without a slash is a file of the current folder."""
    assert run(BIN, "sh", "mosaic-orchestrator", "--version").stdout == VERSION


def test_a_launcher_runs_through_links(tmp_path: Path) -> None:
    """The first name in a chain of links that is ours says which verb it is."""
    (tmp_path / "first").symlink_to(BIN / "mosaic-orchestrator-retry")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/second").symlink_to("../first")
    done = run(tmp_path, tmp_path / "deep/second", "--help")
    assert done.stdout.startswith("Usage: mosaic-orchestrator retry ")


def test_a_clone_with_blanks_in_its_path(tmp_path: Path) -> None:
    """No word of a path is split."""
    place = tmp_path / "a clone; of 'mine'"
    place.symlink_to(ROOT, target_is_directory=True)
    done = run(tmp_path, place / "bin/mosaic-orchestrator", "--version")
    assert (done.stdout, done.stderr) == (VERSION, "")


def test_no_module_of_the_host_is_taken_for_ours(tmp_path: Path) -> None:
    """Neither the current folder nor the host's PYTHONPATH is searched."""
    for name in ("click.py", "mosaic.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('the host was imported')\n")
    done = run(tmp_path, LAUNCHER, "--version", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, VERSION)


def test_a_missing_package_is_one_line(tmp_path: Path) -> None:
    """A clone without its packages says what to type, and nothing else."""
    bare = tmp_path / "bare"
    subprocess.run((sys.executable, "-m", "venv", "--without-pip", str(bare)), check=True)
    done = run(tmp_path, BIN / "mosaic-orchestrator-status", MOSAIC_PYTHON=str(bare / "bin/python"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "mosaic-orchestrator-status: not installed: click, filelock, git, mistune, dateutil,"
        f" tabulate; type: {ROOT}/bin/setup\n"
    )


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_runs_from_the_clone(tmp_path: Path, name: str) -> None:
    """The two hooks have no verb; in a repository without a ledger they find nothing wrong."""
    subprocess.run(("git", "init", "--quiet"), cwd=tmp_path, check=True)
    done = run(tmp_path, BIN / name)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_drivers_run_from_the_clone(tmp_path: Path) -> None:
    """What git calls while it merges and shows has no verb either."""
    (tmp_path / "a").write_text("| id | status |\n|---|---|\n| A-1 | done |\n")
    assert run(tmp_path, BIN / "mosaic-textconv", "a").stdout == (
        "columns: id, status\nA-1 · status: done\n"
    )
    words = ("a", "a", "a", "docs/TASKS.md", "7")
    assert run(tmp_path, BIN / "mosaic-merge-driver", *words).returncode == 0
    assert run(tmp_path, BIN / "mosaic-merge-driver").returncode > 128


@pytest.mark.parametrize("name", ["setup", "check", "quickstart"])
def test_a_script_refuses_words_it_does_not_know(tmp_path: Path, name: str) -> None:
    """Before anything is made."""
    done = run(tmp_path, BIN / name, "--nonsense")
    assert done.returncode == 2
    assert done.stderr.startswith(f"usage: bin/{name} ")


@pytest.mark.slow
def test_quickstart_runs_to_its_end(tmp_path: Path) -> None:
    """The whole mission holds, and what is kept is a clean repository with its release."""
    place = tmp_path / "kept"
    done = run(ROOT, BIN / "quickstart", "--keep", place, "--python", sys.executable)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " holds  8 findings tested on main" in done.stdout
    host = place / "linkbox"
    tags = run(host, "git", "tag", "--list", "--format=%(refname:short) %(objecttype)").stdout
    assert tags == "v0.0.1 tag\n"
    assert run(host, "git", "status", "--porcelain").stdout == ""
    assert not (host / "docs/TASKS.md").exists()
    assert run(host, LAUNCHER, "verify").returncode == 0
