"""What is not a finding: sections about something else, and entries that say they are closed.

A section is closed where its title says so (earlier findings, what is good, plans, how the review
was made); a summary is half closed: of it only entries with ids of their own are read.
"""

from __future__ import annotations

import re
from typing import Literal

from mosaic.parse.review.severity import Mark
from mosaic.parse.review.words import words

Closed = Literal["", "summary", "closed"]

_I = re.IGNORECASE
#: Titles that close a section whatever else they say: pattern, and the reason in words.
ALWAYS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:resolved|fixed|closed|remediated|refuted|discarded|dismissed|rejected|"
                r"completed|mitigated|historical(?:ly)?|wont ?fix|won't fix)\b(?! by)|"
                r"\bfalse positives?\b|\bnot (?:a )?(?:bugs?|issues?|findings?)\b|対応済|対応状況|"
                r"已修复|已解决|해결", _I), "closed findings"),
    (re.compile(r"\b(?:prior|previous|earlier|former|old|last)[- ](?:audits?|reviews?|findings?|"
                r"issues?|reports?)\b|\breconciliation\b|\breview verification\b|\bcomparison\b|"
                r"前回", _I), "earlier findings"),
    (re.compile(r"\bno (?:\w+ ){0,2}(?:issues?|findings?|problems?|vulnerabilities)\b|"
                r"\bwithout (?:issues?|findings?)\b|\bpassed\b|\bby design\b|\bnone found\b", _I),
     "nothing found"),
)  # fmt: skip
#: Titles that close a section unless they give a severity.
OF_OTHER_THINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^\W*(?:what (?:works|is good|went well)|what's (?:good|working|right))|"
                r"\b(?:strengths?|positives?|praise|well done|good practices?|best practices?|"
                r"highlights)\b|"
                r"良い点|优点|장점|亮点",
                _I), "praise"),
    (re.compile(r"\bcritical (?:\w+ )?(?:paths?|flows?|journeys?|files?)\b", _I), "what matters"),
)  # fmt: skip
#: Titles that close a section unless they speak of findings.
UNLESS_FINDINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:recommendations?|recommended|roadmap|action (?:items?|plan)|next steps?|"
                r"quick wins?|remediation|mitigation|timeline|priorit(?:y|ies|ized|isation|ization)"
                r"(?: order| matrix| list)|fix order|suggested (?:fix|order)|refactor(?:ing|s)?|"
                r"plan|ideas|what (?:to do|i'd do)|before (?:you )?(?:ship|deploy)\w*|must[- ]fix"
                r"|top \d+)\b|推奨|建议|路线图|改善優先|권고|우선순위|로드맵", _I), "a plan"),
    (re.compile(r"\b(?:methodology|scope|approach|references?|appendi(?:x|ces)|glossary|legend|"
                r"definitions?|classification|disclaimer|about|introduction|background|"
                r"how to read|checklists?|compliance|test(?:ing)? (?:results?|strategy|gaps?|"
                r"recommendations?|structure)|coverage gap|commands? run|examples?|baseline|"
                r"cross-references?|"
                r"scorecard|readiness|verdicts?|themes?|"
                r"notes?|likely|heat ?map)\b|"
                r"附录|方法|プロジェクト概要|テスト結果|対象ファイル",
                _I), "how the review was made"),
)  # fmt: skip
SUMMARY = re.compile(
    r"\b(?:summary|summaries|overview|at a glance|statistics|tally|dashboard|matrix|numbers|"
    r"master index|conclusion|key findings|bottom line|rating)\b|"
    r"概要|総合評価|总结|概述|요약|통계|结论",
    _I,
)
_FINDINGS = re.compile(
    r"\b(?:findings?|issues?|vulnerabilit(?:y|ies)|bugs?|defects?|problems?|weakness(?:es)?)\b|"
    r"指摘|問題|问题|발견|漏洞",
    _I,
)
_DONE = words(
    "resolved fixed done closed completed pass passed refuted withdrawn invalid good ok safe",
    "none by-design not-a-bug false-positive wontfix remediated strong excellent",
)
_DONE_FRONT = re.compile(
    r"\W*(?:(?:not\s+a\s+(?:bug|issue|finding|vulnerability)|by\s+design|none\s+found|"
    r"false\s+positive|resolved|fixed|done|closed|completed?|pass(?:ed)?|refuted|remediated|"
    r"withdrawn|no\s+issues?|implemented|already\s+fixed)(?![A-Za-z0-9_-])|対応済|解決済|修正済|"
    r"已修复|已解决|完了|해결|완료)",
    _I,
)
_EMPTY = re.compile(
    r"\W*(?:none|n/a|nil|no (?:\w+ ){0,3}(?:issues?|findings?|problems?|vulnerabilities|bugs?)|"
    r"nothing|なし|無し|无|없음)(?![A-Za-z0-9])",
    _I,
)
_TICK = re.compile(r"\s*(?:✅|✔|☑)")


def section(title: str, *, ranked: bool) -> tuple[Closed, str]:
    """Whether a section with this title is closed or a summary, and in words why.

    ``ranked``: the title gives a severity; then only closed and earlier findings close it.
    """
    rules = (*ALWAYS, *(() if ranked else OF_OTHER_THINGS))
    if not ranked and not _FINDINGS.search(title):
        rules += UNLESS_FINDINGS
    reason = next((reason for pattern, reason in rules if pattern.search(title)), "")
    if reason:
        return "closed", reason
    return ("summary", "a summary") if SUMMARY.search(title) and not ranked else ("", "")


def speaks_of_findings(title: str) -> bool:
    """Whether the title announces findings, so that ids without a severity are taken there."""
    return _FINDINGS.search(title) is not None


def closing(part: str) -> str:
    """Why an entry with this part of its head, set off from the rest, is closed; else ``""``."""
    match = _DONE_FRONT.match(part)
    if not match:
        return "closed" if _TICK.match(part) else ""
    said, rest = match.group().strip(), part[match.end() :]
    alone = not rest.strip(" .!✅*_)]") or rest.lstrip()[:1] in "(（,;:—–" or said.isupper()
    return "closed" if alone and (said[:1].isupper() or not said[:1].isascii() or not rest) else ""


def is_done(cell: str) -> bool:
    """Whether a status cell or value says that the item is closed."""
    return _DONE_FRONT.match(cell.lstrip(" ✅✔☑*_~`")) is not None or cell.strip()[:1] in (
        "✅",
        "✔",
    )


def is_empty(text: str) -> bool:
    """Whether a line says that a section holds nothing: ``None.``, ``No issues identified``."""
    return _EMPTY.match(text) is not None


def praises(text: str, mark: Mark | None) -> bool:
    """Whether a green sign stands with no severity word: ``🟢 GOOD: …``."""
    bare = text.lstrip()
    if bare[:1] in ("✅", "✔", "☑"):
        return True
    said = bare[1:].lstrip(" :—–-").split(maxsplit=1)
    good = bool(said) and said[0].strip(":*").lower() in _DONE
    return bare[:1] == "🟢" and good and (mark is None or mark.by_emoji)
