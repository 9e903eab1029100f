"""The report as a tree of sections, and the severity that a section's title gives to its entries.

``## Critical``, ``## High-Risk Issues (should fix soon)``, ``## P1 — fix soon``, ``## S2 — Major``:
a severity in front of a word for findings, or alone.
"""

from __future__ import annotations

import re
from collections import Counter

from mosaic.parse.review import files, labels, words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.finding import Severity
from mosaic.parse.review.heads import read_head
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.severity import SIGNS, Mark, front, value
from mosaic.patterns import regex
from mosaic.standard import Mapping, Sequence
from mosaic.values import dataclass, field

_NUMBERING = regex(
    r"\W*(?:\d{1,3}(?:\.\d{1,3}){0,3}(?:[.)]?\s+|[、．]\s?)|[A-Z][.)]\s+|[IVX]{1,5}\.\s+|"
    r"第?[一二三四五六七八九十]{1,3}(?:[、．.)）]|[章节部分]{1,2})\s?)?"
)
_WORD = regex(r"[^\W\d_]+")
_HEAD = regex(r"[^—–:：(（\[|]*?(?=\s-{1,2}\s|[—–:：(（\[|]|$)")
_SCALE = regex(r"(?:P|S|SEV-?|Priority |Severity )[0-5](?![A-Za-z0-9])", re.IGNORECASE)
#: Levels below those of all headings: of a fold, the deepest within one, and of a bold line.
FOLD, _DEEPEST, _BOLD = 7, 9, 10
#: The summary of a fold that holds comments: ``Outside diff range comments (2)``.
_COMMENTS = regex(r"\bcomments?(?: suppressed[\w ]{0,40})? \(\d{1,5}\)$", re.IGNORECASE)
_LONGEST_LINE = 80
#: Titles that say how soon, of a report that says nothing else of severity.
_URGENCY: tuple[tuple[Severity, re.Pattern[str]], ...] = (
    ("low", regex(r"\b(?:nice[- ]to[- ]have|could[- ]fix|consider|not blocking|polish|"
                       r"kann|optionnel|opcional)\b|あれば良い|可选|선택|"
                       r"建议(?:修改|修复|改进|优化)", re.IGNORECASE)),
    ("critical", regex(r"\b(?:must[- ](?:fix|change|address)|fix (?:now|immediately|first)|"
                            r"required (?:changes|fixes)|blocks? (?:merge|release|launch)|"
                            r"merge[- ]blockers?|zwingend|obligatoire|obligatorio)\b|必須|必须",
                            re.IGNORECASE)),
    ("high", regex(r"\b(?:should[- ](?:fix|change|address)|fix soon|sollte|debería)\b|"
                        r"推荐修复|应该", re.IGNORECASE)),
)  # fmt: skip
_LABELS = frozenset(
    (*words.SEVERITY_LABELS, *words.FILE_LABELS, *words.LINE_LABELS, *words.STATUS_LABELS)
)


@dataclass
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
    """The tree; its root is what stands before the first heading.

    A fold that says what a heading could is a section until it ends; so is a bold line that is a
    severity and has a list or table below it, until the next such line.
    """
    root = Section("", 1, 0)
    stack = [root]
    folds: list[Section | None] = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        level = _level(block, following, stack)
        if level:
            _close(stack, level, block.line - 1)
            plain = read_inline(block.text).plain.strip(" :：" if level == _BOLD else "")
            section = Section(plain, block.line, level, block.text)
            stack[-1].children.append(section)
            stack.append(section)
        elif block.kind != "unfold" or not _unfolded(folds, stack, block.line - 1):
            stack[-1].blocks.append(block)
        if block.kind == "fold":
            folds.append(stack[-1] if level else None)
    for section in stack:
        section.end = last
    return root


def _unfolded(folds: list[Section | None], stack: list[Section], end: int) -> bool:
    """Whether the end of a fold ends a section, and not a fold within one."""
    if folds and folds[-1] is None:
        folds.pop()
        return False
    section = folds.pop() if folds else None
    if section is None or not section.end:
        _close(stack, section.level if section else FOLD, end)
    return True


def _close(stack: list[Section], level: int, end: int) -> None:
    while stack[-1].level >= level:
        stack.pop().end = end


def _level(block: Block, following: Block | None, stack: Sequence[Section]) -> int:
    """The level of the section that a block begins; 0 where it begins none."""
    if block.kind == "heading":
        return block.level
    if block.kind == "fold":
        return _fold_level(block.text, stack[-1].level)
    if block.kind == "text" and not block.level and _is_line(block.text):
        return _BOLD if _heads_list(block, following, stack) else 0
    return 0


def _fold_level(text: str, above: int) -> int:
    """The level of a fold that says something; within another, of one named for a file too."""
    plain = read_inline(text).plain
    inner = FOLD <= above < _BOLD
    if inner and files.named_for(plain):
        return min(above + 1, _DEEPEST)
    return FOLD if is_comments(plain) or _says_something(text) else 0


def _says_something(text: str) -> bool:
    plain = read_inline(text).plain
    head = read_head(plain)
    marked = head.mark is not None and not head.mark.by_emoji and bool(head.title)
    return marked or head.proper or severity_of(plain) is not None


def _is_line(text: str) -> bool:
    """Whether a paragraph is one short line that is all bold, or ends in a colon."""
    bare = text.strip(" :：")
    bold = bare.lstrip("".join(SIGNS) + " ")
    return len(text) <= _LONGEST_LINE and "\n" not in text and (
        (bold[:2] in ("**", "__") and bold[-2:] == bold[:2] and bold.count(bold[:2]) == 2)
        or text.rstrip()[-1:] in (":", "：")
    )  # fmt: skip


def _heads_list(block: Block, following: Block | None, stack: Sequence[Section]) -> bool:
    """Whether such a line heads what follows: it is a severity, or ends the section of one."""
    plain = read_inline(block.text).plain.strip(" :：")
    if stack[-1].level == _BOLD:
        head = read_head(plain)
        return not (head.name or head.mark) or severity_of(plain) is not None
    if following is None or following.kind not in ("item", "row") or severity_of(plain) is None:
        return False
    if next(labels.pairs((following,)), ("", "", ""))[1] in _LABELS:
        return False
    return not stack[-1].level or not _says_something(stack[-1].title)


def severity_of(title: str) -> Mark | None:
    """The severity that a section's title gives to all its entries, or None."""
    bare = title[_end(_NUMBERING.match(title)) :]
    head = _HEAD.match(bare)
    said = head.group() if head else bare
    mark = front(said)
    if mark is None:
        return _behind(said, title)
    if mark.by_emoji:
        told = _words(said)
        return mark if told and words.is_finding_noun(told[-1]) else None
    rest = _words(said[mark.end :])
    if not rest or words.is_finding_noun(rest[-1]):
        return mark
    return None


def urgency_of(title: str) -> Mark | None:
    """The severity of a title that says how soon: ``Must fix``, ``Nice to have``."""
    for severity, pattern in _URGENCY:
        match = pattern.search(title[:_LONGEST_LINE])
        if match:
            return Mark(severity, match.group())
    return None


def is_scale(title: str) -> bool:
    """Whether the title begins with a rank of a scale (P0, S1): such a title heads a group."""
    return _SCALE.match(title[_end(_NUMBERING.match(title)) :]) is not None


def scale_of(title: str) -> str:
    """The rank of a scale that the title begins with, as it is written; else ``""``."""
    match = _SCALE.match(title.lstrip(" [("), _end(_NUMBERING.match(title.lstrip(" [("))))
    return match.group().upper() if match else ""


def is_comments(title: str) -> bool:
    """Whether a fold's summary says that comments are in it: ``Nitpick comments (3)``."""
    return _COMMENTS.search(title) is not None


def ranks(sections: Sequence[Section]) -> Mapping[str, int]:
    """How often each rank of a scale stands at the front of these sections' titles."""
    return Counter(rank for rank in (scale_of(section.title) for section in sections) if rank)


def is_noted(title: str) -> bool:
    """Whether nothing but a note in brackets follows the severity: ``High (should fix)``."""
    mark = front(title)
    rest = title[mark.end :].strip() if mark else ""
    return rest[:1] in ("(", "（") and rest[-1:] in (")", "）")


def is_plural(title: str) -> bool:
    """Whether the title's head ends in a word for several findings, or is the severity alone."""
    bare = title[_end(_NUMBERING.match(title)) :]
    head = _HEAD.match(bare)
    told = _words(head.group() if head else bare)
    return bool(told) and words.is_finding_noun(told[-1]) and _is_several(told[-1])


def _is_several(word: str) -> bool:
    return word.endswith(("s", "befunde", "probleme", "schwachstellen", "mängel", "punkte")) or (
        not word.isascii()
    )


def _behind(said: str, title: str) -> Mark | None:
    """The severity at the end of a title such as ``Findings — High``, ``Severity: High``, ``Code
    quality observations`` or ``Problèmes critiques``."""
    told = _words(said)
    if not told:
        return None
    last = told[-1]
    if last.endswith("s") and front(last):
        return front(last)
    if 2 <= len(told) <= 5 and words.is_finding_noun(told[0]) and value(last):
        return value(last)
    tail = title[len(said) :].strip(" —–:：-") if words.is_finding_noun(last) else ""
    mark = front(tail) if tail and tail in title and title.startswith(said) else None
    return mark if mark and not mark.by_emoji and not tail[mark.end :].strip() else None


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
