"""What is not a finding: sections about something else, and entries that say they are closed.

A section is closed where its title says so (earlier findings, what is good, plans, how the review
was made); a summary is half closed: of it only entries with ids of their own are read.
"""

from __future__ import annotations

import re

from mosaic.parse.review import titles
from mosaic.parse.review.severity import Mark
from mosaic.parse.review.words import is_finding_noun, words
from mosaic.patterns import regex
from mosaic.standard import Literal

Closed = Literal["", "summary", "closed"]

_I = re.IGNORECASE
#: Titles that close a section whatever else they say: pattern, and the reason in words.
ALWAYS: tuple[tuple[re.Pattern[str], str], ...] = (
    (titles.CLOSED, "closed findings"),
    (titles.EARLIER, "earlier findings"),
    (titles.NOTHING, "nothing found"),
)
#: Titles that close a section unless they give a severity.
OF_OTHER_THINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (titles.PRAISE, "praise"),
    (titles.WHAT_MATTERS, "what matters"),
)
#: Titles that close a section unless they speak of findings.
UNLESS_FINDINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (titles.PLAN, "a plan"),
    (titles.METHOD, "how the review was made"),
)
_DONE = words(
    "resolved fixed done closed completed pass passed refuted withdrawn invalid good ok safe",
    "none by-design not-a-bug false-positive wontfix remediated strong excellent great solid",
    "secure clean",
)
_DONE_FRONT = regex(
    r"\W*(?:(?:not\s+an?\s+(?:bug|issue|finding|vulnerability)|by\s+design|none\s+found|"
    r"false[\s-]positive|resolved|fixed|done|closed|completed?|pass(?:ed)?|refuted|remediated|"
    r"withdrawn|no\s+issues?|implemented|already\s+fixed|won[’']?t[\s-]?fix|mitigated|"
    r"accepted\s+risk|risk\s+accepted|not\s+applicable|duplicate|obsolete|superseded|verified\s+fixed|"
    r"behoben|erledigt|gelöst|geschlossen|corrigée?|résolue?|fermée?|"
    r"corregid[oa]|resuelt[oa]|cerrad[oa]|solucionad[oa])(?![A-Za-z0-9_-])|"
    r"対応済み?|解決済み?|修正済み?|対応完了|已修复|已解决|已关闭|已处理|完了|해결\s?(?:됨|완료)|해결$|완료|수정\s?(?:됨|완료))",
    _I,
)
_EMPTY = regex(
    r"\W*(?:none|n/a|nil|no (?:\w+ ){0,3}(?:issues?|findings?|problems?|vulnerabilities|bugs?|"
    r"concerns?|violations?|defects?)|nothing|keine?|aucune?|néant|ningun[oa]|ninguna?|なし|無し|"
    r"該当なし|无|暂无|未发现|없음|해당 없음)(?![A-Za-z0-9])",
    _I,
)
_BECAME_DONE = regex(
    r"(?:→|➜|⇒|->|=>)\s{0,3}\W{0,3}(?:fixed|resolved|closed|done|mitigated|behoben|corrigé|resuelto)\b",
    _I,
)
_TICK = regex(r"\s*(?:✅|✔|☑)")


def section(title: str, *, ranked: bool) -> tuple[Closed, str]:
    """Whether a section with this title is closed or a summary, and in words why.

    ``ranked``: the title gives a severity; then only closed and earlier findings close it.
    """
    always = ALWAYS[1:] if titles.OPEN.search(title) else ALWAYS
    rules = (*always, *(() if ranked else OF_OTHER_THINGS))
    if not ranked and not titles.FINDINGS.search(title):
        rules += UNLESS_FINDINGS
    if titles.WANTED.fullmatch(title):
        return "closed", "what is wanted"
    reason = next((reason for pattern, reason in rules if pattern.search(title)), "")
    if reason:
        return "closed", reason
    return ("summary", "a summary") if titles.SUMMARY.search(title) and not ranked else ("", "")


def speaks_of_findings(title: str) -> bool:
    """Whether the title announces findings, so that ids without a severity are taken there."""
    return titles.FINDINGS.search(title) is not None


def is_step(title: str) -> bool:
    """Whether a title is a step of a plan: ``Phase 2: …``, ``Sprint 1``."""
    return titles.STEP.match(title) is not None


def is_part(title: str) -> bool:
    """Whether a title is that of a part of a finding: ``Impact``, ``How to fix``."""
    told = [word.lower() for word in re.findall(r"[^\W\d_]+", title)]
    return bool(told) and all(word in titles.PARTS for word in told)


def says_when(title: str) -> bool:
    """Whether a title says how soon, and nothing else: ``fix soon``, ``before the release``."""
    return titles.WHEN.fullmatch(title[:100].strip(" .!:：")) is not None


def is_generic(title: str) -> bool:
    """Whether a title only says that findings follow, or details: it names none."""
    told = [word.lower() for word in re.findall(r"[^\W\d_]+", title)]
    return bool(told) and all(word in titles.GENERIC or is_finding_noun(word) for word in told)


def closing(part: str) -> str:
    """Why an entry with this part of its head, set off from the rest, is closed; else ``""``."""
    match = _DONE_FRONT.match(part)
    if not match:
        return "closed" if _TICK.match(part) else ""
    said, rest = match.group().strip(), part[match.end() :]
    alone = not rest.strip(" .!✅*_)]") or rest.lstrip()[:1] in "(（,;:—–" or said.isupper()
    return "closed" if alone and (said[:1].isupper() or not said[:1].isascii() or not rest) else ""


def became_done(text: str) -> bool:
    """Whether a text says that a severity became a closed one: ``High → Fixed``."""
    return _BECAME_DONE.search(text[:80]) is not None


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
