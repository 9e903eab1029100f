"""Paragraphs that begin with a line of marks, or with a place: as review bots write comments.

``_⚠️ Potential issue_ | _🔴 Critical_`` or the image of a badge rates the paragraph below it, and
so does ``12-20: _🟠 Major_`` with the lines as code; ``12-20: **title**`` is itself an entry in a
section of a severity. What is folded in between is passed by.
"""

from __future__ import annotations

import re

from mosaic.parse.review import files, labels, rules
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry, Refusal, Said
from mosaic.parse.review.finding import FileRef
from mosaic.parse.review.heads import read_head
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.severity import Mark, whole
from mosaic.patterns import regex
from mosaic.standard import Sequence
from mosaic.values import dataclass, replace

_PLACE = regex(r"(?:`([^`\n]{1,200})`\s?[:：]|\*\*([^*\n]{1,200})\*\*(?:\s?[:：]|$))\s{0,3}")
_LINES = regex(r"\d{1,6}(?:\s?[-–]\s?\d{1,6})?(?:, ?\d{1,6}(?:\s?[-–]\s?\d{1,6})?){0,20}")
_MARK = regex(
    r"(?:_([^_\n]{1,60})_|\*([^*\n]{1,60})\*|!\[([^\[\]\n]{1,40})\]\([^()\s]{0,400}\))"
    r"[ \t]*(?:\|\s*)?"
)
_SENTENCE = regex(r".{8,200}?[.!?。！？](?=\s|$)|.{8,200}", re.DOTALL)
_PRAISED = regex(r"\W*(?:lgtm|looks good|nice|great|good|well done)\b", re.IGNORECASE)
#: A title of fewer letters says too little; blocks looked at for one that stands below its marks.
_FEWEST, _NEAR = 8, 40


@dataclass(frozen=True)
class Rating:
    """The marks and the place that a paragraph begins with, and what it says behind them."""

    mark: Mark | None
    place: str
    rest: str


def rating(block: Block) -> Rating | None:
    """What a paragraph of its own begins with: marks with a severity among them, or a place."""
    if block.kind != "text" or block.level or block.text[:1] not in ("_", "*", "!", "`"):
        return None
    place = _PLACE.match(block.text)
    told = (place.group(1) or place.group(2)) if place else ""
    if place and not (_LINES.fullmatch(told) or (files.is_place(told) and ":" in told)):
        place, told = None, ""
    mark, rest, marked = _marks(block.text[place.end() :] if place else block.text)
    if not (place or (mark and marked)):
        return None
    return Rating(mark, told, rest)


def _marks(text: str) -> tuple[Mark | None, str, bool]:
    """The severity among the marks that fill the first line, and what stands below it."""
    at, mark = 0, None
    first = text.partition("\n")[0]
    while match := _MARK.match(first, at):
        said = next(group for group in match.groups() if group)
        mark, at = mark or whole(said), match.end()
    if not at or first[at:].strip() or (mark and mark.by_emoji):
        return None, text, False
    return mark, text[len(first) :].strip(), True


def entry(
    blocks: Sequence[Block], at: int, found: Rating, context: Context
) -> tuple[Entry | Refusal, int]:
    """The finding that begins with these marks, or why it is none, and the number of the block
    that has its title; its end is for the caller to say."""
    block = blocks[at]
    text, titled = (found.rest, at) if found.rest else _below(blocks, at, listed=bool(found.place))
    inline = read_inline(text)
    head = read_head(_sentence(inline.lead or inline.plain), ends=False)
    reason = None
    if not (found.mark or context.ranked or context.findings):
        reason = rules.NO_SEVERITY
    elif _PRAISED.match(inline.plain) or head.closed:
        reason = rules.PRAISE if head.closed in ("", "praise") else rules.SAYS_CLOSED
    elif inline.struck:
        reason = rules.STRUCK
    elif len(head.title) < _FEWEST:
        reason = rules.TOO_LITTLE
    if reason:
        return Refusal(block.line, reason), titled if titled > at and not found.mark else at
    said = Said(head=found.mark, section=context.mark)
    severity, by, source = said.decide("")
    return Entry(
        line=block.line,
        end=block.line,
        title=head.title,
        rule=rules.MARKED_PARAGRAPH,
        severity=severity,
        words=by,
        severity_from=source,
        files=_files(found, text, context),
    ), titled


def _below(blocks: Sequence[Block], at: int, *, listed: bool) -> tuple[str, int]:
    """The first paragraph below, what is folded apart, and its number; ``listed``: or item."""
    depth = 0
    for index in range(at + 1, min(at + _NEAR, len(blocks))):
        block = blocks[index]
        depth += (block.kind == "fold") - (block.kind == "unfold")
        if depth > 0 or block.kind in ("fold", "unfold", "opaque"):
            continue
        if listed and block.kind == "item" and block.level == 1:
            return block.text, index
        if block.kind != "text" or block.level or rating(block) or labels.is_label(block):
            break
        return block.text, index
    return "", at


def _sentence(text: str) -> str:
    match = _SENTENCE.match(text)
    return match.group().rstrip(".。") if match else text


def _files(found: Rating, text: str, context: Context) -> tuple[FileRef, ...]:
    """The place that it begins with, in the file that the section is named for; else those of its
    text, else that file."""
    if context.file and _LINES.fullmatch(found.place):
        return (replace(context.file, lines=found.place.replace("–", "-").replace(" ", "")),)
    told = files.from_labels((found.place,), "") if found.place else ()
    return told or files.from_text(text) or ((context.file,) if context.file else ())
