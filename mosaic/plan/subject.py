"""Phase and category of a finding (guide, Steps 2 and 6).

Severity gives phase and branch. The category is SEC for security findings of phases 1 and 2,
HIGH for the other high ones, and else CQ, PERF, TEST or DOC by what the finding is about: its
own id says so first, then its title, then its files, then the name of its report.
"""

from __future__ import annotations

from mosaic import learning
from mosaic.parse.review.finding import SEVERITIES, Finding
from mosaic.plan.phases import PHASES as PHASES
from mosaic.plan.phases import Category as Category
from mosaic.plan.phases import PhaseKind as PhaseKind

#: Parts of a finding's own id that say what it is about.
_ID_PARTS: tuple[tuple[Category, tuple[str, ...]], ...] = (
    ("SEC", ("SEC", "SECURITY", "VULN", "CVE", "CWE", "AUTH", "XSS")),
    ("TEST", ("TEST", "TESTS", "QA", "COV", "COVERAGE")),
    ("PERF", ("PERF", "PERFORMANCE")),
    ("DOC", ("DOC", "DOCS", "DOCUMENTATION")),
    ("CQ", ("CQ", "CODE", "QUALITY", "BUG", "MAINT", "ARCH")),
)
#: Words of a title that say what it is about; the first that matches.
_WORDS: tuple[tuple[Category, tuple[str, ...]], ...] = (
    ("TEST", ("add tests", "add unit tests", "add integration tests", "coverage", "untested",
        "no tests", "no test", "no unit tests", "missing test", "missing tests", "lacks tests",
        "without tests", "flaky", "test suite", "e2e")),
    ("SEC", ("security", "vulnerab*", "injection", "xss", "csrf", "ssrf", "rce", "idor", "cors",
        "csp", "auth", "authenticat*", "authoriz*", "authoris*", "unauthenticated",
        "unauthorized", "oauth*", "jwt", "login", "password*", "passphrase*", "credential*",
        "secret*", "api key", "api keys", "private key", "token leak*", "encrypt*", "plaintext",
        "plain text", "crypto*", "privilege*", "access control", "permission*", "sanitiz*",
        "sanitis*", "traversal", "exploit*", "exfiltrat*", "data exposure", "exposes",
        "exposed", "sensitive", "pii", "spoof*", "tamper*", "brute force", "rate limit*",
        "open redirect", "deserialization", "prototype pollution", "unescaped", "tls", "hsts",
        "session fixation", "hijack*")),
    ("PERF", ("performance", "slow", "latency", "n 1", "memory leak*", "caching",
        "cache", "quadratic", "throughput", "bottleneck*", "full table scan")),
    ("DOC", ("documentation", "undocumented", "docs", "readme", "docstring*", "jsdoc",
        "changelog", "outdated comment*")),
)  # fmt: skip
_REPORTS: tuple[tuple[Category, tuple[str, ...]], ...] = (
    ("SEC", ("security", "vulnerabilit*", "pentest")),
    ("TEST", ("coverage", "test gaps", "tests")),
    ("PERF", ("performance", "perf")),
    ("DOC", ("documentation",)),
)
_DOC_ENDS = (".md", ".rst", ".adoc")
_TEST_MARKS = (".spec.", ".test.", "_test.", "/test_", "/tests/", "/__tests__/")


def phase_of(finding: Finding) -> PhaseKind:
    """The phase of a finding's severity (guide, Step 2)."""
    return PHASES[SEVERITIES.index(finding.severity)]


def category(finding: Finding) -> Category:
    """The category of a finding's task id (guide, Step 6, "Category prefixes").

    A critical finding that is not about security keeps its subject's category, in phase 1.
    """
    about = subject(finding)
    if about == "SEC" and finding.severity in ("critical", "high"):
        return "SEC"
    if finding.severity == "high":
        return "HIGH"
    return _without_security(finding) if about == "SEC" else about


def subject(finding: Finding) -> Category:
    """What a finding is about: SEC, TEST, PERF, DOC or CQ, whatever its severity."""
    own = _by_id(finding.id) if not finding.generated else None
    return own or by_title(finding) or _by_files(finding) or _by_report(finding) or "CQ"


def _without_security(finding: Finding) -> Category:
    plain = learning.words(finding.title)
    return next((c for c, said in _WORDS if c != "SEC" and learning.matches(plain, said)), "CQ")


def _by_id(text: str) -> Category | None:
    parts = learning.words(text).upper().split()
    return next((c for part in parts for c, said in _ID_PARTS if part in said), None)


def by_title(finding: Finding) -> Category | None:
    """What a finding's title says that it is about; None where it says nothing."""
    return by_words(finding.title)


def by_words(title: str) -> Category | None:
    """What a task's words say that it is about; None where they say nothing."""
    plain = learning.words(title)
    return next((c for c, said in _WORDS if learning.matches(plain, said)), None)


def _by_files(finding: Finding) -> Category | None:
    paths = [f"/{file.path.casefold()}" for file in finding.files]
    if paths and all(path.endswith(_DOC_ENDS) for path in paths):
        return "DOC"
    if paths and all(any(mark in path for mark in _TEST_MARKS) for path in paths):
        return "TEST"
    return None


def _by_report(finding: Finding) -> Category | None:
    plain = learning.words(finding.source.file.rpartition("/")[2])
    return next((c for c, said in _REPORTS if learning.matches(plain, said)), None)
