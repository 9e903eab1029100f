"""No text leaves its fence, and nothing unseen gets in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse.fences import cleaned, fenced


@given(st.text(alphabet=st.one_of(st.sampled_from("`~\n\r\t x\u200b\u2028"), st.characters())))
def test_no_text_leaves_its_fence(text: str) -> None:
    """The closing fence is the first line that could close it, and the last."""
    lines = fenced(text, "text").split("\n")
    fence = lines[-1]
    assert set(fence) == {"`"}
    assert len(fence) >= 3
    assert lines[0] == fence + "text"
    assert not any(fence in line for line in lines[1:-1])


def test_fences_grow() -> None:
    """One backtick more than the longest run inside."""
    assert fenced("plain") == "```\nplain\n```"
    assert fenced("ends\n") == "```\nends\n```"
    assert fenced("") == "```\n```"
    assert fenced("```` end ```") == "`````\n```` end ```\n`````"
    assert fenced("`\u200b``") == "````\n```\n````"


def test_an_info_string_cannot_break_the_fence() -> None:
    """Newlines and backticks are taken out of the info string."""
    assert fenced("x", "md`\n# title") == "```md # title\nx\n```"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x00b\x1b[31mc\x7fd\x85e", "ab[31mcde"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("cr\rcrlf\r\nls\u2028ps\u2029end", "cr\ncrlf\nls\nps\nend"),
        ("\u202eevil\u202c \u2066x\u2069\u200f", "evil x"),
        ("ze\u200bro\u200c \ufeffwi\u2060dth\u200d", "zero width"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("hidden\ufe0f\U000e0101", "hidden"),
        ("lone \ud800", "lone \ufffd"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("\u2764\ufe0f\u200d\U0001f525 \u26a0\ufe0f", "\u2764\ufe0f\u200d\U0001f525 \u26a0\ufe0f"),
        ("1\ufe0f\u20e3 1\ufe0f", "1\ufe0f\u20e3 1"),
        ("\U0001f525\u200dx", "\U0001f525x"),
        ("\ufe0f\u20e3", "\u20e3"),
    ],
)
def test_what_is_not_seen_is_removed(text: str, seen: str) -> None:
    """Controls, bidi, zero-width, tags and selectors go; emoji keep theirs."""
    assert cleaned(text) == seen


@given(
    st.text(alphabet=st.sampled_from("a1\u20e3\u200b\u200d\ufe0f\U0001f525\u2764\r\n\u2028\ud800"))
)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Nothing that was kept depends on something that was removed."""
    once = cleaned(text)
    assert cleaned(once) == once
