"""JSON without the library is the library's JSON, errors too."""

from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse.decoding import read
from mosaic.parse.jsontext import as_json, pretty, quoted

_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_DATA = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(), inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers(), inner, max_size=2)
    ),
    max_leaves=12,
)
_PIECES = ('"', "\\", "{", "}", "[", "]", ":", ",", "1", "-", ".5", "e3", "NaN", "true", "null",
           "Infinity", " ", "\n", "\ufeff", '"a"', "\\u00e9", "\\ud800", "\x00")  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join) | _DATA.map(json.dumps)


def said(ask: Callable[[], object]) -> str:
    """What comes of it, or its error with its place."""
    try:
        return repr(ask())
    except (ValueError, RecursionError) as error:
        place = error.pos if isinstance(error, json.JSONDecodeError) else ""
        return f"{type(error).__name__}: {error} {place}"


@given(_TEXTS)
def test_a_whole_text(text: str) -> None:
    theirs = said(lambda: json.loads(text, parse_constant=str, parse_float=str))
    assert said(lambda: read(text, str)) == theirs


@given(_DATA)
def test_a_value_in_lines(value: object) -> None:
    theirs = said(lambda: json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
    assert said(lambda: pretty(value)) == theirs


@given(_DATA)
def test_a_value_on_one_line(value: object) -> None:
    assert as_json(value) == json.dumps(value, ensure_ascii=False)


@given(st.text() | st.lists(st.sampled_from(_PIECES)).map("".join))
def test_a_text(text: str) -> None:
    assert quoted(text) == json.dumps(text, ensure_ascii=False)
