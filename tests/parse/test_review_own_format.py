"""The format that Mosaic documents as its own is read exactly, to the last cell."""

from __future__ import annotations

from mosaic.parse.review.finding import FileRef, Place
from mosaic.parse.review.reader import read_report

SUMMARY = """# Executive summary

The service is young; its doors stand open.

| Severity | Count |
|----------|-------|
| Critical | 1 |
| High | 1 |
| Medium | 2 |
| Low | 1 |
"""

SECURITY = """# Security review

## Critical

### SEC-API-1: SQL is built from the query string

**Severity:** Critical
**File:** `apps/api/src/users.ts:45-67`

Whoever can reach the route can read every row.

```sql
# BEFORE
### SEC-API-9: an example, no finding
```

> ### SEC-API-8: a quotation, no finding

## High

### SEC-API-2: Tokens never expire

**Severity:** High
**File:** `apps/api/src/auth.ts:3`, `packages/tokens/src/make.ts:10-12`

## Medium

None.

## Low

None.
"""

QUALITY = """# Code quality review

## Critical

None.

## Medium

### CQ-WEB-3: Prices are rounded twice

**File:** `apps/web/src/cart.ts:9`

---

### CQ-WEB-4: One clock for each module

Say `now` once.

## Low

- **TEST-001** (Low): No tests for the tokenizer in `src/lexer/scan.py:10-20`
"""

FILES = [
    ("docs/reports/r/00-executive-summary.md", SUMMARY),
    ("docs/reports/r/01-security-review.md", SECURITY),
    ("docs/reports/r/02-code-quality-review.md", QUALITY),
]


def test_every_field_of_every_finding() -> None:
    """Id, severity, title, component, files, place and the last line of the text."""
    report = read_report(FILES)
    security, quality = FILES[1][0], FILES[2][0]
    assert [
        (f.id, f.severity, f.title, f.component, f.files, f.source, f.body_end)
        for f in report.findings
    ] == [
        (
            "SEC-API-1",
            "critical",
            "SQL is built from the query string",
            "api",
            (FileRef("apps/api/src/users.ts", "45-67"),),
            Place(security, 5),
            17,
        ),
        (
            "SEC-API-2",
            "high",
            "Tokens never expire",
            "api",
            (
                FileRef("apps/api/src/auth.ts", "3"),
                FileRef("packages/tokens/src/make.ts", "10-12"),
            ),
            Place(security, 21),
            24,
        ),
        (
            "CQ-WEB-3",
            "medium",
            "Prices are rounded twice",
            "web",
            (FileRef("apps/web/src/cart.ts", "9"),),
            Place(quality, 9),
            11,
        ),
        ("CQ-WEB-4", "medium", "One clock for each module", "web", (), Place(quality, 15), 17),
        (
            "TEST-001",
            "low",
            "No tests for the tokenizer in src/lexer/scan.py:10-20",
            "lexer",
            (FileRef("src/lexer/scan.py", "10-20"),),
            Place(quality, 21),
            21,
        ),
    ]
    assert not any(f.generated for f in report.findings)


def test_a_report_in_order_has_no_warnings() -> None:
    """Counts that agree, sections that say ``None.`` and a rule between findings are no news."""
    assert read_report(FILES).warnings == ()


def test_the_body_is_the_raw_markdown() -> None:
    """A worker's brief quotes the finding as it stands, code and quotations included."""
    body = read_report(FILES).findings[0].body
    assert body.startswith("### SEC-API-1: SQL")
    assert body.endswith("> ### SEC-API-8: a quotation, no finding")
    assert "# BEFORE" in body


def test_the_summary_is_compared_and_never_believed() -> None:
    """A summary that counts more names the severity that is short, and makes no finding up."""
    more = SUMMARY.replace("| High | 1 |", "| High | 3 |")
    report = read_report([(FILES[0][0], more), *FILES[1:]])
    assert len(report.findings) == 5
    assert [(w.message, w.source) for w in report.warnings] == [
        ("high is short: the summary says 3, 1 was read", Place(FILES[0][0], 7))
    ]


def test_a_file_of_empty_sections_is_no_surprise() -> None:
    """Sections that all say that they are empty are recognised as such."""
    text = "# Review\n\n## Critical\n\nNone.\n\n## High\n\nNone.\n"
    report = read_report([("docs/reports/r/01-security-review.md", text)])
    assert report.findings == ()
    assert report.warnings == ()


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    """CRLF, CR and a BOM give the same findings on the same lines."""
    plain = read_report(FILES)
    for written in (
        [(path, text.replace("\n", "\r\n")) for path, text in FILES],
        [(path, text.replace("\n", "\r")) for path, text in FILES],
        [(path, "\ufeff" + text) for path, text in FILES],
    ):
        assert read_report(written) == plain
