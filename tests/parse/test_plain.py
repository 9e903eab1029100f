"""A config that is read without the library is read as the library reads it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse.plain import read_toml

_NAMES = st.sampled_from(["a", "b", "a.b", '"a"', "a-b", "1", "", "é"])
_VALUES = st.sampled_from([
    "1", "01", "0", "1.5", "1.", "-1", "1_0", "true", "True", '"x"', '"x" # y', '"', '""', '"""',
    '"\\n"', "'x'", "[]", '["x"]', '["x", "y"]', '["x",]', '["x,y"]', "[1]", "[", "1e3", "inf",
    "9" * 40, '"a#b"', '"\t"', '"\xa0"', "1979-05-27", '"x" "y"', "[ ]", "{}",
])  # fmt: skip
_LINES = st.one_of(
    st.builds("{} = {}".format, _NAMES, _VALUES), st.builds("[{}]".format, _NAMES),
    st.sampled_from(["", "# c", "# c\x00", "[[a]]", "a", "=", "\r", " [a] # c", "\t"]),
    st.text(max_size=12),
)  # fmt: skip


@given(st.lists(_LINES, max_size=6).map("\n".join))
def test_what_is_plain_is_what_the_library_reads(text: str) -> None:
    """Where it says anything, it says the same; types too."""
    found = read_toml(text)
    if found is not None:
        assert repr(found) == repr(tomllib.loads(text))


@pytest.mark.parametrize("text", [
    '# of\n[mission]\nprefix = "MS"\nmvp = true\n\n[limits]\nworkers = 4\nclarity = 0.5\n',
    '[kinds]\nsource = ["a/*.py", "b"]\ndocs = []\n', "",
])  # fmt: skip
def test_a_usual_config_is_plain(text: str) -> None:
    """What people write needs no library."""
    assert read_toml(text) == tomllib.loads(text)
