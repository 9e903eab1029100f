"""What stands in reports and is no finding: closed and empty sections, counts, plans, prose."""

from __future__ import annotations

from hypothesis import strategies as st

from mosaic.parse.review.finding import SEVERITIES
from tests.parse.review_page import Page, title
from tests.parse.review_words import WORDS

CLOSED = (
    "Resolved findings", "Fixed since the last time", "Refuted claims", "Previous audit findings",
    "Findings of the earlier review: closed", "対応済み", "Historical issues", "False positives",
    "Strengths", "What works", "Recommendations", "Remediation plan", "Methodology", "Next steps",
    "Appendix", "良い点", "Refactoring ideas", "Action items", "No issues found", "Test results",
)  # fmt: skip
EMPTY = (
    ("## Critical (0 issues)",),
    ("## Critical", "", "None."),
    ("## High", "", "(None currently open.)"),
    ("## Medium findings", "", "None identified."),
    ("## Low", "", "- None"),
    ("## P0", "", "No issues found."),
    ("## 严重", "", "无"),
)
PROSE = (
    ("## Scope", "", "All of `src/` was read, and the tests were run."),
    ("## About", "", "| Tool | Version |", "|---|---|", "| linter | 1.2 |"),
    ("## Key", "", "| Severity | Impact: High | Impact: Low |", "|-|-|-|", "| **X** | Low | - |"),
    ("## How it was done", "", "```", "# High: no finding", "- [HIGH] nor this", "```"),
    ("## Themes", "", "Errors are swallowed. The impact is critical, the effort is L."),
    ("## Data flow", "", "- the client asks", "- the server answers"),
    ("<!-- ### X-1: in a comment (High) -->",),
    ("> ### X-2: quoted (High)",),
    ("---",),
)  # fmt: skip


@st.composite
def closed(draw: st.DrawFn, page: Page) -> list[str]:
    """A section about something else, full of what would be findings elsewhere."""
    said = draw(title(page)).written
    word = draw(st.sampled_from(WORDS[draw(st.sampled_from(SEVERITIES))]))
    cell = said.replace("|", "\\|")
    insides = (
        (f"### R-1: {said} ({word})", "", f"**Severity:** {word}", "**File:** `src/io/a.py:3`"),
        ("| ID | Severity | Title |", "|--|--|--|", f"| R-2 | {word} | {cell} |"),
        (f"- **R-3** ({word}): {said}",),
        (f"- [{word}] {said}",),
        (f"1. **{word} — {said.replace('**', '')}**",),
    )
    inside = draw(st.lists(st.sampled_from(insides), min_size=1, max_size=2))
    below = [line for part in inside for line in (*part, "")]
    if draw(st.booleans()):
        below = ["### Of the database", "", *(x.replace("### ", "#### ") for x in below)]
    return [f"## {draw(st.sampled_from(CLOSED))}", "", *below]


@st.composite
def closed_entry(draw: st.DrawFn, page: Page, level: int) -> list[str]:
    """A heading among the open ones that says it is none."""
    said = draw(title(page)).written
    name, word = page.name("MA"), draw(st.sampled_from(("High", "Low", "CRITICAL")))
    form = draw(st.sampled_from((
        "{n}: {t} — BY DESIGN", "{n}: {t} ({w}) — RESOLVED", "~~{n}: plain words ({w})~~",
        "{n} — {t} (PASS)", "✅ {n}: {t} ({w})", "{n} [{w}] {t} — **対応済**",
        "🟢 GOOD: {t}", "{n}: {t} ({w}) — FIXED", "{n}: {t} — NONE FOUND",
    )))  # fmt: skip
    return [f"{'#' * level} {form.format(n=name, t=said, w=word)}", "", f"**Severity:** {word}", ""]


@st.composite
def tally(draw: st.DrawFn) -> list[str]:
    """Counts that agree with nothing."""
    counts = [draw(st.integers(0, 73)) for _ in SEVERITIES]
    pairs = [(s.title(), n) for s, n in zip(SEVERITIES, counts, strict=True)]
    heading = draw(st.sampled_from(("## Summary", "## Overview", "## At a glance", "## 概要")))
    table = ["| Severity | Count |", "|---|---|", *(f"| {s} | {n} |" for s, n in pairs)]
    table += [f"| **Total** | **{sum(counts)}** |"] if draw(st.booleans()) else []
    across = [
        "| | Critical | High | Medium | Low |",
        "|--|--|--|--|--|",
        f"| all | {' | '.join(map(str, counts))} |",
    ]
    items = [f"- **{s}:** {n}" for s, n in pairs]
    signs = [f"- 🔴 {s}: {n}" for s, n in pairs]
    return [heading, "", *draw(st.sampled_from((table, across, items, signs))), ""]


def aside(page: Page) -> st.SearchStrategy[list[str]]:
    """A section that is no finding, of any kind."""
    fixed = st.sampled_from((*EMPTY, *PROSE)).map(lambda lines: [*lines, ""])
    return st.one_of(closed(page), tally(), fixed)
