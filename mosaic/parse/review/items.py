"""Findings in list items and paragraphs: which of them are looked at, and with what below them.

Outer items and paragraphs, each line of a paragraph whose lines are entries, and the items below an
outer one that is none. What one of them says is read in ``item.py``.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from mosaic.parse.review import exclusions, files, labels, rated, rules
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry, Refusal
from mosaic.parse.review.heads import read_head
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.item import FEWEST, is_label, labelled, labelled_below, read_item
from mosaic.parse.review.outline import Section, severity_of
from mosaic.patterns import regex
from mosaic.standard import Iterable, Iterator, Sequence
from mosaic.values import replace

#: Sections whose plain items are remarks, not findings.
_REMARKS = ("info", "informational", "information", "observation", "observations", "note", "notes")
_LONGEST_GROUP = 80
_BRACKETS = regex(r"\W{0,6}[\[(【]")


def entries(section: Section, context: Context) -> Iterator[Entry | Refusal]:
    """The findings in the items and bold paragraphs that stand in a section itself, and why the
    other outer ones are none."""
    if context.closed:
        return
    blocks = tuple(_told_apart(section.blocks))
    plain = _takes_plain(section, context)
    starts = [child.line for child in section.children]
    within: tuple[Context, bool] | None = None
    taken = -1
    for at, block in enumerate(blocks):
        if at <= taken:
            continue
        marks = rated.rating(block)
        if marks:
            within = None
            one, title = rated.entry(blocks, at, marks, context)
            taken = title
            if isinstance(one, Entry):
                taken = _before_next(blocks, title)
                one = replace(one, end=_end(section, starts, blocks, taken + 1, one.line))
            yield one
            continue
        top = block.level == (1 if block.kind == "item" else 0)
        if block.kind not in ("item", "text") or not block.text:
            continue
        if not top and not (within and block.kind == "item" and block.level == 2):
            continue
        own = blocks[at : _next(blocks, at)]
        end = _end(section, starts, blocks, at + len(own), block.line)
        if top:
            told = labelled(own, end, context) or labelled_below(own, end, context)
            found = told or read_item(block, own, end, context, plain)
            listed = isinstance(found, Refusal) and block.kind == "item" and _has_inner(own)
            within = _group(block, context) if listed else None
            yield found
        elif within:
            found = read_item(replace(block, number=""), own, end, *within)
            if isinstance(found, Entry) and (within[1] or found.severity):
                yield found


def _has_inner(own: Sequence[Block]) -> bool:
    return any(block.kind == "item" and block.level == 2 for block in own)


def _group(block: Block, context: Context) -> tuple[Context, bool] | None:
    """How the items below one that is no entry are read; plain ones too below a severity alone."""
    said = read_inline(block.text).plain.strip(" :：")
    if is_label(block) or len(said) > _LONGEST_GROUP:
        return None
    mark = severity_of(said)
    if exclusions.section(said, ranked=mark is not None)[0] or read_inline(block.text).struck:
        return None
    return (context.ranking(mark), True) if mark else (replace(context, mark=None), False)


def _told_apart(blocks: Sequence[Block]) -> Iterator[Block]:
    """A paragraph of which each line is an entry becomes a paragraph for each."""
    for block in blocks:
        lines = block.text.split("\n") if block.kind == "text" and not block.level else []
        begins = _begins(lines)
        if len(begins) < 2 or begins[0]:
            yield block
            continue
        for first, last in pairwise((*begins, len(lines))):
            yield replace(block, line=block.line + first, text="\n".join(lines[first:last]))


def _begins(lines: Sequence[str]) -> list[int]:
    """The lines that begin an entry; below one with its severity in brackets, such ones alone."""
    found = [at for at, line in enumerate(lines) if _begins_entry(line)]
    if len(found) < 2 or not _BRACKETS.match(lines[found[0]]):
        return found
    return [at for at in found if _BRACKETS.match(lines[at])]


def _begins_entry(line: str) -> bool:
    head = read_head(read_inline(line).plain, ends=False)
    return len(head.title) >= FEWEST and (
        head.proper or (head.set_off and head.mark is not None and not head.mark.by_emoji)
    )


def _before_next(blocks: Sequence[Block], at: int) -> int:
    """The number of the last block before one that begins an entry of its own."""
    for index in range(at + 1, len(blocks)):
        block = blocks[index]
        outer = block.kind == "text" and not block.level
        if outer and (rated.rating(block) or _begins_entry(block.text.partition("\n")[0])):
            return index - 1
    return len(blocks) - 1


def _end(section: Section, starts: Sequence[int], blocks: Sequence[Block], behind: int,
         line: int) -> int:  # fmt: skip
    """The line before the block of this number, or before the section's own text ends; ``starts``
    are the lines of the sections in it, ``line`` the entry's."""
    child = bisect_right(starts, line)
    end = starts[child] - 1 if child < len(starts) else section.end
    if behind < len(blocks):
        following = blocks[behind]
        return min((following.table or following.line) - 1, end)
    return end


def _next(blocks: Sequence[Block], at: int) -> int:
    """Where the next item or paragraph of the same rank begins."""
    level = blocks[at].level if blocks[at].kind == "item" else 1
    for index in range(at + 1, len(blocks)):
        block = blocks[index]
        if block.level <= (level if block.kind == "item" else level - 1):
            return index
    return len(blocks)


def _takes_plain(section: Section, context: Context) -> bool:
    """Whether plain items are findings here: a severity's own section, with no entries below."""
    mark = context.mark
    if mark is None or not context.ranked or section.children or _is_remark(mark.words):
        return False
    return not any(block.kind == "row" for block in section.blocks)


def _is_remark(said: str) -> bool:
    return said.lower() in _REMARKS


def plain_notes(sections: Iterable[tuple[Section, Context]]) -> Iterator[Entry]:
    """For a report of plain bullets and nothing else: each outer one that names a file's lines."""
    for section, context in sections:
        starts = [child.line for child in section.children]
        for at, block in enumerate(section.blocks):
            outer = block.kind == "item" and block.level == 1
            if context.closed or not outer or labels.is_label(block):
                continue
            below = section.blocks[at + 1] if at + 1 < len(section.blocks) else block
            linked = below.kind == "text" and files.is_link(below.text)
            refs = files.from_text(f"{block.text}\n{below.text}" if linked else block.text)
            inline = read_inline(block.text)
            if inline.struck or read_head(inline.plain, loose=bool(inline.lead)).closed:
                continue
            if any(ref.lines for ref in refs):
                end = _end(section, starts, section.blocks, _next(section.blocks, at), block.line)
                said, mark, _ = inline.plain.partition(": ")
                title = said if mark and len(said) >= FEWEST else inline.plain
                yield Entry(block.line, end, title, rules.PLAIN_NOTE, files=refs)
