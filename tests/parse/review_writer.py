"""Reports for Hypothesis, written from known findings: ``reports()`` draws the files of a report
and the findings that reading must give back, in order, and no other.

Every shape may stand beside every other, in one file or several, among every trap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from mosaic.parse.review.finding import SEVERITIES, Severity
from tests.parse import review_forms as forms
from tests.parse.review_page import Known, Page, Want, known, title
from tests.parse.review_traps_written import aside, closed_entry
from tests.parse.review_words import NATIVE, SIGNS, WORDS, joined, located, severities

NEUTRAL = ("Findings", "Detailed findings", "Issues found", "Bugs", "Vulnerabilities", "指摘事項")
TOPICS = ("Authentication", "The database", "3. Module `io`", "バックエンド")
TITLES = {
    "docs/reports/r/01-security-review.md": "Security review",
    "docs/reports/r/02-code-quality-review.md": "Code quality review",
    "docs/reports/r/03-qa-test-coverage.md": "QA report",
    "docs/reports/r/04 performance v1.2.md": "パフォーマンス",
}
SUMMARY = "docs/reports/r/00-executive-summary.md"


@dataclass(frozen=True)
class Written:
    """A report and what it holds."""

    files: tuple[tuple[str, str], ...]
    wanted: tuple[Want, ...]


@st.composite
def _ranked_title(draw: st.DrawFn, severity: Severity) -> str:
    words = st.sampled_from((*WORDS[severity][:2], WORDS[severity][3]))
    form = st.sampled_from((
        "{}", "{} findings", "{} issues (12)", "2. {} findings", "{s} {} issues",
        "{}-risk issues", "{} (4)", "{} (fix soon)",
    ))  # fmt: skip
    if draw(st.integers(0, 2)) == 0:
        scales = (f"{WORDS[severity][3]} — fix soon", f"{WORDS[severity][4]} — as agreed")
        return draw(st.sampled_from((*scales, *NATIVE[severity], f"{NATIVE[severity][0]} (3)")))
    return draw(form).format(draw(words), s=SIGNS[severity])


def _group(draw: st.DrawFn, page: Page) -> None:
    """A section of findings in one shape, or in several that go together."""
    draw(st.sampled_from((_headings, _ranked_headings, _items, _ranked_items, _table,
                          _ranked_table, _registered)))(draw, page)  # fmt: skip


def _headings(draw: st.DrawFn, page: Page) -> None:
    level = draw(st.integers(3, 4))
    page.add(f"## {draw(st.sampled_from((*NEUTRAL, *TOPICS)))}", "")
    for _ in range(draw(st.integers(1, 4))):
        draw(st.sampled_from(forms.OWN))(draw, page, draw(severities), level)
        if draw(st.integers(0, 4)) == 0:
            page.add(*draw(closed_entry(page, level)))


def _ranked_headings(draw: st.DrawFn, page: Page) -> None:
    """In a section of a severity; some say another themselves, and that one counts."""
    severity, level = draw(severities), draw(st.integers(3, 4))
    page.add(f"## {draw(_ranked_title(severity))}", "")
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 3)) == 0:
            draw(st.sampled_from(forms.OWN))(draw, page, draw(severities), level)
        else:
            draw(st.sampled_from(forms.RANKED))(draw, page, severity, level)


def _items(draw: st.DrawFn, page: Page) -> None:
    page.add(f"## {draw(st.sampled_from((*NEUTRAL, *TOPICS)))}", "")
    form = draw(st.sampled_from(forms.LOOSE))
    for _ in range(draw(st.integers(1, 4))):
        form(draw, page, draw(severities), 0)
    page.add("")


def _ranked_items(draw: st.DrawFn, page: Page) -> None:
    severity = draw(severities)
    page.add(f"## {draw(_ranked_title(severity))}", "")
    form = draw(st.sampled_from(forms.RANKED_LOOSE))
    for _ in range(draw(st.integers(1, 4))):
        form(draw, page, severity, 0)
    page.add("")


@dataclass(frozen=True)
class Column:
    """A column of a register: how it may be headed, and its cell."""

    heads: tuple[str, ...]
    cell: Callable[[Known, str], str]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


COLUMNS: dict[str, Column] = {
    "id": Column(("ID", "#", "Ref", "番号"), lambda k, _: k.id),
    "severity": Column(("Severity", "Sev", "深刻度", "Severity level"), lambda _, said: said),
    "title": Column(("Title", "Finding", "Issue", "Description", "問題"),
                    lambda k, _: _cell(k.title.written)),
    "file": Column(("File", "Location", "File(s)", "ファイル"),
                   lambda k, _: _cell(k.files.written)),
    "status": Column(("Status", "State"), lambda *_: "Open"),
    "effort": Column(("Effort", "Likelihood", "Confidence"), lambda *_: "High"),
}  # fmt: skip


def _rows(draw: st.DrawFn, page: Page, names: list[str], severity: Severity | None) -> None:
    """A register with these columns; rows may have a cell too many, or say that they are done."""
    page.add("| " + " | ".join(draw(st.sampled_from(COLUMNS[n].heads)) for n in names) + " |")
    page.add("|" + "---|" * len(names))
    numbers = severity is None and draw(st.booleans())
    for _ in range(draw(st.integers(1, 4))):
        found = draw(known(page, draw(severities) if severity is None else severity))
        if numbers:
            found = replace(found, id=str(len(page.wanted) + 1))
        said = draw(st.sampled_from(WORDS[found.severity]))
        cells = {name: COLUMNS[name].cell(found, said) for name in names}
        if "id" in names:
            form = draw(st.sampled_from(("{}", "{}", "**{}**", "`{}`", "[{}]", "{} / AUTH-925")))
            cells["id"] = form.format(found.id) if not numbers else found.id
        over = draw(st.sampled_from(("", "", "", " see below |", " ✅ Completed |")))
        if "status" in names and draw(st.integers(0, 3)) == 0:
            cells["status"] = draw(st.sampled_from(("Fixed", "✅ Done", "Resolved in 1.2")))
        elif draw(st.integers(0, 5)) == 0:
            cells |= {n: f"~~{cells[n]}~~" for n in ("id", "title") if cells.get(n)}
        else:
            refs = found.files.refs if "file" in names else ()
            page.want(found, refs=refs, id=None if "id" in names else "")
        page.add("| " + " | ".join(cells.values()) + " |" + over)
    page.add("")


def _table(draw: st.DrawFn, page: Page) -> None:
    page.add(f"## {draw(st.sampled_from((*NEUTRAL, *TOPICS)))}", "")
    more = draw(st.lists(st.sampled_from(("id", "file", "status", "effort")), unique=True))
    _rows(draw, page, draw(st.permutations(["severity", "title", *more])), None)


def _ranked_table(draw: st.DrawFn, page: Page) -> None:
    severity = draw(severities)
    page.add(f"## {draw(_ranked_title(severity))}", "")
    more = draw(st.lists(st.sampled_from(("file", "effort")), unique=True))
    _rows(draw, page, ["id", "title", *more], severity)


def _registered(draw: st.DrawFn, page: Page) -> None:
    """Each finding twice: a section, and a row of a register before or behind, in other words."""
    found = [draw(known(page, draw(severities))) for _ in range(draw(st.integers(1, 3)))]
    rows = ["| ID | Severity | Title |", "|---|---|---|"]
    for one in found:
        short = draw(st.sampled_from((one.title, draw(title(page)))))
        word = draw(st.sampled_from(WORDS[one.severity]))
        rows.append(f"| {one.id} | {word} | {_cell(short.written)} |")
    before = draw(st.booleans())
    headed = draw(st.sampled_from(("Summary of findings", "Register of findings", "Overview")))
    if before:
        page.add(f"## {headed}", "", *rows, "")
    page.add("## Details of the findings", "")
    for one in found:
        label = f"**File:** {one.files.written}" if one.files.written else "Text."
        page.want(one)
        page.add(f"### {one.id}: {one.title.written}", "", label, "")
    if not before:
        page.add(f"## {headed}", "", *rows, "")


@st.composite
def pages(draw: st.DrawFn, path: str) -> Page:
    """A file of groups and traps."""
    page = Page(path)
    if draw(st.booleans()):
        page.add("---", "title: a review", "findings: 12", "---", "")
    head = TITLES[path]
    page.add(
        *draw(st.sampled_from(((f"# {head}",), (head, "=" * 12)))), "", "It was asked for.", ""
    )
    for grouped in draw(st.lists(st.sampled_from((True, True, False)), min_size=1, max_size=6)):
        if grouped:
            _group(draw, page)
        else:
            page.add(*draw(aside(page)))
    return page


@st.composite
def top_pages(draw: st.DrawFn, path: str) -> Page:
    """A file whose findings have headings of the first rank: ``# [H-01] title``."""
    page = Page(path)
    page.add("# Findings", "", "It was asked for.", "")
    for _ in range(draw(st.integers(1, 4))):
        forms.heading(draw, page, draw(severities), 1)
    return page


@st.composite
def note_pages(draw: st.DrawFn, path: str) -> Page:
    """Plain bullets and nothing else: those that name a file's lines are findings, unrated."""
    page = Page(path)
    page.add("# Notes of a reader", "")
    for _ in range(draw(st.integers(1, 4))):
        found = draw(known(page, "medium", bare=False))
        refs = tuple(r for r in found.files.refs if "/" in r.path or r.lines)
        if located(replace(found, files=replace(found.files, refs=refs)).files):
            page.want(found, title=found.title.plain.replace(": ", " "), id="", refs=refs)
            page.add(f"- {found.title.written.replace(': ', ' ')}: {found.files.written} has it")
        else:
            page.add("- all in all it is well done")
    return page


@st.composite
def summary_pages(draw: st.DrawFn, wanted: list[Want]) -> Page:
    """An executive summary: what the other files hold, under other names, and wrong counts."""
    page = Page(SUMMARY)
    page.add("# Executive summary", "", "The service is young.", "")
    page.add("| # | Finding | Severity |", "|---|---|---|")
    other = draw(st.booleans())
    for number, want in enumerate(wanted, 1):
        name = f"R{number}" if other else want.id
        page.add(f"| {name} | {_cell(want.title)} | {want.severity.title()} |")
    page.add("", *draw(aside(page)))
    return page


@st.composite
def reports(draw: st.DrawFn) -> Written:
    """A report: one file or several, with its findings in their order."""
    paths = draw(st.lists(st.sampled_from(sorted(TITLES)), unique=True, min_size=1, max_size=3))
    kinds = st.sampled_from((pages, pages, pages, pages, top_pages, note_pages))
    found = [draw(draw(kinds)(path)) for path in sorted(paths)]
    wanted = [want for page in found for want in page.wanted]
    if draw(st.booleans()) and wanted:
        found.insert(0, draw(summary_pages(wanted)))
    eol = draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))
    start = draw(st.sampled_from(("", "\ufeff")))
    texts = ((page.path, start + joined(page.lines).replace("\n", eol)) for page in found)
    return Written(tuple(texts), tuple(wanted))


__all__ = ["SEVERITIES", "Written", "reports"]
