"""Findings in table rows, one a row; the columns are found by their header.

A table is a register of findings if it has a severity column, or an id column within a section of
a severity, and something to call each row by. Tables of counts, matrices and checks are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mosaic.parse.review import exclusions, files, rules, words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context, Entry, Refusal, Said
from mosaic.parse.review.heads import read_head
from mosaic.parse.review.identity import is_identifier, named
from mosaic.parse.review.inline import Inline, read_inline
from mosaic.parse.review.rules import Reason, Rule
from mosaic.parse.review.severity import Mark, value

_SPLIT = re.compile(r"[\s/|_\-()（）.]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; -1 where there is none."""

    severity: int = -1
    id: int = -1
    lines: int = -1
    file: int = -1
    status: int = -1
    title: int = -1
    priority: int = -1

    @property
    def rank(self) -> int:
        return self.severity if self.severity >= 0 else self.priority


@lru_cache(maxsize=64)
def columns_of(header: tuple[str, ...]) -> Columns:
    """What each column of a table holds, by the words of its header; the first that fits."""
    headers = [_header_words(cell) for cell in header]
    given: dict[str, int] = {}
    for kind, known in words.COLUMNS:
        for at, said in enumerate(headers):
            if at not in given.values() and said and (said[0] in known or said[-1] in known):
                given[kind] = at
                break
    return Columns(**given)


def _header_words(cell: str) -> list[str]:
    plain = read_inline(cell).plain.strip().lower()
    return [plain] if plain in ("#", "line#") else [w for w in _SPLIT.split(plain) if w]


@lru_cache(maxsize=64)
def is_tally(header: tuple[str, ...]) -> bool:
    """Whether a table counts findings by severity and lists none."""
    headers = [_header_words(cell) for cell in header]
    counted = any(said and {said[0], said[-1]} & words.COUNTS for said in headers[1:])
    ranks = sum(value(cell) is not None for cell in header)
    columns = columns_of(header)
    return ranks >= 2 or (counted and columns.id < 0 and columns.title <= 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells read."""

    block: Block
    cells: tuple[Inline, ...]
    columns: Columns

    def at(self, column: int) -> Inline:
        return self.cells[column] if 0 <= column < len(self.cells) else Inline("")

    @property
    def surplus(self) -> tuple[Inline, ...]:
        """The cells beyond the header, which a renderer would drop."""
        return self.cells[len(self.block.header) :]

    def raw(self, column: int) -> str:
        return self.block.cells[column] if 0 <= column < len(self.block.cells) else ""


def entries(blocks: Sequence[Block], context: Context) -> Iterator[Entry | Refusal]:
    """The findings in these blocks' rows, and why the other rows are none."""
    kept: dict[int, Columns | Reason] = {}
    for block in blocks:
        if block.kind != "row":
            continue
        if block.table not in kept:
            kept[block.table] = _register(block.header, context)
        columns = kept[block.table]
        if isinstance(columns, Reason):
            yield Refusal(block.line, columns)
            continue
        cells = tuple(read_inline(cell) for cell in block.cells)
        yield _entry(Row(block, cells, columns), context)


def _register(header: tuple[str, ...], context: Context) -> Columns | Reason:
    """The columns of a table whose rows are findings; for any other the reason."""
    columns = columns_of(header)
    if is_tally(header):
        return rules.TALLY_ROW
    identified = columns.id >= 0 and columns.severity >= 0
    if context.refusal and (context.closed == "closed" or not identified):
        return context.refusal
    if columns.title < 0 and columns.id < 0:
        return rules.NO_REGISTER
    return columns if columns.rank >= 0 or context.mark else rules.NO_REGISTER


def _entry(row: Row, context: Context) -> Entry | Refusal:
    columns = row.columns
    title, told = row.at(columns.title), row.at(columns.id)
    mark = value(row.at(columns.rank).plain) if columns.rank >= 0 else None
    refused = _refused(row)
    if refused:
        return Refusal(row.block.line, refused)
    head = read_head(title.plain, loose=True, ends=False)
    identifier, bare = _identifier(told.plain, head.id if head.proper else "")
    said = Said(column=mark, head=head.mark, section=context.mark)
    severity, by, source = said.decide(identifier if not bare else "")
    rule = _seen_as(row, mark, identifier, bare, context)
    if isinstance(rule, Reason):
        return Refusal(row.block.line, rule)
    name = head.title if head.proper else title.plain
    found = files.from_labels([row.raw(columns.file)], row.raw(columns.lines))
    line = row.block.line
    return Entry(
        line=line,
        end=line,
        title=_short(title, name),
        rule=rule,
        aside=_first_other(row),
        id=identifier,
        bare=bare,
        severity=severity,
        words=by,
        severity_from=source,
        files=found or files.from_text(row.raw(columns.title)),
        closed=next((cell.plain for cell in row.surplus if exclusions.is_done(cell.plain)), ""),
    )


def _seen_as(
    row: Row, mark: Mark | None, identifier: str, bare: bool, context: Context
) -> Rule | Reason:
    """The rule by which the row says enough: a severity of its own, or an id in such a section."""
    if exclusions.is_empty(row.at(row.columns.title).plain) and not identifier:
        return rules.SAYS_NOTHING
    if mark:
        told = identifier or row.at(row.columns.title).plain
        return rules.RANKED_ROW if told else rules.TOO_LITTLE
    if row.columns.rank >= 0 and context.mark is None:
        return rules.ID_ROW if identifier and not bare else rules.NO_SEVERITY
    held = identifier and context.mark is not None
    return rules.SECTION_ROW if held else rules.NO_SEVERITY


def _identifier(told: str, in_title: str) -> tuple[str, bool]:
    """The row's id: its own column's, else one at the front of the title."""
    bare = told.strip("[]()#*. ")
    if bare and is_identifier(bare):
        return bare, False
    name = named(told, loose=True) if told else None
    if name:
        return name.id, name.bare
    return in_title, False


def _refused(row: Row) -> Reason | None:
    """Why the row is no finding whatever it says besides."""
    told, title = row.at(row.columns.id), row.at(row.columns.title)
    if told.struck or title.struck or row.at(row.columns.rank).struck:
        return rules.STRUCK
    if exclusions.is_done(row.at(row.columns.status).plain):
        return rules.STATUS_DONE
    linked = (told.link or title.link).split("#")[0]
    return rules.ELSEWHERE if linked.endswith(".md") else None


def _short(title: Inline, plain: str) -> str:
    """A cell's bold beginning where it is a title of its own, else the whole cell."""
    lead = title.lead
    return lead if len(lead) > 12 and len(plain) > 100 and plain.startswith(lead) else plain


def _first_other(row: Row) -> str:
    """The first cell that is neither id, severity, file nor status, for a table without titles."""
    c = row.columns
    taken = (c.id, c.severity, c.priority, c.file, c.lines, c.status)
    return next((cell.plain for at, cell in enumerate(row.cells)
                 if at not in taken and cell.plain), row.at(c.id).plain)  # fmt: skip


def severity_cell(block: Block) -> Mark | None:
    """The severity that a row's column says, whether or not its table is a register."""
    columns = columns_of(block.header)
    if columns.rank < 0 or columns.rank >= len(block.cells) or is_tally(block.header):
        return None
    return value(read_inline(block.cells[columns.rank]).plain)


def rated(blocks: Sequence[Block]) -> frozenset[str]:
    """The ids that registers of findings rate and do not call closed."""
    found: set[str] = set()
    for block in blocks:
        if block.kind != "row" or severity_cell(block) is None:
            continue
        columns = columns_of(block.header)
        told = [read_inline(cell).plain for cell in block.cells]
        if columns.id < 0 or exclusions.is_done(_at(told, columns.status)):
            continue
        identifier, bare = _identifier(_at(told, columns.id), "")
        if identifier and not bare:
            found.add(identifier)
    return frozenset(found)


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""
