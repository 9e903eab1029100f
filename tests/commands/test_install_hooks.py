"""install-hooks guards every commit, beside the hooks that are there, in every worktree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mosaic.hosting.hooks import is_ours
from tests.commands.conftest import Host

SH = "#!/bin/sh\n"


def commit(host: Host, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """A person's ``git commit`` of what is staged."""
    return subprocess.run(
        ("git", "commit", "-m", "by hand"),
        cwd=cwd or host.top,
        capture_output=True,
        text=True,
        env={**os.environ, **env},
    )


def edit(top: Path) -> None:
    """Stage an edit of the ledger that keeps it sound."""
    file = top / "docs/TASKS.md"
    file.write_text(file.read_text() + "\nA word by hand.\n")
    subprocess.run(("git", "add", "docs/TASKS.md"), cwd=top, check=True)


def fakes(host: Host) -> Path:
    """A folder with the two scripts, each of which refuses aloud."""
    folder = host.top.parent / "bin"
    for name in ("mosaic-validate-tasks", "mosaic-sole-writer"):
        hook(folder / name, f"{SH}echo {name} >&2\nexit 1\n")
    return folder


def hook(file: Path, text: str, mode: int = 0o755) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)
    return file.read_bytes()


def test_refuses_a_commit_by_hand(host: Host) -> None:
    """A staged edit of the ledger is refused with what to do; other work goes through."""
    said = host.ok("install-hooks")
    names = (".git/hooks/pre-commit", ".git/hooks/pre-merge-commit")
    hooks, others = said["paths"][:2], said["paths"][2:]
    assert [(p["path"], p["what"]) for p in hooks] == [(n, "written") for n in names]
    assert [p["path"] for p in others] == [".git/config", ".git/info/attributes"]
    assert os.access(host.top / names[0], os.X_OK)
    edit(host.top)
    done = commit(host)
    assert done.returncode == 1
    assert done.stderr.startswith("docs/TASKS.md: only Mosaic's entries change this file")
    assert "mosaic-orchestrator adopt" in done.stderr
    host.git("reset", "-q", "--hard")
    host.commit({"src/new.py": "x = 1\n"}, "other work")
    assert host.subjects()[0] == "other work"


def test_says_every_fault(host: Host) -> None:
    """An unsound edit is refused with each fault's line and column, and by whom it was made."""
    host.ok("install-hooks")
    file = host.top / "docs/TASKS.md"
    file.write_text(file.read_text().replace("| not-started |", "| wip |", 1))
    host.git("add", "-A")
    done = commit(host)
    lines = done.stderr.split("\n")
    assert done.returncode == 1
    assert lines[0].startswith("docs/TASKS.md:7:16")
    assert lines[0].endswith(": 'wip' is no status")
    assert lines[1].startswith("docs/TASKS.md: only Mosaic's")


def test_entries_pass(host: Host) -> None:
    """A command's own entry is made with the hooks in place, all of them asked for."""
    host.ok("config", "ledger.hooks", "all", "--reason", "try it")
    host.ok("install-hooks")
    host.ok("claim-next", "--agent", "w-1")
    assert host.subjects()[0] == "chore(orchestrator): Claim MS-SEC-001 for w-1"
    edit(host.top)
    hook(host.top / ".git/hooks/pre-commit.mosaic-chained", SH + "echo chained >&2\n")
    done = commit(host, MOSAIC_ENTRY="1", PATH=f"{fakes(host)}:{os.environ['PATH']}")
    assert (done.returncode, done.stderr) == (0, "chained\n")


def test_twice_is_already_so(host: Host) -> None:
    """The second time nothing changes."""
    host.ok("install-hooks")
    before = (host.top / ".git/hooks/pre-commit").read_bytes()
    said = host.ok("install-hooks")
    assert said["already"] is True
    assert (host.top / ".git/hooks/pre-commit").read_bytes() == before
    assert not (host.top / ".git/hooks/pre-commit.mosaic-chained").exists()


def test_dry_run_installs_nothing(host: Host) -> None:
    """It says what would be."""
    said = host.run("install-hooks", "--dry-run")
    assert said.out.startswith("would be written: .git/hooks/pre-commit\n")
    assert not (host.top / ".git/hooks/pre-commit").exists()


def test_the_hook_that_is_there_runs_first(host: Host) -> None:
    """It runs with its arguments and stdin, and its refusal counts."""
    text = SH + 'echo "$0 $#" >> ran\ncat >> ran\n'
    old = hook(host.top / ".git/hooks/pre-commit", text, 0o711)
    said = host.ok("install-hooks")
    assert said["paths"][0]["what"] == "chained"
    done = subprocess.run(
        (".git/hooks/pre-commit", "a", "b c"), cwd=host.top, input="typed\n", text=True, check=True
    )
    assert done.returncode == 0
    assert (host.top / "ran").read_text() == ".git/hooks/pre-commit.mosaic-chained 2\ntyped\n"
    chained = host.top / ".git/hooks/pre-commit.mosaic-chained"
    assert (chained.read_bytes(), chained.stat().st_mode & 0o777) == (old, 0o711)
    hook(chained, SH + "echo no >&2; exit 3\n")
    host.write("x", "")
    host.git("add", "x")
    done = commit(host)
    assert (done.returncode, done.stderr) == (1, "no\n")
    assert subprocess.run((".git/hooks/pre-commit",), cwd=host.top).returncode == 3


def test_a_hook_that_git_ignores_stays_ignored(host: Host) -> None:
    """Without the executable bit it did not run before and does not now; it comes back so."""
    old = hook(host.top / ".git/hooks/pre-commit", SH + "exit 1\n", 0o644)
    host.ok("install-hooks")
    host.commit({"x": ""}, "goes through")
    host.ok("install-hooks", "--uninstall")
    back = host.top / ".git/hooks/pre-commit"
    assert (back.read_bytes(), back.stat().st_mode & 0o777) == (old, 0o644)


def test_uninstall_restores(host: Host) -> None:
    """The chained hook is back, links too, and nothing of ours is left."""
    hooks = host.top / ".git/hooks"
    old = hook(hooks / "pre-commit", SH + "true\n")
    (hooks / "pre-merge-commit").symlink_to("../../scripts/check")
    names = sorted(p.name for p in hooks.iterdir())
    host.ok("install-hooks")
    said = host.ok("install-hooks", "--uninstall")
    assert [p["what"] for p in said["paths"][:2]] == ["restored", "restored"]
    assert sorted(p.name for p in hooks.iterdir()) == names
    assert (hooks / "pre-commit").read_bytes() == old
    assert os.readlink(hooks / "pre-merge-commit") == "../../scripts/check"
    assert host.ok("install-hooks", "--uninstall")["already"] is True


def test_a_hook_that_another_tool_replaced(host: Host) -> None:
    """Where ours was overwritten, what it was chained with is kept and named, never lost."""
    hooks = host.top / ".git/hooks"
    old = hook(hooks / "pre-commit", SH + "true\n")
    host.ok("install-hooks")
    hook(hooks / "pre-commit", SH + "echo theirs\n")
    assert host.ok("install-hooks")["paths"][0]["what"] == "left"
    assert host.ok("install-hooks", "--uninstall")["paths"][0]["what"] == "kept"
    assert (hooks / "pre-commit").read_text() == SH + "echo theirs\n"
    assert (hooks / "pre-commit.mosaic-chained").read_bytes() == old


def test_pre_commit_installed_over_it(host: Host) -> None:
    """pre-commit keeps our hook as its legacy hook; we see it there, and take it out there."""
    hooks = host.top / ".git/hooks"
    hook(hooks / "pre-commit", SH + "true\n")
    host.ok("install-hooks")
    (hooks / "pre-commit").rename(hooks / "pre-commit.legacy")
    framework = hook(hooks / "pre-commit", SH + '"$(dirname "$0")/pre-commit.legacy" "$@"\n')
    assert host.ok("install-hooks")["already"] is True
    edit(host.top)
    assert commit(host).returncode == 1
    host.ok("install-hooks", "--uninstall")
    assert (hooks / "pre-commit").read_bytes() == framework
    assert (hooks / "pre-commit.legacy").read_text() == SH + "true\n"


def test_every_worktree_is_guarded(host: Host) -> None:
    """Installed from one worktree, the hook fires in another, and is taken out from there."""
    side = host.top.parent / "side"
    host.git("worktree", "add", "-q", "-b", "side", str(side))
    host.run("install-hooks", "--repo", str(side))
    edit(side)
    assert commit(host, cwd=side).returncode == 1
    host.ok("install-hooks", "--uninstall")
    assert commit(host, cwd=side).returncode == 0


def test_commit_of_named_paths_is_guarded(host: Host) -> None:
    """``git commit -a`` and ``--only`` use an index of their own; that one is judged."""
    host.ok("install-hooks")
    edit(host.top)
    host.git("reset", "-q")
    for words in (("-a",), ("--only", "docs/TASKS.md")):
        done = subprocess.run(("git", "commit", "-qm", "x", *words), cwd=host.top)
        assert done.returncode == 1
    host.write("src/calc.py", "x = 2\n")
    host.git("commit", "-qm", "other", "--only", "src/calc.py")
    assert host.subjects()[0] == "other"


def test_without_mosaic_it_says_so_and_passes(host: Host) -> None:
    """The commands check by themselves; a missing second net stops nobody."""
    host.ok("install-hooks")
    file = host.top / ".git/hooks/pre-commit"
    text = file.read_text().replace("/mosaic/hooks.py", "/gone/hooks.py")
    file.write_text(text.replace("mosaic-sole-writer >", "mosaic-gone >"))
    edit(host.top)
    done = commit(host)
    assert done.returncode == 0
    assert "mosaic: not found, so the task ledger was not checked here;\n" in done.stderr


def test_a_command_on_the_path_is_used_first(host: Host, tmp_path: Path) -> None:
    """Both scripts where the ledger changed; a dead interpreter counts as missing."""
    host.ok("install-hooks")
    for name in ("mosaic-validate-tasks", "mosaic-sole-writer"):
        hook(tmp_path / "bin" / name, SH + f"echo {name} >> '{tmp_path}/ran'\n")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    edit(host.top)
    assert commit(host, PATH=path).returncode == 0
    assert (tmp_path / "ran").read_text() == "mosaic-validate-tasks\nmosaic-sole-writer\n"
    hook(tmp_path / "bin/mosaic-sole-writer", "#!/no/such/python\n")
    edit(host.top)
    done = commit(host, PATH=path)
    assert done.returncode == 0
    assert "mosaic: not found" in done.stderr


# --- core.hooksPath


def test_an_absolute_hooks_path(host: Host) -> None:
    """A folder outside the work tree that this repository alone is told of; made where missing."""
    folder = host.top.parent / "my hooks"
    host.git("config", "core.hooksPath", str(folder))
    host.ok("install-hooks")
    assert is_ours(folder / "pre-commit")
    edit(host.top)
    assert commit(host).returncode == 1
    host.git("config", "--unset", "core.hooksPath")
    host.ok("install-hooks", "--uninstall")
    assert not folder.exists()


def test_a_relative_ignored_hooks_path(host: Host) -> None:
    """It is looked up in each worktree, so each gets the hooks."""
    host.commit({".gitignore": "hooks/\n"})
    side = host.top.parent / "side"
    host.git("worktree", "add", "-q", "-b", "side", str(side))
    host.git("config", "core.hooksPath", "hooks")
    host.ok("install-hooks")
    edit(side)
    assert commit(host, cwd=side).returncode == 1
    edit(host.top)
    assert commit(host).returncode == 1
    host.ok("install-hooks", "--uninstall")
    assert not (side / "hooks").exists()
    assert not (host.top / "hooks").exists()


@pytest.mark.parametrize("text", [SH + "set -eu\nexit 0\n", "exit 0", ""])
def test_a_folder_that_the_project_commits(host: Host, text: str) -> None:
    """A block at the top of the project's hook, with no path of this machine in it."""
    old = hook(host.top / ".husky/pre-commit", text)
    host.git("config", "core.hooksPath", ".husky")
    said = host.ok("install-hooks")
    assert [p["what"] for p in said["paths"][:2]] == ["added", "written"]
    for name in ("pre-commit", "pre-merge-commit"):
        new = (host.top / ".husky" / name).read_text()
        assert str(Path(__file__).parents[2]) not in new
        assert "# mosaic:" in new
    assert host.ok("install-hooks")["already"] is True
    host.git("add", ".husky")
    assert commit(host).returncode == 0
    edit(host.top)
    done = commit(host, PATH=f"{fakes(host)}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert done.stderr == "mosaic-validate-tasks\nmosaic-sole-writer\n"
    host.ok("install-hooks", "--uninstall")
    assert (host.top / ".husky/pre-commit").read_bytes() == old
    assert not (host.top / ".husky/pre-merge-commit").exists()


def test_husky_stubs(host: Host) -> None:
    """husky's generated folder is left; its hooks proper, one above, get the block."""
    host.commit({".husky/pre-commit": "true\n"})
    stub = '. "$(dirname -- "$0")/h"\n'
    hook(host.top / ".husky/_/pre-commit", SH + stub)
    run = '[ ! -f "$s" ] || sh -e "$s" "$@"\n'
    hook(host.top / ".husky/_/h", f'n=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n{run}')
    host.write(".husky/_/.gitignore", "*\n")
    host.git("config", "core.hooksPath", ".husky/_")
    host.ok("install-hooks")
    assert (host.top / ".husky/_/pre-commit").read_text() == SH + stub
    assert (host.top / ".husky/pre-commit").read_text().startswith("# mosaic:begin\n")
    edit(host.top)
    done = commit(host)
    assert "mosaic: not found" in done.stderr


def test_a_hook_that_is_no_shell_script(host: Host) -> None:
    """It is left and named, with what to call from it."""
    host.commit({".githooks/pre-commit": "#!/usr/bin/env python3\n"})
    host.git("config", "core.hooksPath", ".githooks")
    said = host.ok("install-hooks")
    assert said["paths"][0]["what"] == "left"
    assert "mosaic-sole-writer" in said["paths"][0]["why"]
    assert (host.top / ".githooks/pre-commit").read_text() == "#!/usr/bin/env python3\n"


def test_hooks_that_other_repositories_share(host: Host) -> None:
    """A folder set for the whole user is left alone."""
    folder = host.top.parent / "shared-hooks"
    old = hook(folder / "pre-commit", SH + "true\n")
    host.git("config", "--global", "core.hooksPath", str(folder))
    said = host.ok("install-hooks")
    assert [p["what"] for p in said["paths"]] == ["left", "added", "written"]
    assert [p.name for p in folder.iterdir()] == ["pre-commit"]
    assert (folder / "pre-commit").read_bytes() == old


# --- merges


def diverge(host: Host) -> None:
    """The ledger moved on main; a side branch moved a file and then an own row's note."""
    host.ok("install-hooks")
    host.git("checkout", "-qb", "side")
    host.commit({"src/side.py": "x = 1\n"}, "side work")
    host.git("checkout", "-q", "main")


def test_a_merge_that_takes_a_parents_ledger(host: Host) -> None:
    """The ledger of either side is no edit by hand: with a merge commit git makes, or a person."""
    diverge(host)
    host.ok("claim-next", "--agent", "w-1")
    host.git("checkout", "-q", "side")
    host.git("merge", "-q", "--no-edit", "main")
    assert host.subjects()[0].startswith("Merge branch 'main' into side")
    host.git("checkout", "-qb", "late", "side~1")
    host.git("merge", "-q", "--no-commit", "main")
    assert commit(host).returncode == 0


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_a_conflict_settled_for_one_parent(host: Host, side: str) -> None:
    """Either side's whole ledger is one that Mosaic wrote."""
    host.ok("install-hooks")
    file = host.top / "docs/TASKS.md"
    text = file.read_text()
    host.git("checkout", "-qb", "side")
    file.write_text(text + "\nOne.\n")
    host.git("commit", "-qam", "one", "--no-verify")
    host.git("checkout", "-q", "main")
    file.write_text(text + "\nTwo.\n")
    host.git("commit", "-qam", "two", "--no-verify")
    merged = subprocess.run(("git", "merge", "side"), cwd=host.top, capture_output=True)
    assert merged.returncode == 1
    host.git("add", "-A")
    assert commit(host).returncode == 1
    host.git("checkout", "-q", "side" if side == "--theirs" else "main", "--", "docs/TASKS.md")
    assert commit(host).returncode == 0


def test_a_merge_that_edits_the_ledger(host: Host) -> None:
    """An edit slipped into a merge is one by hand."""
    diverge(host)
    host.ok("claim-next", "--agent", "w-1")
    host.git("checkout", "-q", "side")
    host.git("merge", "-q", "--no-commit", "main")
    edit(host.top)
    done = commit(host)
    assert (done.returncode, "only Mosaic's entries" in done.stderr) == (1, True)


def test_gits_own_merge_of_two_ledgers(host: Host) -> None:
    """Both sides moved other rows, and git merged them cleanly: that is the merge's own result."""
    host.ok("install-hooks")
    file = host.top / "docs/TASKS.md"
    host.git("checkout", "-qb", "side")
    file.write_text("Head of the side.\n\n" + file.read_text())
    host.git("commit", "-qam", "as another clone's entry would", "--no-verify")
    host.git("checkout", "-q", "main")
    file.write_text(file.read_text() + "\nEnd of main.\n")
    host.git("commit", "-qam", "another", "--no-verify")
    host.git("merge", "-q", "--no-edit", "side")
    text = file.read_text()
    assert text.startswith("Head of the side.")
    assert text.endswith("End of main.\n")


def test_a_merge_that_git_makes_is_judged_too(host: Host) -> None:
    """Where a clone has no driver, two sides that each add the same id merge by lines without a
    conflict, and are no ledger."""
    host.ok("install-hooks")
    host.write(".git/info/attributes", "")
    file = host.top / "docs/TASKS.md"
    rows = file.read_text()
    new = next(x for x in rows.split("\n") if x.startswith("| MS-SEC-001 |")).replace("001", "777")
    head, line, rest = rows.partition("|---|---")
    end = rest.index("\n") + 1
    host.git("checkout", "-qb", "side")
    file.write_text(head + line + rest[:end] + new + "\n" + rest[end:])
    host.git("commit", "-qam", "first row", "--no-verify")
    host.git("checkout", "-q", "main")
    file.write_text(rows.rstrip("\n") + "\n" + new + "\n")
    host.git("commit", "-qam", "last row", "--no-verify")
    words = ("git", "merge", "--no-edit", "side")
    done = subprocess.run(words, cwd=host.top, capture_output=True, text=True)
    assert done.returncode == 1
    assert "MS-SEC-777 stands on line" in done.stderr
    assert host.subjects()[0] == "last row"


def test_with_the_pre_commit_framework(host: Host, tmp_path: Path) -> None:
    """Installed before us and again over us, it runs once a commit, and so do our checks."""

    def framework(*words: str) -> None:
        subprocess.run((sys.executable, "-m", "pre_commit", *words), cwd=host.top, check=True)

    ran = tmp_path / "ran"
    host.commit(
        {
            ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: mark\n"
            f"    name: mark\n    entry: sh -c 'echo ran >> {ran}'\n    language: system\n"
            "    always_run: true\n    pass_filenames: false\n"
        }
    )
    framework("install")
    hooks = host.top / ".git/hooks"
    before = (hooks / "pre-commit").read_bytes()
    host.ok("install-hooks")
    host.commit({"x": "1"})
    framework("install")
    host.commit({"x": "2"})
    assert ran.read_text() == "ran\nran\n"
    edit(host.top)
    assert commit(host).returncode == 1
    said = host.ok("install-hooks", "--uninstall")
    assert [p["what"] for p in said["paths"][:2]] == ["removed", "removed"]
    assert sorted(f.name for f in hooks.glob("pre-*") if f.suffix != ".sample") == ["pre-commit"]
    assert (hooks / "pre-commit").read_bytes() == before
    assert commit(host).returncode == 0
