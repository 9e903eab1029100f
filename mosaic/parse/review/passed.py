"""What was passed over: severity words outside findings, and files in which nothing was found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from mosaic.parse.review import exclusions, labels, tables
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context
from mosaic.parse.review.finding import Finding, Place, ReportWarning
from mosaic.parse.review.heads import read_head
from mosaic.parse.review.identity import named
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.outline import Section, severity_of

_MOST = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A severity word on a line, and the id that stands with it, if one does."""

    line: int
    words: str
    id: str = ""


def over(
    path: str,
    sections: Sequence[tuple[Section, Context]],
    findings: Sequence[Finding],
    known: Container[str],
) -> Iterator[ReportWarning]:
    """A warning for each section that holds severity words outside the lines of the findings;
    words that go with a ``known`` finding's id only tell of it again."""
    starts = [finding.source.line for finding in findings]
    for section, context in sections:
        left: list[Seen] = []
        for seen in _seen(section):
            at = bisect_right(starts, seen.line) - 1
            outside = at < 0 or findings[at].body_end < seen.line
            if outside and not (seen.id and seen.id in known):
                left.append(seen)
        if left:
            message = _message([seen.words for seen in left], context)
            yield ReportWarning(message, Place(path, left[0].line))


def _message(said: Sequence[str], context: Context) -> str:
    more = f" and {len(said) - _MOST} more" if len(said) > _MOST else ""
    where = f" in “{context.title[:80]}”" if context.title else ""
    why = f" ({context.reason})" if context.reason else ""
    return f"severity passed over{where}{why}: {', '.join(said[:_MOST])}{more}"


def _seen(section: Section) -> Iterator[Seen]:
    """Each severity in a section that looks as if it were a finding's."""
    head = read_head(section.title)
    ranked = head.mark is not None and not head.mark.by_emoji
    if section.level and head.mark and ranked and not severity_of(section.title):
        yield Seen(section.line, head.mark.words, head.id if head.proper else "")
    for block in section.blocks:
        seen = _in_row(block) if block.kind == "row" else _in_text(block)
        if seen:
            yield seen


def _in_row(block: Block) -> Seen | None:
    mark = tables.severity_cell(block)
    if mark is None:
        return None
    names = (named(read_inline(cell).plain, loose=True) for cell in block.cells)
    return Seen(block.line, mark.words, next((n.id for n in names if n and not n.bare), ""))


def _in_text(block: Block) -> Seen | None:
    if block.kind not in ("item", "text"):
        return None
    firm, _ = labels.severity((block,))
    inline = read_inline(block.text)
    head = read_head(inline.plain, loose=bool(inline.lead), ends=False)
    counts = firm is None and head.title.strip(" *").isdigit()
    mark = firm or (head.mark if head.set_off and not counts else None)
    return Seen(block.line, mark.words, head.id if head.proper else "") if mark else None


def first_candidate(blocks: Sequence[Block]) -> int:
    """The line at which somebody should look: the first severity or id, else heading, else text."""
    for block in blocks:
        head = read_head(read_inline(block.text).plain) if block.text else None
        ranked = block.kind == "row" and tables.severity_cell(block)
        if ranked or (head and (head.proper or head.mark)):
            return block.line
    return next((b.line for kind in ("row", "item", "heading", "text") for b in blocks
                 if b.kind == kind), 1)  # fmt: skip


def says_none(sections: Sequence[tuple[Section, Context]]) -> bool:
    """Whether the file has sections of severities and each of them says that it is empty."""
    ranked = [section for section, _ in sections if section.level and severity_of(section.title)]
    return bool(ranked) and all(_says_none(section) for section in ranked)


def _says_none(section: Section) -> bool:
    texts = [block.text for block in section.blocks if block.text]
    return bool(texts) and all(exclusions.is_empty(text) for text in texts[:1])
