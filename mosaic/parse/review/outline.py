"""The report as a tree of sections, and the severity that a section's title gives to its entries.

``## Critical``, ``## High-Risk Issues (should fix soon)``, ``## P1 — fix soon``, ``## S2 — Major``:
a severity in front of a word for findings, or alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mosaic.parse.review.blocks import Block
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.severity import Mark, front
from mosaic.parse.review.words import FINDING_NOUNS

_NUMBERING = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s+|[A-Z][.)]\s+)?")
_WORD = re.compile(r"[^\W\d_]+")
_HEAD = re.compile(r"[^—–:：(（\[|]*?(?=\s-{1,2}\s|[—–:：(（\[|]|$)")
_SCALE = re.compile(r"(?:P|S|SEV-?|Priority |Severity )[0-5](?![A-Za-z0-9])", re.IGNORECASE)


@dataclass(slots=True)
class Section:
    """A heading with what stands under it; ``end`` is the last line before its next equal."""

    title: str
    line: int
    level: int
    raw: str = ""
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)
    end: int = 0


def outline(blocks: Sequence[Block], last: int) -> Section:
    """The tree; its root is what stands before the first heading."""
    root = Section("", 1, 0)
    stack = [root]
    for block in blocks:
        if block.kind != "heading":
            stack[-1].blocks.append(block)
            continue
        while stack[-1].level >= block.level:
            stack.pop().end = block.line - 1
        plain = read_inline(block.text).plain
        section = Section(plain, block.line, block.level, block.text)
        stack[-1].children.append(section)
        stack.append(section)
    for section in stack:
        section.end = last
    return root


def severity_of(title: str) -> Mark | None:
    """The severity that a section's title gives to all its entries, or None."""
    bare = title[_end(_NUMBERING.match(title)) :]
    head = _HEAD.match(bare)
    said = head.group() if head else bare
    mark = front(said) or _behind(said, title)
    if mark is None:
        return None
    if mark.by_emoji:
        words = _words(said)
        return mark if words and words[-1] in FINDING_NOUNS else None
    rest = _words(said[mark.end :])
    if not rest or rest[-1] in FINDING_NOUNS:
        return mark
    return None


def is_scale(title: str) -> bool:
    """Whether the title begins with a rank of a scale (P0, S1): such a title heads a group."""
    return _SCALE.match(title[_end(_NUMBERING.match(title)) :]) is not None


def is_noted(title: str) -> bool:
    """Whether nothing but a note in brackets follows the severity: ``High (should fix)``."""
    mark = front(title)
    rest = title[mark.end :].strip() if mark else ""
    return rest[:1] in ("(", "（") and rest[-1:] in (")", "）")


def is_plural(title: str) -> bool:
    """Whether the title's head ends in a word for several findings, or is the severity alone."""
    bare = title[_end(_NUMBERING.match(title)) :]
    head = _HEAD.match(bare)
    words = _words(head.group() if head else bare)
    return bool(words) and words[-1] in FINDING_NOUNS and words[-1].endswith("s")


def _behind(said: str, title: str) -> Mark | None:
    """A title such as ``Findings — High`` or ``Code quality observations``: the word at the end."""
    words = _words(said)
    if not words:
        return None
    if words[-1].endswith("s") and front(words[-1]):
        return front(words[-1])
    tail = title[len(said) :].strip(" —–:：-") if words[-1] in FINDING_NOUNS else ""
    mark = front(tail) if tail and tail in title and title.startswith(said) else None
    return mark if mark and not mark.by_emoji and not tail[mark.end :].strip() else None


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
