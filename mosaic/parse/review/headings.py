"""Findings whose heading is theirs: with an id, a number, or a severity, and their text below.

A bare number needs a severity from somewhere, a heading without either one of its own, or a file
named below it in a section of a severity. A heading with entries below it is a group.
"""

from __future__ import annotations

from mosaic.parse.review import exclusions, files, groups, labels, outline, rated, rules, words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry, Refusal, Said
from mosaic.parse.review.finding import FileRef
from mosaic.parse.review.heads import Head, read_head
from mosaic.parse.review.identity import is_familiar
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.outline import Section
from mosaic.parse.review.rules import Reason, Rule
from mosaic.parse.review.severity import Mark, front, value, whole
from mosaic.standard import Iterator, Sequence

_LONGEST_ALONE = 60
#: Each label without a value may look this far for its files.
_MOST_LISTED = 24


def read_section(section: Section) -> Head:
    """The section's title, taken apart."""
    return read_head(section.title)


def entry(section: Section, context: Context) -> Entry | Refusal:
    """The finding that this section is, or why it is none: a group, prose, or closed."""
    head = _head(section, context)
    refused = _refused(section, head)
    if refused:
        return Refusal(section.line, refused)
    if groups.is_group(section, head, context):
        return Refusal(section.line, rules.GROUP, head.mark)
    said = _said(section, head, context)
    identifier = head.id if head.proper else ""
    rule = _seen_as(section, head, said, context)
    if isinstance(rule, Reason):
        return Refusal(section.line, rule)
    severity, by, source = said.decide(identifier)
    inner = groups.apart(section)
    return Entry(
        line=section.line,
        end=inner.line - 1 if inner and groups.tells_itself(section, head) else section.end,
        title=_title(section, head),
        rule=rule,
        id=head.id,
        others=head.others,
        bare=head.name is not None and head.name.bare,
        told=head.name is not None and head.name.told,
        severity=severity,
        words=by,
        severity_from=source,
        files=_files(section),
        area=_area(section),
        closed=_closed(section),
    )


def _head(section: Section, context: Context) -> Head:
    """The title, taken apart; a rank of a scale needs nothing behind it where the headings beside
    it have one too (of S, which names other things, another one)."""
    head = read_section(section)
    rank = outline.scale_of(section.title)
    if head.mark or head.name or not rank or not section.title.upper().startswith(f"{rank} "):
        return head
    others = context.beside if rank[:2].rstrip("0123456789") == "S" else ()
    alike = len(others) > 1 if others else sum(context.beside.values()) > 1
    rest = section.title[len(rank) :].strip()
    return read_head(f"{rank}: {rest}") if alike and " " in rest else head


def _refused(section: Section, head: Head) -> Reason | None:
    """Why the heading is no finding whatever stands below it."""
    if head.closed:
        return rules.PRAISE if head.closed == "praise" else rules.SAYS_CLOSED
    return rules.STRUCK if read_inline(section.raw).struck else None


def _said(section: Section, head: Head, context: Context) -> Said:
    label, lesser = labels.severity(section.blocks)
    if label is None:
        label = _below(section) or _alone(section)
    return Said(label, head=head.mark, lesser=lesser, section=context.mark)


def _below(section: Section) -> Mark | None:
    """The severity in a subsection that is called so."""
    for child in section.children:
        if child.title.strip(" :").lower() in words.SEVERITY_LABELS and child.blocks:
            return value(read_inline(child.blocks[0].text).plain)
    if len(section.children) != 1 or section.blocks:
        return None
    child = section.children[0]
    alone = not (child.blocks or child.children)
    return whole(child.title) if alone else None


def _alone(section: Section) -> Mark | None:
    """The severity that the first paragraph says and nothing else: ``**High Severity**``."""
    first = section.blocks[0] if section.blocks else None
    if first is None or first.kind != "text" or len(first.text) > _LONGEST_ALONE:
        return None
    found = rated.rating(first)
    if found and found.mark and not found.rest:
        return found.mark
    said = read_inline(first.text)
    mark = front(said.plain)
    marked = said.lead or first.text[:1] in "`[🔴🟠🟡🟢🔵" or (mark and " " in mark.words)
    alone = mark is not None and not said.plain[mark.end :].strip(" *_`])}.:")
    return mark if alone and marked else None


def _seen_as(section: Section, head: Head, said: Said, context: Context) -> Rule | Reason:
    """The rule that makes it a finding, or the reason why none does."""
    own = said.label or said.head
    if context.refusal:
        held = context.closed == "summary" and head.proper and own is not None
        return rules.ID_HEADING if held else context.refusal
    if head.proper:
        told = own or said.lesser or said.section or said.decide(head.id)[0]
        held = told is not None or context.findings or _is_known(head.id, context)
        return rules.ID_HEADING if held else rules.NO_SEVERITY
    if head.name and not (own or said.lesser or said.section):
        return rules.NO_SEVERITY
    if head.name:
        titled = head.title or _labelled_title(section)
        return rules.NUMBERED_HEADING if titled else rules.TOO_LITTLE
    return _seen_without_name(section, head, said, context)


def _seen_without_name(section: Section, head: Head, said: Said, context: Context) -> Rule | Reason:
    """As ``_seen_as``, for a heading with neither id nor number."""
    if exclusions.is_step(head.title) and not said.label:
        return rules.STEP
    if said.label or (said.head and not said.head.by_emoji):
        rule = rules.LABELLED_HEADING if said.label else rules.RANKED_HEADING
        if section.level == 1:
            return rules.TOP_HEADING
        if exclusions.is_generic(head.title):
            return rules.GROUP
        return rule if head.title else rules.TOO_LITTLE
    if said.head:
        if len(head.title) <= 3:
            return rules.TOO_LITTLE
        if not context.findings:
            return rules.NO_SEVERITY
        return rules.SIGNED_HEADING if _tells(section) else rules.NO_FILE
    folded = section.level >= outline.FOLD and files.named_for(section.title)
    if context.mark is None or section.level == 1 or folded:
        return rules.PROSE
    return rules.SECTION_HEADING if _tells(section) else rules.NO_FILE


def _is_known(identifier: str, context: Context) -> bool:
    """Whether an id is a finding's though nothing says how severe: its family, or a register."""
    return is_familiar(identifier) or identifier in context.known


def _tells(section: Section) -> bool:
    """Whether the text below has a label for a file, or names a file's lines."""
    return any(key in words.FILE_LABELS for _, key, _ in labels.pairs(section.blocks)) or any(
        ref.lines for ref in _files(section)
    )


def _title(section: Section, head: Head) -> str:
    """The heading's own; where that is only marks and notes, the bold paragraph below it."""
    if not head.title:
        return _labelled_title(section) or _lead(section)
    parts = [part for part in head.rest.split(" · ") if part.strip()]
    if head.title and len(parts) < 3:
        return head.title
    return _lead(section) or head.title


def _labelled_title(section: Section) -> str:
    """What a label below calls the title."""
    said = {key: text for _, key, text in reversed(tuple(labels.pairs(section.blocks)))}
    told = next((said[key] for key in words.TITLE_LABELS if said.get(key)), "")
    return read_inline(told).plain


def _lead(section: Section) -> str:
    """The bold beginning of a paragraph right below, if that is no label."""
    for block in section.blocks[:2]:
        lead = read_inline(block.text)
        if block.kind == "text" and lead.lead and not labels.is_label(block):
            return lead.lead.rstrip(" .:")
    return ""


def _files(section: Section) -> tuple[FileRef, ...]:
    """From labels, and the items below a label without a value; else from the text."""
    said: list[str] = []
    lines = ""
    for at, block in enumerate(section.blocks):
        for _, key, text in labels.pairs((block,)):
            if key in words.FILE_LABELS:
                said.extend((text,) if text else _listed(section.blocks, at + 1))
            elif key in words.LINE_LABELS and not lines:
                lines = text
    found = files.from_labels(said, lines)
    return found or files.from_text("\n".join(_texts(section)))


def _area(section: Section) -> str:
    """What a label below calls the part of the code, where that is no file."""
    said = {key: text for _, key, text in reversed(tuple(labels.pairs(section.blocks)))}
    return next((read_inline(said[key]).plain for key in words.AREA_LABELS if said.get(key)), "")


def _closed(section: Section) -> str:
    """What a status label below says, if it says that the finding is closed."""
    said = (text for _, key, text in labels.pairs(section.blocks) if key in words.STATUS_LABELS)
    return next((read_inline(text).plain for text in said if exclusions.is_done(text)), "")


def _listed(blocks: Sequence[Block], at: int) -> Iterator[str]:
    """The items from this place on, behind a label which says nothing itself."""
    for block in blocks[at : at + _MOST_LISTED]:
        if block.kind != "item" or exclusions.is_empty(block.text) or block.text.startswith("**"):
            return
        yield block.text


def _texts(section: Section) -> Iterator[str]:
    for block in section.blocks:
        yield block.text
        yield from block.cells
    for child in section.children:
        yield from _texts(child)
