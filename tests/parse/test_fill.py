"""Templates are filled strictly and literally."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.errors import Usage
from mosaic.parse.templates import fill, placeholders


def test_fill_is_literal() -> None:
    """A value is never expanded, nor read as a pattern; extra values are ignored."""
    values = {"A": r"${B} $$ $x \1 \g<name>", "B": "b", "C": "c"}
    assert fill("${A}-${B}-$$", values) == r"${B} $$ $x \1 \g<name>-b-$"


@given(st.text(), st.text())
def test_fill_inserts_any_text(a: str, b: str) -> None:
    """Whatever the values hold, they come out as they went in."""
    assert fill("<${A}|${B_2}|${A}>", {"A": a, "B_2": b}) == f"<{a}|{b}|{a}>"


def test_fill_names_all_that_is_missing() -> None:
    """One error for all the names, sorted, and the names there are."""
    with pytest.raises(Usage) as caught:
        fill("${TWO} ${ONE} ${THREE}", {"THREE": "3"}, source="docs/PRD.md")
    assert caught.value.message == "docs/PRD.md asks for what has no value: ${ONE}, ${TWO}"
    assert caught.value.details == ("ONE", "TWO")
    assert "THREE" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a $x b", "template:1:3: '$x b' is not a placeholder"),
        ("\n\r\n  ${lower}\r\n", "template:3:3: '${lower}' is not a placeholder"),
        ("${}", "template:1:1: '${}' is not a placeholder"),
        ("${A", "template:1:1: '${A' is not a placeholder"),
        ("$$$", "template:1:3: '$' is not a placeholder"),
        ("$HOME", "template:1:1: '$HOME' is not a placeholder"),
        ("é${A B}", "template:1:2: '${A B}' is not a placeholder"),
    ],
)
def test_ill_formed_dollars_have_a_place(text: str, fault: str) -> None:
    """A dollar that is neither a placeholder nor doubled is named with line and column."""
    with pytest.raises(Usage) as caught:
        placeholders(text)
    assert caught.value.message == fault
    assert caught.value.details == (fault,)


def test_all_ill_formed_dollars_are_listed() -> None:
    """Every fault at once, also when filling."""
    with pytest.raises(Usage) as caught:
        fill("$a ${A}\n$b", {"A": ""}, source="t.md")
    assert caught.value.message == "t.md has 2 ill-formed dollars"
    assert [detail.split(": ")[0] for detail in caught.value.details] == ["t.md:1:1", "t.md:2:1"]
