"""Text that others wrote reaches a prompt only as a fenced block of data that it cannot leave.

The fence is longer than any run of backticks inside, and characters that a reader does not see
(controls, bidi, zero-width, tags) are taken out first; emoji keep what joins and colours them.
Secrets go as well: a prompt is sent to others, and is kept.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.secrets import redact
from mosaic.patterns import regex

#: CR, CRLF and the two Unicode separators are line ends; NEL, VT and FF are controls, and go.
_ENDS = ("\r", "\u2028", "\u2029")
_SURROGATE = regex("[\ud800-\udfff]")
_BACKTICKS = regex("`+")


def cleaned(text: str) -> str:
    """Return ``text`` without characters that a reader cannot see; lines end at LF.

    A zero-width joiner between emoji and a variation selector 16 after one stay. A lone surrogate,
    which no file can hold, becomes U+FFFD. Cleaning twice is cleaning once.
    """
    lines = text.replace("\r\n", "\n")
    for end in _ENDS:
        lines = lines.replace(end, "\n")
    if not cells.is_whole(lines):
        lines = _SURROGATE.sub("\ufffd", lines)
    places = {at for at, char in cells.hidden(lines) if char != "\t"}
    return "".join(c for at, c in enumerate(lines) if at not in places) if places else lines


def fenced(text: str, info: str = "") -> str:
    """Return ``text``, cleaned and without secrets, as a fenced code block.

    ``info`` is its info string. No text can end the block early. The result begins and ends with
    a fence, without a newline after it, and must be put at the start of a line.
    """
    body = redact(cleaned(text)).text
    longest = max(map(len, _BACKTICKS.findall(body))) if "```" in body else 0
    fence = "`" * max(3, longest + 1)
    word = " ".join(cleaned(info).replace("`", "").split())
    end = "" if not body or body.endswith("\n") else "\n"
    return f"{fence}{word}\n{body}{end}{fence}"
