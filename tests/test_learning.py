"""Task types, variance bands, the learnings file (guide, "Learning & Retrospective")."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic import learning
from mosaic.errors import LedgerUnusable
from mosaic.learning import Learning, LearningsFile, read_learnings, write_learnings
from mosaic.parse import table
from mosaic.parse.tasks import COLUMNS, Task, parse

AT = "2026-02-05T19:45:00+00:00"


def tasks(*rows: Mapping[str, str]) -> tuple[Task, ...]:
    lines = [table.render(COLUMNS), "|" + "---|" * len(COLUMNS)]
    lines += [table.render([row.get(column, "") for column in COLUMNS]) for row in rows]
    return parse("\n".join(lines) + "\n").rows


def task(description: str = "CQ-1: Refactor the parser", **cells: str) -> Task:
    return tasks({"id": "MS-CQ-001", "description": description, **cells})[0]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Fix formatting of the header", "STYLE_FIX"),
        ("Run prettier", "STYLE_FIX"),
        ("ESLint and lint errors", "STYLE_FIX"),
        ("Remove unused imports", "BULK_CLEANUP"),
        ("Compiler warnings", "BULK_CLEANUP"),
        ("Type guards in ~200 files", "BULK_CLEANUP"),
        ("Add guard to the route", "GUARD_ADD"),
        ("Add auth decorator", "GUARD_ADD"),
        ("Missing validation", "GUARD_ADD"),
        ("Sanitize the banner", "SECURITY_FIX"),
        ("SQL injection", "SECURITY_FIX"),
        ("Stored XSS in comments", "SECURITY_FIX"),
        ("Authentication for the socket", "AUTH_ADD"),
        ("auth_service forgets users", "AUTH_ADD"),
        ("Refactor the parser", "REFACTOR"),
        ("Replace KEYS with SCAN", "REFACTOR"),
        ("Migrate the store", "REFACTOR"),
        ("Add tests for the mailer", "TEST_ADD"),
        ("Coverage of auth is low", "TEST_ADD"),
        ("Missing input validation", "INPUT_VALIDATION"),
        ("Swallowed exception", "ERROR_HANDLING"),
        ("Hardcoded secret", "CONFIG_EXTERNALIZATION"),
        ("Architectural change", "COMPLEX_REFACTOR"),
        ("An author's biography", "OTHER"),
        ("", "OTHER"),
    ],
)
def test_task_types(title: str, kind: str) -> None:
    """A title's words tell the type, in the table's order; a word is not found inside another."""
    assert learning.task_type(title) == kind


def test_the_table_of_types() -> None:
    """Names are unique, ranges are ranges, and what matches nothing comes last."""
    names = [kind.name for kind in learning.TASK_TYPES]
    assert len(set(names)) == len(names)
    assert names[-1] == "OTHER"
    assert all(0 < kind.low <= kind.high and kind.percent > 0 for kind in learning.TASK_TYPES)
    for kind in learning.TASK_TYPES:
        for word in kind.keywords:
            assert learning.matches(learning.words(word.rstrip("*")), kind.keywords), word


@pytest.mark.parametrize(
    ("kind", "files", "tokens"),
    [
        ("SECURITY_FIX", 1, 25_000),
        ("GUARD_ADD", 1, 6_500),
        ("AUTH_ADD", 3, 20_000),
        ("ERROR_HANDLING", 1, 23_000),
        ("INPUT_VALIDATION", 1, 11_050),
        ("CONFIG_DEFAULT_CHANGE", 1, 13_500),
        ("BULK_CLEANUP", 200, 110_000),
        ("BULK_CLEANUP", 0, 3_000),
        ("STYLE_FIX", 1, 3_000),
        ("NO_SUCH_TYPE", 1, 10_000),
    ],
)
def test_bases(kind: str, files: int, tokens: int) -> None:
    """The middle of the range times the multiplier; cleanup by files; never below 3K."""
    assert learning.base_estimate(kind, files) == tokens


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"description": "SEC-1: Replace the parser"}, "REFACTOR"),
        ({"description": "AUTH-1: Replace the parser"}, "REFACTOR"),
        ({"description": "A / AUTH-1: Else", "notes": "Finding: A / AUTH-1"}, "OTHER"),
        ({"description": "Signature verification", "notes": "Role: verification"}, "VERIFICATION"),
        ({"description": "All", "notes": "Role: documentation"}, "DOC_UPDATE"),
        ({"id": "MS-TEST-003", "description": "Mailer"}, "TEST_ADD"),
        ({"id": "MS-TEST-003", "description": "Replace the mailer"}, "REFACTOR"),
        ({"id": "MS-CQ-003", "description": "Mailer"}, "OTHER"),
    ],
)
def test_the_type_of_a_row(cells: dict[str, str], kind: str) -> None:
    """Role first, then the title without the finding's id, then the category of the row's id."""
    assert learning.type_of(task(**cells)) == kind


@pytest.mark.parametrize(
    ("used", "estimate", "band"),
    [
        (10_000, 10_000, "log"),
        (13_000, 10_000, "log"),
        (13_001, 10_000, "flag"),
        (7_000, 10_000, "log"),
        (6_999, 10_000, "flag"),
        (15_000, 10_000, "flag"),
        (15_001, 10_000, "capture"),
        (5_000, 10_000, "flag"),
        (4_999, 10_000, "capture"),
        (20_000, 10_000, "capture"),
        (20_001, 10_000, "critical"),
        (0, 10_000, "capture"),
    ],
)
def test_bands(used: int, estimate: int, band: str) -> None:
    """30, 50 and 100 per cent sharp still belong to the lower band, above or below."""
    assert learning.band(learning.variance(used, estimate)) == band


@given(st.integers(1, 10**9), st.integers(0, 10**10))
def test_bands_are_exact(estimate: int, used: int) -> None:
    """The bands are those that whole-number arithmetic gives."""
    off = 10 * abs(used - estimate)
    want = (
        "log" if off <= 3 * estimate
        else "flag" if off <= 5 * estimate
        else "capture" if off <= 10 * estimate
        else "critical"
    )  # fmt: skip
    assert learning.band(learning.variance(used, estimate)) == want


def test_a_variance_needs_an_estimate() -> None:
    with pytest.raises(ValueError, match="estimate"):
        learning.variance(100, 0)


def test_capture() -> None:
    """Above 50 % a learning is made, with the title's keywords; above 100 % it is CRITICAL."""
    row = task("CQ-1: Unused imports in ~200 files", estimate="30K")
    found = learning.capture(row, 112_800, AT, 200, "More files than were counted")
    assert found == Learning(
        "MS-CQ-001", "BULK_CLEANUP", 30.0, 112.8, 276, 200, ("unused", "n files"),
        "More files than were counted", ("CRITICAL",), AT,
    )  # fmt: skip
    less = learning.capture(row, 600, AT, 1)
    assert less is not None
    assert (less.variance_pct, less.flags, less.file_count) == (-98, (), 1)
    assert less.analysis == "BULK_CLEANUP used 0.02 times its estimate"
    assert str(less) == "MS-CQ-001: 30K → 0.6K (-98 %)"


@pytest.mark.parametrize("estimate", ["", "0", "about 8K"])
def test_nothing_to_capture_without_an_estimate(estimate: str) -> None:
    assert learning.capture(task(estimate=estimate), 9_000, AT, 1) is None


@pytest.mark.parametrize("used", [5_000, 10_000, 15_000])
def test_nothing_to_capture_up_to_half(used: int) -> None:
    assert learning.capture(task(estimate="10K"), used, AT, 1) is None


def entry(name: str, kind: str = "REFACTOR", estimate: float = 10, actual: float = 20) -> Learning:
    return Learning(name, kind, estimate, actual, round(100 * (actual - estimate) / estimate))


def test_a_learning_is_added_once() -> None:
    """Appended after the others, a critical one queued besides; the same again changes nothing."""
    critical = Learning("A", "REFACTOR", 10, 30, 200, flags=("CRITICAL",))
    file = learning.with_learning(LearningsFile(learnings=(entry("B"),)), critical)
    assert [found.task_id for found in file.learnings] == ["B", "A"]
    assert file.investigation_queue == (
        {"task_id": "A", "reason": "+200 %: is REFACTOR the right type?"},
    )
    assert learning.with_learning(file, critical) == file
    assert learning.with_learning(file, entry("C")).investigation_queue == file.investigation_queue


def test_a_phase_summary() -> None:
    """All rows of the phase are counted; sums and means are of those with estimate and use."""
    rows = tasks(
        {
            "id": "A",
            "description": "Refactor",
            "estimate": "10K",
            "used": "15K",
            "notes": "Phase: 2",
        },
        {"id": "B", "description": "Replace", "estimate": "10K", "used": "9K", "notes": "Phase: 2"},
        {"id": "C", "description": "XSS", "estimate": "25K", "used": "5.5K", "notes": "Phase: 2"},
        {"id": "D", "description": "XSS", "estimate": "25K", "notes": "Phase: 2"},
        {"id": "E", "description": "XSS", "estimate": "25K", "used": "5K", "notes": "Phase: 1"},
    )
    summary = learning.phase_summary(rows, 2, AT)
    assert summary == {
        "phase": 2,
        "count": 4,
        "measured": 3,
        "estimate_k": 45,
        "used_k": 29.5,
        "mean_variance_pct": -13,
        "by_type": {
            "REFACTOR": {
                "count": 2, "measured": 2, "estimate_k": 20, "used_k": 24, "mean_variance_pct": 20,
            },
            "SECURITY_FIX": {
                "count": 2, "measured": 1, "estimate_k": 25, "used_k": 5.5,
                "mean_variance_pct": -78,
            },
        },
        "captured_at": AT,
    }  # fmt: skip
    file = learning.with_phase_summary(LearningsFile(), summary)
    assert read_learnings(write_learnings(file)).phase_summaries == (summary,)
    assert learning.phase_summary((), 1, AT)["mean_variance_pct"] is None


def test_proposals() -> None:
    """Two cases or more, the median within 0.5 and 3, each case as evidence; none where the
    median says that the base is right."""
    file = LearningsFile(
        learnings=(
            entry("A", "REFACTOR", 10, 18),
            entry("B", "REFACTOR", 10, 16),
            entry("C", "BULK_CLEANUP", 30, 112.8),
            entry("D", "BULK_CLEANUP", 10, 90),
            entry("E", "AUTH_ADD", 15, 0.3),
            entry("F", "TEST_ADD", 10, 4),
            entry("G", "TEST_ADD", 10, 16),
        )
    )
    found = {p.type: (p.old, p.new, p.cases) for p in learning.proposals(file)}
    assert found == {"REFACTOR": (12_500, 21_250, 2), "BULK_CLEANUP": (550, 1_650, 2)}
    evidence = next(p.evidence for p in learning.proposals(file) if p.type == "REFACTOR")
    assert evidence == ("A: 10K → 18K (+80 %)", "B: 10K → 16K (+60 %)")


def test_proposals_are_written_as_adjustments() -> None:
    file = LearningsFile(learnings=(entry("A"), entry("B")), proposed_adjustments=("older",))
    found = learning.with_proposals(file, learning.proposals(file))
    assert found.proposed_adjustments == (
        "older",
        {
            "task_type": "REFACTOR", "current_base": 12_500, "proposed_base": 25_000, "cases": 2,
            "evidence": ["A: 10K → 20K (+100 %)", "B: 10K → 20K (+100 %)"],
        },
    )  # fmt: skip
    assert learning.with_proposals(found, learning.proposals(file)) == found


OURS = """{
  "schema_version": 1,
  "project": "shop",
  "milestone": "M6",
  "created_at": "2026-02-05T19:00:00+00:00",
  "learnings": [
    {
      "task_id": "UC-CLEAN-003",
      "task_type": "BULK_CLEANUP",
      "estimate_k": 30,
      "actual_k": 112.8,
      "variance_pct": 276,
      "characteristics": {
        "file_count": 200,
        "keywords": [
          "unused"
        ],
        "language": "é"
      },
      "analysis": "",
      "flags": [
        "CRITICAL"
      ],
      "captured_at": "2026-02-05T19:45:00Z",
      "reviewed": true
    }
  ],
  "phase_summaries": [],
  "proposed_adjustments": [
    {
      "any": [
        null
      ]
    }
  ],
  "investigation_queue": [],
  "house": {
    "rule": 1.5
  }
}
"""


def test_the_file_round_trips() -> None:
    """Known keys are values, unknown ones survive at every level, the bytes come back."""
    file = read_learnings(OURS)
    assert (file.project, file.milestone, file.schema_version) == ("shop", "M6", 1)
    assert file.extra == {"house": {"rule": 1.5}}
    one = file.learnings[0]
    assert (one.task_id, one.actual_k, one.file_count, one.keywords, one.flags) == (
        "UC-CLEAN-003", 112.8, 200, ("unused",), ("CRITICAL",),
    )  # fmt: skip
    assert one.extra == {"reviewed": True, "characteristics": {"language": "é"}}
    assert write_learnings(file) == OURS


def test_what_is_missing_has_its_default() -> None:
    """Other versions wrote fewer keys: an entry needs its id and both figures, no more."""
    file = read_learnings(
        '\ufeff{"learnings": [{"task_id": "A", "estimate_k": 8, "actual_k": 18.5}], "project": "p"}'
    )
    assert file.learnings == (Learning("A", "OTHER", 8, 18.5, 131),)
    assert read_learnings("{}") == LearningsFile()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [":1:1: Expecting value"]),
        ('{\n "a": 1,\n}', [":2:9: Illegal trailing comma before end of object"]),
        ("[]", [": the file is no object"]),
        ('{"learnings": {}}', [": learnings is no list"]),
        ('{"project": 3, "phase_summaries": 1}',
         [": project is no text", ": phase_summaries is no list"]),
        ('{"learnings": [3, {}]}',
         [": learnings[0] is no object", ": learnings[1].estimate_k is no number",
          ": learnings[1].actual_k is no number", ": learnings[1].task_id is no text"]),
        ('{"learnings": [{"task_id": "A", "estimate_k": -1, "actual_k": true, "flags": [1]}]}',
         [": learnings[0].estimate_k is below 0", ": learnings[0].actual_k is no number",
          ": learnings[0].flags[0] is no text"]),
        ('{"house": NaN}', [": NaN is no number that can be kept"]),
        ('{"house": 1e999}', [": 1e999 is no number that can be kept"]),
        ('{"learnings": [{"task_id": "A", "estimate_k": 1, "actual_k": 1' + "0" * 400 + "}]}",
         [": learnings[0].actual_k is no number"]),
        ("[" * 100_000, [": it is nested too deeply"]),
    ],
)  # fmt: skip
def test_a_broken_file_says_all_that_is_wrong(text: str, faults: list[str]) -> None:
    """Exit 8, every fault at once, each with the file's path."""
    with pytest.raises(LedgerUnusable) as caught:
        read_learnings(text)
    assert (caught.value.exit, caught.value.code) == (8, "ledger-broken")
    found = [fault.removeprefix("docs/tasks/orchestrator-learnings.json") for fault in faults]
    said = [d.removeprefix("docs/tasks/orchestrator-learnings.json") for d in caught.value.details]
    if text.startswith("{\n"):  # the words for a trailing comma are the interpreter's
        assert said[0].startswith((":2:", ":3:"))
    else:
        assert said == found


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False,
                                                                       allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_amount = st.integers(0, 10**6).map(lambda n: n / 10)
_learning = st.builds(
    Learning, st.text(), st.text(), _amount, _amount, st.integers(-100, 10**6),
    st.integers(0, 9999), st.lists(st.text()).map(tuple), st.text(),
    st.lists(st.text()).map(tuple), st.text(),
    st.dictionaries(st.text().map(lambda k: f"x{k}"), _json, max_size=2),
)  # fmt: skip
_file = st.builds(
    LearningsFile, st.text(), st.text(), st.text(), st.lists(_learning, max_size=3).map(tuple),
    st.lists(_json, max_size=2).map(tuple), st.just(()), st.lists(_json, max_size=1).map(tuple),
    st.just(1), st.dictionaries(st.text().map(lambda k: f"x{k}"), _json, max_size=2),
)  # fmt: skip


@given(_file)
def test_what_is_written_reads_back(file: LearningsFile) -> None:
    """``read(write(file)) == file``; the text is JSON, ends in one line end, is UTF-8."""
    text = write_learnings(file)
    assert read_learnings(text) == file
    assert write_learnings(read_learnings(text)) == text
    assert text.endswith("}\n")
    json.loads(text.encode("utf-8"))


def test_half_a_character_is_kept() -> None:
    """A lone surrogate, as other writers escape it, stays an escape: the file is UTF-8."""
    text = write_learnings(LearningsFile(project="a\ud800b"))
    assert '"project": "a\\ud800b"' in text
    assert read_learnings(text).project == "a\ud800b"
