"""The deferral registry: what an entry lacks, and writing that changes one section alone."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse.registry import Deferral, read_registry, with_deferral

WHOLE = Deferral(
    "MS-CQ-007", "totals drift", "src/cart.ts:12", "expected 3, got 2", "Hard",
    "needs the new rounding", "round once, at the end", "Medium",
)  # fmt: skip

TEXT = """# Deferred errors

What was left, and why.

<!-- An entry:
## MS-CQ-000: an example
- File: nowhere
-->

## MS-CQ-001: a leak
- File: src/a.ts:3
- **Error:** heap grows
  by a page an hour
- Category: Architectural
* Reason: the cache is shared
- Suggested approach: split it
- Risk: High

### Background

- Risk: this is another section's

## Notes

Nothing here is an entry.
"""


def test_reading_passes_over_examples_and_prose() -> None:
    (found,) = read_registry(TEXT)
    assert found == Deferral(
        "MS-CQ-001", "a leak", "src/a.ts:3", "heap grows by a page an hour", "Architectural",
        "the cache is shared", "split it", "this is another section's",
    )  # fmt: skip


@pytest.mark.parametrize("name", [f.name for f in fields(Deferral)])
@pytest.mark.parametrize("value", ["", " ", "—"])
def test_each_empty_field_is_missing(name: str, value: str) -> None:
    assert replace(WHOLE, **{name: value}).missing == (name,)


@pytest.mark.parametrize("word", ["Quick-win", "medium", "Hard", "Framework Limitation"])
def test_allowed_categories(word: str) -> None:
    assert replace(WHOLE, category=word).complete


def test_words_that_are_none_of_the_allowed_are_missing() -> None:
    assert replace(WHOLE, category="Hard | Architectural", risk="enormous").missing == (
        "category", "risk",
    )  # fmt: skip


def test_writing_appends_behind_a_blank_line() -> None:
    text = with_deferral(TEXT, WHOLE)
    assert text.startswith(TEXT)
    assert text.removeprefix(TEXT) == (
        "\n## MS-CQ-007: totals drift\n- File: src/cart.ts:12\n- Error: expected 3, got 2\n"
        "- Category: Hard\n- Reason: needs the new rounding\n"
        "- Suggested approach: round once, at the end\n- Risk: Medium\n"
    )


def test_an_empty_registry_gets_its_title() -> None:
    assert with_deferral("", WHOLE).startswith("# Deferred errors\n\n## MS-CQ-007: totals drift\n")


def test_writing_replaces_the_entry_of_the_same_id_and_nothing_else() -> None:
    one = with_deferral(with_deferral(TEXT, WHOLE), replace(WHOLE, id="MS-CQ-008"))
    two = with_deferral(one, replace(WHOLE, risk="Low"))
    assert two == one.replace("- Risk: Medium\n", "- Risk: Low\n", 1)
    assert with_deferral(two, replace(WHOLE, risk="Low")) == two


def test_line_ends_are_kept() -> None:
    text = with_deferral(TEXT.replace("\n", "\r\n"), WHOLE)
    assert text == with_deferral(TEXT, WHOLE).replace("\n", "\r\n")


@pytest.mark.parametrize("opened", ["<!-- never closed", "```text"])
def test_an_entry_is_not_written_into_what_is_never_closed(opened: str) -> None:
    text = with_deferral(f"# Deferred errors\n\n{opened}\n## A-1: not live\n", WHOLE)
    assert read_registry(text) == (WHOLE,)
    assert text.endswith(f"{opened}\n## A-1: not live\n")


WORDS = st.text(max_size=20)


@given(
    st.lists(st.sampled_from([*TEXT.split("\n"), "```", "~~~", "<!--", "-->", "## A-1: x"])),
    st.builds(Deferral, st.just("A-1"), WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS),
)
def test_what_is_written_reads_back(lines: list[str], deferral: Deferral) -> None:
    """On one line each, whatever stood in the file; and other entries stay as they were."""
    text = "\n".join(lines)
    after = read_registry(with_deferral(text, deferral))
    one_line = {f.name: " ".join(getattr(deferral, f.name).split()) for f in fields(deferral)}
    assert [d for d in after if d.id == "A-1"][-1] == Deferral(**one_line)
    others = [d for d in read_registry(text) if d.id != "A-1"]
    assert [d for d in after if d.id != "A-1"] == others
