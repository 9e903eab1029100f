"""How findings are named: ids such as ``SEC-API-1``, ``H-01`` or ``BUG 2``, and bare numbers.

An id is capitals and digits that end in a digit, at the front of a heading, label or cell, and set
off from what follows; a severity (``P1``) or a standard's name (``UTF-8 …``) is none.
"""

from __future__ import annotations

import re

from mosaic.parse import cells
from mosaic.parse.review.finding import Severity
from mosaic.parse.review.words import SERIAL_NOUNS, words
from mosaic.patterns import regex
from mosaic.standard import Iterator
from mosaic.values import dataclass

#: Of an id that is a whole cell or label.
_LONGEST = 40
_ID = regex(r"[A-Z][A-Za-z0-9]{0,15}(?:[-_.][A-Z0-9]{1,16}){0,6}[a-z]?(?![A-Za-z0-9_])")
_SPACED = regex(r"[A-Z]{2,12} #?\d{1,4}(?![A-Za-z0-9_.])")
_NOUN = rf"(?:{'|'.join(sorted(SERIAL_NOUNS, key=len, reverse=True))})"
#: A number of more than three digits is one where a sign, a noun, a dot or a colon says so.
_SERIAL = regex(
    rf"(?:(?:{_NOUN}\.?\s?)?#?(\d{{1,3}}(?:\.\d{{1,3}}){{0,3}})"
    rf"|(?:{_NOUN}\.?\s?#?|(?<=#))(\d{{4,7}})|(\d{{4,7}})(?=[.):：](?:\s|$)))(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
#: A noun before an id: ``Issue H-1``.
_CALLED = regex(rf"{_NOUN}\s#?(?=[A-Z])", re.IGNORECASE)
_SCALE = regex(r"(?:P[0-5]|S[0-5]|SEV-?[0-5])")
#: Ids of these families are findings even where nothing says how severe (guide, Step 1).
FAMILIES = words("SEC CQ TEST PERF DOC QA BUG VULN FINDING ISSUE DEFECT DEF")
#: What looks like an id and is a standard or an algorithm.
_STANDARDS = words("UTF SHA AES RSA ISO RFC IEEE ES MD HTTP TLS SSL IP GPT CWE PEP WCAG IPV PR")
#: What looks like an id and is a product, or a part of a plan.
_PRODUCTS = words("MD5 SHA1 SHA256 SHA512 BASE64 OAUTH2 EC2 HTTP2 HTTP3 UTF8 UTF16 IPV4 IPV6 ES5",
                  "ES6 WEB3 RS256 HS256 AES128 AES256 X509 H264 H265 ARM64 AMD64 LOG4J2",
                  "PBKDF2 ARGON2 SOC2 ISO27001 TOP10 PYTHON3 NODE18 NODE20 VUE2 VUE3")  # fmt: skip
_STEPS = words("PHASE STEP SECTION WEEK DAY SPRINT PART CHAPTER TABLE FIGURE APPENDIX STAGE LEVEL",
               "TIER PRIORITY MILESTONE WAVE OPTION SCENARIO ROUND RUN")  # fmt: skip
_SET_OFF = regex(r"\s*(?:$|[:：.)\]】,;—–·|→(（\[/&]|-\s|-$)|\s+(?:-{1,2}|->)\s")
_OPENING = " \t*_`~[(【（#\"'⚠️ℹ️❗️❌🔥🐛🔒⛔🚨🔴🟠🟡🟢🔵⚪"
_CLOSING = " \t*_`~])】）:：.,;—–-·|→"
_PARTS = regex(r"[-_. ]")
#: What the part of an id in front of its number says of the severity.
ID_WORDS: tuple[tuple[str, Severity], ...] = (
    ("CRITICAL", "critical"), ("CRIT", "critical"), ("CR", "critical"), ("HIGH", "high"),
    ("MEDIUM", "medium"), ("MED", "medium"), ("LOW", "low"), ("INFO", "low"), ("NIT", "low"),
)  # fmt: skip
ID_LETTERS: tuple[tuple[str, Severity], ...] = (
    ("C", "critical"), ("H", "high"), ("M", "medium"), ("L", "low"), ("I", "low"), ("N", "low"),
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """What a text is named by: an id or a bare number, and where the text goes on."""

    id: str
    end: int
    bare: bool = False
    #: A number stood before the id: the id is told, the entry is the number's.
    told: bool = False
    #: Further ids of the same entry: ``INFRA-01 / AUTH-25``, ``TEST-02/03``, ``H1–H3``.
    others: tuple[str, ...] = ()


def named(text: str, *, loose: bool = False) -> Name | None:
    """The name at the front of a text, or None; ``loose`` where bold type sets the id off."""
    at = _past(text, 0, _OPENING)
    called = _CALLED.match(text, at)
    if called:
        inner = _identifier(text, called.end(), loose)
        if inner:
            return inner
    found = _identifier(text, at, loose)
    if found:
        return found
    serial = _SERIAL.match(text, at)
    if not serial or "(" in text[:at]:
        return None
    end = _past(text, serial.end(), _CLOSING)
    inner = _identifier(text, _past(text, end, _OPENING), loose)
    if inner:
        return Name(inner.id, inner.end, told=True, others=inner.others)
    return Name(next(filter(None, serial.groups())), end, bare=True)


def _past(text: str, at: int, signs: str) -> int:
    while at < len(text) and text[at] in signs:
        at += 1
    return at


def _identifier(text: str, at: int, loose: bool) -> Name | None:
    match = _SPACED.match(text, at) or _ID.match(text, at)
    if not match or not is_identifier(match.group()):
        return None
    end = match.end()
    if _is_no_name(match.group(), text, end):
        return None
    bold_end = loose and (
        end == len(text) or (text[end].isspace() and not _is_standard(match.group()))
    )
    if not (_SET_OFF.match(text, end) or bold_end or _stands_out(match.group(), text, end)):
        return None
    end, others = _siblings(text, end, match.group())
    return Name(match.group(), _past(text, end, _CLOSING), others=others)


_SIBLING = regex(
    r"\s*([/&,+]|[–-](?=[A-Z])|\s(?:and|to|und|et|y)\s)\s*"
    r"((?:[A-Z][A-Z0-9]{0,15}[-_.])*[A-Z]{0,4}\d{1,4})(?![A-Za-z0-9_])"
)
_LONGEST_RANGE = 40


def _siblings(text: str, at: int, first: str) -> tuple[int, tuple[str, ...]]:
    """Where the ids of one entry end, and those behind the first; a range in full."""
    found: list[str] = []
    match = _SIBLING.match(text, at)
    while match:
        said = match.group(2)
        if said.isdigit():
            said = first.rstrip("0123456789") + said
        if match.group(1).strip() in ("–", "-", "to"):
            if not _is_range(first, said):
                break
            found.extend(_between(first, said))
        found.append(said)
        at = match.end()
        match = _SIBLING.match(text, at)
    return at, tuple(found)


def _is_range(first: str, last: str) -> bool:
    return first.rstrip("0123456789") == last.rstrip("0123456789")


def _between(first: str, last: str) -> Iterator[str]:
    stem = first.rstrip("0123456789")
    low, high = first[len(stem) :], last[len(stem) :]
    for number in range(int(low) + 1, min(int(high), int(low) + _LONGEST_RANGE)):
        yield f"{stem}{number:0{len(low)}d}"


def _stands_out(identifier: str, text: str, end: int) -> bool:
    """Whether an id with a hyphen is one before a blank too: ``C-3 Title``, not ``UTF-8 bytes``."""
    return "-" in identifier and not _is_standard(identifier) and text[end : end + 1] == " "


def _is_standard(identifier: str) -> bool:
    return _PARTS.split(identifier)[0].rstrip("0123456789") in _STANDARDS


def _is_no_name(identifier: str, text: str, end: int) -> bool:
    """Whether what looks like an id is a step, a product or an algorithm: ``PHASE 1``, ``MD5``."""
    stem = _PARTS.split(identifier)[0].rstrip("0123456789")
    return identifier.replace("-", "").replace(" ", "") in _PRODUCTS or stem in _STEPS or (
        re.match(r":20\d\d(?!\d)", text[end : end + 6]) is not None
    )  # fmt: skip


def is_familiar(identifier: str) -> bool:
    """Whether the id is of a family that findings are commonly named by."""
    return _PARTS.split(identifier)[0] in FAMILIES


def is_identifier(text: str) -> bool:
    """Whether this can be a finding's id: it ends in a digit, is no rank of a scale, and no
    sentence."""
    if len(text) > _LONGEST or cells.hidden(text):
        return False
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
