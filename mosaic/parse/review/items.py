"""Findings in list items and bold paragraphs.

``- **H1** text``, ``1. **Critical — title**``, ``- **TEST-001** (Low): title``,
``**[P1] title**``; within a section of a severity, plain items too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mosaic.parse.review import exclusions, files, labels, rules, words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry, Refusal, Said
from mosaic.parse.review.finding import FileRef
from mosaic.parse.review.heads import Head, read_head
from mosaic.parse.review.inline import Inline, read_inline
from mosaic.parse.review.outline import Section
from mosaic.parse.review.rules import Reason, Rule
from mosaic.parse.review.severity import whole

_LESSER = (*words.PRIORITY_LABELS, *words.SCORE_LABELS, *words.LINE_LABELS)
_KEYS = frozenset((*words.SEVERITY_LABELS, *words.FILE_LABELS, *_LESSER))
#: Sections whose plain items are remarks, not findings.
_REMARKS = ("info", "informational", "information", "observation", "observations", "note", "notes")
_FEWEST = 8


def entries(section: Section, context: Context) -> Iterator[Entry | Refusal]:
    """The findings in the items and bold paragraphs that stand in a section itself, and why the
    others are none."""
    if context.closed:
        return
    blocks = section.blocks
    plain = _takes_plain(section, context)
    for at, block in enumerate(blocks):
        top = (block.kind == "item" and block.level == 1) or (
            block.kind == "text" and block.level == 0
        )
        if top and block.text:
            own = blocks[at : _next(blocks, at)]
            end = _end(section, at + len(own))
            yield _entry(block, own, end, context, plain)


def _end(section: Section, behind: int) -> int:
    """The line before the block of this number, or before the section's own text ends."""
    if behind < len(section.blocks):
        following = section.blocks[behind]
        return (following.table or following.line) - 1
    return section.children[0].line - 1 if section.children else section.end


def _next(blocks: Sequence[Block], at: int) -> int:
    """Where the next item or paragraph of the same rank begins."""
    for index in range(at + 1, len(blocks)):
        block = blocks[index]
        outer = block.level <= (1 if block.kind == "item" else 0)
        if outer:
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


def _entry(
    block: Block, own: Sequence[Block], end: int, context: Context, plain: bool
) -> Entry | Refusal:
    inline = read_inline(block.text)
    head = read_head(inline.plain, loose=bool(inline.lead), ends=False)
    lead = read_head(inline.lead, loose=True) if inline.lead else None
    refused = _refused(block, inline, head, lead)
    if refused:
        return Refusal(block.line, refused)
    told = head if head.proper or lead is None or not lead.proper else lead
    mark = told.mark or (lead.mark if lead else None)
    label, lesser = labels.severity(own[1:]) if len(own) > 1 else (None, None)
    said = Said(label, head=mark, lesser=lesser, section=context.mark)
    name = told.name
    identifier = "" if name is None or name.bare else name.id
    severity, by, source = said.decide(identifier)
    rule = _seen_as(block, inline, told, lead, said, context, plain)
    if isinstance(rule, Reason):
        return Refusal(block.line, rule)
    number = block.number or (name.id if name else "")
    title = _title(inline, head, lead)
    return Entry(
        line=block.line,
        end=end,
        title=title,
        rule=rule,
        id=identifier or number,
        bare=bool(number) and not identifier,
        severity=severity,
        words=by,
        severity_from=source,
        files=_files(own),
    )


def _refused(block: Block, inline: Inline, head: Head, lead: Head | None) -> Reason | None:
    """Why the line is no finding whatever it says besides."""
    if inline.struck:
        return rules.STRUCK
    closed = head.closed or (lead.closed if lead else "")
    if closed:
        return rules.PRAISE if closed == "praise" else rules.SAYS_CLOSED
    if _is_label(block, inline):
        return rules.LABEL_LINE
    return rules.SAYS_NOTHING if exclusions.is_empty(inline.plain) else None


def _is_label(block: Block, inline: Inline) -> bool:
    """Whether the line is a label or a count and no entry: ``**File:** …``, ``High: 3``."""
    found = next(labels.pairs((block,)), None)
    if found is None:
        return False
    _, key, said = found
    return key in _KEYS or (whole(key) is not None and said.strip(" *_`").isdigit())


def _seen_as(block: Block, inline: Inline, head: Head, lead: Head | None, said: Said,
             context: Context, plain: bool) -> Rule | Reason:  # fmt: skip
    """The rule that makes this an entry; the reason for prose with an id or a severity in it."""
    item = block.kind == "item"
    title = (lead.title if lead and lead.title else head.title) or head.title
    if head.proper and (inline.lead or head.set_off or block.kind == "item"):
        known = said.label or said.head or said.lesser or said.section
        if known is None and not context.findings:
            return rules.NO_SEVERITY
        rule = rules.ID_ITEM if item else rules.ID_PARAGRAPH
        return rule if len(head.title) >= 3 else rules.TOO_LITTLE
    mark = head.mark or (lead.mark if lead else None)
    if mark and not mark.by_emoji:
        set_off = head.set_off or (lead is not None and lead.mark is not None)
        if not set_off:
            return rules.PROSE
        rule = rules.RANKED_ITEM if item else rules.RANKED_PARAGRAPH
        return rule if len(head.title) >= _FEWEST and title else rules.TOO_LITTLE
    if mark and mark.by_emoji and item:
        if not inline.lead:
            return rules.PROSE
        return rules.SIGNED_ITEM if len(head.title) >= _FEWEST else rules.TOO_LITTLE
    return rules.PLAIN_ITEM if plain and item and len(inline.plain) >= _FEWEST else rules.PROSE


def _title(inline: Inline, head: Head, lead: Head | None) -> str:
    """The bold beginning where it says enough, and more than a file; else the text."""
    if lead and len(lead.title) >= 12 and not _is_place(lead.title):
        return lead.title
    return head.title


def _is_place(title: str) -> bool:
    """Whether a text is a file, with its lines or without, and says nothing else."""
    refs = files.references(title)
    return bool(refs) and len(title.split()) <= (3 if refs[0].lines else 1)


def _files(own: Sequence[Block]) -> tuple[FileRef, ...]:
    return files.from_text("\n".join(block.text for block in own))


def plain_notes(sections: Iterable[tuple[Section, Context]]) -> Iterator[Entry]:
    """For a report of plain bullets and nothing else: each outer one that names a file's lines."""
    for section, context in sections:
        for at, block in enumerate(section.blocks):
            if context.closed or block.kind != "item" or block.level != 1:
                continue
            refs = files.from_text(block.text)
            if any(ref.lines for ref in refs):
                end = _end(section, _next(section.blocks, at))
                said, mark, _ = read_inline(block.text).plain.partition(": ")
                title = said if mark and len(said) >= _FEWEST else read_inline(block.text).plain
                yield Entry(block.line, end, title, rules.PLAIN_NOTE, files=refs)
