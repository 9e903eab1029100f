"""Before a write the new text is read again: the change is in it, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mosaic.change import CellChange, Change, Draft
from mosaic.errors import Bug
from mosaic.machine import Event
from mosaic.parse.tasks import TEXT_COLUMNS, Document, parse
from mosaic.proof import apply, prove
from tests.strategies import SLOW, documents, values
from tests.test_change import LEDGER, draft_of


def _honest() -> tuple[Document, str, Change]:
    draft = draft_of()
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("|-|-|\r| A-1 | done |\n\nprose\n", "|-|-|\n\nprose\n"),
        ("|-|-|\r| B-1 | done |\r| A-1 | done |\n\n\nx", "|-|-|\r| B-1 | done |\n\n\nx"),
        ("|-|-|\r\n| A-1 | done |\n\nprose\r", "|-|-|\r\n\nprose\r"),
    ],
)
def test_two_line_ends_never_become_one(before: str, after: str) -> None:
    """Where a row that leaves would join a CR and an LF, the CR becomes an LF; no line is lost."""
    draft = draft_of("| id | status |\n" + before)
    draft.remove("A-1")
    change = draft.change(Event.ARCHIVE, "Test")
    text = apply(draft.document, change)
    prove(draft.document, text, change)
    assert text == "| id | status |\n" + after


@settings(max_examples=50, suppress_health_check=SLOW)
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


@settings(max_examples=25, suppress_health_check=SLOW)
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
