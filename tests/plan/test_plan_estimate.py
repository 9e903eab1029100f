"""Estimates (guide, Step 3), categories (Step 6), and files in the notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.learning import Learning
from mosaic.parse.review.finding import FileRef, Finding, Place, Severity
from mosaic.plan.estimate import closing, corrections, estimate
from mosaic.plan.files import format_files, parse_files
from mosaic.plan.subject import category

QUALITY = "docs/reports/spring/02-code-quality-review.md"
SECURITY = "docs/reports/spring/01-security-review.md"


def finding(
    title: str,
    *files: str,
    name: str = "X-1",
    severity: Severity = "medium",
    report: str = QUALITY,
    generated: bool = False,
) -> Finding:
    refs = tuple(map(FileRef, files))
    return Finding(name, severity, title, Place(report, 3), files=refs, generated=generated)


def case(kind: str, estimated: float, actual: float) -> Learning:
    percent = round(100 * (actual - estimated) / estimated) if estimated else 0
    return Learning("T-1", kind, estimated, actual, percent)


@pytest.mark.parametrize(
    ("title", "files", "tokens", "kind"),
    [
        # base: the middle of the range, times what was measured
        ("Prettier was never run", (), 3_000, "STYLE_FIX"),
        ("Refactor the parser", (), 12_500, "REFACTOR"),
        ("Replace KEYS with SCAN", (), 12_500, "REFACTOR"),
        ("Redesign the store", (), 32_500, "COMPLEX_REFACTOR"),
        ("Unused imports in ~200 files", (), 110_000, "BULK_CLEANUP"),
        ("Unused imports", ("a", "b"), 3_000, "BULK_CLEANUP"),
        ("Something else", (), 10_000, "OTHER"),
        # 5K for each further file, once for each file
        ("Refactor the parser", ("a",), 12_500, "REFACTOR"),
        ("Refactor the parser", ("a", "b", "c", "./a"), 22_500, "REFACTOR"),
        # 7.5K for tests: security, auth, bugs; 2.5K for documents
        ("XSS in the banner", (), 32_500, "SECURITY_FIX"),
        ("Swallowed exception", (), 30_500, "ERROR_HANDLING"),
        ("Crash on an empty list", (), 17_500, "OTHER"),
        ("Refactor the endpoint table", (), 15_000, "REFACTOR"),
        # a test or a document needs neither
        ("Add tests for the auth API", (), 22_500, "TEST_ADD"),
        ("Readme lacks the API", (), 4_000, "DOC_UPDATE"),
    ],
)
def test_estimates(title: str, files: tuple[str, ...], tokens: int, kind: str) -> None:
    found = estimate(finding(title, *files))
    assert (found.tokens, found.type) == (tokens, kind)


def test_a_silent_title_is_typed_by_its_subject() -> None:
    """A TEST finding whose title has no keyword is still work on tests."""
    assert estimate(finding("Mailer", name="TEST-4")).type == "TEST_ADD"
    assert estimate(finding("Mailer", name="DOC-4")).type == "DOC_UPDATE"
    # and needs no further test, whatever it is about
    assert estimate(finding("XSS cases", name="TEST-4")).tokens == 25_000


@pytest.mark.parametrize(
    ("cases", "tokens", "said"),
    [
        ([], 12_500, ""),
        ([(10, 18)], 12_500, ""),
        ([(10, 18), (10, 22)], 25_000, ", corrected ×2 by 2 past cases"),
        ([(10, 11), (10, 20), (10, 90)], 25_000, ", corrected ×2 by 3 past cases"),
        ([(10, 0.1), (10, 0.3)], 6_300, ", corrected ×0.5 by 2 past cases"),
        ([(1, 90), (1, 80)], 37_500, ", corrected ×3 by 2 past cases"),
        ([(0, 90), (10, 18)], 12_500, ""),
    ],
)
def test_past_cases_correct(cases: list[tuple[float, float]], tokens: int, said: str) -> None:
    """The median of actual to estimate, of two cases or more of the same type, within 0.5 and 3;
    the reason says so."""
    past = [case("REFACTOR", *c) for c in cases] + [case("TEST_ADD", 10, 90)] * 2
    found = estimate(finding("Refactor the parser"), past)
    assert (found.tokens, found.reason) == (tokens, "REFACTOR 12.5K" + said)


def test_closing_a_phase() -> None:
    """Documentation and verification grow with the phase, up to what a complex task costs."""
    assert closing("verification", 1, {}).tokens == 4_500
    assert closing("documentation", 10, {}).tokens == 9_000
    assert closing("verification", 5_000, {}).tokens == 40_000
    past = corrections([case("VERIFICATION", 4, 8)] * 2)
    assert closing("verification", 2, past).tokens == 10_000
    assert closing("documentation", 2, past).tokens == 5_000


@pytest.mark.parametrize(
    ("name", "severity", "title", "want"),
    [
        ("SEC-1", "critical", "x", "SEC"),
        ("SEC-1", "high", "x", "SEC"),
        ("SEC-1", "medium", "x", "CQ"),
        ("SEC-1", "low", "Slow password hash", "PERF"),
        ("CQ-1", "critical", "x", "CQ"),
        ("CQ-1", "high", "x", "HIGH"),
        ("CQ-1", "high", "Password in the log", "HIGH"),
        ("TEST-1", "critical", "x", "TEST"),
        ("TEST-1", "high", "x", "HIGH"),
        ("PERF-1", "medium", "x", "PERF"),
        ("API-DOC-1", "low", "x", "DOC"),
        ("H-1", "high", "Password in the log", "SEC"),
        ("H-1", "high", "Queue stalls", "HIGH"),
        ("M-1", "medium", "N+1 query in invoices", "PERF"),
        ("L-1", "low", "No tests for the mailer", "TEST"),
        ("L-1", "low", "Stale documentation", "DOC"),
        ("L-1", "low", "Queue stalls", "CQ"),
    ],
)
def test_categories(name: str, severity: Severity, title: str, want: str) -> None:
    """SEC for security of phases 1 and 2, HIGH for other high ones, else by the subject; the
    finding's own id says first what it is about."""
    assert category(finding(title, name=name, severity=severity)) == want


def test_category_by_files_and_report() -> None:
    """Where id and title are silent, the files say it, then the report's name."""
    assert category(finding("x", "docs/a.md", severity="low")) == "DOC"
    assert category(finding("x", "src/a.spec.ts", "tests/b.py", severity="low")) == "TEST"
    assert category(finding("x", "src/a.ts", "tests/b.py", severity="low")) == "CQ"
    assert category(finding("x", report=SECURITY, severity="critical")) == "SEC"
    assert category(finding("x", report="r/03-qa-test-coverage.md", severity="low")) == "TEST"


def test_a_generated_id_says_nothing() -> None:
    """An id that Mosaic gave by the report does not outvote the title."""
    one = finding("Password in the log", name="CQ-1", severity="critical", generated=True)
    assert category(one) == "SEC"


def test_files_in_the_notes() -> None:
    """Lines without blanks, one comma and blank between files, each file once."""
    files = (
        FileRef("a.ts", "45–67"),
        FileRef("b.ts", "3, 9"),
        FileRef("c d.ts"),
        FileRef("c d.ts"),
    )
    text = format_files(files)
    assert text == "a.ts:45-67, b.ts:3,9, c d.ts"
    assert parse_files(text) == (
        FileRef("a.ts", "45-67"), FileRef("b.ts", "3,9"), FileRef("c d.ts"),
    )  # fmt: skip
    assert parse_files("") == ()
    assert parse_files("C:\\a.ts, x:y") == (FileRef("C:\\a.ts"), FileRef("x:y"))
    assert format_files([FileRef("a.ts", "near the end")]) == "a.ts"


@given(st.lists(st.builds(FileRef, st.text(max_size=20), st.sampled_from(["", "1-2", "3, 9"]))))
def test_files_read_back(files: list[FileRef]) -> None:
    """What was written is written again as the same text."""
    text = format_files(files)
    assert format_files(parse_files(text)) == text
