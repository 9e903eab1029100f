"""doctor: the hooks are fired, in every work tree and for every way to keep them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.conftest import Host
from tests.commands.surgery import linked, look

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def guarded(host: Host) -> Host:
    host.ok("install-hooks")
    return host


def test_hooks_that_fire_are_well(guarded: Host) -> None:
    """Both hooks refuse, in each work tree; nothing of the user's has changed."""
    linked(guarded, "second", "-b", "second")
    guarded.write("docs/TASKS.md", guarded.tasks() + "mine\n")
    guarded.picture()  # git keeps what the diff driver printed
    before = guarded.picture(), sorted(os.listdir(guarded.top / ".git"))
    found = look(guarded.top, "hooks")
    assert (found.verdict, found.message) == (
        "ok",
        "pre-commit and pre-merge-commit refuse a hand edit in 2 work tree(s)",
    )
    assert (guarded.picture(), sorted(os.listdir(guarded.top / ".git"))) == before


def test_without_hooks_it_is_a_warning(host: Host) -> None:
    """They are the second net: nobody has to have them."""
    found = look(host.top, "hooks")
    assert found.verdict == "warn"
    assert found.message.startswith("git runs no pre-commit here")
    assert "install-hooks" in found.hint


def test_a_hook_that_was_lost_is_a_failure(guarded: Host) -> None:
    """What was installed and is gone is no choice."""
    (guarded.top / ".git/hooks/pre-commit").unlink()
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert "pre-commit is not there" in found.message


def test_a_hook_that_is_not_executable_is_named(guarded: Host) -> None:
    """git passes over it without a word that anybody reads."""
    hook = guarded.top / ".git/hooks/pre-commit"
    hook.chmod(0o644)
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert found.message == f"git passes over {hook}: it is not executable"
    assert f"chmod +x {hook}" in found.hint


def test_a_hook_that_lets_it_through(guarded: Host) -> None:
    """A hook that somebody replaced is there, runs, and guards nothing."""
    (guarded.top / ".git/hooks/pre-commit").write_text("#!/bin/sh\nexit 0\n")
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert found.message.endswith("pre-commit lets a hand edit of the ledger through")


def test_a_hook_whose_program_is_gone(guarded: Host) -> None:
    """It says so and passes; a check that looked at files alone would call it well."""
    hook = guarded.top / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text().replace("mosaic/hooks.py", "mosaic/gone.py"))
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert "finds no Mosaic to call" in found.message


def test_half_of_the_checks(guarded: Host) -> None:
    """The schema alone does not keep hands off the ledger."""
    hook = guarded.top / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text().replace("$mosaic_validate sole-writer", "$mosaic_validate"))
    found = look(guarded.top, "hooks")
    assert found.verdict == "warn"
    assert found.message.endswith("refuses, but does not call mosaic-sole-writer")


def test_another_hook_that_refuses_first(host: Host) -> None:
    """Its refusal proves nothing of ours, and its words are shown."""
    hook = host.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'no tests here' >&2\nexit 1\n")
    hook.chmod(0o755)
    host.ok("install-hooks")
    found = look(host.top, "hooks")
    assert found.verdict == "warn"
    assert "before Mosaic's checks are reached" in found.message
    assert "it said: no tests here" in found.details


def test_a_chained_hook_runs_on_a_copy(host: Host) -> None:
    """A hook that rewrites files rewrites the copy, not the user's."""
    hook = host.write(".git/hooks/pre-commit", "#!/bin/sh\necho changed > src/calc.py\n")
    hook.chmod(0o755)
    host.ok("install-hooks")
    before = (host.top / "src/calc.py").read_text()
    assert look(host.top, "hooks").verdict == "ok"
    assert (host.top / "src/calc.py").read_text() == before


def test_hooks_path_leads_away(guarded: Host) -> None:
    """Hooks in a folder that git does not look into; the setting is named with its file."""
    guarded.git("config", "core.hooksPath", str(guarded.top.parent / "other"))
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert any("core.hooksPath is '" in line and "(local)" in line for line in found.details)


def test_one_work_tree_has_another_setting(guarded: Host) -> None:
    """core.hooksPath in a work tree's own config silences the hooks of that one alone."""
    second = linked(guarded, "second", "-b", "second")
    guarded.git("config", "extensions.worktreeConfig", "true")
    guarded.git("config", "--worktree", "core.hooksPath", "/nowhere", cwd=second)
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert f"in {second}" in found.details
    assert f"in {guarded.top}" not in found.details
    assert any("(worktree)" in line for line in found.details)


def test_a_committed_folder_that_a_branch_has_not(
    guarded: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative core.hooksPath is looked up in each work tree; one on an older branch has none."""
    monkeypatch.setenv("PATH", f"{ROOT / 'bin'}{os.pathsep}{os.environ['PATH']}")
    guarded.ok("install-hooks", "--uninstall")
    old = linked(guarded, "old", "-b", "old")
    guarded.git("config", "core.hooksPath", ".githooks")
    hook = guarded.write(".githooks/pre-commit", "#!/bin/sh\necho first\n")
    hook.chmod(0o755)
    guarded.ok("install-hooks")
    other = guarded.top / ".githooks/pre-merge-commit"
    assert other.exists()
    found = look(guarded.top, "hooks")
    assert found.verdict == "fail"
    assert f"in {old}" in found.details
    assert f"in {guarded.top}" not in found.details
    guarded.git("worktree", "remove", "--force", str(old))
    assert look(guarded.top, "hooks").verdict == "ok"


def test_husky(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """husky's stubs lead from an ignored folder to the project's hooks, one above."""
    monkeypatch.setenv("PATH", f"{ROOT / 'bin'}{os.pathsep}{os.environ['PATH']}")
    stub = '#!/bin/sh\ns="${0%/_/*}/$(basename "$0")"\n[ ! -f "$s" ] || sh -e "$s"\n'
    for name in ("h", "pre-commit", "pre-merge-commit"):
        host.write(f".husky/_/{name}", stub).chmod(0o755)
    host.write(".husky/_/.gitignore", "*\n")
    host.write(".husky/pre-commit", "echo mine\n").chmod(0o755)
    host.git("config", "core.hooksPath", ".husky/_")
    assert look(host.top, "hooks").verdict == "warn"
    host.ok("install-hooks")
    assert look(host.top, "hooks").verdict == "ok"


@pytest.mark.parametrize("shape", ["bare", "submodule", "elsewhere", "sparse", "shallow"])
def test_each_layout(host: Host, shape: str) -> None:
    """The hooks are found and fired wherever the git directory lies."""
    top = host.top.parent / shape
    if shape == "bare":
        host.git("clone", "-q", "--bare", str(host.top), str(top) + ".git")
        host.git("-C", str(top) + ".git", "worktree", "add", "-q", str(top), "main")
    elif shape == "submodule":
        outer = host.top.parent / "outer"
        host.git("init", "-q", str(outer))
        host.git("-C", str(outer), "submodule", "--quiet", "add", str(host.top), "inner")
        top = outer / "inner"
    elif shape == "elsewhere":
        there = str(host.top.parent / "apart.git")
        host.git("clone", "-q", "--separate-git-dir", there, str(host.top), str(top))
    elif shape == "shallow":
        host.git("clone", "-q", "--depth", "1", f"file://{host.top}", str(top))
    else:
        host.git("clone", "-q", str(host.top), str(top))
        host.git("-C", str(top), "sparse-checkout", "set", "src")
    other = Host(top, host.capture)
    assert look(top, "hooks").verdict == "warn"
    other.ok("install-hooks")
    assert look(top, "hooks").verdict == "ok"
    assert look(top, "drivers").verdict == "ok"
    found = look(top, "repository")
    assert found.verdict == ("warn" if shape == "shallow" else "ok")
    assert {"bare": "bare", "submodule": "a submodule of", "shallow": "shallow"}.get(
        shape, ""
    ) in found.message
    assert look(top, "files").verdict == ("warn" if shape == "sparse" else "ok")
    assert look(top, "copies").verdict == "ok"
