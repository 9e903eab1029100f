"""What one list item or paragraph says: the finding that it is, or why it is none.

``- **H1** text``, ``1. **Critical — title**``, ``- **TEST-001** (Low): title``, ``**[P1] title**``,
``- **title** [High] – place``, ``- name — High — what``; within a section of a severity plain items
and bold titles too; and entries of labels alone.
"""

from __future__ import annotations

from mosaic.parse.review import exclusions, files, labels, rules, words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry, Refusal, Said
from mosaic.parse.review.finding import FileRef
from mosaic.parse.review.heads import Head, behind_lead, read_head, within
from mosaic.parse.review.identity import is_identifier
from mosaic.parse.review.inline import Inline, read_inline
from mosaic.parse.review.rules import Reason, Rule
from mosaic.parse.review.severity import Mark, whole
from mosaic.patterns import regex
from mosaic.standard import Sequence
from mosaic.values import dataclass, replace

#: A title of fewer letters says too little.
FEWEST = 8
#: A number that a tracker gave.
_TICKET = regex(r"\W{0,3}#\d")
_LESSER = (*words.PRIORITY_LABELS, *words.SCORE_LABELS, *words.LINE_LABELS)
_KEYS = frozenset((*words.SEVERITY_LABELS, *words.FILE_LABELS, *_LESSER))


@dataclass(frozen=True)
class Line:
    """An item's first line, taken apart: all of it, and its bold beginning, if there is any.

    ``mark`` may also stand behind the bold (``grouped``: in brackets), or between dashes, and
    ``joined`` is then what stands around it.
    """

    block: Block
    inline: Inline
    head: Head
    lead: Head | None
    mark: Mark | None
    grouped: bool
    joined: str

    @property
    def told(self) -> Head:
        """Of the two the one with an id."""
        return self.head if self.head.proper or not (self.lead and self.lead.proper) else self.lead

    @property
    def title(self) -> str:
        """The bold beginning where it says enough, and more than a file; else the text."""
        if self.joined:
            return read_head(self.joined, loose=bool(self.inline.lead), ends=False).title
        if self.lead and len(self.lead.title) >= 12 and not _is_place(self.lead.title):
            return self.lead.title
        return self.head.title


def _line(block: Block) -> Line:
    inline = read_inline(_first_line(block.text))
    ticket = _TICKET.match(inline.plain) is not None
    head = read_head(inline.plain, loose=bool(inline.lead), ends=ticket)
    lead = read_head(inline.lead, loose=True) if inline.lead else None
    behind, grouped = behind_lead(inline.plain, inline.lead)
    alone = Line(block, inline, head, lead, None, grouped, "")
    mark = alone.told.mark or (lead.mark if lead else None)
    between, joined = (None, "") if mark or grouped else within(inline.plain)
    return Line(block, inline, head, lead, mark or between or behind, grouped, joined)


def read_item(
    block: Block, own: Sequence[Block], end: int, context: Context, plain: bool
) -> Entry | Refusal:
    """The finding that an item is with its ``own`` blocks, up to line ``end``, or why it is none;
    ``plain``: whether it may be one without a mark."""
    line = _line(block)
    refused = _refused(line)
    if refused:
        return Refusal(block.line, refused)
    label, lesser = labels.severity(own[1:]) if len(own) > 1 else (None, None)
    said = Said(label, head=line.mark, lesser=lesser, section=context.mark)
    name = line.told.name
    identifier = "" if name is None or name.bare else name.id
    severity, by, source = said.decide(identifier)
    rule = _seen_as(line, said, context, plain)
    if isinstance(rule, Reason):
        return Refusal(block.line, rule)
    number = block.number or (name.id if name else "")
    return Entry(
        line=block.line,
        end=end,
        title=line.title,
        rule=rule,
        id=identifier or number,
        others=line.told.others,
        bare=bool(number) and not identifier,
        severity=severity,
        words=by,
        severity_from=source,
        files=_files(own) or ((context.file,) if context.file else ()),
    )


def labelled(own: Sequence[Block], end: int, context: Context) -> Entry | None:
    """A finding told by labels alone, its id or title first: ``**ID:** A-1``."""
    block = own[0]
    first = next(labels.pairs((block,)), None)
    if first is None or not _leads(block, first[1]):
        return None
    said = {key: read_inline(text).plain for _, key, text in reversed(tuple(labels.pairs(own)))}
    label, lesser = labels.severity(own)
    title = next((said[key] for key in words.TITLE_LABELS if said.get(key)), "")
    done = any(exclusions.is_done(said[key]) for key in words.STATUS_LABELS if key in said)
    if label is None or not title or done:
        return None
    label = label or labels.severity(own[:1])[0]
    ids = (said[key].strip("[] ") for key in words.ID_LABELS if said.get(key))
    identifier = next((told for told in ids if told and is_identifier(told)), "")
    severity, by, source = Said(label, lesser=lesser, section=context.mark).decide(identifier)
    return Entry(
        line=block.line,
        end=end,
        title=title,
        rule=rules.LABELS_ALONE,
        id=identifier,
        severity=severity,
        words=by,
        severity_from=source,
        files=_files(own),
    )


def _leads(block: Block, key: str) -> bool:
    """Whether a label begins an entry: of an id or title; or of a severity or file, where the same
    block has the title too, and each of its lines is a label."""
    if key in (*words.ID_LABELS, *words.TITLE_LABELS):
        return True
    told = [found for _, found, _ in labels.pairs((block,))]
    titled = any(one in words.TITLE_LABELS for one in told)
    return key in _KEYS and titled and len(told) > block.text.count("\n")


def labelled_below(own: Sequence[Block], end: int, context: Context) -> Entry | None:
    """A finding told by a paragraph or item with its title on the first line, and its severity as
    a label on another."""
    block = own[0]
    first, _, rest = block.text.partition("\n")
    if not rest or any(True for _ in labels.pairs((replace(block, text=first),))):
        return None
    below = replace(block, text=rest)
    label, lesser = labels.severity((below,))
    inline = read_inline(first)
    head = read_head(inline.plain, loose=bool(inline.lead))
    if label is None or head.closed or inline.struck or len(head.title) < FEWEST:
        return None
    identifier = head.id if head.proper else ""
    said = Said(label, head=head.mark, lesser=lesser, section=context.mark)
    severity, by, source = said.decide(identifier)
    return Entry(
        line=block.line,
        end=end,
        title=head.title,
        rule=rules.LABELLED_PARAGRAPH,
        id=head.id,
        others=head.others,
        bare=bool(head.id) and not identifier,
        severity=severity,
        words=by,
        severity_from=source,
        files=_files(own) or ((context.file,) if context.file else ()),
    )


def _first_line(text: str) -> str:
    """The first line where it is all bold, ends in a place in the code or has a label below it,
    else the paragraph."""
    line, _, rest = text.partition("\n")
    if not rest:
        return text
    if labels.is_label(Block("text", 0, rest)):
        return line
    first = read_inline(line)
    bold = len(first.lead) >= FEWEST and first.plain.strip(" .:") == first.lead.strip(" .:")
    return line if bold or files.ends_in_place(first.plain) else text


def _refused(line: Line) -> Reason | None:
    """Why the line is no finding whatever it says besides."""
    if line.inline.struck:
        return rules.STRUCK
    closed = line.head.closed or (line.lead.closed if line.lead else "")
    if closed:
        return rules.PRAISE if closed == "praise" else rules.SAYS_CLOSED
    if is_label(line.block):
        return rules.LABEL_LINE
    if exclusions.is_empty(line.inline.plain):
        return rules.SAYS_NOTHING
    if line.inline.link.startswith("#"):
        return rules.ELSEWHERE
    step = exclusions.is_step(line.head.title) and not line.head.proper
    return rules.STEP if step else None


def is_label(block: Block) -> bool:
    """Whether the line is a label or a count and no entry: ``**File:** …``, ``High: 3``."""
    first, _, rest = block.text.partition("\n")
    defined = rest.lstrip().startswith(": ")
    found = next(labels.pairs((block if defined else replace(block, text=first),)), None)
    if found is None:
        return False
    _, key, said = found
    return key in _KEYS or (whole(key) is not None and said.strip(" *_`").isdigit())


def _seen_as(line: Line, said: Said, context: Context, plain: bool) -> Rule | Reason:
    """The rule that makes this an entry; the reason for prose with an id or a severity in it."""
    item, head, inline = line.block.kind == "item", line.told, line.inline
    listed = item or inline.plain[len(head.id) :][:1] in (".", ")", ":")
    if head.proper and (inline.lead or head.set_off or listed):
        known = said.label or said.head or said.lesser or said.section
        if known is None and not context.findings:
            return rules.NO_SEVERITY
        rule = rules.ID_ITEM if item else rules.ID_PARAGRAPH
        return rule if len(head.title) >= 3 else rules.TOO_LITTLE
    if _is_rated(line, context):
        return rules.RANKED_ITEM if item else rules.RANKED_PARAGRAPH
    mark = head.mark or (line.lead.mark if line.lead else None)
    if mark and not mark.by_emoji:
        ticket = item and head.name is not None and _TICKET.match(inline.plain)
        if ticket and len(head.title) >= FEWEST:
            return rules.RANKED_ITEM
        return _seen_by_mark(line, context)
    if mark and item:
        if not inline.lead:
            return rules.PROSE
        return rules.SIGNED_ITEM if len(head.title) >= FEWEST else rules.TOO_LITTLE
    if not item and inline.lead and context.ranked:
        return rules.TITLED_PARAGRAPH if _is_titled(line) else rules.PROSE
    return rules.PLAIN_ITEM if plain and item and len(inline.plain) >= FEWEST else rules.PROSE


def _is_rated(line: Line, context: Context) -> bool:
    """Whether a severity behind the bold, or between dashes, is the entry's, and no remark."""
    if line.grouped:
        behind = line.inline.plain[len(line.inline.lead) :].lstrip()
        return (context.findings or behind[:1] in ("[", "【")) and " " in line.inline.lead
    named = line.inline.lead or line.block.number
    return bool(named) and context.findings and len(line.joined) >= FEWEST


def _seen_by_mark(line: Line, context: Context) -> Rule | Reason:
    """As ``_seen_as``, for a line with a severity at its front or in its bold beginning."""
    lead, head = line.lead, line.told
    named = context.findings or files.from_text(line.block.text)
    if _is_adjective(line.inline) and not named:
        return rules.PROSE
    if not (head.set_off or (lead is not None and lead.mark is not None)):
        return rules.PROSE
    rule = rules.RANKED_ITEM if line.block.kind == "item" else rules.RANKED_PARAGRAPH
    title = (lead.title if lead and lead.title else head.title) or head.title
    return rule if len(head.title) >= FEWEST and title else rules.TOO_LITTLE


def _is_adjective(inline: Inline) -> bool:
    """Whether a bold severity goes on as a sentence: ``**High** cost``."""
    if inline.lead[-1:] in (":", "：", "."):
        return False
    behind = inline.plain.strip("[").removeprefix(inline.lead).removeprefix("]")
    return whole(inline.lead) is not None and behind[:1] == " " and behind[1:2].islower()


def _is_titled(line: Line) -> bool:
    """Whether a paragraph in a section of a severity begins with a bold line that is its title: one
    with a number, or above a file with lines."""
    lead, text = line.lead, line.block.text
    if lead is None or len(lead.title) < FEWEST or " " not in lead.title:
        return False
    first = read_inline(text.split("\n", 1)[0]).plain
    alone = first.strip(" .:") == line.inline.lead.strip(" .:")
    sentence = line.inline.lead[-1:] in (".", "!", "。") and len(lead.title.split()) >= 3
    placed = any(ref.lines for ref in files.from_text(text))
    return lead.name is not None or ((alone or sentence) and placed)


def _is_place(title: str) -> bool:
    """Whether a text is a file, with its lines or without, and says nothing else."""
    refs = files.references(title)
    return bool(refs) and len(title.split()) <= (3 if refs[0].lines else 1)


def _files(own: Sequence[Block]) -> tuple[FileRef, ...]:
    return files.from_text("\n".join(block.text for block in own))
