"""Formats: which one a file is in, what must be readable, JSON as such; nothing ever crashes."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.errors import Usage
from mosaic.parse import cells
from mosaic.parse.review.finding import Report
from mosaic.parse.review.formats import body_at, read_files
from mosaic.parse.review.named import FORMATS, Format, Given, is_markdown, is_report
from mosaic.parse.review.structured import keys
from mosaic.parse.review.structured.nodes import DEEPEST, Fault, Node, Values, read_values
from mosaic.parse.review.structured.settle import MOST

PROSE = "# Security review\n\n### SEC-1: In prose\n\n**Severity:** High\n"
LIST = '{"findings": [{"id": "SEC-2", "title": "In a list", "severity": "low"}]}'
LOG = json.dumps(
    {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "T"}},
                "results": [{"ruleId": "R", "message": {"text": "In a log"}}],
            }
        ],
    }
)


def titles(*files: Given, wanted: Format = "auto") -> list[str]:
    return [f.title for f in read_files(files, wanted).findings]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", PROSE, "In prose"), ("a.md", LIST, "In a list"), ("a.md", LOG, "In a log"),
        ("a.json", LIST, "In a list"), ("a.json", LOG, "In a log"), ("a.sarif", LOG, "In a log"),
        ("a.SARIF.json", LOG, "In a log"), ("a.txt", PROSE, "In prose"), ("a", LIST, "In a list"),
        ("a.sarif", LIST, "In a list"), ("a.json", f"\ufeff\n {LOG}\n", "In a log"),
    ],
)  # fmt: skip
def test_auto(name: str, text: str, title: str) -> None:
    """By the name where it says JSON, else by the content."""
    assert titles(Given(name, text)) == [title]


def test_markdown_that_only_looks_like_json_is_markdown() -> None:
    text = "[a]: #x\n\n### SEC-1: In prose [HIGH]\n\n[b]"
    assert titles(Given("a.md", text)) == ["In prose"]
    assert titles(Given("a.txt", "{\n\n### SEC-1: In prose [HIGH]\n\n}")) == ["In prose"]


def test_a_format_that_is_asked_for() -> None:
    assert titles(Given("a.txt", LOG), wanted="sarif") == ["In a log"]
    assert titles(Given("a.txt", LIST), wanted="json") == ["In a list"]
    assert titles(Given("a.json", LIST), wanted="markdown") == []
    for wanted, text in (("sarif", LIST), ("json", LOG), ("sarif", PROSE), ("json", PROSE)):
        with pytest.raises(Usage) as error:
            titles(Given("a.md", text), wanted=wanted)  # type: ignore[arg-type]
        assert error.value.details[0].startswith("a.md:1:1: ")


def test_names_of_reports() -> None:
    names = ("a.md", "b.MARKDOWN", "c.sarif", "d.sarif.json", "e.json", "f.jsonl", "g.txt", "h")
    want = {
        "auto": "abcdef", "markdown": "ab", "sarif": "cde", "json": "def",
    }  # fmt: skip
    for wanted in FORMATS:
        assert "".join(n[0] for n in names if is_report(n, wanted)) == want[wanted]
    assert [n[0] for n in names if is_markdown(n)] == ["a", "b", "g", "h"]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ('{"findings": [\n  {"title": "a",}]}', "2:17", "no JSON"),
        ('{"findings": [\n  {"title": "a"', "2:16", "no JSON"),
        ("", "1:1", "no JSON"),
        ("\n\n", "3:1", "no JSON"),
        ('{"a": 1} trailing', "1:10", "no JSON"),
        ("// comment\n{}", "1:1", "no JSON"),
        ('{"a": "' + '\\"' * 50, "1:7", "no JSON"),
        ("[" * 100_000, "1:101", f"nested more than {DEEPEST} levels deep"),
        ('{"a":' * 100_000, "1:501", "nested more than"),
        ("\n" + "[" * 101 + "]" * 101, "2:101", "nested more than"),
    ],
)
def test_what_is_no_json(text: str, place: str, says: str) -> None:
    """Named itself, or called SARIF, an error with its place; else passed over with a warning."""
    for file in (Given("r/a.json", text), Given("r/a.sarif", text, named=False)):
        with pytest.raises(Usage) as error:
            read_files([file])
        (said,) = error.value.details
        # Python words its own faults, and places them a column apart from version to version.
        assert said.startswith(f"{file.path}:{place.partition(':')[0]}:")
        assert says in said
        assert error.value.hint or "expected" in said
    (warning,) = read_files([Given("r/a.json", text, named=False)]).warnings
    assert (warning.source.line, says in warning.message) == (int(place.partition(":")[0]), True)


def test_the_column_of_what_is_nested_too_deep() -> None:
    assert read_values("[" * 200) == Fault(f"nested more than {DEEPEST} levels deep", 1, 101)
    assert isinstance(read_values("[" * DEEPEST + "]" * DEEPEST), Values)


def test_faults_of_all_files_at_once() -> None:
    with pytest.raises(Usage) as error:
        read_files([Given("a.json", "{"), Given("b.md", PROSE), Given("c.json", "", fault="gone")])
    assert error.value.message == "2 report file(s) cannot be read"
    assert [d.partition(":")[0] for d in error.value.details] == ["a.json", "c.json"]


def test_odd_json_is_read_with_a_warning() -> None:
    """A key given twice, NaN, numbers past any meaning, line breaks inside of a string."""
    text = (
        '{"findings": [\n{"title": "a\nb", "severity": "low",\n "severity": "high",'
        ' "score": NaN, "line": ' + "9" * 5000 + ', "x": -Infinity, "y": 1e999}]}'
    )
    found = read_files([Given("a.json", text)])
    assert [(f.severity, f.title, f.source.line) for f in found.findings] == [("high", "a", 2)]
    assert [w.message for w in found.doubts] == [
        "“severity” given twice in one object; the last counts",
        "NaN is no JSON; read as null",
        "-Infinity is no JSON; read as null",
    ]


def test_oddities_do_not_flood() -> None:
    text = '{"findings": [' + ",".join(['{"title": "a", "x": NaN}'] * 500) + "]}"
    said = [w.message for w in read_files([Given("a.json", text)]).warnings]
    assert sum("NaN" in message for message in said) == 21
    assert any("and 479 more of the like" in message for message in said)


def test_too_many_findings_are_counted() -> None:
    many = [{"rule": "R", "title": f"t{i}", "severity": "low"} for i in range(MOST + 3)]
    found = read_files([Given("a.json", json.dumps({"findings": many}))])
    assert len(found.findings) == MOST
    assert found.doubts[0].message == (
        f"3 finding(s) from here on were not read: {MOST} is the most of one file"
    )


def test_line_breaks_of_every_kind() -> None:
    for end in ("\n", "\r\n", "\r"):
        values = read_values(f'[{end}{{"a":{end}1}}{end}]')
        assert isinstance(values, Values)
        (found,) = values.values
        assert found == [Node({"a": 1}, 2, 3)]


def test_files_of_all_formats_together() -> None:
    """In the order of files; made-up ids are none like another; one told in two files is one."""
    notes = '[{"title": "A", "severity": "low"}, {"title": "B", "severity": "low"}]'
    prose = "# Code quality\n\n## High\n\n### 🔴 Critical: Something\n\n### 🔴 Critical: More\n"
    again = '{"findings": [{"id": "SEC-1", "title": "In prose", "severity": "low"}]}'
    files = [Given("a.json", notes), Given("b.md", prose), Given("c.sarif", LOG),
             Given("d.md", PROSE), Given("e.json", again), Given("f.sarif", LOG)]  # fmt: skip
    found = read_files(files)
    where = [f.source.file for f in found.findings]
    assert where == ["a.json", "a.json", "b.md", "b.md", "c.sarif", "d.md"]
    assert len({f.id for f in found.findings}) == 6
    assert [file.path for file in found.files] == [file.path for file in files]
    said = {file.path: [(t.why, t.detail) for t in file.turned_down] for file in found.files}
    assert said["e.json"] == [("told again", "SEC-1, another file")]
    assert said["f.sarif"] == [("told again", f"{found.findings[4].id}, another file")]


def test_the_words_of_a_finding_again() -> None:
    """By its id; else by its line, and of several there by the beginning of its title."""
    text = '{"findings": [{"id": "A-1", "title": "First of all"}, {"title": "Second of all"}]}'
    assert (body_at("a.json", text, 1, "A-1", "") or "").startswith("First of all")
    assert (body_at("a.json", text, 7, "A-1", "") or "").startswith("First of all")
    assert (body_at("a.json", text, 1, "CQ-9 (generated)", "Second of…") or "").startswith("Second")
    assert body_at("a.json", text, 1, "other", "other") == ""
    assert body_at("a.json", text, 2, "other", "First of all") == ""
    assert body_at("a.json", "{", 1, "A-1", "") == ""
    assert body_at("a.md", PROSE, 3, "SEC-1", "In prose") is None
    assert "In a log" in (body_at("a.sarif", LOG, 1, "gone", "") or "")


NAMES = sorted(
    {
        "runs", "results", "version", "$schema", "tool", "driver", "extensions", "rules", "message",
        "text", "markdown", "arguments", "ruleId", "ruleIndex", "rule", "index", "guid", "level",
        "kind", "suppressions", "status", "baselineState", "properties", "security-severity",
        "locations", "physicalLocation", "artifactLocation", "uri", "uriBaseId", "region",
        "startLine", "endLine", "artifacts", "originalUriBaseIds", "invocations", "provenance",
        "invocationIndex", "fingerprints", "partialFingerprints", "toolComponent", "messageStrings",
        "relatedLocations", "logicalLocations", "fixes", "snippet", "help", "stats", "verdict",
        *keys.OWN, *keys.RULE, *keys.TITLE, *keys.SEVERITY, *keys.SCORE, *keys.PATH, *keys.PLACE,
        *keys.LINES, *keys.HOLDERS, *keys.PERHAPS, *keys.AROUND, *keys.RANKED, *keys.STATUS,
        *keys.SPREAD, *keys.FLAGS, *(name for pair in keys.SPANS for name in pair),
    }
)  # fmt: skip
TEXTS = st.sampled_from(
    ("", "a.py", "../a", "file:///C:/x", "high", "error", "fail", "2.1.0", "{0} {{", "[a](1)",
     "-1", "9.8", "1-9", "\ud800", "\u202e", "R1", "//", "%", "%zz", "C:", "/", ":", "#L3")
) | st.text(max_size=8)  # fmt: skip
LEAVES = TEXTS | st.none() | st.booleans() | st.floats() | st.integers(-3, 10**25)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | TEXTS, inner, max_size=6)
    ),
    max_leaves=40,
)


def wrapped(value: Any) -> st.SearchStrategy[Any]:
    """The value where each reader looks for it."""
    return st.sampled_from(
        (
            value,
            [value],
            {"findings": value},
            {"results": [value]},
            {"findings": [value, value]},
            {"version": "2.1.0", "runs": [value]},
            {"version": "2.1.0", "runs": [{"results": [value], "tool": value}]},
            {"version": "2.1.0", "runs": [{"results": [{"locations": [value], "message": value}],
                                           "originalUriBaseIds": value, "artifacts": value}]},
        )
    )  # fmt: skip


@given(JSON.flatmap(wrapped), st.sampled_from(("a.json", "a.sarif", "a.md")))
def test_no_json_value_crashes_the_reader(value: Any, name: str) -> None:
    """Findings with a title, a place in the file, nothing hidden; or an ordinary error."""
    text = json.dumps(value, indent=1)
    with contextlib.suppress(Usage):
        _sound(read_files([Given(name, text)], "auto", ("/r",)), text)


def _sound(found: Report, text: str) -> None:
    last = text.count("\n") + 1
    for finding in found.findings:
        assert finding.id
        assert finding.title
        assert 1 <= finding.source.line <= max(finding.body_end, 1) <= last
        for said in (finding.id, finding.title, finding.body, *(f.path for f in finding.files)):
            assert not cells.hidden(said)
        assert not any(f.path.startswith("../") for f in finding.files)
    named = [f.id for f in found.findings]
    assert len(named) == len(set(named))
    for warning in found.warnings:
        assert 1 <= warning.source.line <= last
        assert not cells.hidden(warning.message)


@given(st.text(st.sampled_from('{}[]",:\\ \n1aN-e.tfu\ufeff'), max_size=60))
def test_no_text_crashes_the_reader(text: str) -> None:
    values = read_values(text)
    if isinstance(values, Fault):
        assert values.line >= 1
        assert values.column >= 1
    for wanted in FORMATS:
        read_files([Given("a.json", text, named=False)], wanted)


@given(JSON)
def test_values_are_pythons(value: Any) -> None:
    """What is read is what Python's own reader gives, numbers past all meaning apart."""
    text = json.dumps(value, allow_nan=True)
    values = read_values(text)
    assert isinstance(values, Values)
    assert [_bare(one) for one in values.values] == [_meant(json.loads(text))]


def _bare(value: Any) -> Any:
    if isinstance(value, Node):
        return {key: _bare(one) for key, one in value.fields.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _meant(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _meant(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_meant(one) for one in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return (
        None if isinstance(value, int) and abs(value) >= 10**17 and len(str(value)) > 18 else value
    )
