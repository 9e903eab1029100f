"""What was turned down is listed with its reason, and warnings are doubts or remarks."""

from __future__ import annotations

import pytest

from mosaic.parse.review import rules
from mosaic.parse.review.doubts import MOST
from mosaic.parse.review.finding import Report
from mosaic.parse.review.reader import read_report

PATH = "docs/reports/r/01-security-review.md"


def read(text: str, path: str = PATH) -> Report:
    return read_report([(path, text)])


def turned(report: Report) -> list[tuple[int, str, str]]:
    return [(t.line, t.why, t.detail) for file in report.files for t in file.turned_down]


@pytest.mark.parametrize(
    "text",
    [
        "Prose, and the impact is high.\n",
        "```\n### A-1: In a fence (High)\n```\n",
        "~~~\n- **High:** in a fence\n~~~\n",
        "> - **A-2** (High): quoted\n",
        "    ### A-3: indented (High)\n",
        "<!--\n### A-4: hidden (High)\n-->\n",
        "## Method\n\n1. Reading\n2. Trying\n",
    ],
)
def test_what_is_no_candidate(text: str) -> None:
    """Prose, code, quotes, HTML and plain chapters are not listed at all."""
    assert turned(read(f"# Report\n\n{text}")) == []


def test_a_candidate_tells_its_words_id_and_severity() -> None:
    """The line, what stood on it, the id and the words of severity."""
    (file,) = read("# Report\n\n## Refuted\n\n### R-1: Not `so` (High)\n").files
    (one,) = file.turned_down
    assert (one.line, one.words, one.id, one.severity_words) == (
        5, "R-1: Not so (High)", "R-1", "High",
    )  # fmt: skip
    assert (one.why, one.detail) == (rules.CLOSED_SECTION.name, "closed findings: “Refuted”")


def test_a_closed_section_is_named_from_deep_below() -> None:
    """The detail names the section that closed it, not the nearest."""
    report = read("# R\n\n## Next steps\n\n### Weeks\n\n#### First\n\n- **High:** to do at once\n")
    assert turned(report) == [(9, "closed section", "a plan: “Next steps”")]


def test_nothing_inside_a_finding_is_a_candidate() -> None:
    """The lines of a finding are its own, those of its second telling too."""
    text = (
        "# Findings\n\n### A-1: One (High)\n\n- **Severity:** Low\n- **B-2** (Low): part of it\n\n"
        "### A-1: One again\n\n- **C-3** (Low): part of that\n"
    )
    report = read(text)
    assert [f.id for f in report.findings] == ["A-1"]
    assert turned(report) == [(8, "told again", "A-1, line 3")]


def test_the_telling_that_is_kept_is_not_among_the_repeated() -> None:
    """A register's row gives way to the section: the row is the one told again."""
    text = (
        "# Findings\n\n| ID | Title | Severity |\n|--|--|--|\n| A-1 | Short | High |\n\n"
        "### A-1: The whole title\n\n## More\n\n- **A-1** (Low): thrice\n"
    )
    report = read(text)
    assert [(f.source.line, f.severity_from, f.rule) for f in report.findings] == [
        (7, "column", "heading with an id")
    ]
    assert turned(report) == [(5, "told again", "A-1, line 7"), (11, "told again", "A-1, line 7")]
    assert [(w.message, w.source.line, w.kind) for w in report.warnings] == [
        ("A-1 is told again at lines 5, 11; one finding", 7, "remark")
    ]


def test_a_severity_comes_with_its_own_words_and_source() -> None:
    """What another telling rates is told with that telling's words, not this one's id."""
    text = (
        "# Findings\n\n### X-1: The whole title\n\nText.\n\n## List\n\n"
        "| ID | Title | Severity |\n|--|--|--|\n| X-1 | Short | Major |\n"
    )
    (finding,) = read(text).findings
    assert (finding.severity, finding.severity_words, finding.severity_from) == (
        "high", "Major", "column",
    )  # fmt: skip


def test_an_id_that_was_made_is_a_remark_with_its_why() -> None:
    """No id at all, or a number that another finding bears; neither is a doubt."""
    text = "# F\n\n## High\n\n1. **First of all**\n\n## Low\n\n1. **Second of all**\n"
    report = read(f"{text}\n## More\n\n### [Low] No id at all\n")
    assert [(w.message, w.source.line) for w in report.warnings if w.kind == "remark"] == [
        ("another finding bears its number 1; named SEC-1", 9),
        ("it has no id; named SEC-2", 13),
    ]
    assert report.doubts == ()


def test_doubts_are_the_warnings_that_are_no_remarks() -> None:
    """A finding without a severity and without an id: a doubt and a remark."""
    report = read("# Notes\n\n- Null handling: `io/x.py:5-9` maps it away\n")
    assert [(w.kind, w.message) for w in report.warnings] == [
        ("doubt", "SEC-1 has no severity; read as medium"),
        ("remark", "it has no id; named SEC-1"),
    ]
    assert [w.kind for w in report.doubts] == ["doubt"]


def test_each_severity_that_is_warned_of_is_in_the_list() -> None:
    """The warnings of severities passed over come out of the list of what was turned down."""
    text = (
        "# Report\n\n## Refuted\n\n### R-1: Not so (High)\n\n- **Low:** nor this one\n\n"
        "- **Medium:** nor that\n"
    )
    report = read(text)
    (over,) = (w for w in report.doubts if w.message.startswith("severity passed over"))
    assert over.message.endswith(": High, Low, Medium")
    assert [t.severity_words for t in report.files[0].turned_down] == ["High", "Low", "Medium"]


def test_a_severity_s_section_without_a_finding_is_doubted() -> None:
    """Words below a severity, and nothing recognised: said with the title, even among findings."""
    text = "# Report\n\n## High\n\n- A-1: One thing\n\n## Low\n\nThe port is open for all.\n"
    report = read(text)
    assert [f.id for f in report.findings] == ["A-1"]
    assert [(w.source.line, w.message) for w in report.doubts] == [
        (7, "nothing was recognised as a finding in “Low”, which gives a severity")
    ]
    assert turned(report) == [(7, "heads a group", "")]


@pytest.mark.parametrize(
    "below",
    ["None.\n", "", "- ~~The port is open for all~~\n", "- **Fixed:** the port is closed now\n",
     "High: 3\n", "### A-2: The port is open\n", "See [the list](#list).\n\n- [A-1: it](#a-1)\n"],
)  # fmt: skip
def test_a_severity_s_section_that_is_settled_is_not(below: str) -> None:
    """Nothing there, all of it closed, counted, told elsewhere, or read."""
    report = read(f"# Report\n\n### A-1: One thing (High)\n\n## Low\n\n{below}")
    assert not [w for w in report.doubts if "nothing was recognised" in w.message]


def test_ids_that_became_nothing_are_doubted() -> None:
    """Several ids at the heads of rows or items that nothing rates are named, with the first."""
    rows = "| ID | What |\n|--|--|\n| D-1 | One |\n| D-2 | Two |\n| A-1 | Known |\n"
    report = read(f"# Report\n\n### A-1: One thing (High)\n\n## Design\n\n{rows}")
    assert [f.id for f in report.findings] == ["A-1"]
    assert [(w.source.line, w.message) for w in report.doubts] == [
        (9, "ids passed over: D-1, D-2; see --explain")
    ]


@pytest.mark.parametrize("title", ["Fixed", "Recommendations", "Requirements", "Summary"])
def test_ids_in_a_closed_section_are_not(title: str) -> None:
    """The section says why, and so does the list."""
    report = read(f"# Report\n\n## {title}\n\n- D-1: One thing\n- D-2: Two things\n")
    assert not [w for w in report.doubts if "ids passed over" in w.message]


def test_what_is_only_said_in_a_summary_is_doubted_and_what_is_known_is_not() -> None:
    """A summary beside the files: ids that they tell are no loss, others are."""
    table = (
        "# Executive summary\n\n| ID | Finding | Severity |\n|--|--|--|\n"
        "| A-1 | The same | High |\n| Z-9 | Nowhere else | Low |\n\n### Y-8: Nor this (Low)\n"
    )
    files = [("r/00-executive-summary.md", table), ("r/01-more.md", "# F\n\n### A-1: It (High)\n")]
    report = read_report(files)
    assert [f.id for f in report.findings] == ["A-1"]
    assert turned(report) == [(line, "summary file", "") for line in (5, 6, 8)]
    assert sorted(w.source.line for w in report.doubts) == [6, 8]


def test_a_file_without_findings_names_its_first_candidate() -> None:
    """The line is in the file's record; a file with findings, or an empty one, has none."""
    report = read("# Thoughts\n\nProse.\n\n## Refuted\n\n- **R-1** (High): not so\n")
    assert [file.candidate for file in report.files] == [7]
    assert read("# F\n\n### A-1: It (High)\n").files[0].candidate == 0
    assert read("# F\n\n## High\n\nNone.\n\n## Low\n\nNone.\n").files[0].candidate == 0


def test_the_list_is_bounded_and_the_rest_counted() -> None:
    """A flood of candidates is listed so far; the rest is a number."""
    items = "".join(f"- **High:** thing {n}\n" for n in range(MOST + 7))
    (file,) = read(f"# Report\n\n## Refuted\n\n{items}").files
    assert (len(file.turned_down), file.more) == (MOST, 7)
    assert [t.line for t in file.turned_down] == sorted(t.line for t in file.turned_down)


def test_long_words_are_cut() -> None:
    """What stood on the line is told as far as it helps to find it."""
    (file,) = read("# R\n\n## Refuted\n\n- **High:** " + "word " * 400 + "\n").files
    assert len(file.turned_down[0].words) <= 120
    assert file.turned_down[0].words.endswith("…")
