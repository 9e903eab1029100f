"""What was passed over: each candidate that is no finding, with the reason, in one list.

A candidate is a heading, row, item or paragraph with an id, a severity or a sign at its head. Of
the list, those whose severity nobody else tells are warnings too, one a section.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from mosaic.parse.review import columns, exclusions, labels, rules, silent, tables
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry
from mosaic.parse.review.finding import Finding, Place, ReportWarning, TurnedDown
from mosaic.parse.review.heads import Head, read_head
from mosaic.parse.review.identity import named
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.outline import Section, severity_of
from mosaic.parse.review.rules import Reason
from mosaic.parse.review.severity import Mark, front
from mosaic.standard import Callable, Container, Iterator, Mapping, Sequence
from mosaic.values import dataclass

_MOST = 12
_LONGEST = 120
#: Fewer ids without a severity may be names of something else.
_SEVERAL = 2
#: Reasons by which something with an id may be lost.
_UNREAD = frozenset(
    one.name for one in (rules.NO_SEVERITY, rules.NO_REGISTER, rules.TOO_LITTLE, rules.PROSE)
)


@dataclass(frozen=True)
class Read:
    """A section that is no entry, as it was read: by line, why what stands in it is none."""

    section: Section
    context: Context
    refused: Mapping[int, Reason]


@dataclass(frozen=True)
class Dropped:
    """An entry that is no finding of its own: summed up only, or a ``finding`` told again, whose
    id and line are given."""

    entry: Entry
    reason: Reason
    finding: str = ""
    at: int = 0

    @property
    def detail(self) -> str:
        return f"{self.finding}, line {self.at}" if self.finding else ""


@dataclass(frozen=True)
class Candidate:
    """What looks like a finding; ``firm``: its severity is set off, so that it must not be lost."""

    line: int
    words: str
    id: str = ""
    severity: str = ""
    firm: bool = False


@dataclass(frozen=True)
class Passed:
    """A section's candidates that were turned down, and those of them that lose a severity."""

    context: Context | None
    turned_down: tuple[TurnedDown, ...]
    lost: tuple[TurnedDown, ...]
    #: Those with an id and no severity, that nothing says to be closed or told elsewhere.
    unread: tuple[TurnedDown, ...] = ()
    #: The line of a severity's section in which nothing was recognised; else 0.
    bare: int = 0


def over(
    sections: Sequence[Read],
    findings: Sequence[Finding],
    dropped: Sequence[Dropped],
    known: Container[str],
) -> Iterator[Passed]:
    """What was turned down outside the lines of the findings, by section. Words that go with a
    ``known`` finding's id only tell of it again, so they lose nothing."""
    within = _within([(f.source.line, f.body_end) for f in findings])
    told = {one.entry.line: one for one in dropped}
    again = _within(sorted((one.entry.line, one.entry.end) for one in dropped))
    held = _held(sorted([*(f.source.line for f in findings), *told]))
    for read in sections:
        found = _candidates(read, within)
        left = [c for c in found if c.line in told or not again(c.line)]
        turned = tuple(_turned(c, read, told.pop(c.line, None)) for c in left)
        lost = tuple(t for t, c in zip(turned, left, strict=True) if c.firm and _loses(t, known))
        unread = (t for t in turned if t not in lost and _is_unread(t, known))
        bare = silent.is_silent(read.section, read.context, read.refused) and not (
            lost or held(read.section.line, read.section.end)
        )
        if bare:
            head = read_head(read.section.title)
            said = _candidate(read.section.line, read.section.title, head, head.mark, firm=False)
            turned = (_turned(said, read, None), *turned)
        yield Passed(read.context, turned, lost, tuple(unread), read.section.line * bare)
    rest = tuple(_from_entry(one) for _, one in sorted(told.items()))
    yield Passed(None, rest, tuple(t for t in rest if t.severity_words and _loses(t, known)))


def _within(spans: Sequence[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a line lies in one of the spans, which are in order and do not overlap."""
    starts = [first for first, _ in spans]

    def inside(line: int) -> bool:
        at = bisect_right(starts, line) - 1
        return at >= 0 and spans[at][1] >= line

    return inside


def _held(lines: Sequence[int]) -> Callable[[int, int], bool]:
    """Whether one of the lines, which are in order, lies between two."""

    def held(first: int, last: int) -> bool:
        at = bisect_left(lines, first)
        return at < len(lines) and lines[at] <= last

    return held


def _is_unread(turned: TurnedDown, known: Container[str]) -> bool:
    return bool(turned.id) and turned.id not in known and turned.why in _UNREAD


def _loses(turned: TurnedDown, known: Container[str]) -> bool:
    return turned.why != rules.REPEAT.name and not (turned.id and turned.id in known)


def _from_entry(one: Dropped) -> TurnedDown:
    entry = one.entry
    said = entry.words if entry.severity else ""
    name = entry.id if entry.proper else ""
    words = f"{entry.id} {entry.title}" if entry.id else entry.title
    return TurnedDown(entry.line, _short(words), one.reason.name, one.detail, name, said)


def _turned(candidate: Candidate, read: Read, dropped: Dropped | None) -> TurnedDown:
    reason, detail = _why(candidate, read)
    if dropped:
        reason, detail = dropped.reason, dropped.detail
    c = candidate
    return TurnedDown(c.line, c.words, reason.name, detail, c.id, c.severity)


def _why(candidate: Candidate, read: Read) -> tuple[Reason, str]:
    context = read.context
    reason = read.refused.get(candidate.line) or context.refusal or rules.INSIDE
    if reason is not context.refusal:
        return reason, ""
    title = f"“{context.closed_by[:80]}”"
    return reason, title if reason is rules.SUMMARY else f"{context.reason}: {title}"


def warnings(path: str, passed: Sequence[Passed]) -> Iterator[ReportWarning]:
    """A warning for each section in which severities were lost."""
    for one in passed:
        if one.lost:
            said = [turned.severity_words for turned in one.lost]
            yield ReportWarning(_message(said, one.context), Place(path, one.lost[0].line))
        if one.bare and one.context:
            title = one.context.title[:80]
            message = f"nothing was recognised as a finding in “{title}”, which gives a severity"
            yield ReportWarning(message, Place(path, one.bare))
    unread = sorted((t for one in passed for t in one.unread), key=_line)
    ids = list(dict.fromkeys(turned.id for turned in unread))
    if len(ids) >= _SEVERAL:
        more = f" and {len(ids) - _MOST} more" if len(ids) > _MOST else ""
        message = f"ids passed over: {', '.join(ids[:_MOST])}{more}; see --explain"
        yield ReportWarning(message, Place(path, unread[0].line))


def _line(turned: TurnedDown) -> int:
    return turned.line


def _message(said: Sequence[str], context: Context | None) -> str:
    more = f" and {len(said) - _MOST} more" if len(said) > _MOST else ""
    where = f" in “{context.title[:80]}”" if context and context.title else ""
    why = context.reason if context else "the file sums up what others hold"
    why = f" ({why})" if why else ""
    return f"severity passed over{where}{why}: {', '.join(said[:_MOST])}{more}"


def _candidates(read: Read, within: Callable[[int], bool]) -> Iterator[Candidate]:
    """What looks like a finding in a section, outside the findings' lines."""
    section = read.section
    if section.level and not severity_of(section.title):
        yield from _heading(read)
    for block in section.blocks:
        if not within(block.line):
            yield from _row(block) if block.kind == "row" else _text(block)


def _heading(read: Read) -> Iterator[Candidate]:
    """With an id or a mark; or one that would be a finding, if it named a file or a severity."""
    section, why = read.section, read.refused.get(read.section.line)
    head = read_head(section.title)
    nearly = why is rules.NO_FILE or (
        why is rules.NO_SEVERITY and head.name is not None and read.context.findings
    )
    if head.proper or head.mark or nearly:
        given = why is rules.GROUP and read.context.ranked
        firm = head.mark is not None and not head.mark.by_emoji and not given
        yield _candidate(section.line, section.title, head, head.mark, firm=firm)


def _row(block: Block) -> Iterator[Candidate]:
    mark = tables.severity_cell(block)
    cells = [read_inline(cell).plain for cell in block.cells]
    names = (named(cell, loose=True) for cell in cells)
    name = next((n.id for n in names if n and not n.bare), "")
    count = front(cells[0]) if cells and columns.is_tally(block.header) else None
    said = mark or count
    if said or _has_id(block, cells):
        words = _short(" | ".join(cells))
        yield Candidate(block.line, words, name, said.words if said else "", mark is not None)


def _has_id(block: Block, cells: Sequence[str]) -> bool:
    """Whether the row's id column holds an id."""
    at = columns.columns_of(block.header).id
    name = named(cells[at], loose=True) if 0 <= at < len(cells) else None
    return name is not None and not name.bare


def _text(block: Block) -> Iterator[Candidate]:
    if block.kind not in ("item", "text"):
        return
    label, _ = labels.severity((block,))
    inline = read_inline(block.text)
    head = read_head(inline.plain, loose=bool(inline.lead), ends=False)
    lead = read_head(inline.lead, loose=True) if inline.lead else head
    mark = label or head.mark or lead.mark
    counts = label is None and head.title.strip(" *").isdigit()
    if mark or head.proper:
        firm = label is not None or (head.mark is not None and head.set_off and not counts)
        yield _candidate(block.line, inline.plain, head, mark, firm=firm)


def _candidate(line: int, text: str, head: Head, mark: Mark | None, *, firm: bool) -> Candidate:
    name = head.id if head.proper else ""
    return Candidate(line, _short(text), name, mark.words if mark else "", firm)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def first_candidate(blocks: Sequence[Block]) -> int:
    """The line at which somebody should look: the first severity or id, else heading, else text."""
    for block in blocks:
        head = read_head(read_inline(block.text).plain) if block.text else None
        ranked = block.kind == "row" and tables.severity_cell(block)
        if ranked or (head and (head.proper or head.mark)):
            return block.line
    return next((b.line for kind in ("row", "item", "heading", "text") for b in blocks
                 if b.kind == kind), 1)  # fmt: skip


def says_none(sections: Sequence[Read]) -> bool:
    """Whether the file has sections of severities and each of them says that it is empty."""
    ranked = [
        read.section for read in sections if read.section.level and severity_of(read.section.title)
    ]
    return bool(ranked) and all(_says_none(section) for section in ranked)


def _says_none(section: Section) -> bool:
    texts = [block.text for block in section.blocks if block.text]
    return bool(texts) and all(exclusions.is_empty(text) for text in texts[:1])
