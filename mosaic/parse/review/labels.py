"""Label lines, such as ``- **Severity:** High · **Confidence:** high``: pairs of key and value.

A key is a few words before the first colon of a line, or of a part of it between middle dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mosaic.parse.review import words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.severity import Mark, score, value

_LONGEST_KEY = 40
_PIECES = re.compile(r"\s[·•|]\s")
_BARE = " \t*_`~>-•·"


def pairs(blocks: Iterable[Block]) -> Iterator[tuple[Block, str, str]]:
    """Each labelled value with its block: from text, items, and rows of a two-column table."""
    for block in blocks:
        if block.kind in ("text", "item"):
            for line in block.text.split("\n"):
                for key, said in _line(line):
                    yield block, key, said
        elif block.kind == "row" and len(block.header) == 2 and len(block.cells) >= 2:
            yield block, _key(block.cells[0]), block.cells[1]


def _line(line: str) -> Iterator[tuple[str, str]]:
    key = ""
    said: list[str] = []
    for piece in _PIECES.split(line):
        bare = piece.lstrip(_BARE).rstrip()
        at = min((i for i in (bare.find(":", 0, 60), bare.find("：", 0, 60)) if i > 0), default=-1)
        bold = piece.lstrip(" \t-").startswith("**") and "**" in bare
        if not (0 < at <= _LONGEST_KEY or bold):
            said.append(piece)
            continue
        if key:
            yield key, " · ".join(said)
        told = bare[:at], bare[at + 1 :]
        if not 0 < at <= _LONGEST_KEY:
            told = bare.partition("**")[::2]
        key, said = _key(told[0]), [told[1].lstrip(" \t*_")]
    if key:
        yield key, " · ".join(said)


def _key(text: str) -> str:
    return text.strip(_BARE + ":：").lower()


def severity(blocks: Iterable[Block]) -> tuple[Mark | None, Mark | None]:
    """What a severity label says, and what a label of less weight (priority, score) says."""
    firm: Mark | None = None
    weak: Mark | None = None
    for _, key, said in pairs(blocks):
        if key in words.SEVERITY_LABELS and firm is None:
            firm = value(said)
        elif key in words.PRIORITY_LABELS and weak is None:
            weak = value(said)
        elif key in words.SCORE_LABELS and weak is None:
            weak = score(said)
    return firm, weak
