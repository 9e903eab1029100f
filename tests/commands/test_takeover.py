"""takeover: a task in progress goes to another agent, with a new token; the old one is void."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk

WORDS = ("takeover", "MS-SEC-001", "--agent", "worker-2", "--reason", "no answer")


def test_the_old_token_is_void(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    said = host.ok(*WORDS)
    assert said["schema"] == "mosaic/takeover@1"
    assert said["task"]["agent"] == "worker-2"
    assert said["claim"] != claimed["claim"]
    assert "Takeover: from worker-1: no answer" in said["task"]["notes"]
    assert said["claim"] in (host.top / said["prompt_file"]).read_text()
    old = desk.result(claimed, commit)
    assert "another claim" in host.no(1, "gate-refused", "record-result", "--result", old)[
        "details"
    ][0]  # fmt: skip
    bare = desk.result(claimed, commit, claim=None)
    host.no(1, "gate-refused", "record-result", "--result", bare)
    host.ok("record-result", "--result", desk.result(said, commit))
    assert host.subjects()[1] == "chore(orchestrator): Take over MS-SEC-001 for worker-2"


def test_already_and_dry_run(host: Host) -> None:
    Desk(host).claim()
    before = host.picture()
    assert "worker-2" in host.ok(*WORDS, "--dry-run")["diff"]
    assert host.picture() == before
    first = host.ok(*WORDS)
    again = host.ok(*WORDS)
    assert (again["already"], again["claim"]) == (True, first["claim"])


def test_only_of_work_without_a_result(host: Host) -> None:
    host.no(1, "illegal-move", *WORDS)
    Desk(host).recorded()
    said = host.no(1, "gate-refused", *WORDS)
    assert "integrate MS-SEC-001" in said["hint"]


def test_from_another_clone_the_claim_moves_there(host: Host) -> None:
    host.git("config", "receive.denyCurrentBranch", "updateInstead")
    host.ok("claim-next", "--agent", "worker-1")
    clone = host.top.parent / "clone"
    host.git("clone", "-q", str(host.top), str(clone))
    there = Host(clone, host.capture)
    taken = there.ok(*WORDS)
    assert there.ok("claim-next", "--agent", "worker-2")["claim"] == taken["claim"]
