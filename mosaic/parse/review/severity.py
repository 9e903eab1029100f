"""The words that mean a severity, and how one is read off the front or the end of a text.

P0, S1 and priority 1 are critical … P3, S4 and priority 4 low; important is high, warning medium,
minor, info, nit and observation low. A mark is read only where something sets it off from the
sentence: it is the whole value, stands in brackets, or a colon, dash or dot follows it.
"""

from __future__ import annotations

import re
import unicodedata

from mosaic.parse.review.cvss import VECTOR, base_score
from mosaic.parse.review.finding import SEVERITIES, Severity
from mosaic.patterns import regex
from mosaic.values import dataclass

#: Each severity with its words, in English, German, French and Spanish; a word may be followed by
#: "severity", "priority", "risk", "impact" or "level".
WORDS: tuple[tuple[Severity, str], ...] = (
    ("critical", "critical criticals crit blocker blockers blocking showstopper showstoppers "
                 "severe fatal catastrophic urgent kritisch kritische kritischer kritisches "
                 "kritischen schwerwiegend schwerwiegende schwerwiegenden critique "
                 "critiques bloquant bloquante bloquants bloquantes crítico crítica críticos "
                 "críticas"),
    ("high", "high highs important major majors serious hoch hohe hoher hohes hohen élevé élevée "
             "élevés élevées haut haute hauts hautes majeur majeure majeurs majeures importante "
             "importants importantes alto alta altos altas grave graves"),
    ("medium", "medium mediums med moderate warning warnings warn mittel mittlere mittlerer "
               "mittleres mittleren moyen moyenne moyens moyennes modéré modérée modérés modérées "
               "moderado moderada moderados moderadas medio medios"),
    ("low", "low lows minor minors info informational information informative nit nits nitpick "
            "nitpicks trivial cosmetic optional negligible non-critical noncritical non-blocking "
            "nonblocking niedrig niedrige niedriger niedriges niedrigen gering geringe geringer "
            "geringes geringen faible faibles bas basse basses mineur mineure mineurs mineures "
            "bajo baja bajos bajas leve leves menor menores"),
    ("low", "observation observations suggestion suggestions gas"),
)  # fmt: skip
#: Words that mean a severity only as the whole value of a label or cell.
AS_VALUE: tuple[tuple[Severity, str], ...] = (
    ("critical", "c highest emergency"),
    ("high", "h error errors"),
    ("medium", "m normal media média médio w 注意 주의"),
    ("low", "l i n lowest minimal hint hints style note notice advisory undetermined enhancement "
            "optimization optimisation refactor recommendation hinweis leicht 信息 情報 정보 建议 "
            "提示"),
)  # fmt: skip
#: Scales with a number of their own, from the most severe.
SCALES: tuple[tuple[str, int], ...] = (
    ("p", 0),
    ("s", 1),
    ("sev", 1),
    ("priority", 1),
    ("severity", 1),
)
FOREIGN: tuple[tuple[Severity, str], ...] = (
    ("critical", "严重 嚴重 致命 紧急 緊急 重大 深刻 阻断 极高 危急 심각 치명 긴급"),
    ("high", "高危 高い 高 重要 主要 较高 높음 높은 중요 상"),
    ("medium", "中危 中等 中程度 中度 中 一般 警告 중간 보통 경고 중"),
    ("low", "低危 轻微 輕微 軽微 轻度 次要 低い 低 낮음 낮은 경미 사소 하"),
)
EMOJI: tuple[tuple[Severity, str], ...] = (
    ("critical", "🔴⛔🚨🟥🛑"),
    ("high", "🟠🟧"),
    ("medium", "🟡🟨"),
    ("low", "🟢🔵⚪🟩🟦"),
)

_WORD = {word: severity for severity, words in WORDS for word in words.split()}
_VALUE = {word: severity for severity, words in AS_VALUE for word in words.split()}
_FOREIGN = {word: severity for severity, words in FOREIGN for word in words.split()}
_EMOJI = {sign: severity for severity, signs in EMOJI for sign in signs}
SIGNS = frozenset(_EMOJI)
_ALIKE = regex(
    rf"(?:({'|'.join(sorted(_WORD, key=len, reverse=True))})"
    rf"|(priority|severity|sev|p|s)[ -]?([0-5]))(?![A-Za-z0-9_À-ÿ])",
    re.IGNORECASE,
)
_HAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
#: What may belong to a severity of Chinese, Japanese or Korean; a lone sign needs it, or an end.
_BELONGS = "优先级|優先度|우선순위|级别|等级|风险|リスク|위험도|위험|レベル|级|級|度|的|な|한"
_NATIVE = regex(
    rf"(?:({'|'.join(sorted((w for w in _FOREIGN if len(w) > 1), key=len, reverse=True))})"
    rf"(?!程度|性|度|等级|级别|도|성|率)|"
    rf"({'|'.join(w for w in _FOREIGN if len(w) == 1)})(?=(?:{_BELONGS})|[^{_HAN}]|$))"
    rf"(?:{_BELONGS})?"
)
_SCORE = regex(
    r"(?:cvss)?[^0-9A-Za-z]{0,4}(?:v?[234]\.[01])?[^0-9A-Za-z]{0,4}"
    r"(?:(?:base )?score[^0-9A-Za-z]{0,4})?(\d{1,2}\.\d(?!\d)|\d{1,2}(?=\s?/\s?10(?!\d)))",
    re.I,
)
_TAIL = regex(r"[ -](?:severity|priority|risk|impact|level)(?![A-Za-z0-9_])", re.IGNORECASE)
_BECOMES = regex(r"\s{0,3}(?:→|➜|⇒|->|=>)\s{0,3}")
_STRUCK = regex(r"~~[^~\n]{1,80}~~")
_RANGE = regex(r"\s?(?:-|–|/|to)\s?", re.IGNORECASE)
_OPENING = " \t*_`~\"'“‘([{<【（「|·•—–-:：#>!‼️\u200d"


@dataclass(frozen=True)
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
        said = native.group(1) or native.group(2)
        return Mark(_FOREIGN[said], native.group(), native.end())
    return Mark(_EMOJI[sign], sign, at, True) if sign else None


def _skip(text: str) -> tuple[int, str]:
    """Where the first word begins, and the severity sign passed on the way."""
    at, sign = 0, ""
    while at < len(text) and (text[at] in _OPENING or unicodedata.category(text[at]) == "So"):
        if text[at] in _EMOJI and not sign:
            sign = text[at]
        at += 1
    return at, sign


def value(text: str) -> Mark | None:
    """The severity that a label's value or a table's cell gives: its first word, else a score.

    Of ``High → Low`` it is the last, and what is struck through does not count.
    """
    text = _STRUCK.sub("", text) if "~~" in text else text
    mark = front(text)
    if mark and not mark.by_emoji:
        became = _BECOMES.match(text, mark.end)
        return (front(text[became.end() :]) if became else None) or mark
    alone = text.strip(" \t*_`()[].")
    word = alone.split(" ", 1)[0]
    if word.lower() in _VALUE and len(alone) <= 40 and (len(word) > 1 or word == alone):
        return Mark(_VALUE[word.lower()], word)
    return score(text) or mark


def score(text: str) -> Mark | None:
    """A CVSS score at the beginning of a text, or that of its vector: from 9.0 critical, 7.0 high,
    4.0 medium, else low (FIRST, CVSS v3.1, "Qualitative Severity Rating Scale"); 0.0 is none."""
    vector = VECTOR.search(text)
    bare = text.replace(vector.group(), "") if vector else text
    match = _SCORE.match(bare.strip(" \t*_`~([/,:;"))
    number = float(match.group(1)) if match else base_score(vector.group()) if vector else None
    if number is None or not 0 < number <= 10:
        return None
    severity = SEVERITIES[0 if number >= 9 else 1 if number >= 7 else 2 if number >= 4 else 3]
    return Mark(severity, match.group().strip() if match else f"{number}")


def whole(text: str) -> Mark | None:
    """The severity that a short text is as a whole: nothing else stands in it, notes apart."""
    mark = front(text)
    if mark is None:
        return None
    became = None if mark.by_emoji else _BECOMES.match(text, mark.end)
    if became:
        return whole(text[became.end() :])
    rest = text[mark.end :].lstrip(" *_`~\"'”’)]}>】）」")
    if mark.by_emoji:
        return mark if not any(c.isalnum() for c in rest) else None
    set_off = (
        not rest or rest[0] in ":：(（[,;·|—–" or rest.lower().startswith(("for ", "- ", "if "))
    )
    return mark if set_off else None
