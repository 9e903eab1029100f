"""Shapes in which findings are written, each as small as it gets: id, severity, title, line."""

from __future__ import annotations

import pytest

from mosaic.parse.review.reader import read_report

PATH = "docs/reports/r/01-security-review.md"


def read(text: str, path: str = PATH) -> list[tuple[str, str, str, int]]:
    report = read_report([(path, text)])
    return [(f.id, f.severity, f.title, f.source.line) for f in report.findings]


@pytest.mark.parametrize(
    ("heading", "want"),
    [
        ("### SEC-1: Open redirect (High)", ("SEC-1", "high", "Open redirect")),
        ("### SEC-1 — HIGH — Open redirect", ("SEC-1", "high", "Open redirect")),
        ("### SEC-1 · Low · L · Low — Open redirect", ("SEC-1", "low", "Open redirect")),
        (
            "### SEC-1 — Open redirect — HIGH (confidence: low)",
            ("SEC-1", "high", "Open redirect"),
        ),
        ("### SEC-1 — Open redirect — **MED**", ("SEC-1", "medium", "Open redirect")),
        ("### [HIGH] SEC-1: Open redirect", ("SEC-1", "high", "Open redirect")),
        ("### 🟠 HIGH SEC-1: Open redirect", ("SEC-1", "high", "Open redirect")),
        ("### [Medium-sized files leak] (Low)", ("SEC-1", "low", "[Medium-sized files leak]")),
        (
            "### SEC-1: Open redirect (S3 buckets) (Low)",
            ("SEC-1", "low", "Open redirect (S3 buckets)"),
        ),
        ("# [M-01] Open redirect", ("M-01", "medium", "Open redirect")),
        ("#### CRIT-7: Open redirect", ("CRIT-7", "critical", "Open redirect")),
        ("## Q-L2 — Open redirect", ("Q-L2", "low", "Open redirect")),
        ("### BUG 3: Open redirect (Critical)", ("BUG 3", "critical", "Open redirect")),
        ("### 6.1 [HIGH] Open redirect", ("6.1", "high", "Open redirect")),
        ("### 4. ⚠️ HIGH: Open redirect", ("4", "high", "Open redirect")),
        ("### Issue 2: Open redirect — Minor", ("2", "low", "Open redirect")),
        ("### 🔴 CRITICAL: Open redirect", ("SEC-1", "critical", "Open redirect")),
        ("### [P1] Open redirect", ("SEC-1", "high", "Open redirect")),
        ('### <a id="c9"></a>H2 — Open redirect', ("H2", "high", "Open redirect")),
        ("### INFRA-01 / AUTH-25: Open redirect (Low)", ("INFRA-01", "low", "Open redirect")),
        ("### TEST-02/03: Open redirect (Low)", ("TEST-02", "low", "Open redirect")),
        ("### H1–H3: Open redirect", ("H1", "high", "Open redirect")),
        ("### Issue H-1: Open redirect", ("H-1", "high", "Open redirect")),
        ("### SEC-1 **HIGH** Open redirect", ("SEC-1", "high", "Open redirect")),
        ("### SEC-1: Open redirect (Severity: Low)", ("SEC-1", "low", "Open redirect")),
        ("### SEC-1: Open redirect (High) — `a/b.ts:4`", ("SEC-1", "high", "Open redirect")),
        ("### (High → Low) SEC-1: Open redirect", ("SEC-1", "low", "Open redirect")),
        (
            "### SEC-1: `next` **may** be [any](x) host (S2)",
            ("SEC-1", "high", "next may be any host"),
        ),
    ],
)
def test_headings(heading: str, want: tuple[str, str, str]) -> None:
    """Id and severity come off the heading, at its front or its end; the title is plain text."""
    found = read(f"# Findings\n\n{heading}\n\nText.\n")
    assert [(i, s, t) for i, s, t, _ in found] == [want]


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("**Severity:** High", "high"),
        ("**Severity**: HIGH (was raised)", "high"),
        ("- **Severity:** Medium · **Confidence:** high", "medium"),
        ("Severity: P0", "critical"),
        ("**Severity:** S4", "low"),
        ("**Severity:** important", "high"),
        ("**Severity:** Warning", "medium"),
        ("**Severity:** nit", "low"),
        ("**Severity:** observation", "low"),
        ("**Severity:** 🟠", "high"),
        ("**Severity:** 9.1", "critical"),
        ("**CVSS:** 6.5", "medium"),
        ("CVSS 3.1 Score: 9.8", "critical"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "high"),
        ("**CVSS:** `CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H`", "critical"),
        ("**Severity:** High → Low", "low"),
        ("**Severity:** ~~High~~ Medium", "medium"),
        ("**Severity**\n\nHigh", "high"),
        ("**Severity:**\nHigh", "high"),
        ("**High Severity**", "high"),
        ("**Severity (CVSS)**: H", "high"),
        ("**Schweregrad:** Hoch", "high"),
        ("**Gravité :** moyenne", "medium"),
        ("**Severidad:** Baja", "low"),
        ("**严重程度 (Severity)**：高危", "high"),
        ("| **Severity** | High |\n|---|---|\n| Type | x |", "high"),
        ("**Priority:** P2", "medium"),
        ("**Severity:** Priority 4", "low"),
        ("**Severity:** Low/Medium", "medium"),
        ("| Field | Value |\n|---|---|\n| 심각도 | **HIGH** 이유 |", "high"),
        ("```\nx\n```\n\n**Severity:** Low", "low"),
    ],
)
def test_label_lines(line: str, severity: str) -> None:
    """A label line, or a row of a two-column table, gives the severity."""
    found = read(f"# Findings\n\n### SEC-9: Open redirect\n\n{line}\n")
    assert [(i, s) for i, s, _, _ in found] == [("SEC-9", severity)]


@pytest.mark.parametrize(
    ("section", "severity"),
    [
        ("## Critical", "critical"),
        ("## High-Risk Issues (Should Fix Soon)", "high"),
        ("## 🟠 High-Priority Bugs", "high"),
        ("## P1 — fix soon", "high"),
        ("## S3 — Moderate", "medium"),
        ("## 2. Medium Findings (20)", "medium"),
        ("## NITS -- Nice to Have", "low"),
        ("## Warnings", "medium"),
        ("## 🔵 Code Quality Observations", "low"),
        ("## MINOR Issues", "low"),
    ],
)
def test_sections_give_their_severity(section: str, severity: str) -> None:
    """What says nothing itself has the severity of its section: headings, items and rows."""
    text = f"# Report\n\n{section}\n\n### X-A1: Open redirect\n\nText.\n"
    assert [(i, s) for i, s, _, _ in read(text)] == [("X-A1", severity)]
    text = f"# Report\n\n{section}\n\n- **X-A1** Open redirect\n"
    assert [(i, s) for i, s, _, _ in read(text)] == [("X-A1", severity)]
    text = f"# Report\n\n{section}\n\n| ID | Summary |\n|--|--|\n| X-A1 | Open redirect |\n"
    assert [(i, s) for i, s, _, _ in read(text)] == [("X-A1", severity)]


@pytest.mark.parametrize(
    ("item", "want"),
    [
        ("- **H1** Open redirect", ("H1", "high", "Open redirect")),
        ("- **SEC-4** (Low): Open redirect", ("SEC-4", "low", "Open redirect")),
        (
            "- SEC-4: Open redirect (the old one)",
            ("SEC-4", "medium", "Open redirect (the old one)"),
        ),
        ("- [High] Open redirect", ("SEC-1", "high", "Open redirect")),
        ("- 🔴 **Open redirect** everywhere", ("SEC-1", "critical", "Open redirect")),
        ("1. **Critical — Open redirect**", ("1", "critical", "Open redirect")),
        ("**[P2] Open redirect**", ("SEC-1", "medium", "Open redirect")),
    ],
)
def test_items_and_bold_paragraphs(item: str, want: tuple[str, str, str]) -> None:
    """The same marks are read in list items and in paragraphs that begin in bold."""
    assert [(i, s, t) for i, s, t, _ in read(f"# Findings\n\n{item}\n")] == [want]


def test_table_rows_by_their_header() -> None:
    """Columns are found by name, in any order; an escaped pipe is a pipe of the text."""
    text = (
        "# Findings\n\n"
        "| Sev | Where | # | Finding | Lines |\n"
        "|-----|-------|---|---------|-------|\n"
        "| High | `src/io/a.py` | IO-1 | `a \\| b` is read as one | 3, 9 |\n"
        "| low | src/io/b.py:7 | **IO-2** | [late](x) close | |\n"
    )
    report = read_report([("docs/reports/r/02-code-quality-review.md", text)])
    assert [
        (f.id, f.severity, f.title, [str(r) for r in f.files], f.component, f.source.line)
        for f in report.findings
    ] == [
        ("IO-1", "high", "a | b is read as one", ["src/io/a.py:3, 9"], "io", 5),
        ("IO-2", "low", "late close", ["src/io/b.py:7"], "io", 6),
    ]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("`a/b.ts:45-67`", ["a/b.ts:45-67"]),
        ("`a/b.go:138–145`", ["a/b.go:138-145"]),
        ("a/b.py (lines 35, 85, 95)", ["a/b.py:35, 85, 95"]),
        ("`a/b.py` (Lines 130-166)", ["a/b.py:130-166"]),
        ("`a/b.py`, line 12", ["a/b.py:12"]),
        ("[b](a/b.rs#L63)", ["a/b.rs:63"]),
        ("[`a/b.rs:1-2`](file:///home/x/proj/src/a/b.rs#L1-L2)", ["src/a/b.rs:1-2"]),
        ("`a/b.py:1` · `c/d.py:3` · e/f.py:7", ["a/b.py:1", "c/d.py:3", "e/f.py:7"]),
        (
            "[b.py](a/b.py#L3), [My File v1.2.md](<c/My File v1.2.md>)",
            ["a/b.py:3", "c/My File v1.2.md"],
        ),
        ("[a/b.py:3](https://example.invalid/a/b.py#L3)", ["a/b.py:3"]),
        ("[`b.py:1-2`](a/b.py)", ["a/b.py:1-2"]),
        ("`a/b.py`; `c/d.py:3` · e/f.py", ["a/b.py", "c/d.py:3", "e/f.py"]),
        ("`docs/My File v1.2.md:4`", ["docs/My File v1.2.md:4"]),
        ("`app/[...all]/route.js:35`", ["app/[...all]/route.js:35"]),
        ("`Dockerfile:3`", ["Dockerfile:3"]),
        ("`a/../../../b/c.py:1`; `../../d.py`; `./e/./f.py`", ["b/c.py:1", "d.py", "e/f.py"]),
        ("`a/\u200bb\u202e.py:3`", ["a/b.py:3"]),
        ("All 4 gateway files", []),
        ("https://example.invalid/a/b.html", []),
    ],
)
def test_file_references(written: str, read_as: list[str]) -> None:
    """Paths with their lines, however they are written; several files are several references."""
    text = f"# Findings\n\n### SEC-1: Open redirect\n\n**Severity:** Low\n**File:** {written}\n"
    (finding,) = read_report([(PATH, text)]).findings
    assert [str(ref) for ref in finding.files] == read_as


def test_a_standard_at_the_front_of_a_cell_is_no_id() -> None:
    """``UTF-8 names …`` is a title to its first word."""
    text = "# F\n\n| Severity | Title |\n|--|--|\n| Low | UTF-8 names are cut |\n"
    assert [(t, i) for i, _, t, _ in read(text)] == [("UTF-8 names are cut", "SEC-1")]


def test_lines_in_a_label_of_their_own() -> None:
    """A label for lines belongs to the lone file."""
    text = "# F\n\n### A-1: T one\n\n**Severity:** Low\n**File:** `x.py`\n**Lines:** 3-4, 9\n"
    (finding,) = read_report([(PATH, text)]).findings
    assert [str(ref) for ref in finding.files] == ["x.py:3-4, 9"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("## Critical\n\n### X-1: T one\n\n**Severity:** High\n", "high"),
        ("## Critical\n\n### HIGH-1: T one\n\nText.\n", "high"),
        ("## Critical\n\n### H-1: T one\n\nText.\n", "critical"),
        ("## Critical\n\n### X-1: T one (Low)\n\n**Severity:** Medium\n", "medium"),
        ("## Critical\n\n### X-1: T one\n\n**Priority:** IMMEDIATE\n", "critical"),
        ("## Low\n\n### X-1: T one\n\n**Confidence:** High · **Impact:** High\n", "low"),
    ],
)
def test_what_outranks_what(text: str, severity: str) -> None:
    """Label, head, lesser label, word of the id, section, letter of the id: the first counts."""
    assert [s for _, s, _, _ in read(f"# Report\n\n{text}")] == [severity]


def test_plain_bullets_and_nothing_else() -> None:
    """A note that names a file's lines is a finding, unrated: medium, and a warning says so."""
    text = "# Review notes\n\n- Null handling: `io/x.py:5-9` maps it away\n- All in all fine\n"
    report = read_report([("docs/reports/r/notes.md", text)])
    assert [(f.id, f.severity, f.title, f.generated) for f in report.findings] == [
        ("CQ-1", "medium", "Null handling", True)
    ]
    assert [w.message for w in report.doubts] == ["CQ-1 has no severity; read as medium"]


def test_files_of_another_machine_are_those_of_the_repository() -> None:
    """A path that ends in one of the repository's own is that file; any other as far as told."""
    files = "`/Users/x/proj/backend/api/a.py:4`, `/Users/x/proj/gone/b.py`, `proj/web/c.ts`"
    text = f"# F\n\n### A-1: Open redirect (Low)\n\n**Files:** {files}\n"
    known = frozenset(("backend/api/a.py", "web/c.ts", "README.md"))
    (finding,) = read_report([(PATH, text)], known).findings
    assert [str(ref) for ref in finding.files] == [
        "backend/api/a.py:4",
        "/Users/x/proj/gone/b.py",
        "web/c.ts",
    ]


def test_a_component_may_be_told() -> None:
    """A column or a label names it where no file does."""
    head = "| ID | Severity | Module | Issue |\n|--|--|--|--|\n"
    table = f"{head}| A-1 | Low | Job Queue | Slow start |\n"
    label = "### A-2: Slow end (Low)\n\n**Area:** Billing\n"
    found = read_report([(PATH, f"# Findings\n\n{table}\n{label}")]).findings
    assert [(f.id, f.component) for f in found] == [("A-1", "job-queue"), ("A-2", "billing")]
