"""adopt, as a table: each status to each other one by hand, and whatever else a hand may try."""

from __future__ import annotations

import pytest

from mosaic.errors import CheckFailed
from mosaic.events.adopt import Edit, decide
from mosaic.machine import Status
from mosaic.parse import tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.state import FileMap, State
from tests.by_hand import TABLE

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"
NOW = "2020-01-02T12:00:00+00:00"
LATE = "2020-01-02T03:04:05+00:00"
#: What of each status a hand takes: the right hand of each line, and nothing else.
TAKEN = {
    Status.NOT_STARTED: (Status.BLOCKED, Status.DEFERRED),
    Status.IN_PROGRESS: (Status.NOT_STARTED, Status.BLOCKED),
    Status.DONE: (Status.NOT_STARTED,),
    Status.FAILED: (Status.NOT_STARTED, Status.DEFERRED),
    Status.BLOCKED: (Status.NOT_STARTED, Status.DEFERRED),
    Status.NEEDS_QA: (Status.DEFERRED,),
    Status.DEFERRED: (Status.NOT_STARTED,),
}
#: The verb that does it properly, where the machine knows a way there from that status.
PROPERLY = {
    (Status.NOT_STARTED, Status.IN_PROGRESS): "claim-next",
    (Status.IN_PROGRESS, Status.DONE): "record-result",
    (Status.IN_PROGRESS, Status.NEEDS_QA): "record-result",
    (Status.IN_PROGRESS, Status.FAILED): "record-result",
    (Status.BLOCKED, Status.IN_PROGRESS): "unblock",
    (Status.NEEDS_QA, Status.DONE): "record-result or integrate of its last -QA task",
}


def table(status: Status) -> str:
    """The ledger with the first row at this status, claimed long ago where that is so."""
    text = TABLE.replace("| not-started | SEC-1", f"| {status} | SEC-1")
    if status is Status.NOT_STARTED:
        return text
    text = text.replace("003 | | | | 8K | |", f"003 | w | {LATE} | | 8K | 2K |")
    return text.replace("| Phase: 1 |", "| Phase: 1<br>Claim: 0badcafe (attempt 1) |", 1)


def adopted(old: str, new: str, **files: str) -> Document:
    decision = decide(State(FileMap({tasks.PATH: old, **files})), Edit(NOW, {tasks.PATH: new}))
    assert decision.change
    return tasks.parse(apply(tasks.parse(old), decision.change))


def refused(old: str, new: str, **files: str) -> list[str]:
    with pytest.raises(CheckFailed) as caught:
        adopted(old, new, **files)
    assert "--discard" in caught.value.hint
    return list(caught.value.details)


@pytest.mark.parametrize("new", Status)
@pytest.mark.parametrize("old", Status)
def test_every_move_by_hand(old: Status, new: Status) -> None:
    """Taken as TAKEN says; else row, column, old and new are named, and the verb, if any."""
    before = table(old)
    after = before.replace(f"| {old} | SEC-1", f"| {new} | SEC-1")
    if old is new:
        assert decide(State(FileMap({tasks.PATH: before})), Edit(NOW, {})).change is None
    elif new in TAKEN[old]:
        row = adopted(before, after).tasks[ONE]
        assert row.status is new
        assert (row["agent"] == "") is (new is Status.NOT_STARTED or old is Status.NOT_STARTED)
    else:
        (said,) = refused(before, after)
        assert said.startswith(f"{ONE}: status '{old}' -> '{new}': ")
        verb = PROPERLY.get((old, new), "")
        assert (f"mosaic-orchestrator {verb}" in said) is bool(verb), said


ASKS = "Phase: 1<br>Question: Which?<br>Options: a, b"


def asking(status: Status = Status.BLOCKED, notes: str = ASKS) -> str:
    text = table(Status.BLOCKED).replace("| blocked | SEC-1", f"| {status} | SEC-1")
    return text.replace("Phase: 1<br>Claim", f"{notes}<br>Claim", 1)


@pytest.mark.parametrize(
    ("status", "notes"),
    [
        (Status.NOT_STARTED, ASKS),
        (Status.NOT_STARTED, "Phase: 1"),
        (Status.BLOCKED, "Phase: 1"),
        (Status.BLOCKED, "Phase: 1<br>Options: a, b"),
    ],
)
def test_no_hand_goes_past_an_open_question(status: Status, notes: str) -> None:
    """Neither by opening the row nor by taking the question out; ``answer`` is named."""
    (said,) = refused(asking(), asking(status, notes))
    assert said == (
        f"{ONE}: it waits for an answer: Which? [a, b];"
        f" run 'mosaic-orchestrator answer {ONE} CHOICE --by NAME'"
    )


@pytest.mark.parametrize(
    ("status", "notes"),
    [
        (Status.DEFERRED, ASKS),
        (Status.DEFERRED, "Phase: 1"),
        (Status.BLOCKED, ASKS.replace("Which?", "Which one?")),
        (Status.BLOCKED, f"{ASKS}<br>Remark: soon"),
    ],
)
def test_what_a_hand_may_do_beside_a_question(status: Status, notes: str) -> None:
    """Defer the row, put the question in other words, write a note."""
    assert adopted(asking(), asking(status, notes)).tasks[ONE].status is status


def test_a_question_that_is_closed_holds_nothing() -> None:
    """Of a row that is not blocked, it is a note as any other."""
    before = asking(Status.DEFERRED)
    assert adopted(before, asking(Status.NOT_STARTED)).tasks[ONE].status is Status.NOT_STARTED


def test_many_rows_at_once() -> None:
    """Every row is judged by itself; one that may not is enough, and all that may not are named."""
    text = TABLE.replace("| not-started | SEC", "| deferred | SEC")
    made = adopted(TABLE, text.replace("Verify phase 1", "Verify the phase"))
    assert [row["status"] for row in made.rows] == ["deferred", "deferred", "not-started"]
    wrong = text.replace("| deferred | SEC-2", "| failed | SEC-2").replace(
        "| not-started | Verify", "| done | Verify"
    )
    assert [said.split(":")[0] for said in refused(TABLE, wrong)] == [TWO, LAST]


def test_a_row_that_was_removed() -> None:
    """It is named, with the verbs that end a task; its dependents are named as well."""
    line = next(line for line in TABLE.split("\n") if line.startswith(f"| {TWO}"))
    found = refused(TABLE, TABLE.replace(line + "\n", ""))
    assert found[0].startswith(f"{TWO}: the row was removed")
    assert "mosaic-orchestrator defer" in found[0]


def test_an_id_that_was_renamed() -> None:
    """It is a row gone and a row come: ids are never changed."""
    found = refused(TABLE, TABLE.replace(TWO, "MS-SEC-009"))
    assert [said for said in found if said.startswith(f"{TWO}: the row was removed")]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("| MS-SEC-004 | done | more |" + " |" * 11, "status 'done': a new row is not-started"),
        ("| MS-SEC-004 | not-started | more |" + " |" * 5 + " w |" + " |" * 5, "agent 'w'"),
        ("| MS-SEC-004 | not-started | more |" + " |" * 9 + " 5K | |", "used '5K'"),
        ("| MS-SEC-004 | not-started | more |" + " |" * 10 + " Landed: 1 |", "no 'Landed:'"),
    ],
)
def test_a_new_row_begins_at_the_beginning(cells: str, why: str) -> None:
    """A hand may bring a row; what claims and records write it may not bring with it."""
    found = refused(TABLE, TABLE.replace("| MS-SEC-003 | not", f"{cells}\n| MS-SEC-003 | not"))
    assert len(found) == 1
    assert why in found[0]


def test_a_new_row_by_hand() -> None:
    """Its phase's verification waits for it."""
    row = "| MS-SEC-004 | not-started | more |" + " |" * 10 + " Phase: 1 |"
    made = adopted(TABLE, TABLE.replace("\n\nWords", f"\n{row}\n\nWords"))
    assert made.tasks[LAST].depends_on == (ONE, TWO, "MS-SEC-004")
    assert made.tasks["MS-SEC-004"].blocks == (LAST,)


def test_words_outside_the_table() -> None:
    """They are a person's own: taken, with no change of any cell."""
    state = State(FileMap({tasks.PATH: TABLE}))
    new = TABLE.replace("# Tasks\n", "# Our tasks\n\nRead this first.\n") + "\n## Afterword\n"
    decision = decide(state, Edit(NOW, {tasks.PATH: new}))
    assert decision.change
    assert (decision.change.cells, decision.change.text) == ((), new)


ARCHIVED = TABLE.replace("not-started", "done")
OTHER = TABLE.replace("MS-SEC", "MS-CQ").replace("Phase: 1", "Phase: 3")


@pytest.mark.parametrize("count", [1, 2])
def test_rows_in_a_phase_that_ended(count: int) -> None:
    """They bring one verification with them, which waits for all of them, as ``add`` makes it."""
    rows = "".join(
        f"| MS-SEC-{number:03} | not-started | more |" + " |" * 10 + " Phase: 1 |\n"
        for number in range(4, 4 + count)
    )
    files = {"docs/tasks/milestone-tasks.md": ARCHIVED}
    made = adopted(OTHER, OTHER.replace("\n\nWords", f"\n{rows}\nWords"), **files)
    check = made.tasks[f"MS-SEC-{4 + count:03}"]
    assert (check.role, check.phase, check.status) == ("verification", 1, Status.NOT_STARTED)
    assert check.depends_on == tuple(f"MS-SEC-{n:03}" for n in range(4, 4 + count))
    assert made.tasks["MS-SEC-004"].blocks == (check.id,)
    ids = [row.id for row in made.rows]
    assert ids.index(check.id) == ids.index(f"MS-SEC-{3 + count:03}") + 1
