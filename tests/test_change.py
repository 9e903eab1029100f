"""A change is a value: what a draft says of it, and what its text becomes."""

from __future__ import annotations

import cProfile

import pytest

from mosaic.change import Change, Draft
from mosaic.errors import LedgerUnusable, Refused
from mosaic.machine import Event
from mosaic.parse import faults
from mosaic.parse.tasks import parse
from mosaic.proof import apply, prove

LEDGER = """\
# Board

## Phase 1

| id | status | description | depends_on | blocks | notes | owner |
|----|--------|-------------|------------|--------|-------|-------|
| MS-SEC-001 | done   | one | | MS-SEC-002 | Phase: 1 | me |
| MS-SEC-002 | failed | two | MS-SEC-001 | | Phase: 1<br>Role: qa | |

## Phase 2

### Tasks

| id | status | description | depends_on | blocks | notes |
|----|--------|-------------|------------|--------|-------|
| MS-CQ-001 | not-started | three | | | Phase: 2 |

The end, with | a pipe.
"""


def draft_of(text: str = LEDGER) -> Draft:
    return Draft(parse(text))


def _done(draft: Draft) -> tuple[Change, str]:
    """The draft's change and the text that it makes, proved."""
    change = draft.change(Event.NOTE, "Test")
    text = apply(draft.document, change)
    prove(draft.document, text, change)
    return change, text


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _new(before: str, after: str) -> list[str]:
    """The lines that came."""
    old = _lines(before)
    return [line for line in _lines(after) if line not in old]


def test_a_draft_reads_back_what_was_written() -> None:
    """Events build on what they wrote; the document stays as it was."""
    draft = draft_of()
    draft.put("MS-SEC-001", "status", "failed")
    draft.note("MS-SEC-001", "Note", "first\nof\ttwo \x1b[1m")
    draft.note("MS-SEC-001", "Note", "second")
    draft.renote("MS-SEC-001", "Phase", "3")
    assert draft.value("MS-SEC-001", "status") == "failed"
    assert draft.notes("MS-SEC-001").entries == (
        "Phase: 3", "Note: first of two [1m", "Note: second",
    )  # fmt: skip
    assert draft.document.tasks["MS-SEC-001"]["status"] == "done"
    change, text = _done(draft)
    assert [(c.task, c.column, c.old, c.new) for c in change.cells] == [
        ("MS-SEC-001", "status", "done", "failed"),
        (
            "MS-SEC-001",
            "notes",
            "Phase: 1",
            "Phase: 3\nNote: first of two [1m\nNote: second",
        ),
    ]
    assert change.tasks == ("MS-SEC-001",)
    assert _new(LEDGER, text) == [
        "| MS-SEC-001 | failed | one | | MS-SEC-002 |"
        " Phase: 3<br>Note: first of two [1m<br>Note: second | me |"
    ]


def test_a_cell_put_back_is_no_change() -> None:
    """What ends as it was is not in the entry."""
    draft = draft_of()
    draft.put("MS-SEC-001", "status", "failed")
    draft.put("MS-SEC-001", "status", "done")
    change, text = _done(draft)
    assert change.cells == ()
    assert text == LEDGER


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "a\nb"),
        ("owner", "-"),
        ("notes", " x"),
        ("description", "a<br>b"),
        ("id", "\x00"),
    ],
)
def test_what_no_cell_can_hold_is_refused(column: str, value: str) -> None:
    """Before anything is written, with the column and the reason."""
    draft = draft_of()
    with pytest.raises(Refused, match=f"^{column} of MS-SEC-001 cannot be written: "):
        draft.put("MS-SEC-001", column, value)
    with pytest.raises(Refused, match=f"^{column} cannot be written: "):
        draft.row({"id": "MS-SEC-003", column: value})


def test_a_missing_column_names_the_way_out() -> None:
    """A change to a column that the table lacks refuses; emptying it, or ``blocks``, does not."""
    draft = draft_of()
    with pytest.raises(LedgerUnusable, match="has no column 'agent'") as refused:
        draft.put("MS-SEC-001", "agent", "worker-1")
    assert "fmt --upgrade" in refused.value.hint
    draft.put("MS-SEC-001", "agent", "")
    draft.row({"id": "MS-SEC-003", "agent": "worker-1"})
    with pytest.raises(LedgerUnusable, match="no column 'agent'"):
        apply(draft.document, draft.change(Event.ADD, "Test"))


def test_blocks_follows_depends_on() -> None:
    """Each edge that comes or goes moves the other end, in the file's order, once."""
    draft = draft_of()
    draft.depend("MS-CQ-001", "MS-SEC-002")
    draft.depend("MS-CQ-001", "MS-SEC-001")
    draft.depend("MS-CQ-001", "MS-SEC-001")
    draft.put("MS-SEC-002", "depends_on", "")
    change, text = _done(draft)
    assert {(c.task, c.column): c.new for c in change.cells} == {
        ("MS-CQ-001", "depends_on"): "MS-SEC-002, MS-SEC-001",
        ("MS-SEC-002", "depends_on"): "",
        ("MS-SEC-001", "blocks"): "MS-CQ-001",
        ("MS-SEC-002", "blocks"): "MS-CQ-001",
    }
    assert faults.check(parse(text)) == ()


def test_blocks_of_rows_that_come_and_go() -> None:
    """A new row's dependencies are told to their ends; what leaves is told no more."""
    draft = draft_of()
    draft.row({"id": "MS-SEC-003", "status": "not-started", "depends_on": "MS-SEC-001, MS-SEC-004"})
    draft.row({"id": "MS-SEC-004", "status": "not-started", "depends_on": "MS-CQ-001"})
    draft.remove("MS-SEC-002")
    change, text = _done(draft)
    again = parse(text)
    assert again.tasks["MS-SEC-001"]["blocks"] == "MS-SEC-003"
    assert again.tasks["MS-SEC-004"]["blocks"] == "MS-SEC-003"
    assert again.tasks["MS-CQ-001"]["blocks"] == "MS-SEC-004"
    assert set(change.tasks) == {
        "MS-SEC-001",
        "MS-SEC-002",
        "MS-SEC-003",
        "MS-SEC-004",
        "MS-CQ-001",
    }
    assert faults.check(again) == ()


def test_ten_times_the_rows_that_come_are_ten_times_the_work() -> None:
    """Of a bootstrap, whose last row of a phase waits for all the others."""

    def calls(rows: int) -> int:
        draft = draft_of()
        ids = [f"MS-CQ-{number:03}" for number in range(2, rows)]
        with cProfile.Profile() as profile:
            for name in ids:
                draft.row({"id": name, "status": "not-started", "depends_on": ""})
            draft.row({"id": "MS-CQ-V01", "status": "not-started", "depends_on": ", ".join(ids)})
            for name in ids:
                draft.put(name, "agent", "one")
            draft.change(Event.BOOTSTRAP, "Test")
        return sum(one.callcount for one in profile.getstats())

    assert calls(2_000) <= 10.5 * calls(200)


def test_a_row_that_comes_back_blocks_what_still_waits_for_it() -> None:
    """A row that others name already knows it from its first entry."""
    text = LEDGER.replace("three | |", "three | MS-OLD-1 |")
    draft = draft_of(text)
    draft.row({"id": "MS-OLD-1", "status": "done"})
    _, new = _done(draft)
    assert parse(new).tasks["MS-OLD-1"]["blocks"] == "MS-CQ-001"


def test_a_table_without_blocks_has_none() -> None:
    """A hand-made table is not asked for the column that is only derived."""
    draft = draft_of("| id | status | depends_on |\n|-|-|-|\n| A-1 | done | |\n")
    draft.row({"id": "A-2", "status": "not-started", "depends_on": "A-1"})
    draft.row({"id": "A-3", "status": "not-started", "depends_on": "A-2"})
    _, text = _done(draft)
    assert _lines(text)[-3:] == ["| A-2 | not-started | A-1 |", "| A-3 | not-started | A-2 |", ""]


def test_rows_are_placed() -> None:
    """Behind the row that is named, else under the phase's heading, else in the last table."""
    draft = draft_of()
    draft.row({"id": "MS-A-1", "status": "done"}, phase=1)
    draft.row({"id": "MS-B-1", "status": "done"}, after="MS-SEC-001", phase=2)
    draft.row({"id": "MS-B-2", "status": "done"}, after="MS-B-1")
    draft.row({"id": "MS-C-1", "status": "done"}, phase=2)
    draft.row({"id": "MS-C-2", "status": "done"}, phase=9)
    draft.row({"id": "MS-C-3", "status": "done"})
    _, text = _done(draft)
    assert list(parse(text).tasks) == [
        "MS-SEC-001", "MS-B-1", "MS-B-2", "MS-SEC-002", "MS-A-1",
        "MS-CQ-001", "MS-C-1", "MS-C-2", "MS-C-3",
    ]  # fmt: skip
    assert [t.table.phase for t in parse(text).rows] == [1] * 5 + [2] * 4
    assert "| MS-B-1 | done | | | | | |" in _lines(text)
    assert "| MS-C-1 | done | | | | |" in _lines(text)


def test_a_row_behind_one_that_leaves_takes_its_place() -> None:
    """Removed and replaced in one entry."""
    draft = draft_of()
    draft.remove("MS-SEC-002")
    draft.row({"id": "MS-SEC-009", "status": "done"}, after="MS-SEC-002")
    _, text = _done(draft)
    assert list(parse(text).tasks) == ["MS-SEC-001", "MS-SEC-009", "MS-CQ-001"]


def test_all_rows_may_leave() -> None:
    """Headers, headings and prose stay."""
    draft = draft_of()
    for task in draft.document.tasks:
        draft.remove(task)
    _, text = _done(draft)
    assert parse(text).rows == ()
    assert _new(LEDGER, text) == []
    draft = draft_of(text)
    draft.row({"id": "MS-SEC-009", "status": "done"})
    _, text = _done(draft)
    assert list(parse(text).tasks) == ["MS-SEC-009"]


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_are_kept(eol: str, bom: str, last: bool) -> None:
    """A new row ends as the one before it; a file without a last line end is completed first."""
    head, row = "| id | status |\n|-|-|\n", "| A-1 | done |"
    text = bom + (head + row + ("\n" if last else "")).replace("\n", eol)
    draft = draft_of(text)
    draft.put("A-1", "status", "failed")
    _, edited = _done(draft)
    assert edited == text.replace("done", "failed")
    draft.row({"id": "A-2", "status": "done"})
    _, grown = _done(draft)
    whole = text if last else text + eol
    assert grown == whole.replace("done", "failed") + f"| A-2 | done |{eol}"


def test_mixed_line_ends_stay_mixed() -> None:
    """Each line keeps its own, and a new row copies that of the row before it."""
    draft = draft_of("| id | status |\n|-|-|\r\n| A-1 | done |\r| A-2 | done |\r\n")
    draft.row({"id": "A-3", "status": "done"}, after="A-1")
    draft.put("A-2", "status", "failed")
    _, text = _done(draft)
    assert text == (
        "| id | status |\n|-|-|\r\n| A-1 | done |\r| A-3 | done |\r| A-2 | failed |\r\n"
    )


def test_a_ledger_without_a_table_is_missing() -> None:
    """A row has nowhere to go."""
    draft = draft_of("# nothing here\n")
    draft.row({"id": "A-1", "status": "done"})
    with pytest.raises(LedgerUnusable) as refused:
        apply(draft.document, draft.change(Event.ADD, "Test"))
    assert refused.value.code == "ledger-missing"
