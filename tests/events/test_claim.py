"""claim: the first row in table order that dependencies, phase and scope let through."""

from __future__ import annotations

import pytest

from mosaic.errors import Deadlock, Finished, IllegalMove, MosaicError, Refused, Wait
from mosaic.events import claim
from mosaic.gates import GATES
from mosaic.parse import tasks
from mosaic.proof import apply
from mosaic.state import FileMap, State
from tests.gates.conftest import ledger, row, working

NOW = "2026-03-01T12:00:00+00:00"


def state(*rows: dict[str, str], config: str = "") -> State:
    return State(
        FileMap(
            {
                "docs/TASKS.md": ledger(*rows),
                "docs/PRD.md": "# Requirements\n\n- It works.\n",
                ".mosaic/orchestrator/config.toml": config,
            }
        )
    )


def ask(agent: str = "worker-9", **said: object) -> claim.Request:
    return claim.Request(agent, "t9", NOW, **said)  # type: ignore[arg-type]


def claimed(now: State, request: claim.Request) -> str:
    return claim.decide(now, request).task


def test_the_first_in_table_order_whatever_its_id() -> None:
    assert claimed(state(row("MS-SEC-009"), row("MS-SEC-001")), ask()) == "MS-SEC-009"


def test_every_gate_speaks_once_in_the_registry_s_order() -> None:
    """Whether the row was chosen, and so asked in two steps, or named."""
    now = state(row("A-1", depends_on="A-2"), row("A-2"))
    names = [gate.name for gate in GATES if "claim" in gate.moments]
    for request in (ask(), ask(task="A-2")):
        assert [ruling.gate for ruling in claim.decide(now, request).rulings] == names


def test_the_cells_that_it_sets() -> None:
    before = state(row("A-1", notes="Phase: 1\nClaim: old (attempt 2)", used="4K"))
    change = claim.decide(before, ask()).change
    assert change
    task = tasks.parse(apply(before.document, change)).tasks["A-1"]
    assert (task["status"], task["agent"], task["started_at"]) == ("in-progress", "worker-9", NOW)
    assert (task["notes"], task["used"]) == ("Phase: 1\nClaim: t9 (attempt 3)", "4K")
    assert (change.subject, change.claim) == ("Claim A-1 for worker-9", "t9")


@pytest.mark.parametrize(
    ("until", "ready"),
    [
        ("2026-03-01T11:59:00+00:00", True),
        ("2026-03-01T12:30:00+01:00", True),
        ("2026-03-01T11:30:00-01:00", False),
        ("2026-03-01T12:01:00+00:00", False),
        ("soon", False),
    ],
)
def test_a_parked_row_is_ready_when_its_moment_has_come(until: str, ready: bool) -> None:
    """Moments are compared, not their texts; one that cannot be read has not come."""
    now = state(row("A-1", notes=f"Parked until: {until}"), row("A-2", depends_on="A-1"))
    if ready:
        assert claimed(now, ask()) == "A-1"
    else:
        with pytest.raises(Wait, match="nothing is ready") as caught:
            claim.decide(now, ask())
        assert f"A-1: not-started, parked until {until}" in caught.value.details


def test_what_is_held_is_given_again_only_to_the_clone_that_has_its_token() -> None:
    now = state(working("A-1", agent="worker-1"), row("A-2"))
    decision = claim.decide(now, ask("worker-1", tokens={"A-1": "t1"}))
    assert (decision.change, decision.task) == (None, "A-1")
    for tokens in ({}, {"A-1": "t0"}, None):
        with pytest.raises(Wait) as caught:
            claim.decide(now, ask("worker-1", tokens=tokens))
        assert caught.value.code == "agent-elsewhere"


def test_one_of_several_that_an_agent_holds() -> None:
    now = state(working("A-1"), working("A-2"), row("A-3"))
    tokens = {"A-1": "t1", "A-2": "t1"}
    assert claimed(now, ask("worker-1", tokens=tokens, task="A-2")) == "A-2"
    with pytest.raises(Refused, match="worker-1 already holds A-1"):
        claim.decide(now, ask("worker-1", tokens=tokens, task="A-3"))


def test_a_task_by_name_that_cannot_be_claimed() -> None:
    now = state(row("A-1", "done"), row("A-2"), row("A-3", depends_on="A-2"))
    with pytest.raises(IllegalMove):
        claim.decide(now, ask(task="A-1"))
    with pytest.raises(Refused, match="A-3 cannot be claimed"):
        claim.decide(now, ask(task="A-3"))


ENDS: tuple[tuple[tuple[dict[str, str], ...], type[MosaicError], str], ...] = (
    ((row("A-1", "done"), row("A-2", "deferred")), Finished, "finished"),
    ((row("A-1", "failed"), row("A-2", depends_on="A-1")), Deadlock, "deadlock"),
    ((row("A-1", "needs-qa"),), Deadlock, "deadlock"),
    ((row("A-1", "half-done"),), Deadlock, "deadlock"),
    ((row("A-1", depends_on="A-404"),), Deadlock, "deadlock"),
    ((row("A-1", "deferred"), row("A-2", depends_on="A-1")), Deadlock, "deadlock"),
    ((working("A-1"), row("A-2", depends_on="A-1")), Wait, "nothing-ready"),
    ((working("A-1"), row("A-2", "blocked")), Wait, "nothing-ready"),
)


@pytest.mark.parametrize(("rows", "kind", "code"), ENDS)
def test_why_there_is_nothing(
    rows: tuple[dict[str, str], ...], kind: type[MosaicError], code: str
) -> None:
    """Finished, deadlock or wait; each open row is named with what it waits for."""
    with pytest.raises(kind) as caught:
        claim.decide(state(*rows), ask())
    assert caught.value.code == code
    said = "\n".join(caught.value.details)
    open_rows = [r["id"] for r in rows if r["status"] not in ("done", "deferred")]
    assert all(f"{name}: " in said for name in open_rows)
