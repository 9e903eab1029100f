"""approve: a person's word, bound to the digest of what was there; never an agent's."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Host
from .desk import Desk

TASK = "MS-SEC-001"


def digest(host: Host) -> str:
    found = host.ok("show", TASK)["contract"]["digest"]
    assert isinstance(found, str)
    return found


def approved(host: Host) -> Any:
    return host.ok("show", TASK)["contract"]["approved"]


def test_a_contract_is_approved_until_it_is_amended(host: Host) -> None:
    full = digest(host)
    said = host.ok("approve", TASK, "--digest", full[:8].upper(), "--by", "Maintainer")
    assert (said["approved"], said["digest"], said["by"]) == ("contract", full, "Maintainer")
    assert approved(host) is True
    note = f"Approved: contract {full[:12]} by Maintainer (asserted: --by)"
    assert note in said["task"]["notes"]
    body = host.git("log", "-1", "--format=%B", "main")
    assert "Mosaic-Event: approve\n" in body
    assert f"Mosaic-Evidence: approved=contract {full} asserted: --by Maintainer\n" in body
    assert host.ok("approve", TASK, "--digest", full, "--by", "Maintainer")["already"] is True
    assert host.ok("approve", TASK, "--digest", full, "--by", "Main")["already"] is False
    told = host.ok("amend", TASK, "--target", "src/x.py", "--reason", "r")
    assert told["revalidate"] == ["the approval of the contract"]
    assert approved(host) is False
    error = host.no(1, "gate-refused", "approve", TASK, "--digest", full, "--by", "Maintainer")
    assert error["details"] == [f"contract: {digest(host)}"]
    assert host.run("verify").status == 0


def test_a_result_is_approved_by_its_commit(host: Host) -> None:
    """What is recorded anew was not approved: the task that asks for a word waits again."""
    host.ok("amend", TASK, "--evidence", "approval", "--reason", "it is grave")
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    said = host.ok(
        "record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit)
    )
    waits = [i for i in said["awaiting"] if i["gate"] == "drift"]
    assert [(i["reason"], i["command"]) for i in waits] == [
        (f"validation_gap: no approval of {commit[:12]}",
         f"run 'mosaic-orchestrator approve {TASK} --digest {commit} --by NAME'")
    ]  # fmt: skip
    host.no(1, "gate-refused", "integrate", TASK)
    told = host.ok(
        "approve", TASK, "--digest", commit, "--by", "Maintainer", "--reason", "I read it"
    )
    assert told["approved"] == "result"
    assert (
        f"Approved: result {commit[:12]} by Maintainer: I read it (asserted: --by)"
        in told["task"]["notes"]
    )
    second = desk.commit(claimed, {"src/db.py": "x = 2\n"})
    again = host.ok(
        "record-result", "--result", desk.result(claimed, second), *desk.evidence(second)
    )
    assert "drift" in [i["gate"] for i in again["awaiting"]]
    host.ok("approve", TASK, "--digest", second, "--by", "Maintainer")
    host.ok("record-result", TASK)
    assert host.ok("integrate", TASK)["outcome"] == "done"


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("worker-2", f"the agent of {TASK}"),
        ("Worker-2", f"the agent of {TASK}"),
        ("worker_2", f"the agent of {TASK}"),
        ("Worker 2", f"the agent of {TASK}"),
        ("@worker2", f"the agent of {TASK}"),
        ("\uff57orker\u20112", f"the agent of {TASK}"),
        ("worker-1", "an agent in this ledger"),
    ],
)
def test_an_agent_approves_nothing(host: Host, name: str, who: str) -> None:
    """Neither its own work, nor what it worked on before somebody else took it over."""
    Desk(host).claim()
    host.ok("takeover", TASK, "--agent", "worker-2", "--reason", "no answer")
    error = host.no(1, "gate-refused", "approve", TASK, "--digest", digest(host), "--by", name)
    assert error["message"] == f"{name} is {who}; a person approves, never an agent"


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (2, "usage", (TASK, "--digest", "abc", "--by", "A")),
        (2, "usage", (TASK, "--digest", "main1234", "--by", "A")),
        (2, "usage", (TASK, "--digest", "abcdef01")),
        (2, "usage", (TASK, "--by", "A")),
        (2, "usage", (TASK, "--digest", "abcdef01", "--by", " ")),
        (2, "usage", (TASK, "--digest", "abcdef01", "--by", ".")),
        (2, "usage", (TASK, "--digest", "abcdef01", "--by", "w\u043erker-1")),
        (2, "usage", (TASK, "--digest", "abcdef01", "--by", "A: b")),
        (1, "gate-refused", (TASK, "--digest", "abcdef01", "--by", "A")),
        (1, "unknown-task", ("MS-SEC-999", "--digest", "abcdef01", "--by", "A")),
    ],
)
def test_what_is_refused(host: Host, status: int, code: str, words: tuple[str, ...]) -> None:
    host.no(status, code, "approve", *words)


def test_a_name_is_not_another_that_begins_with_it(host: Host) -> None:
    full = digest(host)
    host.ok("approve", TASK, "--digest", full, "--by", "Maintainer of all")
    assert host.ok("approve", TASK, "--digest", full, "--by", "Maintainer")["already"] is False


def test_nothing_to_approve(host: Host) -> None:
    name = host.ok("add", "--description", "More", "--severity", "low")["task"]["id"]
    error = host.no(1, "gate-refused", "approve", name, "--digest", "abcdef01", "--by", "A")
    assert error["details"] == []
