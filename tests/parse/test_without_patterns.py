"""What is told without a pattern is what its pattern tells: for each, text of the characters that
matter to it, and any text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic import learning
from mosaic.gates import attempts, prd
from mosaic.parse import blocks, cells, fences, forms, registry, table, templates, terms
from mosaic.parse.cells import OWN_ID

#: Each check, the pattern that says the same, and the characters that matter.
CHECKS: dict[str, tuple[Callable[[str], object], str, str]] = {
    "id": (
        cells.is_id,
        r"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z))(?!.*\.lock\Z)(?=.{1,80}\Z)"
        r"[A-Za-z0-9]{1,64}(?:[-._][A-Za-z0-9]{1,64}){0,15}",
        "aZ09-._conlk1\n é",
    ),
    "prefix": (cells.is_prefix, r"[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,16}){0,3}", "AZa09-_\né"),
    "agent": (cells.is_agent, r"[A-Za-z0-9][A-Za-z0-9._@:/+-]{0,63}", "aZ0._@:/+-\n é"),
    "commit": (cells.is_commit, r"[0-9a-fA-F]{7,64}", "0aF9g\n"),
    "branch": (
        cells.is_branch,
        r"(?=.{1,120}\Z)(?!refs/)(?!.*\.\.)(?!.*(?:\.|\.lock)(?:/|\Z))"
        r"(?!(?i:(?:FETCH_|ORIG_|MERGE_|CHERRY_PICK_|REVERT_|REBASE_)?HEAD|AUTO_MERGE)\Z)"
        r"[A-Za-z0-9][A-Za-z0-9._+-]*(?:/[A-Za-z0-9][A-Za-z0-9._+-]*)*",
        "aZ0._+-/refslockhd\n é",
    ),
    "version": (forms.is_version, r"\.".join([r"(0|[1-9][0-9]{0,8})"] * 3), "019.\n٣"),
    "address": (
        forms.is_address,
        r"https?://[A-Za-z0-9.\[\]:-]{1,255}(?:/[A-Za-z0-9._~-]{1,64}){0,8}/?",
        "htps:/a0.[]-_~\n é",
    ),
    "heading": (blocks._is_heading, r"#{1,6}(?:[ \t].*)?", "# \ta"),
    "PRD heading": (prd._is_heading, r"#{1,6}(?:\s(?s:.*))?", "# \ta\n\u2003"),
    "placeholder": (prd._is_placeholder, r"\$\{[A-Z_]{1,60}\}", "${}A_a"),
    "delimiter": (
        lambda text: table._is_mark(text.strip(" \t")), r"[ \t]*:?-+:?[ \t]*", ":- \t|a",
    ),
    "check": (terms.is_name, r"[a-z0-9][a-z0-9._-]{0,39}", "az09._-A\n é"),
    "name": (templates._is_name, r"[A-Z][A-Z0-9_]*", "AZ09_a\né"),
}  # fmt: skip


def _texts(pattern: str, characters: str) -> st.SearchStrategy[str]:
    """Text that fits, text of such characters, any text, and what fits with one change."""
    fits = st.from_regex(pattern, fullmatch=True)
    near = st.builds(
        lambda text, at, char: text[: at % (len(text) + 1)] + char + text[at % (len(text) + 1) :],
        fits, st.integers(0, 200), st.sampled_from(characters),
    )  # fmt: skip
    return fits | near | st.text(characters) | st.text()


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_says_what_its_pattern_says(name: str) -> None:
    check, pattern, characters = CHECKS[name]

    @settings(max_examples=300)
    @given(_texts(pattern, characters))
    def same(text: str) -> None:
        assert bool(check(text)) == bool(re.fullmatch(pattern, text)), text

    same()


@given(_texts(OWN_ID.pattern, "MS-SECQA0129\n"))
def test_a_category_is_the_patterns(text: str) -> None:
    found = OWN_ID.fullmatch(text)
    assert cells.category(text) == (found.group(2) if found else "")


_TOKENS = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?([KkMm]?)")


@given(_texts(_TOKENS.pattern, "0189.KkMm\u212a\n٣"))
def test_tokens_are_the_patterns(text: str) -> None:
    """The Kelvin sign, which lowers to a k, is none."""
    match = _TOKENS.fullmatch(text)
    scale = {"": 0, "k": 3, "m": 6}[match.group(3).lower()] if match else 0
    if not match or len(match.group(2) or "") > scale:
        with pytest.raises(ValueError, match="number of tokens"):
            cells.parse_tokens(text)
    else:
        digits = match.group(1) + (match.group(2) or "").ljust(scale, "0")
        assert cells.parse_tokens(text) == int(digits)


def test_no_character_that_is_plain_is_hidden() -> None:
    """Every character there is; and only few that are not hidden are in doubt."""
    doubtful = 0
    for code in range(sys.maxunicode + 1):
        hidden = cells._UNSEEN.fullmatch(chr(code)) is not None
        assert not (hidden and cells.is_plain(chr(code))), hex(code)
        doubtful += chr(code).isprintable() and not hidden and not cells.is_plain(chr(code))
    assert doubtful == 0


@given(st.text(st.characters() | st.sampled_from("\ud800\udfff")) | st.text())
def test_whole_text_has_no_half_of_a_pair(text: str) -> None:
    assert cells.is_whole(text) == (re.search("[\ud800-\udfff]", text) is None)


@given(st.text("\r\n\u2028\u2029\ud800`a\t") | st.text())
def test_lines_end_as_the_pattern_ends_them(text: str) -> None:
    lines = re.sub("[\ud800-\udfff]", "\ufffd", re.sub("\r\n?|[\u2028\u2029]", "\n", text))
    hidden = {at for at, char in cells.hidden(lines) if char != "\t"}
    assert fences.cleaned(text) == "".join(c for at, c in enumerate(lines) if at not in hidden)


@given(st.text("`\na"))
def test_a_fence_is_longer_than_every_run(text: str) -> None:
    longest = max(map(len, re.findall("`+", text)), default=0)
    mark = "`" * max(3, longest + 1)
    assert fences.fenced(text).startswith(f"{mark}\n")


@given(st.text("# \tab-", max_size=12).map(lambda text: text.strip("\n")))
def test_a_registrys_heading_is_the_patterns(line: str) -> None:
    match = re.match(r" {0,3}(#{1,6})[ \t]+(.*)", line)
    level, words = registry._heading(line)
    assert level == (len(match.group(1)) if match else 0)
    assert not match or words == match.group(2).strip()


@given(st.text("|:- \ta", max_size=12))
def test_a_delimiter_line_is_the_patterns(line: str) -> None:
    """A table is there where the old patterns see one."""
    marks = table.values(line)
    fits = (
        re.fullmatch(r" {0,3}[|:-][ \t|:-]*", line) is not None
        and all(re.fullmatch(r"[ \t]*:?-+:?[ \t]*", mark) for mark in marks)
        and ("|" in line or ":" in line)
    )
    assert (table._columns("|".join("a" * len(marks)), line) is not None) == fits


_CLAIMS = st.builds(
    "{}(attempt {}){}".format,
    st.text("(at 1)", max_size=9), st.text("0123456789٣ (", max_size=8), st.text("(1)"),
)  # fmt: skip


@given(st.text("(atemp )0123") | _CLAIMS | st.builds(str.__add__, _CLAIMS, _CLAIMS))
def test_an_attempt_is_the_patterns(claim: str) -> None:
    match = re.search(r"\(attempt ([0-9]{1,6})\)", claim)
    assert attempts._number(claim) == (int(match.group(1)) if match else 0)


@given(st.text("${}A_b0") | st.text())
def test_a_template_is_parted_as_the_pattern_parts_it(text: str) -> None:
    pattern = r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Z][A-Z0-9_]*)\}|)"
    found = list(re.finditer(pattern, text))
    parts = templates._parts(text)
    if any(match[0] == "$" for match in found):
        assert parts is None
        return
    names = {match["name"] for match in found if match["name"]}
    filled = re.sub(pattern, lambda m: "$" if m["dollar"] else f"<{m['name']}$>", text)
    assert templates.placeholders(text) == names
    assert templates.fill(text, {name: f"<{name}$>" for name in names}) == filled


@given(st.text("aB-_ ,.é́0~1") | st.text())
def test_words_are_parted_as_the_pattern_parts_them(text: str) -> None:
    counted = re.sub(r"~ ?(\d{1,6}) files?\b", " n files ", text)
    parted = re.sub(r"[\W_]+", " ", counted.casefold())
    assert learning.words(text) == f" {parted.strip()} "


@given(_texts(r"[1-9][0-9]{0,4}[smh]", "0129smh\n٣"))
def test_a_checks_time_is_the_patterns(text: str) -> None:
    match = re.fullmatch(r"([1-9][0-9]{0,4})([smh])", text)
    found = int(match.group(1)) * {"s": 1, "m": 60, "h": 3600}[match.group(2)] if match else 0
    assert terms.seconds(text) == (found if found <= terms.LONGEST_WAIT else 0)


@given(st.text("|\\ \ta", max_size=12))
def test_a_rows_pipes_are_the_patterns(text: str) -> None:
    """A pipe is one unless a backslash stands right before it, at the line's beginning too."""
    begin, end = len(text) - len(text.lstrip(" \t")), len(text.rstrip(" \t"))
    pipes = [m.start() for m in re.compile(r"(?<!\\)\|").finditer(text, begin, end)]
    edges = {at for start, stop in table.spans(text) for at in (start - 1, stop)}
    assert edges - {-1, len(text)} <= set(pipes)
    assert {at for at in pipes if at not in (begin, end - 1)} <= edges
