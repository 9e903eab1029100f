"""What looks like a finding and is none, and what must not be lost or doubled."""

from __future__ import annotations

import pytest

from mosaic.parse.review.finding import Report
from mosaic.parse.review.reader import read_report

PATH = "docs/reports/r/01-security-review.md"


def read(text: str, path: str = PATH) -> Report:
    return read_report([(path, text)])


@pytest.mark.parametrize(
    "text",
    [
        "## Refuted claims\n\n### R-1: Not so (High)\n\nText.\n",
        "## Previous audit findings\n\n| ID | Severity | Title |\n|-|-|-|\n| A-1 | High | x |\n",
        "## Recommendations\n\n### High Priority\n\n- Turn it off and on\n",
        "## Strengths\n\n- 🟢 **Good** tests everywhere\n",
        "## Findings\n\n### MA-01 — Spoofing (PASS)\n\nText.\n",
        "## Findings\n\n### A-1 — Odd but wanted — BY DESIGN (High)\n\nText.\n",
        "## Findings\n\n### A-1 [HIGH] Gone — **対応済**\n\nText.\n",
        "## Findings\n\n### ~~A-1: Gone (High)~~\n\nText.\n",
        "## Findings\n\n### A-1 — RESOLVED\n\n**Severity:** High\n",
        "## Findings\n\n### 🟢 GOOD: Encryption is sound\n\nText.\n",
        "## Findings\n\n| ID | Sev | Title | Status |\n|-|-|-|-|\n| A-1 | High | x | Fixed |\n",
        "## Findings\n\n| ID | Sev | Title |\n|--|--|--|\n| ~~A-1~~ | ~~High~~ | ~~gone~~ |\n",
        "## Critical\n\n(None currently open.)\n\n## High\n\nNone identified.\n",
        "## CRITICAL (0 issues)\n\n## Low\n\n- None.\n",
        "## Findings\n\n```\n### A-1: In a fence (High)\n```\n\n> - **A-2** (High): quoted\n",
        "## Key\n\n| Severity | Impact: High | Impact: Low |\n|--|--|--|\n| **X** | High | Low |\n",
        "## Findings\n\n### A-1 — Header is missing — Won't fix\n\n**Severity:** Low\n",
        "## Findings\n\n### A-1 (High → Fixed): Header is missing\n\nText.\n",
        "## Findings\n\n- [x] **[High]** Header is missing in `a/b.py:3`\n",
        "## Contents\n\n- [H-01: Header is missing](#h-01)\n",
        "## Bugs that were fixed\n\n- **[High]** Header is missing in `a/b.py:3`\n",
        "## Levels\n\n| Severity | Meaning |\n|--|--|\n| High | Now |\n| Low | Later |\n",
        "## Phase 1: Sort the headers (High priority)\n\n- Move them\n",
        "## Risks\n\n| Risk | Likelihood | Impact |\n|--|--|--|\n| Delay | High | High |\n",
        "## Points positifs\n\n- **Élevé :** la couverture des tests\n",
        "## Erledigt\n\n- **[Hoch]** Kein Schutz vor CSRF\n",
        "## Critical user paths\n\n### 1. Signing in (CRITICAL)\n\nText.\n",
        "## 12. Rate limits — **High Risk**\n\nText.\n",
        "Effort: L. Confidence: High. The impact is critical.\n",
    ],
)
def test_no_finding(text: str) -> None:
    """Closed, praised, quoted, planned, rated or explained: none of these becomes a finding."""
    assert read(f"# Report\n\n{text}").findings == ()


def test_severities_passed_over_are_told() -> None:
    """What was left out is named with its section, so that nothing is lost in silence."""
    report = read(
        "# Report\n\n## Refuted claims\n\n### R-1: Not so (High)\n\n- **Low:** nor this one\n"
    )
    assert [(w.message, w.source.line) for w in report.warnings[1:]] == [
        ("severity passed over in “R-1: Not so (High)” (closed findings): High, Low", 5)
    ]


def test_a_file_without_findings_says_where_to_look() -> None:
    """The first candidate line stands in the warning."""
    report = read(
        "# Thoughts\n\nSome prose.\n\n- **Low:** a thing said in passing\n", "docs/x/a.md"
    )
    assert report.findings != ()
    report = read("# Thoughts\n\nSome prose.\n\n## Of 2 things\n\nMore prose.\n", "docs/x/a.md")
    assert [(w.message, w.source.line) for w in report.warnings] == [
        ("nothing was recognised as a finding in this file; the first candidate is here", 1)
    ]


def test_one_finding_told_twice_is_one() -> None:
    """A register and a section of its own, with another title: one finding, at the section."""
    text = (
        "# Findings summary\n\n| ID | Title | Severity |\n|--|--|--|\n| A-1 | Short | High |\n\n"
        "# Details\n\n### A-1: The whole title\n\nText.\n"
    )
    (finding,) = read(text).findings
    assert (finding.id, finding.severity, finding.title) == ("A-1", "high", "The whole title")
    assert (finding.source.line, finding.body_end) == (9, 11)


def test_ids_may_collide_across_files_and_never_within_one() -> None:
    """The key is file and id; a number borne twice in one file is a number and no id."""
    one = "# Findings\n\n## High\n\n1. **First of all**\n\n## Low\n\n1. **Second of all**\n"
    report = read_report([("r/a-security.md", one), ("r/b-security.md", one)])
    assert [(f.id, f.generated) for f in report.findings] == [
        ("1", False),
        ("SEC-1", True),
        ("1", False),
        ("SEC-2", True),
    ]
    assert len({f.key for f in report.findings}) == 4


def test_a_generated_id_is_none_that_the_report_gives() -> None:
    """Generated ids are unique within the whole report, those of other files included."""
    report = read_report(
        [
            ("r/01-security.md", "# F\n\n### [HIGH] No id at all\n\nText.\n"),
            ("r/02-more.md", "# F\n\n### SEC-1: An id (Low)\n\nText.\n"),
        ]
    )
    assert [(f.id, f.generated) for f in report.findings] == [("SEC-2", True), ("SEC-1", False)]
    assert report.findings[0].key == ("r/01-security.md", "noidatall")


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("01-security-review.md", "SEC"),
        ("02-code-quality-review.md", "CQ"),
        ("03-qa-test-coverage.md", "TEST"),
        ("04-performance.md", "PERF"),
    ],
)
def test_generated_ids_are_named_by_their_report(name: str, prefix: str) -> None:
    """The file's name gives the prefix."""
    (finding,) = read(
        "# F\n\n### [HIGH] No id at all\n\nText.\n", f"docs/reports/r/{name}"
    ).findings
    assert finding.id == f"{prefix}-1"


def test_a_summary_yields_counts_where_others_hold_the_findings() -> None:
    """An executive summary's own table of findings makes no second task; alone, it is read."""
    table = "# Executive summary\n\n| # | Finding | Sev |\n|--|--|--|\n| R1 | Same thing | High |\n"
    other = "# Findings\n\n### A-1: Same thing (High)\n\nText.\n"
    summary = ("docs/reports/r/00-executive-summary.md", table)
    report = read_report([summary, (PATH, other)])
    assert [f.id for f in report.findings] == ["A-1"]
    assert [f.id for f in read_report([summary]).findings] == ["R1"]


def test_a_reference_to_another_file_is_no_finding() -> None:
    """A row whose id links to another report tells of that report's finding."""
    text = (
        "# Findings\n\n| ID | Sev | Summary |\n|--|--|--|\n"
        "| [H1](02-other.md) | high | there |\n| SEQ-1 | low | here |\n"
    )
    assert [f.id for f in read(text).findings] == ["SEQ-1"]


def test_a_row_with_a_cell_too_many_is_read_and_doubted() -> None:
    """GFM drops the extra cell; what it says of being done is a warning."""
    rows = "| A-1 | High | T | ✅ Completed |\n| A-2 | Low |\n"
    text = f"# Findings\n\n| ID | Sev | Title |\n|--|--|--|\n{rows}"
    report = read(text)
    assert [(f.id, f.severity) for f in report.findings] == [("A-1", "high"), ("A-2", "low")]
    assert [w.message for w in report.warnings] == [
        "read as a finding, though it says “✅ Completed”"
    ]


def test_an_id_column_holds_ids_and_no_sentences() -> None:
    """Of several ids the first counts; a sentence is none, and hidden characters are no part."""
    sentence = "WHAT ALL OF US SEE, AND NOT TWICE BUT 5 TIMES 5"
    rows = f"| A-1 / B-2 | High | one |\n| \x00C-3 | Low | two |\n| {sentence} | Low | three |\n"
    found = read(f"# Findings\n\n| ID | Sev | Title |\n|--|--|--|\n{rows}").findings
    assert [f.id for f in found] == ["A-1", "C-3", "SEC-1"]


def test_hidden_characters_are_cleaned_with_a_warning() -> None:
    """Bidi marks and zero-width characters go; an emoji keeps its joiner."""
    report = read("# F\n\n### A-1: Pay\u202eload\u200b 👩\u200d💻 here (High)\n\nText.\n")
    (finding,) = report.findings
    assert finding.title == "Payload 👩\u200d💻 here"
    assert [w.message for w in report.warnings] == ["hidden characters were taken out of a title"]


def test_a_title_is_one_line_of_bearable_length() -> None:
    """A paragraph that serves as a title is cut at a word."""
    (finding,) = read("# F\n\n## High\n\n- **A-1** " + "many words " * 60 + "\n").findings
    assert len(finding.title) <= 200
    assert finding.title.endswith("words…") or finding.title.endswith("many…")


def test_a_bracket_may_be_a_title() -> None:
    """Brackets hold an id only if it looks like one."""
    (finding,) = read(
        "# F\n\n## High\n\n### [Predictable name of a file]\n\n**File:** `a/b.py`\n"
    ).findings
    assert (finding.id, finding.generated) == ("SEC-1", True)
    assert "Predictable name of a file" in finding.title


def test_front_matter_holds_no_findings() -> None:
    """YAML at the top is no table, no heading and no list."""
    front = "---\nfindings:\n  - **High** x\nSeverity: High\n---\n"
    text = f"{front}\n# F\n\n### A-1: T one (Low)\n\nText.\n"
    assert [(f.id, f.source.line) for f in read(text).findings] == [("A-1", 9)]


def test_bugs_to_be_fixed_are_open() -> None:
    """Words for closed things close nothing where they say that it is still to come."""
    for title in ("Issues to be fixed", "Not yet resolved bugs", "Open and closed issues"):
        found = read(f"# F\n\n## {title}\n\n- **A-1** (Low): Header is missing\n").findings
        assert [f.id for f in found] == ["A-1"], title


def test_a_repeat_under_another_id_is_the_same_finding() -> None:
    """A heading with several ids owns the rows of a register under each of them."""
    rows = "".join(f"| {i} | High | Bucket is public |\n" for i in ("A-1", "B-7", "B-8", "C-2"))
    table = f"# Findings\n\n| ID | Severity | Title |\n|--|--|--|\n{rows}"
    report = read(f"{table}\n## A-1 / B-7, B-8: Anyone may list the bucket\n\nText.\n")
    assert [f.id for f in report.findings] == ["C-2", "A-1"]


def test_a_register_that_calls_a_finding_closed_is_told() -> None:
    """The section below is read all the same, with a warning."""
    table = "| ID | Severity | Title | Status |\n|--|--|--|--|\n| A-1 | High | T | Fixed |\n"
    report = read(f"# Findings\n\n{table}\n## A-1: Header is missing (High)\n\nText.\n")
    assert [f.id for f in report.findings] == ["A-1"]
    assert [w.message for w in report.warnings] == [
        "read as a finding, though a table says “Fixed”"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## Levels\n\n| Level | Description |\n|--|--|\n| error | It broke |\n| info | It runs |\n",
        "## Changes\n\n| Type | Description |\n|--|--|\n| Enhancement | More speed |\n",
        "## Storage\n\n### S3: the life of a bucket\n\nFiles go after a year.\n",
        "## Storage\n\n### S3 buckets of the site\n\nText.\n\n### S3 keys of the site\n\nText.\n",
        "<table><tr><td>Rank</td><td>Bug</td></tr><tr><td rowspan=2>High</td></tr></table>\n",
        "<!-- <table><tr><th>ID</th><th>Risk</th></tr>\n<tr><td>A-1</td><td>Low</td></tr> -->\n",
        "<pre>\n<table><tr><th>ID</th><th>Risk</th></tr><tr><td>A-1</td><td>Low</td></tr></table>\n",
        "<details>\n<summary>🔇 Additional comments (1)</summary>\n\n`1`: **LGTM! All is well**\n",
        "### User stories\n\n- **US-1** (High): A guest can pay\n",
    ],
)
def test_what_looks_like_findings_of_a_tool_and_is_none(text: str) -> None:
    """Levels, kinds of changes, a product called like a rank, hidden and split tables, praise."""
    assert read_report([("docs/reports/r/x.md", f"# Notes\n\n{text}")]).findings == ()


def test_a_product_is_no_file_and_a_section_named_for_a_file_is() -> None:
    """``Vue.js`` names no file; ``web/cart.ts`` does, and gives it to what stands there."""
    text = (
        "# Findings\n\n## Vue.js\n\n- **A-1** (High): One\n\n"
        "## web/cart.ts\n\n- **A-2** (Low): Two\n"
    )
    found = read_report([("docs/reports/r/x.md", text)]).findings
    assert [[file.path for file in finding.files] for finding in found] == [[], ["web/cart.ts"]]


def test_a_rank_that_says_when_heads_a_register_of_one_row() -> None:
    """Also where its only row is struck: an id and a title are no label and its value."""
    table = "| ID | Title |\n|--|--|\n| ~~SEC-3~~ | ~~Tokens never expire~~ |\n"
    text = f"# Review\n\n## Findings\n\n### SEC-1 (High): One\n\n## P0 — fix soon\n\n{table}\n"
    more = "## P0 — fix soon\n\n- Tokens are in the log\n"
    for part in (text, text + more):
        found = read_report([("docs/reports/r/x.md", part)]).findings
        assert "fix soon" not in [finding.title for finding in found]
