"""A person's commits that changed state files and are not on the upstream: named, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic import cli
from tests.ledgers import git

from .conftest import NOTE, Clone, World

TABLE = "docs/TASKS.md"


def _said(clone: Clone, *words: str) -> str:
    """A verb's words for people, of both streams."""
    clone.capture.readouterr()
    cli.run([words[0], "--repo", str(clone.top), *words[1:]])
    return "".join(clone.capture.readouterr())


def _edited(clone: Clone) -> str:
    """A commit of a person's that changes a description; its id."""
    text = (clone.top / TABLE).read_text()
    return clone.commit(TABLE, text.replace("MS-SEC-001: do it", "MS-SEC-001: do it well"))


@pytest.mark.parametrize("behind", [False, True])
def test_adopt_names_commits_that_it_cannot_take(world: World, behind: bool) -> None:
    """An edit that was committed and not pushed is no part of the ledger: adopt says so, and what
    it says to type leads to an entry."""
    world.one.ok(*NOTE)
    mine = _edited(world.one)
    if behind:
        world.two.ok("note", "MS-SEC-003", "meanwhile")
    said = world.one.no(8, "ledger-conflict", "adopt")
    assert said["details"] == [f"{mine[:12]} own work on {TABLE}"]
    assert ("git pull --rebase" in said["hint"]) is behind
    assert "commits of its own" in _said(world.one, "status")
    if behind:
        world.one.git("pull", "-q", "--rebase")
    world.one.git("push", "-q", "origin", "main")
    assert world.one.ok("adopt")["commit"] == world.at()
    assert world.one.ok("verify")["ok"] is True
    assert "do it well" in git(world.remote, "show", f"main:{TABLE}")


def test_where_the_remote_refuses_the_push(world: World) -> None:
    """The second way that the hint names: the commit becomes an edit again, and then an entry."""
    _edited(world.one)
    assert "git reset --soft origin/main" in world.one.no(8, "ledger-conflict", "adopt")["hint"]
    world.one.git("reset", "-q", "--soft", "origin/main")
    assert world.one.ok("adopt")["commit"] == world.at() == world.one.at()


def test_commits_of_other_files_are_in_nobodys_way(world: World) -> None:
    world.one.commit("src/own.py", "x = 4\n")
    assert world.one.ok("adopt")["already"] is True


def test_bootstrap_waits_for_a_setup_that_is_not_pushed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What init wrote, committed and not pushed, and the entry would both write the config."""
    remote, top = tmp_path / "remote.git", tmp_path / "host"
    git(tmp_path, "init", "-q", "-b", "main", str(top))
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    one = Clone(top, capsys)
    one.commit(
        "docs/reports/review/01-security-review.md", "# Security\n\n## High\n\n### SEC-1: x y\n"
    )
    one.git("remote", "add", "origin", str(remote))
    one.git("push", "-q", "-u", "origin", "main")
    one.ok("init", "--quality-gates", "true")
    one.git("add", "-A")
    one.git("commit", "-q", "-m", "set up")
    report = str(top / "docs/reports/review")
    said = one.no(8, "ledger-conflict", "bootstrap-from-review", report)
    assert "git push origin main" in said["hint"]
    one.git("push", "-q", "origin", "main")
    said = one.ok("bootstrap-from-review", report)
    assert "behind" not in said
    assert said["commit"] == one.at() == git(remote, "rev-parse", "main")


@pytest.mark.parametrize("verb", [("status",), NOTE, ("bootstrap-from-review", "docs")])
def test_a_remote_that_was_replaced(world: World, verb: tuple[str, ...]) -> None:
    """Another history without a ledger is no reason to begin a new one there."""
    world.one.ok(*NOTE)
    world.two.git("checkout", "-q", "--orphan", "other")
    world.two.git("rm", "-rfq", ".")
    world.two.commit("README.md", "another project\n")
    world.two.git("push", "-q", "-f", "origin", "other:main")
    world.one.git("fetch", "-q")
    other = world.at()
    words = (verb[0], str(world.one.top / verb[1])) if verb[0].startswith("boot") else verb
    (world.one.top / "docs/01-security-review.md").write_text("## High\n\n### SEC-1: x y\n")
    said = world.one.no(8, "ledger-conflict", *words)
    assert "bootstrap" not in said["hint"]
    assert world.at() == other
