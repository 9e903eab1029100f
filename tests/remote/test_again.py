"""Entries that only one clone has: pushed as they are, made again on what others did, or named."""

from __future__ import annotations

import json

import pytest

from mosaic.parse.paths import REGISTRY
from mosaic.parse.registry import read_registry
from tests.ledgers import git

from .conftest import CLAIM, Clone, World


def alone(clone: Clone) -> None:
    """Work in this clone alone from now on, without telling the others."""
    clone.ok("config", "ledger.push", "never", "--reason", "no network")


def together(clone: Clone) -> tuple[str, ...]:
    return ("config", "ledger.push", "auto", "--reason", "the network is back")


@pytest.fixture
def parted(world: World) -> World:
    """One clone is alone; the other goes on."""
    alone(world.one)
    return world


def test_made_again_in_order_with_their_own_words(parted: World) -> None:
    """Cell by cell on the fresh table; message, author and date stay; one push has all of it."""
    one, two = parted.one, parted.two
    one.git("config", "user.name", "Somebody Else")
    first = one.ok("note", "MS-SEC-001", "offline")["commit"]
    one.ok(*CLAIM, "w1")
    one.git("config", "--unset", "user.name")
    two.ok("note", "MS-SEC-002", "meanwhile")
    log = "%s%n%b%an %ad"
    told = one.git("log", "--reverse", f"--format={log}", f"{first}~1..main")
    said = one.ok(*together(one))
    assert any("3 entries of this clone are made again" in line for line in said["notices"])
    assert one.at() == parted.at() == said["commit"]
    assert one.git("status", "--porcelain") == ""
    assert git(parted.remote, "log", "--reverse", f"--format={log}", "main~3..main~1") == told
    assert parted.one.ok("verify")["ok"] is True
    assert one.ok(*CLAIM, "w1")["already"] is True
    said = two.ok(*CLAIM, "w2")
    assert said["task"]["id"] == "MS-SEC-002"


def test_a_new_row_comes_along(parted: World) -> None:
    parted.one.ok("add", "--description", "one more", "--severity", "critical", "--file", "a.py")
    parted.two.ok("note", "MS-SEC-002", "meanwhile")
    parted.one.ok(*together(parted.one))
    assert "one more" in git(parted.remote, "show", "main:docs/TASKS.md")
    assert "meanwhile" in git(parted.remote, "show", "main:docs/TASKS.md")
    assert parted.one.ok("verify")["ok"] is True


def test_two_claims_of_one_task_are_a_persons_to_settle(parted: World) -> None:
    """Named, with what to type; what a person then merges and pushes is worked on."""
    parted.one.ok(*CLAIM, "w1")
    parted.two.ok(*CLAIM, "w2")
    said = parted.one.no(8, "ledger-conflict", *together(parted.one))
    assert "Claim MS-SEC-001 for w1" in said["details"][0]
    assert "git pull --no-rebase origin main" in said["hint"]
    assert parted.one.ok("show", "MS-SEC-001")["task"]["agent"] == "w1"
    git(parted.one.top, "pull", "-q", "--no-rebase", "-X", "theirs", "origin", "main")
    parted.one.git("push", "-q", "origin", "main")
    parted.one.ok("config", "ledger.push", "auto", "--reason", "together")
    assert parted.one.ok("show", "MS-SEC-001")["task"]["agent"] == "w2"
    assert parted.one.at() == parted.at()


def test_entries_among_own_commits_are_named(parted: World) -> None:
    """What would push a person's commits as well is for the person to push."""
    parted.one.ok("note", "MS-SEC-001", "offline")
    parted.one.commit("src/own.py", "x = 4\n")
    said = parted.one.no(8, "ledger-conflict", *together(parted.one))
    assert said["hint"] == "bring them there yourself: 'git push origin main'"
    assert parted.one.ok("show", "MS-SEC-001")["task"]["notes"][-1] == "Note: offline"
    parted.one.git("push", "-q", "origin", "main")
    parted.one.ok(*together(parted.one))
    assert parted.one.at() == parted.at()


def test_another_state_file_changed_on_both_sides(parted: World) -> None:
    """The config is no list: where both wrote it, a person decides."""
    parted.two.ok("config", "limits.workers", "8", "--reason", "a test")
    said = parted.one.no(8, "ledger-conflict", *together(parted.one))
    assert "config.toml was changed there as well" in said["details"][0]


def test_the_registry_changed_on_both_sides(parted: World) -> None:
    """Two deferrals are two sections: both stay, the upstream's first."""
    words = ("--reason", "later", "--category", "Hard", "--risk", "Low", "--approach", "slowly")
    parted.one.ok("defer", "MS-SEC-001", *words)
    parted.two.ok("defer", "MS-SEC-002", *words)
    parted.one.ok(*together(parted.one))
    text = git(parted.remote, "show", f"main:{REGISTRY}")
    assert [entry.id for entry in read_registry(text)] == ["MS-SEC-002", "MS-SEC-001"]
    assert parted.one.ok("verify")["ok"] is True


def limited(world: World, workers: int) -> None:
    world.one.ok("config", "limits.workers", str(workers), "--reason", "a test")
    world.two.git("pull", "-q")
    alone(world.one)


def test_two_clones_do_not_pass_the_worker_limit_together(world: World) -> None:
    """A claim made alone is decided again on the fresh table: refused while the slot is taken,
    and it goes along by itself when the other's result is recorded."""
    limited(world, 1)
    world.one.ok(*CLAIM, "w1", "--task", "MS-SEC-002")
    claim = world.two.ok(*CLAIM, "w2")
    said = world.one.no(8, "ledger-conflict", *together(world.one))
    assert (
        "'chore(orchestrator): Claim MS-SEC-002 for w1' does not fit there: " in said["details"][0]
    )
    assert "1 of 1 workers are at work: MS-SEC-001 (w2)" in said["details"][0]
    result = {"task_id": "MS-SEC-001", "status": "failed", "used": "1K", "commit_sha": None}
    result |= {"notes": "no luck", "claim": claim["claim"]}
    (world.two.top / "result.json.tmp").write_text(json.dumps(result))
    world.two.ok("record-result", "MS-SEC-001", "--result", str(world.two.top / "result.json.tmp"))
    world.one.ok(*together(world.one))
    world.two.git("pull", "-q")
    assert world.two.ok("show", "MS-SEC-002")["task"]["agent"] == "w1"
    assert world.two.ok("verify")["ok"] is True


@pytest.mark.parametrize(("workers", "ok"), [(2, False), (3, True)])
def test_claims_of_one_clone_are_judged_in_their_order(
    world: World, workers: int, ok: bool
) -> None:
    """Each beside those before it: the one that is too many is named."""
    world.one.ok("add", "--description", "one more", "--severity", "critical", "--file", "a.py")
    limited(world, workers)
    world.one.ok(*CLAIM, "w1", "--task", "MS-SEC-002")
    world.one.ok(*CLAIM, "w3", "--task", "MS-SEC-004")
    world.two.ok(*CLAIM, "w2")
    if ok:
        world.one.ok(*together(world.one))
        return
    said = world.one.no(8, "ledger-conflict", *together(world.one))
    assert "Claim MS-SEC-004 for w3" in said["details"][0]


def test_a_claim_that_is_over_is_not_judged(world: World) -> None:
    """Its slot is free again: what was done alone is done."""
    limited(world, 1)
    claim = world.one.ok(*CLAIM, "w1", "--task", "MS-SEC-002")
    result = {"task_id": "MS-SEC-002", "status": "failed", "used": "1K", "commit_sha": None}
    result |= {"notes": "no luck", "claim": claim["claim"]}
    (world.one.top / "result.json.tmp").write_text(json.dumps(result))
    world.one.ok("record-result", "MS-SEC-002", "--result", str(world.one.top / "result.json.tmp"))
    world.two.ok(*CLAIM, "w2")
    world.one.ok(*together(world.one))
    assert world.one.at() == world.at()
