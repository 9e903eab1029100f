"""The words that mean a severity, and how one is read off the front or the end of a text.

P0, S1 and priority 1 are critical … P3, S4 and priority 4 low; important is high, warning medium,
minor, info, nit and observation low. A mark is read only where something sets it off from the
sentence: it is the whole value, stands in brackets, or a colon, dash or dot follows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mosaic.parse.review.finding import SEVERITIES, Severity

#: Each severity with its words; a word may be followed by "severity", "priority" or "risk".
WORDS: tuple[tuple[Severity, str], ...] = (
    ("critical", "critical crit blocker severe fatal catastrophic"),
    ("high", "high important major serious"),
    ("medium", "medium med moderate warning warnings warn"),
    ("low", "low minor info informational information nit nits nitpick nitpicks trivial cosmetic"),
    ("low", "observation observations suggestion suggestions"),
)
#: Scales with a number of their own, from the most severe.
SCALES: tuple[tuple[str, int], ...] = (
    ("p", 0),
    ("s", 1),
    ("sev", 1),
    ("priority", 1),
    ("severity", 1),
)
FOREIGN: tuple[tuple[Severity, str], ...] = (
    ("critical", "严重 嚴重 致命 紧急 緊急 重大 심각 치명"),
    ("high", "高危 高い 高 높음 상"),
    ("medium", "中危 中等 中 중간 보통"),
    ("low", "低危 轻微 低い 低 낮음 하"),
)
EMOJI: tuple[tuple[Severity, str], ...] = (
    ("critical", "🔴⛔🚨"),
    ("high", "🟠"),
    ("medium", "🟡"),
    ("low", "🟢🔵⚪"),
)

_WORD = {word: severity for severity, words in WORDS for word in words.split()}
_FOREIGN = {word: severity for severity, words in FOREIGN for word in words.split()}
_EMOJI = {sign: severity for severity, signs in EMOJI for sign in signs}
_ALIKE = re.compile(
    rf"(?:({'|'.join(sorted(_WORD, key=len, reverse=True))})"
    rf"|(priority|severity|sev|p|s)[ -]?([0-5]))(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_NATIVE = re.compile("|".join(sorted(_FOREIGN, key=len, reverse=True)))
_SCORE = re.compile(
    r"(?:cvss)?[^0-9A-Za-z]{0,4}(?:v?[234]\.[01])?[^0-9A-Za-z]{0,4}(\d{1,2}\.\d)\b", re.I
)
_TAIL = re.compile(r"[ -](?:severity|priority|risk|impact)(?![A-Za-z0-9_])", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|/|to)\s?", re.IGNORECASE)
_OPENING = " \t*_`~\"'“‘([{<【（「|·•—–-:：#>!⚠️ℹ️❗️‼️❌✅🔥🐛🔒"


@dataclass(frozen=True, slots=True)
class Mark:
    """A severity with the words that said so, and how much of the text they took."""

    severity: Severity
    words: str
    end: int = 0
    by_emoji: bool = False


def _of(match: re.Match[str]) -> Severity:
    if match.group(1):
        return _WORD[match.group(1).lower()]
    first = dict(SCALES)[match.group(2).lower()]
    return SEVERITIES[min(max(int(match.group(3)) - first, 0), 3)]


def _worse(a: Severity, b: Severity) -> Severity:
    return min(a, b, key=SEVERITIES.index)


def front(text: str) -> Mark | None:
    """The severity that a text begins with, whatever comes after; of a range the worse."""
    at, sign = _skip(text)
    match = _ALIKE.match(text, at)
    if match:
        severity, end = _of(match), match.end()
        tail = _TAIL.match(text, end)
        end = tail.end() if tail else end
        between = _RANGE.match(text, end)
        second = _ALIKE.match(text, between.end()) if between else None
        if second:
            severity, end = _worse(severity, _of(second)), second.end()
        return Mark(severity, text[at:end], end)
    native = _NATIVE.match(text, at)
    if native:
        return Mark(_FOREIGN[native.group()], native.group(), native.end())
    return Mark(_EMOJI[sign], sign, at, True) if sign else None


def _skip(text: str) -> tuple[int, str]:
    """Where the first word begins, and the severity sign passed on the way."""
    at, sign = 0, ""
    while at < len(text) and (text[at] in _OPENING or text[at] in _EMOJI or text[at] == "\ufe0f"):
        if text[at] in _EMOJI and not sign:
            sign = text[at]
        at += 1
    return at, sign


def value(text: str) -> Mark | None:
    """The severity that a label's value or a table's cell gives: its first word, else a score."""
    mark = front(text)
    if mark and not mark.by_emoji:
        return mark
    return score(text) or mark


def score(text: str) -> Mark | None:
    """A CVSS score at the beginning of a text: from 9.0 critical, 7.0 high, 4.0 medium, else low
    (FIRST, CVSS v3.1, "Qualitative Severity Rating Scale"); 0.0 is none."""
    match = _SCORE.match(text.strip(" *_`~("))
    if not match or not 0 < float(match.group(1)) <= 10:
        return None
    number = float(match.group(1))
    severity = SEVERITIES[0 if number >= 9 else 1 if number >= 7 else 2 if number >= 4 else 3]
    return Mark(severity, match.group().strip())


def whole(text: str) -> Mark | None:
    """The severity that a short text is as a whole: nothing else stands in it, notes apart."""
    mark = front(text)
    if mark is None:
        return None
    rest = text[mark.end :].lstrip(" *_`~\"'”’)]}>】）」")
    if mark.by_emoji:
        return mark if not any(c.isalnum() for c in rest) else None
    set_off = (
        not rest or rest[0] in ":：(（[,;·|—–-" or rest.lower().startswith(("for ", "(", "if "))
    )
    return mark if set_off else None
