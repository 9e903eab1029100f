"""A contract is read strictly, each fault with line and column, and written back equal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mosaic.parse.contract import parse_contract
from mosaic.parse.located import Misread, Value, read
from mosaic.parse.terms import LARGEST, MOST, Broken, Check, Contract, seconds

PATH = "docs/tasks/contracts/A-1.json"
FULL = Contract(
    ("src/a.py",), ("src/", "tests/"), (".mosaic/",), ("tests", "file:docs/*.md"),
    (Check("quality-gates"), Check("unit", "make unit", 90)), "drafted", "A-1",
)  # fmt: skip


def faults(text: str, task: str = "A-1") -> list[str]:
    found = parse_contract(text, PATH, task)
    return list(found.lines) if isinstance(found, Broken) else []


def test_what_is_written_is_read() -> None:
    assert parse_contract(FULL.text, PATH, "A-1") == FULL
    assert parse_contract("{}", PATH, "A-1") == Contract(task="A-1")


def test_the_digest_is_of_what_binds() -> None:
    """Layout and who wrote it do not count; every other key does."""
    body = json.loads(FULL.text)
    other = parse_contract(json.dumps({**body, "origin": "amended"}), PATH, "A-1")
    assert isinstance(other, Contract)
    assert other.digest == FULL.digest
    for key in ("targets", "scope", "out_of_bounds", "evidence", "checks"):
        less = parse_contract(json.dumps({**body, key: []}), PATH, "A-1")
        assert isinstance(less, Contract)
        assert less.digest != FULL.digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: a value is wanted, not the end"),
        ("[]", "1:1: a contract is an object"),
        ('{"scope": []', "1:13: ',' or '}' is wanted, not the end"),
        ('{"scope": [],}', "1:13: a comma stands before nothing"),
        ('{"scope": [] "task": 1}', "1:14: ',' or '}' is wanted, not '\"'"),
        ('{"a": 1,\n "a": 2}', '2:2: the key "a" is there twice'),
        ('{"a": NaN}', "1:7: a value is wanted, not 'N'"),
        ("{}\n{}", "2:1: something stands behind the end"),
        ('\ufeff{"a": 1}', "1:1: a value is wanted, not '\\ufeff'"),
        ('{"a": 12345678901234567890}', "1:7: a number this long means nothing here"),
        ("[" * 9_999, "1:17: nested more than 16 deep"),
        ('{"a": "\t"}', "1:8: invalid control character"),
        ('{"chekcs": []}', "1:2: no key 'chekcs'; did you mean 'checks'?"),
        ('{"schema": "mosaic/contract@2"}', '1:12: schema is "mosaic/contract@1"'),
        ('{"task": "B-2"}', "1:10: this is the contract of B-2, not of A-1"),
        ('{"task": "../B"}', "1:10: task wants a task's id"),
        ('{"origin": "me"}', "1:12: origin is one of drafted, amended"),
        ('{"scope": "src"}', "1:11: scope wants a list"),
        ('{"scope": [1]}', "1:12: scope wants texts"),
        ('{"evidence": ["luck"]}', "1:15: 'luck' is none of tests, code-review, security-review,"
         " documentation, approval, and no file:PATTERN"),
        ('{"checks": ["make"]}', "1:13: a check is an object with name and command"),
        ('{"checks": [{"name": "Unit Test", "command": "x"}]}', "1:13: a check's name has"
         " lower-case letters, digits and . _ - only, 40 at most"),
        ('{"checks": [{"name": "unit"}]}', "1:13: the check 'unit' has no command"),
        ('{"checks": [{"name": "u", "command": "x", "timeout": "3h"}]}',
         "1:13: the timeout of 'u' is no time up to 2h, such as 90s or 10m"),
        ('{"checks": [{"name": "u", "command": "a\\nb"}]}',
         "1:13: the command of 'u' is no single line of 2000 characters at most"),
        ('{"checks": [{"name": "quality-gates", "command": "true"}]}',
         "1:13: quality-gates runs mission.quality_gates; it has no command here"),
        ('{"checks": [{"name": "u", "command": "x"}, {"name": "u", "command": "y"}]}',
         "1:44: the check 'u' is there twice"),
        ('{"targets": ["Src/a"], "out_of_bounds": ["src"]}',
         "1:13: Src/a is wanted in targets, and src is out of bounds"),
    ],
)  # fmt: skip
def test_faults_have_their_place(text: str, said: str) -> None:
    assert [line.removeprefix(f"{PATH}:") for line in faults(text)] == [said]


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a\\u0000b", "C:\\\\x", ".git/config", "", "a**b", "\\u202ea"]
)
@pytest.mark.parametrize("key", ["targets", "scope", "out_of_bounds"])
def test_hostile_patterns_are_faults(key: str, path: str) -> None:
    assert len(faults(f'{{"{key}": ["{path}"]}}')) == 1
    assert len(faults(f'{{"evidence": ["file:{path}"]}}')) == 1


def test_all_faults_are_told_at_once() -> None:
    text = '{"x": 1,\n "scope": ["/a", "../b"],\n "checks": [{"name": "u"}]}'
    assert [line.split(":")[1:3] for line in faults(text)] == [
        ["1", "2"], ["2", "12"], ["2", "18"], ["3", "13"]
    ]  # fmt: skip
    found = parse_contract(text, PATH)
    assert isinstance(found, Broken)
    assert found.fault == f"{PATH}:1:2: no key 'x' (and 3 more)"


def test_a_huge_one_is_a_fault() -> None:
    assert faults(" " * (LARGEST + 1)) == [f"{PATH}:1:1: has more than 65,536 characters"]
    many = json.dumps({"scope": [f"a{n}" for n in range(MOST + 1)]})
    assert f"scope has more than {MOST} items" in faults(many)[0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("90s", 90),
        ("10m", 600),
        ("2h", 7200),
        ("0s", 0),
        ("121m", 0),
        ("10", 0),
        ("1d", 0),
        ("", 0),
    ],
)
def test_times(text: str, count: int) -> None:
    assert seconds(text) == count


def _plain(value: Value) -> object:
    found = value.is_
    if isinstance(found, list):
        return [_plain(item) for item in found]
    return {k: _plain(v) for k, v in found.items()} if isinstance(found, dict) else found


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_JSON, st.sampled_from([None, 1]))
def test_json_is_read_as_python_reads_it(value: Any, indent: int | None) -> None:
    assert _plain(read(json.dumps(value, indent=indent))) == value


@given(st.text('{}[]",:01-.eE \\ntrufalse\n', max_size=30))
def test_what_python_refuses_is_refused(text: str) -> None:
    try:
        json.loads(text, parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError):
        with pytest.raises(Misread):
            read(text)


def test_the_published_schema_says_the_same() -> None:
    """What the parser takes fits the schema, and what the schema refuses the parser refuses."""
    place = Path(__file__).resolve().parents[2] / "docs/schemas/contract.json"
    schema = Draft202012Validator(json.loads(place.read_text()))
    assert not list(schema.iter_errors(json.loads(FULL.text)))
    wrong: tuple[Any, ...] = (
        {"x": 1}, {"scope": "a"}, {"scope": [1]}, {"evidence": ["luck"]}, {"checks": [{}]},
        {"checks": [{"name": "A"}]}, {"origin": "me"}, {"schema": "other"}, {"task": "../a"}, [],
    )  # fmt: skip
    for body in wrong:
        assert list(schema.iter_errors(body))
        assert faults(json.dumps(body))
