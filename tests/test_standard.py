"""What stands in for the standard library is what it stands in for, and keeps it unloaded."""

from __future__ import annotations

import contextlib
import copy
import datetime
import enum
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
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


class _Ours(standard.StrEnum):
    """Members."""

    ONE = "one"
    TWO_WORDS = "two-words"

    @property
    def loud(self) -> str:
        return self.value.upper()


class _Theirs(enum.StrEnum):
    """Members."""

    ONE = "one"
    TWO_WORDS = "two-words"


def test_words_are_members_as_the_library_has_them() -> None:
    """Order, names, values, text, hash, look-up, and no others."""
    for ours, theirs in zip(_Ours, _Theirs, strict=True):
        assert (ours.name, ours.value, str(ours), repr(ours)[6:]) == (
            theirs.name, theirs.value, str(theirs), repr(theirs)[8:],
        )  # fmt: skip
        assert (ours == theirs.value, hash(ours), f"{ours:>12}") == (
            True, hash(theirs), f"{theirs:>12}",
        )  # fmt: skip
        assert _Ours(theirs.value) is ours
        assert copy.deepcopy(ours) is pickle.loads(pickle.dumps(ours)) is ours
    assert len(_Ours) == len(_Theirs)
    assert _Ours.TWO_WORDS.loud == "TWO-WORDS"
    assert isinstance(_Ours.ONE, _Ours)
    for unknown in ("three", "ONE", ""):
        with pytest.raises(ValueError, match="is not a valid _Ours"):
            _Ours(unknown)
        with pytest.raises(ValueError, match="is not a valid _Theirs"):
            _Theirs(unknown)
    with pytest.raises(AttributeError):
        _Ours.ONE = "three"  # type: ignore[misc]


def _steps(log: list[str], answer: str) -> Iterator[str]:
    """A generator that ends in the way it is told to."""
    log.append("in")
    try:
        yield "given"
        if answer == "twice":
            yield "again"
    except KeyError as error:
        log.append("caught")
        if answer == "swallow":
            return
        if answer == "other":
            raise ValueError("other") from error
        if answer == "yield":
            yield "again"
        raise
    finally:
        log.append("out")


@pytest.mark.parametrize("answer", ["plain", "swallow", "other", "yield", "twice"])
@pytest.mark.parametrize("raised", [None, KeyError, StopIteration, KeyboardInterrupt])
def test_a_context_is_entered_and_left_as_the_library_does(
    answer: str, raised: type[BaseException] | None
) -> None:
    """What comes out, in what order, whatever is raised within and whatever is made of it."""

    def play(make: Callable[..., Callable[..., AbstractContextManager[str]]]) -> list[str]:
        log: list[str] = []
        try:
            with make(_steps)(log, answer=answer) as given:
                log.append(given)
                if raised:
                    raise raised("within")
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is compared
            log.append(f"{type(error).__name__} {error.__cause__!r}")
        return log

    ours, theirs = play(standard.contextmanager), play(contextlib.contextmanager)
    assert ours == theirs


def test_a_context_that_gives_nothing_is_an_error() -> None:
    """As the library says it: a RuntimeError, not the end of somebody's loop."""

    @standard.contextmanager
    def nothing() -> Iterator[None]:
        yield from ()

    with pytest.raises(RuntimeError, match="yield"), nothing():
        pass


def test_what_is_kept_is_computed_once() -> None:
    """A property's answer in its instance, a function's last answers, names of what is wrapped."""
    asked: list[object] = []

    class Asked:
        @standard.cached_property
        def answer(self) -> int:
            """The answer."""
            asked.append(self)
            return len(asked)

    one, two = Asked(), Asked()
    assert (one.answer, one.answer, two.answer) == (1, 1, 2)
    assert Asked.answer.__doc__ == "The answer."

    @standard.lru_cache(maxsize=2)
    def double(number: int) -> int:
        """Twice."""
        asked.append(number)
        return 2 * number

    del asked[:]
    assert [double(n) for n in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert asked == [1, 2, 3, 2]
    assert (double.__name__, double.__doc__) == ("double", "Twice.")

    @standard.wraps(_steps)
    def stand_in() -> None:
        """Not this."""

    assert (stand_in.__name__, stand_in.__doc__) == ("_steps", _steps.__doc__)


def test_errors_that_are_let_go() -> None:
    """Those that are named and their kinds; no other."""
    with standard.suppress(OSError, KeyError):
        raise FileNotFoundError
    with pytest.raises(ValueError, match="other"), standard.suppress(OSError):
        raise ValueError("other")
