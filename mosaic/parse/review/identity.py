"""How findings are named: ids such as ``SEC-API-1``, ``H-01`` or ``BUG 2``, and bare numbers.

An id is capitals and digits that end in a digit, at the front of a heading, label or cell, and set
off from what follows; a severity (``P1``) or a standard's name (``UTF-8 …``) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mosaic.parse.review.finding import Severity
from mosaic.parse.review.words import words

_ID = re.compile(r"[A-Z][A-Za-z0-9]{0,15}(?:[-_.][A-Z0-9]{1,16}){0,6}[a-z]?(?![A-Za-z0-9_])")
_SPACED = re.compile(r"[A-Z]{2,12} #?\d{1,4}(?![A-Za-z0-9_.])")
_SERIAL = re.compile(
    r"(?:(?:issue|finding|bug|problem|vulnerability|defect|no|item|問題|指摘)\.?\s?)?#?"
    r"(\d{1,3}(?:\.\d{1,3}){0,3})(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_SCALE = re.compile(r"(?:P[0-5]|S[0-5]|SEV-?[0-5])")
#: Ids of these families are findings even where nothing says how severe (guide, Step 1).
FAMILIES = words("SEC CQ TEST PERF DOC QA BUG VULN FINDING ISSUE DEFECT DEF")
#: What looks like an id and is a standard or an algorithm.
_STANDARDS = words("UTF SHA AES RSA ISO RFC IEEE ES MD HTTP TLS SSL IP GPT CWE PEP WCAG IPV PR")
_SET_OFF = re.compile(r"\s*(?:$|[:：.)\]】,;—–·|(（\[/&]|-\s|-$)|\s+-{1,2}\s")
_OPENING = " \t*_`~[(【（#\"'⚠️ℹ️❗️❌🔥🐛🔒⛔🚨🔴🟠🟡🟢🔵⚪"
_CLOSING = " \t*_`~])】）:：.,;—–-·|"
_PARTS = re.compile(r"[-_. ]")
#: What the part of an id in front of its number says of the severity.
ID_WORDS: tuple[tuple[str, Severity], ...] = (
    ("CRITICAL", "critical"), ("CRIT", "critical"), ("CR", "critical"), ("HIGH", "high"),
    ("MEDIUM", "medium"), ("MED", "medium"), ("LOW", "low"), ("INFO", "low"), ("NIT", "low"),
)  # fmt: skip
ID_LETTERS: tuple[tuple[str, Severity], ...] = (
    ("C", "critical"), ("H", "high"), ("M", "medium"), ("L", "low"), ("I", "low"), ("N", "low"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """What a text is named by: an id or a bare number, and where the text goes on."""

    id: str
    end: int
    bare: bool = False
    #: A number stood before the id: the id is told, the entry is the number's.
    told: bool = False


def named(text: str, *, loose: bool = False) -> Name | None:
    """The name at the front of a text, or None; ``loose`` where bold type sets the id off."""
    at = _past(text, 0, _OPENING)
    found = _identifier(text, at, loose)
    if found:
        return found
    serial = _SERIAL.match(text, at)
    if not serial or "(" in text[:at]:
        return None
    end = _past(text, serial.end(), _CLOSING)
    inner = _identifier(text, _past(text, end, _OPENING), loose)
    if inner:
        return Name(inner.id, inner.end, told=True)
    return Name(serial.group(1), end, bare=True)


def _past(text: str, at: int, signs: str) -> int:
    while at < len(text) and text[at] in signs:
        at += 1
    return at


def _identifier(text: str, at: int, loose: bool) -> Name | None:
    match = _SPACED.match(text, at) or _ID.match(text, at)
    if not match or not is_identifier(match.group()):
        return None
    end = match.end()
    bold_end = loose and (end == len(text) or text[end].isspace())
    if not (_SET_OFF.match(text, end) or bold_end or _stands_out(match.group(), text, end)):
        return None
    end = _past_siblings(text, end)
    return Name(match.group(), _past(text, end, _CLOSING))


_SIBLING = re.compile(r"\s*[/&,+]\s*(?:[A-Z][A-Z0-9]{0,15}[-_.])*[A-Z]{0,4}\d{1,4}(?![A-Za-z0-9_])")


def _past_siblings(text: str, at: int) -> int:
    """Past further ids of the same entry: ``INFRA-01 / AUTH-25``, ``TEST-02/03``."""
    match = _SIBLING.match(text, at)
    while match:
        at = match.end()
        match = _SIBLING.match(text, at)
    return at


def _stands_out(identifier: str, text: str, end: int) -> bool:
    """Whether an id with a hyphen is one before a blank too: ``C-3 Title``, not ``UTF-8 bytes``."""
    known = _PARTS.split(identifier)[0].rstrip("0123456789") in _STANDARDS
    return "-" in identifier and not known and text[end : end + 1] == " "


def is_familiar(identifier: str) -> bool:
    """Whether the id is of a family that findings are commonly named by."""
    return _PARTS.split(identifier)[0] in FAMILIES


def is_identifier(text: str) -> bool:
    """Whether this can be a finding's id: it ends in a digit, and is no rank of a scale."""
    bare = text[:-1] if text[-1:].islower() else text
    first = _PARTS.split(bare)[0].rstrip("0123456789")
    capitals = first == first.upper() and len(first) <= 12
    return bare[-1:].isdigit() and capitals and not _SCALE.fullmatch(text)


def by_word(identifier: str) -> Severity | None:
    """The severity that a word of the id says: ``HIGH-001``, ``AMX-CRIT-2``."""
    parts = _PARTS.split(identifier)
    said = dict(ID_WORDS)
    return next((said[p.rstrip("0123456789")] for p in reversed(parts)
                 if p.rstrip("0123456789") in said), None)  # fmt: skip


def by_letter(identifier: str) -> Severity | None:
    """The severity that the letter before the id's number says: ``H-1``, ``Q-M2``."""
    parts = [part for part in _PARTS.split(identifier) if part.rstrip("0123456789")]
    return dict(ID_LETTERS).get(parts[-1].rstrip("0123456789")) if parts else None
