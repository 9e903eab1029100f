"""Whether a heading heads several entries, or is one itself.

A severity alone, in front of a word for findings, or with words that say how soon, heads a group;
so does any heading without an id above a register, items with ids, or headings that are entries.
A severity with a title behind it is an entry; with a rank of a scale (``S3: …``), where the
headings beside it are alike, or findings are spoken of.
"""

from __future__ import annotations

from mosaic.parse.review import exclusions, files, labels, outline, rated, tables
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context
from mosaic.parse.review.heads import Head, read_head
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.outline import Section
from mosaic.standard import Sequence

#: So many items or rows with ids are entries of their own, and no part of the heading's.
_SEVERAL = 2


def is_group(section: Section, head: Head, context: Context) -> bool:
    """Whether the heading heads several entries and is none: a severity's section, or a chapter."""
    if not head.proper:
        if _holds_entries(section):
            return True
        if outline.severity_of(section.title) and _only_ranks(section, head, context):
            return True
    return apart(section) is not None and not tells_itself(section, head)


def apart(section: Section) -> Section | None:
    """The first section below that is an entry of its own."""
    return next((child for child in section.children if _stands_alone(child)), None)


def tells_itself(section: Section, head: Head) -> bool:
    """Whether a heading with entries below it has a severity label of its own before them."""
    return head.name is not None and labels.severity(section.blocks)[0] is not None


def _stands_alone(section: Section) -> bool:
    """Whether a heading is an entry by what it says itself."""
    head = read_head(section.title)
    return head.proper or (head.mark is not None and bool(head.title) and not head.mark.by_emoji)


def _holds_entries(section: Section) -> bool:
    """Whether a register, or several items with ids, stand right below the heading."""
    if labels.severity(section.blocks)[0] is not None:
        return False
    marked = sum(rated.rating(block) is not None for block in section.blocks)
    if marked >= _SEVERAL or (marked and files.named_for(section.title)):
        return True
    ranked = outline.severity_of(section.title) is not None
    if tables.registered(section.blocks, ranked=ranked) >= _SEVERAL:
        return True
    outer = [block for block in section.blocks if block.kind == "item" and block.level == 1]
    return len(outer) >= _SEVERAL and all(_has_id(block) for block in outer)


def _has_id(block: Block) -> bool:
    inline = read_inline(block.text)
    head = read_head(inline.plain, loose=bool(inline.lead), ends=False)
    return head.proper and bool(head.title) and not inline.link.startswith("#")


def _only_ranks(section: Section, head: Head, context: Context) -> bool:
    """Whether a title with a severity at its front is no title of a finding."""
    if not head.title or outline.is_plural(section.title) or outline.is_noted(section.title):
        return True
    if any(not exclusions.is_part(child.title) for child in section.children):
        return True
    listed = _is_listed(section.blocks)
    if (listed or section.children) and exclusions.says_when(head.title):
        return True
    return outline.is_scale(section.title) and not _is_titled(section, listed, context)


def _is_listed(blocks: Sequence[Block]) -> bool:
    """Whether items or rows stand below, and no labels; a register's row of two cells is none."""
    return any(block.kind in ("item", "row") for block in blocks) and not any(
        labels.is_label(block) and not tables.registered((block,), ranked=True) for block in blocks
    )


def _is_titled(section: Section, listed: bool, context: Context) -> bool:
    """Whether a rank of a scale has a finding's title behind it: others of its rank stand beside
    it; or others of the scale, or a word for findings above it, and no list begins below it."""
    ranks = context.beside
    if ranks.get(outline.scale_of(section.title), 0) > 1:
        return True
    first = next((block.kind for block in section.blocks), "text")
    alike = context.findings or sum(ranks.values()) > 1
    return alike and not (listed and first != "text")
