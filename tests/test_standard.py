"""What stands in for the standard library is what it stands in for, and keeps it unloaded."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic import standard
from mosaic.views.answer import dump
from tests.bench.hosts import host

ROOT = Path(__file__).resolve().parents[1]
#: What ``status`` needs not.
SPARED = ("typing", "tomllib", "json", "datetime", "difflib", "shlex", "click", "dataclasses")
_CODE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from mosaic.cli import run
assert run(sys.argv[1:]) == 0
print(*sys.modules, file=sys.stderr)
"""
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_DATA = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), _DATA, max_size=4))
def test_an_answer_is_json_as_the_library_writes_it(data: dict[str, object]) -> None:
    """Byte for byte, but that hidden characters go out escaped."""
    plain = json.dumps(data, ensure_ascii=False)
    assert dump(data) in (plain, json.dumps(data))
    assert repr(json.loads(dump(data))) == repr(json.loads(plain))


def test_moments_are_the_library_s() -> None:
    """The classes are the same ones, whoever loads them."""
    assert standard.datetime is datetime.datetime
    assert standard.timedelta is datetime.timedelta
    assert standard.UTC is datetime.UTC


def test_a_module_is_loaded_when_it_is_asked() -> None:
    """And what it raises can be caught by its name."""
    with pytest.raises(standard.json.JSONDecodeError):
        standard.json.loads("{")
    assert standard.shlex.quote("a b") == "'a b'"


def test_words_of_annotations_keep_their_values() -> None:
    """A ``Literal`` tells its values, as they are asked where an option has a choice."""
    assert standard.get_args(standard.Literal["a", "b"]) == ("a", "b")


def test_reading_loads_none_of_them(tmp_path: Path) -> None:
    """A plain call that reads a plain repository."""
    top = host(tmp_path / "host", 8)
    done = subprocess.run(
        (sys.executable, "-S", "-P", "-c", _CODE, str(ROOT), "status", "--json"),
        cwd=top, env=os.environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not set(SPARED) & set(done.stderr.split())
