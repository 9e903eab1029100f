"""JSON is read as the standard library reads it, and refused with its words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse import answers, decoding, learnings, located, outside

_LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_DATA = st.recursive(_LEAF, lambda d: st.lists(d) | st.dictionaries(st.text(), d), max_leaves=9)
_WHOLE = st.builds(
    lambda value, lines, plain: json.dumps(value, indent=lines, ensure_ascii=plain),
    _DATA, st.none() | st.integers(0, 2), st.booleans(),
)  # fmt: skip
_TEXTS = (
    _WHOLE | st.text('{}[]":,\\nu1e.- \n\ttrulafs') | st.builds("{}{}".format, _WHOLE, st.text())
)


def _seen(call: Any, *words: Any) -> str:
    """What a call answers, or how it fails; NaN is not equal to itself, its name is."""
    try:
        return repr(call(*words))
    except (ValueError, RecursionError) as fault:
        return f"{type(fault).__name__}: {fault}"


@given(_TEXTS)
def test_a_text_is_read_as_the_library_reads_it(text: str) -> None:
    assert _seen(decoding.read, text) == _seen(json.loads, text)


@given(_TEXTS)
def test_figures_are_read_by_what_is_given_for_them(text: str) -> None:
    """Those of learnings refuse what is no number, in the words that they have for it."""

    def whole(said: str) -> Any:
        return json.loads(said, parse_float=learnings._number, parse_constant=learnings._number)

    assert _seen(decoding.read, text, learnings._number) == _seen(whole, text)


@given(_TEXTS, st.integers(0, 5))
def test_a_value_is_read_as_the_library_reads_it(text: str, at: int) -> None:
    """With the pairs of each object, keys given twice among them."""
    whole = json.JSONDecoder(object_pairs_hook=list)
    assert _seen(decoding.value_at, text, at, list) == _seen(whole.raw_decode, text, at)


@given(st.text('"\\nu12\x01\n') | st.text())
def test_a_literal_is_read_as_the_library_reads_it(text: str) -> None:
    said = f'"{text}'
    assert _seen(decoding.literal_at, said, 0) == _seen(json.JSONDecoder().raw_decode, said)


def test_what_is_too_deep_is_no_json_for_both() -> None:
    with pytest.raises(RecursionError):
        decoding.read("[" * 100_000)


_OPEN = re.compile(r"^[ \t]*(?=\{\s*[\"}])", re.MULTILINE)


@given(st.text('{} \t\n"\u2003a\r'), st.integers(0, 8), st.integers(0, 30))
def test_objects_begin_where_the_pattern_says(text: str, at: int, stop: int) -> None:
    stop = min(stop, len(text))
    wanted = [match.end() for match in _OPEN.finditer(text, at, stop)]
    assert list(answers._openings(text, at, stop)) == wanted


def test_openings_are_looked_for_in_linear_time() -> None:
    """Braces and blanks without end, on one line and on many: each character is looked at once."""
    for text in ("{" * 200_000, "{ " * 100_000, " {\n" * 70_000, "{" + " " * 200_000):
        assert not list(answers._openings(text, 0, len(text)))


@given(_WHOLE.map(lambda text: f'{{"a": {text}}}'), st.sampled_from((" ", "\n", "\t \r")))
def test_an_objects_texts_are_the_patterns(text: str, blank: str) -> None:
    """Every text of an object is looked at, and is a key where a colon stands behind it."""
    text = re.sub(r'"(?=:)', lambda _: f'"{blank}', text) if "\\" not in text else text
    literal = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
    wanted = [
        (
            json.loads(m[0], strict=False),
            bool(re.compile(r"[ \t\r\n]{0,1000}:").match(text, m.end())),
        )
        for m in literal.finditer(text)
    ]
    found, at = [], text.find('"')
    while at >= 0:
        value, end = decoding.literal_at(text, at, strict=False)
        found.append((value, outside._is_key(text, end)))
        at = text.find('"', end)
    assert found == wanted


def test_a_key_stands_at_most_a_thousand_blanks_before_its_colon() -> None:
    assert outside._is_key(" " * 1000 + ":", 0)
    assert not outside._is_key(" " * 1001 + ":", 0)
    assert not outside._is_key("", 0)


@given(st.text("0123456789-.eE+ ,]", max_size=8))
def test_a_number_is_the_patterns(text: str) -> None:
    """A plain digit is read at once; all else as before."""
    match = located._NUMBER.match(text)
    if match and not text[match.end() : match.end() + 1].isdigit():
        value, end = located._value(text, 0, 0)
        plain = match.group().lstrip("-").isdigit()
        assert (value.is_, end) == ((int if plain else float)(match.group()), match.end())
    else:
        with pytest.raises(located.Misread):
            located._value(text, 0, 0)
