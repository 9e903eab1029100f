"""With an upstream its tip is the ledger's: entries are pushed, and local branches follow."""

from __future__ import annotations

import os
import sys
import time

import pytest

from tests.ledgers import git

from .conftest import CLAIM, NOTE, ROOT, Clone, World, script


def test_an_entry_is_on_the_remote_and_here(world: World) -> None:
    """What is acknowledged is on the remote; the local branch and what follows the remote too."""
    said = world.one.ok(*NOTE)
    assert world.at() == said["commit"] == world.one.at() == world.one.at("origin/main")
    assert "behind" not in said
    assert world.one.git("status", "--porcelain") == ""


def test_the_other_clone_decides_on_the_remotes_tip(world: World) -> None:
    """What one clone claimed, the other cannot; its branch follows with all files."""
    first = world.one.ok(*CLAIM, "w1")
    second = world.two.ok(*CLAIM, "w2")
    assert [first["task"]["id"], second["task"]["id"]] == ["MS-SEC-001", "MS-SEC-002"]
    assert world.two.git("status", "--porcelain") == ""
    assert world.two.at() == world.at()
    assert world.two.git("rev-list", "--count", "--min-parents=2", "main") == "0"
    waits = world.one.no(7, "nothing-ready", *CLAIM, "w3")
    assert any("w2" in line for line in waits["details"])


def test_workers_start_from_the_remotes_base(world: World) -> None:
    """A person's unpushed commits get into no worker's branch."""
    world.one.commit("src/own.py", "x = 5\n")
    said = world.one.ok(*CLAIM, "w1", "--prompt")
    assert "- It starts from: origin/main" in said["prompt"]


def test_an_agent_of_another_clone_is_elsewhere(world: World) -> None:
    """The answer of 7 comes after a fetch."""
    world.one.ok(*CLAIM, "w1")
    world.two.no(7, "agent-elsewhere", *CLAIM, "w1")


def test_reading_asks_nobody(world: World) -> None:
    """Reading commands know the remote's tip as it was last seen, and never fetch."""
    world.one.ok(*CLAIM, "w1")
    assert world.two.ok("show", "MS-SEC-001")["task"]["status"] == "not-started"
    world.two.git("fetch", "-q")
    said = world.two.ok("show", "MS-SEC-001")
    assert said["task"]["status"] == "in-progress"
    assert said["notices"] == ["this is the ledger on origin/main; main here is behind it"]


def age(world: World, seconds: int) -> None:
    """Let the last fetch of the second clone be so old."""
    own = world.two.top / ".git"
    for name in ("mosaic/asked", "FETCH_HEAD", "refs/remotes/origin/main", "packed-refs"):
        if (own / name).exists():
            os.utime(own / name, (time.time() - seconds,) * 2)


@pytest.mark.parametrize("verb", [("status",), ("next",), ("show", "MS-SEC-001")])
def test_an_old_picture_says_its_age(world: World, verb: tuple[str, ...]) -> None:
    """Reading asks nobody; after ten minutes it says so, and a fetch, ours or git's, ends that."""
    old = (
        "nobody was asked: this is origin/main as it was 3 hours ago; 'git fetch origin' asks again"
    )
    assert "notices" not in world.two.ok(*verb)
    for fetch in (lambda: world.two.ok(*NOTE), lambda: world.two.git("fetch", "-q")):
        age(world, 3 * 3600)
        assert world.two.ok(*verb)["notices"] == [old]
        fetch()
        assert "notices" not in world.two.ok(*verb)
    world.two.git("branch", "-q", "--unset-upstream")
    age(world, 3 * 3600)
    assert "notices" not in world.two.ok(*verb)


def test_next_says_that_it_ends_no_loop(world: World) -> None:
    """Its 7 was asked of nobody: claim-next, which asks, may find work."""
    for agent in ("w1", "w2"):
        world.two.ok(*CLAIM, agent)
    age(world, 30)
    said = world.two.no(7, "nothing-ready", "next")
    assert "this is origin/main as it was 3" in said["details"][-1]
    said = world.two.no(7, "nothing-ready", *CLAIM, "w3")
    assert not [line for line in said["details"] if "nobody was asked" in line]


def test_a_dry_run_asks_nobody_and_changes_nothing(world: World) -> None:
    world.one.ok(*CLAIM, "w1")
    refs = world.two.git("for-each-ref")
    assert "MS-SEC-001" in world.two.ok(*CLAIM, "w2", "--dry-run")["diff"]
    assert world.two.git("for-each-ref") == refs


def test_other_files_come_along(world: World) -> None:
    """The local branch follows as a fast-forward does, the user's own work left as it was."""
    world.one.commit("src/own.py", "x = 2\n")
    world.one.git("push", "-q")
    (world.two.top / "new.py").write_text("staged\n")
    world.two.git("add", "new.py")
    (world.two.top / ".gitignore").write_text("*.tmp\n*.log\n")
    world.two.ok(*NOTE)
    assert (world.two.top / "src/own.py").read_text() == "x = 2\n"
    assert world.two.git("status", "--porcelain") == "M .gitignore\nA  new.py".replace("M", " M", 1)
    assert world.two.at() == world.at()


def test_work_in_the_way_keeps_the_branch_behind(world: World) -> None:
    """The entry is made; the branch and every file stay; commands go on from the upstream."""
    world.one.commit("src/own.py", "x = 2\n")
    world.one.git("push", "-q")
    (world.two.top / "src/own.py").write_text("mine\n")
    before = world.two.at()
    said = world.two.ok(*NOTE)
    assert said["behind"] is True
    assert any("stays behind" in line for line in said["notices"])
    assert (world.two.at(), world.at()) == (before, said["commit"])
    assert (world.two.top / "src/own.py").read_text() == "mine\n"
    assert world.two.git("status", "--porcelain") == "M src/own.py".rjust(13)
    again = world.two.ok("note", "MS-SEC-001", "and another")
    assert (again["behind"], world.at()) == (True, again["commit"])
    world.two.git("checkout", "-q", "src/own.py")
    assert "behind" not in world.two.ok("note", "MS-SEC-001", "now it can")
    assert world.two.at() == world.at()


def test_an_untracked_file_in_the_way(world: World) -> None:
    world.one.commit("src/new.py", "theirs\n")
    world.one.git("push", "-q")
    (world.two.top / "src/new.py").write_text("mine\n")
    assert world.two.ok(*NOTE)["behind"] is True
    assert (world.two.top / "src/new.py").read_text() == "mine\n"


def test_a_persons_commits_are_never_pushed(world: World) -> None:
    """They stay here, and the branch behind, until the person brings them together."""
    mine = world.one.commit("src/own.py", "x = 3\n")
    said = world.one.ok(*NOTE)
    assert said["behind"] is True
    assert world.one.at() == mine
    assert mine not in git(world.remote, "rev-list", "--all")
    assert world.one.ok("show", "MS-SEC-001")["task"]["notes"][-1] == "Note: a word"
    again = world.one.ok(*NOTE)
    assert again["already"] is True
    world.one.git("pull", "-q", "--rebase")
    assert world.one.git("log", "--format=%s", "-1", "main") == "own work on src/own.py"
    world.one.git("push", "-q")
    assert "behind" not in world.one.ok("note", "MS-SEC-001", "all together")


def test_a_hand_edit_is_refused_also_behind(world: World) -> None:
    """An edit is measured by what the worktree has out, not by the upstream."""
    world.two.ok(*NOTE)
    edit(world.one, "MS-SEC-001: do it", "MS-SEC-001: do it well")
    world.one.no(8, "ledger-edited", "note", "MS-SEC-002", "other")


def edit(clone: Clone, old: str, new: str, path: str = "docs/TASKS.md") -> None:
    """A person's edit of the copy in a clone's work tree."""
    file = clone.top / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


@pytest.mark.parametrize("row", ["MS-SEC-001", "MS-SEC-002"])
def test_an_edit_of_an_older_state_is_adopted_three_ways(world: World, row: str) -> None:
    """Another row, or another cell of the same: what others did since stays, and so does the
    edit; the branch follows with all its files."""
    world.one.commit("src/own.py", "x = 2\n")
    world.one.git("push", "-q")
    world.one.ok(*NOTE)
    edit(world.two, f"{row}: do it", f"{row}: do it well")
    said = world.two.ok("adopt", "--reason", "clearer")
    assert said["changes"] == [f'{row} description "{row}: do it" -> "{row}: do it well"']
    text = git(world.remote, "show", "main:docs/TASKS.md")
    assert f"{row}: do it well" in text
    assert "Note: a word" in text
    assert world.two.at() == world.at() == said["commit"]
    assert world.two.git("status", "--porcelain") == ""
    assert (world.two.top / "src/own.py").read_text() == "x = 2\n"
    assert world.two.ok("verify")["ok"] is True


def test_an_edit_that_does_not_fit_is_named(world: World) -> None:
    """Row and column, what each says and what it was; nothing is changed."""
    edit(world.one, "MS-SEC-001: do it", "MS-SEC-001: do it well")
    world.one.ok("adopt", "--reason", "clearer")
    edit(world.two, "MS-SEC-001: do it", "MS-SEC-001: do it soon")
    said = world.two.no(8, "ledger-edited", "adopt")
    assert said["details"] == [
        "docs/TASKS.md: MS-SEC-001 description: the edit says 'MS-SEC-001: do it soon', the ledger"
        " 'MS-SEC-001: do it well'; before, it was 'MS-SEC-001: do it'"
    ]
    assert "--discard" in said["hint"]
    world.two.ok("adopt", "--discard")
    world.two.ok(*NOTE)


def test_an_edit_that_the_others_made_as_well(world: World) -> None:
    """It is no edit any more, and in nobody's way."""
    for clone in (world.one, world.two):
        edit(clone, "MS-SEC-001: do it", "MS-SEC-001: do it well")
    world.one.ok("adopt", "--reason", "clearer")
    assert world.two.ok("adopt")["already"] is True
    world.two.ok(*NOTE)
    assert world.two.at() == world.at()
    assert world.two.git("status", "--porcelain") == ""


def test_an_adopted_edit_that_the_branch_cannot_follow_with(world: World) -> None:
    """Other work is in the way: the entry has the edit, and the copy is no edit any more."""
    world.one.commit("src/own.py", "x = 2\n")
    world.one.git("push", "-q")
    world.one.ok(*NOTE)
    edit(world.two, "MS-SEC-002: do it", "MS-SEC-002: do it well")
    (world.two.top / "src/own.py").write_text("mine\n")
    said = world.two.ok("adopt", "--reason", "clearer")
    assert (said["behind"], world.at()) == (True, said["commit"])
    assert world.two.ok("note", "MS-SEC-002", "and on")["behind"] is True
    world.two.git("checkout", "-q", "src/own.py")
    assert "behind" not in world.two.ok("note", "MS-SEC-002", "now it can")
    assert world.two.git("status", "--porcelain") == ""
    assert "do it well" in (world.two.top / "docs/TASKS.md").read_text()


def test_an_edit_of_an_older_config(world: World) -> None:
    """A file that is no table is taken where only the edit changed it."""
    config = ".mosaic/orchestrator/config.toml"
    world.one.ok(*NOTE)
    edit(world.two, "workers = 9", "workers = 8", config)
    world.two.ok("adopt", "--reason", "fewer")
    assert "workers = 8" in git(world.remote, "show", f"main:{config}")
    assert world.two.git("status", "--porcelain") == ""
    edit(world.one, "workers = 9", "workers = 7", config)
    said = world.one.no(8, "ledger-edited", "adopt")
    assert said["details"] == [f"{config}: the edit is of an older state"]


@pytest.mark.parametrize("verb", [("status",), ("show", "MS-SEC-001")])
def test_reading_in_an_unfinished_merge(world: World, verb: tuple[str, ...]) -> None:
    """It answers from the tip, and says so: the copy has two versions."""
    world.one.git("checkout", "-q", "-b", "side")
    for branch, word in (("side", "one"), ("main", "other")):
        world.one.git("checkout", "-q", branch)
        text = (world.one.top / "docs/TASKS.md").read_text()
        world.one.commit("docs/TASKS.md", text.replace("MS-SEC-001: do it", word))
    git(world.one.top, "merge", "-q", "side", check=False)
    assert "<<<<<<<" in (world.one.top / "docs/TASKS.md").read_text()
    (said,) = world.one.ok(*verb)["notices"]
    assert said == "a merge is not finished here; this is the ledger's tip, as it was before"


def test_an_edit_beside_commits_of_ones_own(world: World) -> None:
    """What else only this clone has would have to be brought along: that is a person's."""
    world.two.commit("src/own.py", "x = 2\n")
    world.one.ok(*NOTE)
    edit(world.two, "MS-SEC-002: do it", "MS-SEC-002: do it well")
    said = world.two.no(8, "ledger-edited", "adopt")
    assert said["details"] == ["the branch here has commits that are not there"]


def test_the_upstream_moves_while_an_edit_is_adopted(world: World) -> None:
    """The edit is brought to the newest tip, as any event is decided again."""
    world.one.ok(*NOTE)
    edit(world.two, "MS-SEC-002: do it", "MS-SEC-002: do it well")
    once = world.two.top.parent / "once"
    other = f"cd {world.one.top} && PYTHONPATH={ROOT} {sys.executable} -P -m mosaic note"
    body = f"test -e {once} || {{ : >{once}; {other} MS-SEC-001 meanwhile >/dev/null; }}"
    script(world.two.top / ".git/hooks/commit-msg", body)
    world.two.ok("adopt", "--reason", "clearer")
    text = git(world.remote, "show", "main:docs/TASKS.md")
    assert once.exists()
    assert "meanwhile" in text
    assert "do it well" in text


def test_an_edit_is_adopted_and_pushed(world: World) -> None:
    """An edit of the tip's own state becomes an entry on the remote, after the other's."""
    world.two.ok("note", "MS-SEC-002", "meanwhile")
    world.one.git("pull", "-q")
    file = world.one.top / "docs/TASKS.md"
    file.write_text(file.read_text().replace("MS-SEC-001: do it", "MS-SEC-001: do it well"))
    said = world.one.ok("adopt", "--reason", "clearer")
    assert said["commit"] == world.at() == world.one.at()
    assert "do it well" in git(world.remote, "show", "main:docs/TASKS.md")
    assert world.one.git("status", "--porcelain") == ""


def test_a_clone_of_one_other_branch(world: World) -> None:
    """A clone whose refspec does not cover the branch knows the upstream all the same."""
    world.one.git("config", "remote.origin.fetch", "+refs/heads/other:refs/remotes/origin/other")
    world.one.git("update-ref", "-d", "refs/remotes/origin/main")
    for word in ("first", "second"):
        said = world.one.ok("note", "MS-SEC-001", word)
        assert world.at() == said["commit"] == world.one.at("refs/remotes/origin/main")


def test_a_mirrors_refspec_moves_no_branch(world: World) -> None:
    """A remote that is fetched into the branches themselves is no upstream: git would move a
    person's branch with each push."""
    world.one.git("config", "remote.origin.fetch", "+refs/heads/*:refs/heads/*")
    mine, before = world.one.commit("src/own.py", "x = 6\n"), world.at()
    world.one.ok("note", "MS-SEC-002", "kept apart")
    assert (world.one.at("main~1"), world.at()) == (mine, before)


def test_a_branch_of_another_name(world: World) -> None:
    """The local branch and its upstream may have two names."""
    world.one.git("branch", "-q", "-m", "main", "ledger")
    said = world.one.ok(*NOTE)
    assert world.at() == said["commit"] == world.one.at("ledger")


def test_a_linked_worktree_and_a_detached_head(world: World) -> None:
    """The worktree that has the branch out follows, wherever the command runs."""
    world.one.ok("note", "MS-SEC-002", "so this clone knows the branch")
    world.one.git("checkout", "-q", "--detach")
    place = world.one.top.parent / "linked"
    world.one.git("worktree", "add", "-q", str(place), "main")
    world.two.ok(*NOTE)
    world.one.ok("note", "MS-SEC-001", "from a detached head")
    assert git(place, "status", "--porcelain") == ""
    assert "from a detached head" in (place / "docs/TASKS.md").read_text()


@pytest.mark.parametrize("push", ["never", "auto"])
def test_without_an_upstream_nothing_is_pushed(world: World, push: str) -> None:
    """never: local only, nobody is asked; auto without an upstream: the same."""
    if push == "never":
        world.one.ok("config", "ledger.push", "never", "--reason", "alone")
        world.one.git("remote", "set-url", "origin", "/nowhere")
    else:
        world.one.git("branch", "-q", "--unset-upstream")
    before = world.at()
    said = world.one.ok(*NOTE)
    assert (world.one.at(), world.at()) == (said["commit"], before)


def test_never_can_be_said_offline(world: World) -> None:
    """It is this clone's own word: nobody is asked, and the others go on."""
    world.remote.rename(world.remote.with_name("away.git"))
    world.one.ok("config", "ledger.push", "never", "--reason", "on the road")
    said = world.one.ok(*NOTE)
    world.remote.with_name("away.git").rename(world.remote)
    assert world.two.ok("note", "MS-SEC-002", "meanwhile")["commit"] == world.at()
    assert world.one.at() == said["commit"] != world.at()


def test_always_without_an_upstream_says_what_to_type(world: World) -> None:
    world.one.ok("config", "ledger.push", "always", "--reason", "together")
    world.one.ok(*NOTE)
    world.one.git("branch", "-q", "--unset-upstream")
    said = world.one.no(9, "push-failed", "note", "MS-SEC-001", "more")
    assert said["hint"] == "git push -u origin main"
    world.one.git("remote", "remove", "origin")
    said = world.one.no(9, "push-failed", "note", "MS-SEC-001", "more")
    assert "git remote add" in said["hint"]
    world.one.ok("config", "ledger.push", "auto", "--reason", "alone after all")


def test_entries_made_alone_go_along(world: World) -> None:
    """Entries that only the local branch has are pushed as they are, where nobody was first."""
    world.one.ok("config", "ledger.push", "never", "--reason", "alone")
    for word in ("first", "second"):
        world.one.ok("note", "MS-SEC-001", word)
    before = world.at()
    world.one.ok("config", "ledger.push", "auto", "--reason", "together again")
    assert world.at() == world.one.at()
    assert world.subjects()[:3] == [
        "chore(orchestrator): Set ledger.push to auto",
        "chore(orchestrator): Note on MS-SEC-001",
        "chore(orchestrator): Note on MS-SEC-001",
    ]
    assert git(world.remote, "merge-base", "main", before) == before


def test_a_clone_of_an_empty_remote(world: World) -> None:
    """While the remote has no such branch, nothing of a person's goes there by itself."""
    git(world.remote, "update-ref", "-d", "refs/heads/main")
    world.one.git("update-ref", "-d", "refs/remotes/origin/main")
    said = world.one.ok(*NOTE)
    assert world.one.at() == said["commit"]
    assert git(world.remote, "for-each-ref") == ""
    world.one.git("push", "-q", "origin", "main")
    assert world.one.ok("note", "MS-SEC-001", "there now")["commit"] == world.at()


def test_a_removed_branch_is_no_empty_one(world: World) -> None:
    """A branch that the remote had and has no more is nobody's to make again unasked."""
    git(world.remote, "update-ref", "-d", "refs/heads/main")
    said = world.one.no(9, "push-failed", *NOTE)
    assert "any more" in said["message"]


def test_the_unborn_branch_of_a_second_clone(world: World) -> None:
    """A clone made while the remote was empty follows with every file."""
    empty = world.remote.parent / "empty.git"
    git(world.remote.parent, "init", "-q", "--bare", "-b", "main", str(empty))
    late = world.remote.parent / "late"
    git(world.remote.parent, "clone", "-q", str(empty), str(late))
    world.one.git("push", "-q", str(empty), "main")
    clone = type(world.one)(late, world.one.capture)
    said = clone.ok(*NOTE)
    assert clone.at() == said["commit"]
    assert clone.git("status", "--porcelain") == ""
    assert (late / "src/own.py").read_text() == "x = 1\n"
