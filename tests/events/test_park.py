"""park and unpark: aside until a time, at the same status, without a worker's slot."""

from __future__ import annotations

import pytest

from mosaic.errors import IllegalMove, Refused
from mosaic.events.park import park, unpark
from mosaic.gates.rows import working
from mosaic.parse import tasks
from mosaic.parse.tasks import COLUMNS
from mosaic.proof import apply
from mosaic.state import FileMap, State

LATER = "2030-01-01T00:00:00+00:00"


def state(status: str, notes: str = "Phase: 1") -> State:
    cells = {"id": "MS-SEC-001", "status": status, "agent": "w1", "notes": notes}
    line = "| " + " | ".join(cells.get(c, "") for c in COLUMNS) + " |"
    head = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|\n"
    return State(FileMap({tasks.PATH: f"# Tasks\n\n{head}{line}\n"}))


def moved(before: State, until: str = LATER) -> State:
    change = park(before, "MS-SEC-001", until, "the quota is used up").change
    assert change is not None
    return State(FileMap({tasks.PATH: apply(before.document, change)}))


@pytest.mark.parametrize("status", ["not-started", "in-progress"])
def test_there_and_back(status: str) -> None:
    """The same bytes as before; parked twice is already so, and so is unparked twice."""
    before = state(status)
    parked = moved(before)
    row = parked.document.tasks["MS-SEC-001"]
    assert row["status"] == status
    assert row.notes.get("Parked until") == LATER
    assert row.notes.get("Parked") == "the quota is used up"
    assert not working(row)
    assert park(parked, row.id, LATER, "the quota is used up").change is None
    change = unpark(parked, row.id).change
    assert change is not None
    assert change.cells[0].column == "notes"
    assert apply(parked.document, change) == before.text
    assert unpark(before, row.id).change is None


def test_parked_again_is_one_note() -> None:
    again = moved(moved(state("in-progress")), "2031-01-01T00:00:00+00:00")
    notes = again.document.tasks["MS-SEC-001"].notes
    assert notes.all("Parked until") == ("2031-01-01T00:00:00+00:00",)


@pytest.mark.parametrize("status", ["done", "blocked", "failed", "needs-qa", "deferred"])
def test_only_what_may_be_worked_on_is_parked(status: str) -> None:
    with pytest.raises(IllegalMove):
        park(state(status), "MS-SEC-001", LATER, "why")
    with pytest.raises(IllegalMove):
        unpark(state(status), "MS-SEC-001")


@pytest.mark.parametrize("until", ["", "tomorrow", "2030-01-01T00:00:00"])
def test_a_time_without_its_offset_is_none(until: str) -> None:
    with pytest.raises(Refused):
        park(state("not-started"), "MS-SEC-001", until, "why")
