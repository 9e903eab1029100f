"""Notes are entries ``Label: text`` in the order they came, and nothing in a text makes one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.parse.notes import Notes, parse_notes

NOTES = parse_notes("Phase: 1\nFinding: SEC-1\nNote: Phase: 3\nNote: again\nfree text: Phase: 9")


def test_a_label_stands_at_the_beginning_of_an_entry() -> None:
    """A text that holds what looks like a label is still text."""
    assert NOTES.get("Phase") == "1"
    assert NOTES.all("Note") == ("Phase: 3", "again")
    assert NOTES.get("Not") == ""
    assert NOTES.labelled == (
        ("Phase", "1"),
        ("Finding", "SEC-1"),
        ("Note", "Phase: 3"),
        ("Note", "again"),
        ("", "free text: Phase: 9"),
    )


def test_the_last_entry_of_a_label_holds() -> None:
    """An entry that was added later says how things stand."""
    notes = NOTES.add("Phase", "2")
    assert notes.get("Phase") == "2"
    assert notes.all("Phase") == ("1", "2")


def test_put_takes_the_first_ones_place_and_drop_takes_all() -> None:
    """Order is kept, so that a row's notes read the same way all its life."""
    notes = NOTES.put("Note", "new\nlines  and   blanks")
    assert notes.entries == (
        "Phase: 1",
        "Finding: SEC-1",
        "Note: new lines and blanks",
        "free text: Phase: 9",
    )
    assert NOTES.put("Role", "qa").entries[-1] == "Role: qa"
    assert NOTES.drop("Note").all("Note") == ()
    assert NOTES.drop("Absent") == NOTES


@pytest.mark.parametrize("value", ["Phase: 1 \n Role: qa", "Phase:1\n\tRole :qa", "\nRole: qa\n"])
def test_blanks_about_a_break_do_not_matter(value: str) -> None:
    """A hand that pads its ``<br>`` loses no role by it."""
    assert parse_notes(value).get("Role") == "qa"
    assert str(parse_notes(value).drop("Role")).strip() == str(parse_notes(value).drop("Role"))


def test_no_notes() -> None:
    """An empty cell has no entries."""
    assert parse_notes("") == Notes()
    assert str(Notes()) == ""
    assert str(Notes().add("Note", "")) == "Note:"


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(("Phase", "Note", "Parked until")), st.text(max_size=9))))
def test_what_was_added_is_found(added: list[tuple[str, str]]) -> None:
    """Every text that was added comes back under its label alone, however it reads."""
    notes = Notes()
    for label, text in added:
        notes = notes.add(label, text)
    again = parse_notes(str(notes))
    for label in ("Phase", "Note", "Parked until"):
        texts = [" ".join(text.split()) for name, text in added if name == label]
        assert again.all(label) == tuple(texts)
    assert len(again.entries) == len(added)
