"""A change is a value: what a draft says, what its text becomes, what the proof catches."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mosaic.change import (
    CellChange,
    Change,
    Draft,
    NewRow,
    apply,
    parse_cell_change,
    prove,
)
from mosaic.errors import Bug, LedgerUnusable, Refused
from mosaic.machine import Event
from mosaic.parse import faults
from mosaic.parse.tasks import COLUMNS, TEXT_COLUMNS, Document, parse
from tests.strategies import documents, values

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


def _draft(text: str = LEDGER) -> Draft:
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
    draft = _draft()
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
    draft = _draft()
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
    draft = _draft()
    with pytest.raises(Refused, match=f"^{column} of MS-SEC-001 cannot be written: "):
        draft.put("MS-SEC-001", column, value)
    with pytest.raises(Refused, match=f"^{column} cannot be written: "):
        draft.row({"id": "MS-SEC-003", column: value})


def test_a_missing_column_names_the_way_out() -> None:
    """A change to a column that the table lacks refuses; emptying it, or ``blocks``, does not."""
    draft = _draft()
    with pytest.raises(LedgerUnusable, match="has no column 'agent'") as refused:
        draft.put("MS-SEC-001", "agent", "worker-1")
    assert "fmt --upgrade" in refused.value.hint
    draft.put("MS-SEC-001", "agent", "")
    draft.row({"id": "MS-SEC-003", "agent": "worker-1"})
    with pytest.raises(LedgerUnusable, match="no column 'agent'"):
        apply(draft.document, draft.change(Event.ADD, "Test"))


def test_blocks_follows_depends_on() -> None:
    """Each edge that comes or goes moves the other end, in the file's order, once."""
    draft = _draft()
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
    draft = _draft()
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


def test_a_row_that_comes_back_blocks_what_still_waits_for_it() -> None:
    """A row that others name already knows it from its first entry."""
    text = LEDGER.replace("three | |", "three | MS-OLD-1 |")
    draft = _draft(text)
    draft.row({"id": "MS-OLD-1", "status": "done"})
    _, new = _done(draft)
    assert parse(new).tasks["MS-OLD-1"]["blocks"] == "MS-CQ-001"


def test_a_table_without_blocks_has_none() -> None:
    """A hand-made table is not asked for the column that is only derived."""
    draft = _draft("| id | status | depends_on |\n|-|-|-|\n| A-1 | done | |\n")
    draft.row({"id": "A-2", "status": "not-started", "depends_on": "A-1"})
    draft.row({"id": "A-3", "status": "not-started", "depends_on": "A-2"})
    _, text = _done(draft)
    assert _lines(text)[-3:] == ["| A-2 | not-started | A-1 |", "| A-3 | not-started | A-2 |", ""]


def test_rows_are_placed() -> None:
    """Behind the row that is named, else under the phase's heading, else in the last table."""
    draft = _draft()
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
    draft = _draft()
    draft.remove("MS-SEC-002")
    draft.row({"id": "MS-SEC-009", "status": "done"}, after="MS-SEC-002")
    _, text = _done(draft)
    assert list(parse(text).tasks) == ["MS-SEC-001", "MS-SEC-009", "MS-CQ-001"]


def test_all_rows_may_leave() -> None:
    """Headers, headings and prose stay."""
    draft = _draft()
    for task in draft.document.tasks:
        draft.remove(task)
    _, text = _done(draft)
    assert parse(text).rows == ()
    assert _new(LEDGER, text) == []
    draft = _draft(text)
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
    draft = _draft(text)
    draft.put("A-1", "status", "failed")
    _, edited = _done(draft)
    assert edited == text.replace("done", "failed")
    draft.row({"id": "A-2", "status": "done"})
    _, grown = _done(draft)
    whole = text if last else text + eol
    assert grown == whole.replace("done", "failed") + f"| A-2 | done |{eol}"


def test_mixed_line_ends_stay_mixed() -> None:
    """Each line keeps its own, and a new row copies that of the row before it."""
    draft = _draft("| id | status |\n|-|-|\r\n| A-1 | done |\r| A-2 | done |\r\n")
    draft.row({"id": "A-3", "status": "done"}, after="A-1")
    draft.put("A-2", "status", "failed")
    _, text = _done(draft)
    assert text == (
        "| id | status |\n|-|-|\r\n| A-1 | done |\r| A-3 | done |\r| A-2 | failed |\r\n"
    )


def test_a_ledger_without_a_table_is_missing() -> None:
    """A row has nowhere to go."""
    draft = _draft("# nothing here\n")
    draft.row({"id": "A-1", "status": "done"})
    with pytest.raises(LedgerUnusable) as refused:
        apply(draft.document, draft.change(Event.ADD, "Test"))
    assert refused.value.code == "ledger-missing"


# What the proof catches.


def _honest() -> tuple[Document, str, Change]:
    draft = _draft()
    draft.put("MS-SEC-002", "status", "done")
    draft.row({"id": "MS-CQ-002", "status": "not-started", "notes": "Phase: 2"})
    change = draft.change(Event.NOTE, "Test")
    return draft.document, apply(draft.document, change), change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("MS-SEC-002 | done", "MS-SEC-002 | failed"),
        ("| two |", "| tow |"),
        ("| two |", "|  two |"),
        ("| MS-SEC-001 | done   |", "| MS-SEC-001 | done |"),
        ("| one |", "| 1 |"),
        ("| MS-CQ-002 | not-started |", "| MS-CQ-002 | done |"),
        ("| MS-CQ-002 | not-started | |", "| MS-CQ-002 | not-started | x |"),
        ("| MS-CQ-002 |", "| MS-CQ-003 |"),
        ("The end", "An end"),
        ("# Board\n", "# Board\r\n"),
        ("# Board", "\ufeff# Board"),
        ("# Board\n", ""),
        ("## Phase 2", "## Phase 2\n"),
        ("| MS-CQ-001 | not-started | three | | | Phase: 2 |\n", ""),
        ("| Phase: 2 |\n", "| Phase: 2 |\n\n"),
        ("| MS-SEC-001 | done   |", "| MS-SEC-001 | done   | x |"),
        ("| me |\n", "| me |\n| MS-X-1 | done | | | | | |\n"),
        ("| owner |", "| owner | x |"),
        ("| owner |", "| Owner |"),
    ],
)
def test_a_tampered_text_is_a_bug(old: str, new: str) -> None:
    """Every other byte of the file is part of the promise."""
    document, text, change = _honest()
    assert str(prove(document, text, change)) == text
    assert old in text
    with pytest.raises(Bug) as refused:
        prove(document, text.replace(old, new, 1), change)
    assert refused.value.exit == 70
    assert refused.value.details


def test_a_change_that_says_less_or_more_is_a_bug() -> None:
    """The proof holds the change to the text as well as the text to the change."""
    document, text, change = _honest()
    less = Change(change.event, "Test", rows=change.rows)
    extra = CellChange("MS-CQ-001", "description", "three", "four")
    more = Change(change.event, "Test", rows=change.rows, cells=(*change.cells, extra))
    none = Change(change.event, "Test", cells=change.cells)
    for wrong in (less, more, none):
        with pytest.raises(Bug):
            prove(document, text, wrong)


def test_a_whole_text_is_proved_to_be_a_ledger() -> None:
    """Bootstrap, adopt, repair and fmt write it whole; faults of structure are a bug of ours."""
    old = parse("")
    whole = Change(Event.FMT, "Test", text=LEDGER)
    assert apply(old, whole) == LEDGER
    assert prove(old, LEDGER, whole).rows
    gone = Change(Event.RELEASE, "Test", text="")
    assert apply(parse(LEDGER), gone) == ""
    assert prove(parse(LEDGER), "", gone).rows == ()
    with pytest.raises(Bug):
        prove(old, LEDGER + "\n| MS-SEC-003 | done | x |\n", whole)


# Random changes on random ledgers.


@st.composite
def _drafts(draw: st.DrawFn) -> Draft:
    """A ledger with some of its cells written, rows added and rows gone."""
    draft = Draft(parse(draw(documents())))
    names = list(draft.document.tasks)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(names))
        columns = [c for c in draft.document.tasks[name].table.index if c not in ("id", "blocks")]
        column = draw(st.sampled_from(columns))
        if column == "depends_on":
            others = st.lists(st.sampled_from([*names, "NEW-0"]), unique=True, max_size=2)
            draft.put(name, column, ", ".join(draw(others)))
        else:
            draft.put(name, column, draw(values(lines=column in TEXT_COLUMNS)))
    for number in range(draw(st.integers(0, 2))):
        after = draw(st.sampled_from(["", *names, *(["NEW-0"] if number else [])]))
        row = {"id": f"NEW-{number}", "status": "not-started"}
        draft.row(row, after=after, phase=draw(st.sampled_from((None, 1, 2))))
    if draw(st.booleans()):
        draft.remove(draw(st.sampled_from(names)))
    return draft


@settings(max_examples=75)
@given(_drafts())
def test_every_change_is_proved(draft: Draft) -> None:
    """What a draft says is what the text becomes, in every spelling of a ledger, and no more."""
    old = draft.document
    change = draft.change(Event.NOTE, "Test")
    text = apply(old, change)
    new = prove(old, text, change)
    assert str(new) == text
    for cell in change.cells:
        assert old.tasks[cell.task][cell.column] == cell.old
        assert new.tasks[cell.task][cell.column] == cell.new
    assert {r.id for r in change.rows} <= set(new.tasks)
    assert not {*change.removed} & set(new.tasks)
    for name, task in new.tasks.items():
        if "blocks" in task.table.index and name in {r.id for r in change.rows}:
            assert set(task.blocks) == set(new.dependents.get(name, ()))


@settings(max_examples=50)
@given(_drafts(), st.data())
def test_no_other_byte_passes_the_proof(draft: Draft, data: st.DataObject) -> None:
    """One character more anywhere in a line that the change does not write is caught."""
    change = draft.change(Event.NOTE, "Test")
    text = apply(draft.document, change)
    new = prove(draft.document, text, change)
    written = {new.tasks[name].line for name in change.tasks if name in new.tasks}
    others = [n for n in range(len(new.page.lines)) if n not in written]
    assume(others)
    number = data.draw(st.sampled_from(others))
    line = new.page.lines[number].text
    at = data.draw(st.integers(0, len(line)))
    tampered = new.page.with_lines({number: f"{line[:at]}x{line[at:]}"})
    with pytest.raises(Bug):
        prove(draft.document, tampered, change)


# Messages.


@settings(max_examples=200)
@given(values(lines=True), values(lines=True), st.sampled_from(COLUMNS))
def test_a_trailer_reads_back(old: str, new: str, column: str) -> None:
    """One line, whatever the values hold, and the same change again."""
    change = CellChange("MS-SEC-001", column, old, new)
    assert "\n" not in str(change)
    assert parse_cell_change(str(change)) == change


@pytest.mark.parametrize(
    "text",
    [
        "", "A-1", "A-1 status", "A-1 status done -> failed", 'A-1 status "a" "b"',
        'A-1 status "a" -> "b" x', 'A-1 status "a" -> b', 'A-1 status 1 -> "b"',
        'A-1 status "a" -> null', 'A-1 status ["a"] -> "b"', 'A-1 status "a -> "b"',
        "A-1 status " + "[" * 100_000, 'A-1 status "a" -> ' + "[" * 100_000,
        'A-1 status "\x01" -> "b"',
    ],
    ids=range(14),
)  # fmt: skip
def test_no_trailer(text: str) -> None:
    """A line that somebody wrote by hand is none, and never an error."""
    assert parse_cell_change(text) is None


def test_a_message_is_read_by_people_and_by_git(tmp_path: Path) -> None:
    """Subject, body, and trailers that git's own reader finds, in their order."""
    draft = _draft()
    draft.put("MS-SEC-002", "status", "done")
    draft.note("MS-SEC-002", "Note", "a: b | ü")
    change = draft.change(
        Event.RECORD,
        "Record MS-SEC-002 as done",
        body="What was done.\n\nAnd why.",
        tasks=("MS-SEC-002",),
        agent="worker-1",
        claim="c1",
        evidence=("ci=green (asserted)",),
        references=("TASKS:P1 closed",),
    )
    subject, _, rest = change.message.partition("\n\n")
    assert subject == "chore(orchestrator): Record MS-SEC-002 as done"
    assert rest.startswith("What was done.\n\nAnd why.\n\nMosaic-Event: record\n")
    said = subprocess.run(
        ["git", "interpret-trailers", "--parse", "--only-trailers"],
        input=change.message.encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
    ).stdout.decode()
    pairs = [line.split(": ", 1) for line in said.split("\n") if line]
    assert [key for key, _ in pairs] == [
        "Mosaic-Event", "Mosaic-Task", "Mosaic-Change", "Mosaic-Change", "Mosaic-Agent",
        "Mosaic-Claim", "Mosaic-Evidence", "Ref", "Mosaic-Version",
    ]  # fmt: skip
    cells = [parse_cell_change(value) for key, value in pairs if key == "Mosaic-Change"]
    assert tuple(cells) == change.cells
    assert json.loads(pairs[3][1].rpartition(" -> ")[2]).endswith("Note: a: b | ü")


def test_a_bare_message_has_no_empty_trailers() -> None:
    """Only what there is to say is said."""
    change = Change(Event.HANDOFF, "Hand off", adopts=("3f2a91c",))
    assert change.message == (
        "chore(orchestrator): Hand off\n\n"
        "Mosaic-Event: handoff\nMosaic-Adopts: 3f2a91c\nMosaic-Version: 1\n"
    )
    assert NewRow({"id": "A-1"}).id == "A-1"
