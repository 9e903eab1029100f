"""What a cell's text means: figures, dates, ids, branches, and what a reader cannot see."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.parse import cells, fences


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("800", 800),
        ("0", 0),
        ("8K", 8_000),
        ("8k", 8_000),
        ("4.2K", 4_200),
        ("4.25K", 4_250),
        ("1.3M", 1_300_000),
        ("0.5K", 500),
        ("1.234567M", 1_234_567),
        ("007", 7),
    ],
)
def test_tokens(text: str, tokens: int) -> None:
    """Figures as people write them."""
    assert cells.parse_tokens(text) == tokens


@pytest.mark.parametrize(
    "text",
    [
        "", " 8K", "8 K", "~8K", "8KB", "8,000", "-1", "+1", "1e3", "1.5", "4.2345K", ".5K", "5.K",
        "8G", "٨K", "\uff18", "²", "1_000", "9" * 10, "inf", "NaN", "8K\n",
    ],
)  # fmt: skip
def test_no_tokens(text: str) -> None:
    """All else is no figure, above all one whose meaning would have to be guessed."""
    with pytest.raises(ValueError, match="number of tokens"):
        cells.parse_tokens(text)


@given(st.integers(0, 999_999_999))
def test_tokens_are_written_exactly(tokens: int) -> None:
    """``parse_tokens(format_tokens(n)) == n``."""
    assert cells.parse_tokens(cells.format_tokens(tokens)) == tokens


def test_tokens_are_written_short() -> None:
    """K from a thousand on, M where that loses nothing that is worth a digit."""
    figures = (0, 999, 1_000, 4_200, 12_345, 1_000_000, 1_300_000, 1_234_567)
    assert [cells.format_tokens(n) for n in figures] == [
        "0", "999", "1K", "4.2K", "12.345K", "1M", "1.3M", "1234.567K",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["2026-01-31T10:00:00+01:00", "2026-01-31T09:00:00Z", "2026-01-31 09:00:00.000+00:00"]
)
def test_moments(text: str) -> None:
    """ISO 8601 with an offset is a moment."""
    expected = datetime(2026, 1, 31, 10, tzinfo=timezone(timedelta(hours=1)))
    assert cells.parse_when(text) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-01-31", "2026-01-31T10:00:00", "2026-02-30T00:00:00Z", "10:00Z"]
)
def test_no_moments(text: str) -> None:
    """A date without an offset is none: it would be another moment elsewhere."""
    with pytest.raises(ValueError, match=r"offset|isoformat|day is out of range"):
        cells.parse_when(text)


def test_ids_of_a_cell() -> None:
    """Comma-separated, in order, once each; what means empty is empty."""
    assert cells.parse_ids("B-2, A-1,B-2 ,, C-3") == ("B-2", "A-1", "C-3")
    for empty in cells.EMPTY:
        assert cells.parse_ids(empty) == ()
    assert cells.format_ids(()) == ""
    assert cells.parse_ids(cells.format_ids(("A-1", "B-2"))) == ("A-1", "B-2")


@pytest.mark.parametrize(
    "text", ["MS-SEC-001", "MVP-T05", "FED-M1-01", "P0-001", "a", "1", "a.b_c-d", "MS-SEC-001-QA2"]
)
def test_ids(text: str) -> None:
    """Ids of every ledger, hand-made ones too."""
    assert cells.is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "---", "-A", "A-", "A--B", "A B", "**A-1**", "`A-1`", "../A", "A/B", "Á-1",
        "A-1\n",
        "A-1\u200b", "\u00a0A-1", "#12", "A" * 65, "-".join(["ab"] * 30), "A:1", "~~A-1~~", "[A-1]",
    ],
)  # fmt: skip
def test_no_ids(text: str) -> None:
    """Nothing that could be a path, an option, an emphasis or another id in disguise."""
    assert not cells.is_id(text)


def test_own_ids() -> None:
    """What Mosaic gives out itself: prefix, category, number, and -QA behind it."""
    good = ("MS-SEC-001", "M6-FIX-PERF-1234", "MS-DOC-001-QA", "MS-HIGH-001-QA12")
    bad = ("ms-SEC-001", "MS-SEC-1", "MS-BUG-001", "MS-SEC-001-qa", "SEC-001", "MS-SEC-٠٠١")
    assert all(cells.OWN_ID.fullmatch(i) and cells.is_id(i) for i in good)
    assert not any(cells.OWN_ID.fullmatch(i) for i in bad)


@pytest.mark.parametrize(
    "text", ["main", "fix/x-1", "a/b/c", "release-1.2", "v1+2", "MS_1", "feature/MS-SEC-001-a2"]
)
def test_branches(text: str) -> None:
    """Names that git takes, and a shell too."""
    assert cells.is_branch(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "-x", ".x", "a..b", "a/.b", "a/-b", "a//b", "/a", "a/", "a.lock", "a.lock/b", "a.",
        "a b",
        "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b", "a@{1}", "@", "HEAD", "FETCH_HEAD", "a\n",
        "$(x)", "a;b", "a'b", "é", "x" * 121,
    ],
)  # fmt: skip
def test_no_branches(text: str) -> None:
    """Stricter than git: nothing that is an option, a revision or a shell's word."""
    assert not cells.is_branch(text)


SEEN = (
    "plain", "line\nbreak", "é", "e\u0301", "日本語", "עברית", "العربية", "a\u00a0b", "\u2026",
    "\ufffd",
    "\U0001f600", "\u2764\ufe0f", "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f469\U0001f3fd\u200d\U0001f680", "1\ufe0f\u20e3", "\u2705", "\u2139\ufe0f",
    "\u2194\ufe0f",
)  # fmt: skip
UNSEEN = (
    "\x00", "\x07", "\t", "\r", "\x0b", "\x0c", "\x1b", "\x1c", "\x1f", "\x7f", "\x85", "\x9b",
    "\u00ad",
    "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f",
    "\u2028", "\u2029",
    "\u202a", "\u202e", "\u2060", "\u2064", "\u2066", "\u2069", "\u206f", "\u3164", "\ufe00",
    "\ufe0f", "\ufeff",
    "\uffa0", "\ufff9", "\U0001d173", "\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100",
    "\ud800", "\udfff",
)  # fmt: skip


@pytest.mark.parametrize("text", SEEN)
def test_what_is_seen_stays(text: str) -> None:
    """Scripts, combining marks and emoji are text; also at the ends and side by side."""
    assert cells.hidden(f"a{text}b") == ()
    assert cells.clean(text) == (text, False)
    assert cells.visible(text) == text
    assert fences.cleaned(text) == text


@pytest.mark.parametrize("char", UNSEEN)
def test_what_is_not_seen_is_found(char: str) -> None:
    """Controls, bidi, zero-width, fillers, selectors and tags: found, refused, shown, taken out."""
    text = f"a{char}b"
    assert cells.hidden(text) == ((1, char),)
    assert cells.refusal(text, lines=True) == f"character 2 is a hidden one (U+{ord(char):04X})"
    assert cells.visible(text) == f"a{char.encode('unicode_escape').decode()}b"
    kept, _ = cells.clean(text)
    assert cells.hidden(kept) == ()
    assert kept.replace("\n", "").replace(" ", "") == "ab"
    assert char == "\t" or char not in fences.cleaned(text)


@settings(max_examples=300)
@given(st.text(st.sampled_from([*UNSEEN, "a", "1", "#", "\u20e3", "\u2764", "\U0001f469", "\n"])))
def test_cleaning_leaves_nothing_and_is_done_once(text: str) -> None:
    """What was cleaned has nothing hidden, and cleaning it again changes nothing."""
    kept, _ = cells.clean(text)
    assert cells.hidden(kept) == ()
    assert cells.clean(kept) == (kept, False)
    assert cells.hidden(cells.visible(text)) == ()
    assert {char for _, char in cells.hidden(fences.cleaned(text))} <= {"\t"}


def test_line_ends_are_made_newlines_when_cleaned() -> None:
    """CRLF and CR become newlines, tabs blanks; the newline alone is no hidden character."""
    assert cells.clean("a\r\nb\rc\td") == ("a\nb\nc d", False)
    assert cells.hidden("a\nb") == ()


@pytest.mark.parametrize(
    ("value", "lines", "said"),
    [
        ("a\nb", False, "it has a line break"),
        ("-", True, "a lone '-' means an empty cell"),
        ("–", True, "a lone '–' means an empty cell"),
        ("—", False, "a lone '—' means an empty cell"),
        (" a", True, "it begins or ends with a blank"),
        ("a\n", True, "it begins or ends with a blank"),
        ("a<br>b", True, "it holds a literal <br>, which means a line break here"),
    ],
)
def test_what_means_something_to_the_format_is_refused(value: str, lines: bool, said: str) -> None:
    """A value that would be read as something else, with the reason."""
    assert cells.refusal(value, lines=lines) == said


@pytest.mark.parametrize(
    "value", ["", "a|b", "\\", "a\\|", "`a|b`", "<b>", "<!-- x -->", "--", "- x", "<BR>", "<br/>"]
)
def test_all_else_is_held(value: str) -> None:
    """Pipes, backslashes, code, HTML and comments are ordinary text."""
    assert cells.refusal(value) is None


def test_escaping_is_by_the_one_backslash_before_the_pipe() -> None:
    """A backslash means nothing but before a pipe, and there only the last one does."""
    pairs = (("a|b", "a\\|b"), ("a\\|b", "a\\\\|b"), ("a\\\\b", "a\\\\b"), ("x\ny", "x<br>y"))
    for value, raw in pairs:
        assert cells.write(value) == raw
        assert cells.read(f" {raw}\t") == value
    assert cells.read("\u00a0a ") == "\u00a0a"
