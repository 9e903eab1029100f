"""A phase's verification depends on every row of its phase, whenever that came."""

from __future__ import annotations

import pytest

from mosaic.change import Draft
from mosaic.events import phases
from mosaic.machine import Event
from mosaic.parse import tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from tests.gates.conftest import ledger, row

CHECK = {"notes": "Phase: 1\nRole: verification\nResult: success none\nCI: green (true: exit 0)"}


def entered(document: Document, name: str, phase: int | None) -> Document:
    draft = Draft(document)
    phases.enter(draft, name, phase)
    return tasks.parse(apply(document, draft.change(Event.ADD, "x")))


def ledger_with(status: str, **cells: str) -> Document:
    rows = (row("A-1", notes="Phase: 1"), row("A-2", notes="Phase: 2"))
    return tasks.parse(ledger(*rows, row("A-9", status, **CHECK, **cells)))


def test_the_verification_waits_for_what_came() -> None:
    after = entered(ledger_with("not-started"), "A-1", 1)
    assert after.tasks["A-9"].depends_on == ("A-1",)
    assert after.tasks["A-1"].blocks == ("A-9",)
    assert after.tasks["A-9"]["status"] == "not-started"


@pytest.mark.parametrize("status", ["done", "deferred"])
def test_one_that_was_finished_is_opened_again_as_if_it_had_never_run(status: str) -> None:
    cells = {"agent": "a", "started_at": "x", "completed_at": "y", "used": "4K"}
    check = entered(ledger_with(status, **cells), "A-1", 1).tasks["A-9"]
    assert check["status"] == "not-started"
    assert (check["agent"], check["started_at"], check["completed_at"]) == ("", "", "")
    assert check["used"] == "4K", "what was used stays used"
    assert check.notes.entries == (
        "Phase: 1", "Role: verification", "Reopened: A-1 entered the phase",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["in-progress", "blocked", "failed"])
def test_one_that_is_under_way_stays_so(status: str) -> None:
    check = entered(ledger_with(status), "A-1", 1).tasks["A-9"]
    assert (check["status"], check.depends_on) == (status, ("A-1",))


@pytest.mark.parametrize(("name", "phase"), [("A-9", 1), ("A-1", None), ("A-2", 2), ("A-2", 7)])
def test_where_there_is_nothing_to_enter(name: str, phase: int | None) -> None:
    """The verification itself; no phase; a phase without one."""
    document = ledger_with("done")
    assert str(entered(document, name, phase)) == str(document)
