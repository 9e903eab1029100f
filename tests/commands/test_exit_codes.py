"""Every exit code and every code word that can be met, each by the real command in a repository.

``Host.no`` asserts of each refusal that HEAD, refs, status, staged and unstaged work are the same.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mosaic.errors import CODES

from .conftest import Host
from .mishaps import (
    all_deferred,
    as_it_is,
    blocked,
    cap,
    conflict,
    drop_trailers,
    edited,
    few_columns,
    no_identity,
    no_key,
    no_ledger,
    no_prd,
    odd_config,
    one_claimed,
    refuse_message,
    refuse_ref,
    short_row,
    two_claimed,
)

CLAIM = ("claim-next", "--agent", "worker-1")
NOTE = ("note", "MS-SEC-001", "a word")
#: Code words that no command can end with yet, and why.
NOT_YET = (("worker-failed", "no command starts workers yet"),)


CASES: tuple[tuple[str, int, Callable[[Host], None], tuple[str, ...]], ...] = (
    ("usage", 2, as_it_is, ("note", "MS-SEC-001")),
    ("gate-refused", 1, no_prd, CLAIM),
    ("illegal-move", 1, as_it_is, ("unblock", "MS-SEC-001", "--reason", "now")),
    ("unknown-task", 1, as_it_is, ("note", "MS-SEC-999", "a word")),
    ("finished", 3, all_deferred, CLAIM),
    ("deadlock", 4, blocked, CLAIM),
    ("budget-exceeded", 5, cap("40K"), CLAIM),
    ("budget-frozen", 5, cap("50K"), CLAIM),
    ("handoff-required", 6, as_it_is, (*CLAIM, "--context", "55")),
    ("worker-limit", 7, two_claimed, CLAIM),
    ("nothing-ready", 7, one_claimed, CLAIM),
    ("ledger-missing", 8, no_ledger, CLAIM),
    ("ledger-broken", 8, short_row, CLAIM),
    ("ledger-edited", 8, edited, CLAIM),
    ("ledger-conflict", 8, conflict, CLAIM),
    ("config-broken", 8, odd_config, CLAIM),
    ("git-failed", 9, no_identity, NOTE),
    ("git-failed", 9, no_key, NOTE),
    ("ledger-broken", 8, few_columns, NOTE),
    ("hook-refused", 9, refuse_message, NOTE),
    ("hook-refused", 9, refuse_ref, NOTE),
    ("hook-refused", 9, drop_trailers, NOTE),
)
#: Code words that have a test of their own in test_refusals, tests/remote or tests/forges.
APART = (
    "push-failed", "outcome-unknown", "check-failed", "locked", "contended", "agent-elsewhere",
    "forge-busy", "forge-failed", "bug", "interrupted",
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "status", "prepare", "words"), CASES, ids=[f"{c[0]}-{c[2].__name__}" for c in CASES]
)
def test_code(
    host: Host, code: str, status: int, prepare: Callable[[Host], None], words: tuple[str, ...]
) -> None:
    """The envelope carries exit, code, a message and what to do; nothing else has changed."""
    prepare(host)
    said = host.no(status, code, *words)
    assert said["schema"] == "mosaic/error@1"
    assert (said["ok"], said["exit"]) == (False, status)
    assert said["message"]
    assert not said["message"].endswith((".", "\n"))
    text = host.run(*words)
    assert (text.status, text.out) == (status, "")
    assert text.err.startswith(f"error: {said['message']} [{code}]\n")


def test_every_code_is_met_or_told_why_not() -> None:
    """CODES is split between the cases, those apart, and those that cannot be met yet."""
    met = {*(case[0] for case in CASES), *APART}
    known = {code: status for code, status, _ in CODES}
    assert met | {code for code, _ in NOT_YET} == set(known)
    assert not met & {code for code, _ in NOT_YET}
    assert all(known[code] == status for code, status, *_ in CASES)


# What holds first (PROTOCOL, "Exit codes"): 2, 8, already held, 3, 4, 7, 6, 5, 7, 1.


def test_usage_is_said_before_a_broken_ledger(host: Host) -> None:
    short_row(host)
    host.no(2, "usage", "claim-next", "--agent", "-")


def test_a_broken_ledger_is_said_before_what_is_held(host: Host) -> None:
    host.ok(*CLAIM)
    short_row(host)
    host.no(8, "ledger-broken", *CLAIM)


def test_what_is_held_is_given_again_whatever_else_holds(host: Host) -> None:
    host.ok(*CLAIM)
    no_prd(host)
    cap("10K")(host)
    before = host.picture()
    said = host.ok(*CLAIM, "--context", "60")
    assert (said["already"], said["commit"]) == (True, None)
    assert host.picture() == before


@pytest.mark.parametrize(
    ("prepare", "status", "code"),
    [(all_deferred, 3, "finished"), (blocked, 4, "deadlock"), (one_claimed, 7, "nothing-ready")],
)
def test_nothing_to_claim_is_said_before_context_and_budget(
    host: Host, prepare: Callable[[Host], None], status: int, code: str
) -> None:
    prepare(host)
    cap("10K")(host)
    said = host.no(status, code, *CLAIM, "--context", "60")
    if code != "finished":
        assert any(line.startswith("refuse: context") for line in said["details"])
        assert any(line.startswith("refuse: budget") for line in said["details"])


def test_context_is_said_before_budget_workers_and_prd_and_all_are_listed(host: Host) -> None:
    two_claimed(host)
    no_prd(host)
    cap("10K")(host)
    said = host.no(6, "handoff-required", *CLAIM, "--context", "60")
    gates = [line.split(": ")[1] for line in said["details"]]
    assert sorted(gates) == ["budget", "context", "prd", "workers"]
    assert host.no(5, "budget-exceeded", *CLAIM)["details"]
    cap("900K")(host)
    host.no(7, "worker-limit", *CLAIM)
    host.ok("config", "limits.workers", "9", "--reason", "a test")
    host.no(1, "gate-refused", *CLAIM)


def test_a_task_that_waits_is_said_after_context(host: Host) -> None:
    """--task with an open dependency is a refusal (1), and that comes last."""
    said = host.no(6, "handoff-required", *CLAIM, "--task", "MS-CQ-001", "--context", "60")
    assert any(line.startswith("refuse: dependencies") for line in said["details"])
    host.no(1, "gate-refused", *CLAIM, "--task", "MS-CQ-001")


@pytest.mark.parametrize("prepare", [as_it_is, all_deferred, blocked, one_claimed, cap("40K")])
def test_next_exits_as_claim_next_would(host: Host, prepare: Callable[[Host], None]) -> None:
    prepare(host)
    would = host.run("next", "--json")
    does = host.run(*CLAIM, "--json")
    assert would.status == does.status
    if does.status:
        assert would.json == does.json
    else:
        assert would.json["task"]["id"] == does.json["task"]["id"]
