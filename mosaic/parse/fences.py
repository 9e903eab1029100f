"""Text that others wrote reaches a prompt only as a fenced block of data that it cannot leave.

The fence is longer than any run of backticks inside, and characters that a reader does not see
(controls, bidi, zero-width, tags) are taken out first; emoji keep what joins and colours them.
"""

from __future__ import annotations

import re
import unicodedata

_ZWJ = "\u200d"
_VS16 = "\ufe0f"
_KEYCAP = "\u20e3"
_KEYS = frozenset("#*0123456789")

#: CR, CRLF and the two Unicode separators are line ends; NEL, VT and FF are controls, and go.
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi marks, embeddings, isolates
    "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tags, which can carry text
    "]"
)
_BACKTICKS = re.compile("`+")


def cleaned(text: str) -> str:
    """Return ``text`` without characters that a reader cannot see; lines end at LF.

    A zero-width joiner between emoji and a variation selector 16 after one stay. A lone surrogate,
    which no file can hold, becomes U+FFFD. Cleaning twice is cleaning once.
    """
    lines = _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text))
    return _UNSEEN.sub(lambda m: m[0] if _part_of_emoji(lines, m.start()) else "", lines)


def fenced(text: str, info: str = "") -> str:
    """Return ``text``, cleaned, as a fenced code block; ``info`` is its info string.

    No text can end the block early. The result begins and ends with a fence, without a newline
    after it, and must be put at the start of a line.
    """
    body = cleaned(text)
    longest = max((len(run) for run in _BACKTICKS.findall(body)), default=0)
    fence = "`" * max(3, longest + 1)
    word = " ".join(cleaned(info).replace("`", "").split())
    end = "" if not body or body.endswith("\n") else "\n"
    return f"{fence}{word}\n{body}{end}{fence}"


def _part_of_emoji(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == _VS16:
        return _pictograph(before) or (before in _KEYS and after == _KEYCAP)
    if text[at] == _ZWJ:
        base = text[at - 2 : at - 1] if before == _VS16 else before
        return _pictograph(base) and _pictograph(after)
    return False


def _pictograph(char: str) -> bool:
    """Whether an emoji can be made of ``char``; wide, as Python has no table of emoji."""
    if not char or char.isascii():
        return False
    return (
        "\U0001f000" <= char <= "\U0001fbff"
        or char in "\u203c\u2049\u2139\u3030"
        or unicodedata.category(char) in ("So", "Sm")
    )
