"""Findings in table rows, one a row; the columns are found by their header.

A table is a register of findings if it has a severity column, or an id column within a section of
a severity, and something to call each row by. Tables of counts, matrices and checks are none.
"""

from __future__ import annotations

from itertools import groupby

from mosaic.parse.cells import clean
from mosaic.parse.review import exclusions, files, rules, words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.columns import Columns, columns_of, is_tally, is_wanted
from mosaic.parse.review.entry import Context, Entry, Refusal, Said
from mosaic.parse.review.finding import SEVERITIES
from mosaic.parse.review.heads import read_head
from mosaic.parse.review.identity import is_identifier, named
from mosaic.parse.review.inline import Inline, read_inline
from mosaic.parse.review.outline import severity_of
from mosaic.parse.review.rules import Reason, Rule
from mosaic.parse.review.severity import Mark, value
from mosaic.patterns import regex
from mosaic.standard import Iterator, Sequence
from mosaic.values import dataclass, replace

#: An id that only its column tells from a rank: ``S1``.
_SHORT = regex(r"[A-Z]{1,3}-?\d{1,3}")
_NUMBER = regex(r"\d{1,7}(?:\.\d{1,3}){0,3}")
_PUBLISHED = regex(r"(?:CVE|CWE|GHSA|RUSTSEC)-")
#: What a cell says whose column goes on as above.
_AS_ABOVE = ("", '"', "〃", "″", "^", "↑")


@dataclass(frozen=True)
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
    rows = [block for block in blocks if block.kind == "row"]
    for _, same in groupby(rows, key=_table_of):
        table = list(same)
        columns = _register(table, context)
        if isinstance(columns, Reason):
            yield from (Refusal(block.line, columns) for block in table)
        else:
            yield from _of_table(table, columns, context)


def _table_of(block: Block) -> int:
    return block.table


def _of_table(
    table: Sequence[Block], columns: Columns, context: Context
) -> Iterator[Entry | Refusal]:
    """A table's rows. One with a single cell that is a severity heads those below it, and an empty
    cell before the title goes on as the one above."""
    above: Mark | None = None
    group: Mark | None = None
    merges = 0 <= columns.rank < columns.title
    for block in table:
        row = Row(block, tuple(read_inline(cell) for cell in block.cells), columns)
        said = [cell.plain for cell in row.cells if cell.plain]
        heads = severity_of(said[0]) if len(said) == 1 and len(block.header) > 2 else None
        if heads:
            above, group = None, heads
            continue
        if not (merges and row.at(columns.rank).plain in _AS_ABOVE):
            above = _rank(row)
        yield _entry(row, above or group, context)


def _is_legend(table: Sequence[Block], columns: Columns) -> bool:
    """Whether two columns explain severities, each once, in their order."""
    header = table[0].header
    if len(header) != 2 or columns.rank != 0 or len(table) < 3:
        return False
    if exclusions.speaks_of_findings(header[1]):
        return False
    marks = [value(read_inline(row.cells[0]).plain) for row in table if row.cells]
    ranks = [SEVERITIES.index(mark.severity) for mark in marks if mark]
    return len(ranks) == len(table) and (ranks == sorted(ranks) and len(set(ranks)) >= 3)


def _ranked_by_type(table: Sequence[Block], columns: Columns) -> Columns:
    """The columns, with one called ``Type`` or ``Level`` for the severity where there is no other,
    a column has the place, and each row says one there: ``error``, ``warning``."""
    names = [cell.strip(" *").lower() for cell in table[0].header]
    at = next((at for at, name in enumerate(names) if name in words.TYPES), -1)
    placed = columns.lines >= 0 or columns.file >= 0
    if at < 0 or columns.rank >= 0 or columns.title < 0 or not placed:
        return columns
    told = (row.cells[at] if at < len(row.cells) else "" for row in table)
    return replace(columns, severity=at) if all(_is_level(cell) for cell in told) else columns


def _is_level(cell: str) -> bool:
    plain = read_inline(cell).plain
    return " " not in plain and value(plain) is not None


def _register(table: Sequence[Block], context: Context) -> Columns | Reason:
    """The columns of a table whose rows are findings; for any other the reason."""
    header = table[0].header
    columns = _ranked_by_type(table, columns_of(header))
    if is_tally(header):
        return rules.TALLY_ROW
    identified = columns.id >= 0 and columns.severity >= 0
    if context.refusal and (context.closed == "closed" or not identified):
        return context.refusal
    nameless = columns.title < 0 and columns.id < 0
    if nameless or is_wanted(header) or _is_legend(table, columns):
        return rules.NO_REGISTER
    return columns if columns.rank >= 0 or context.mark else rules.NO_REGISTER


def _entry(row: Row, mark: Mark | None, context: Context) -> Entry | Refusal:
    columns = row.columns
    title, told = row.at(columns.title), row.at(columns.id)
    refused = _refused(row)
    if refused:
        return Refusal(row.block.line, refused)
    head = read_head(title.plain, loose=True, ends=False)
    identifier, bare, others = _identifier(told.plain, head.id if head.proper else "")
    said = Said(column=mark, head=head.mark, section=context.mark)
    severity, by, source = said.decide(identifier if not bare else "")
    rule = _seen_as(row, mark, identifier, bare, context)
    if isinstance(rule, Reason):
        return Refusal(row.block.line, rule)
    places = [row.raw(columns.file if columns.file >= 0 else columns.area)]
    if context.file and columns.file < 0 and not places[0].strip():
        places = [context.file.path]
    found = files.from_labels(places, row.raw(columns.lines))
    line = row.block.line
    return Entry(
        line=line,
        end=line,
        title=_short(title, head.title if head.proper else title.plain),
        rule=rule,
        aside=_first_other(row),
        id=identifier,
        others=others,
        bare=bare,
        severity=severity,
        words=by,
        severity_from=source,
        files=found or files.from_text(row.raw(columns.title)),
        area=row.at(columns.area).plain,
        closed=next((cell.plain for cell in row.surplus if exclusions.is_done(cell.plain)), ""),
    )


def _rank(row: Row) -> Mark | None:
    """What the severity's column says; of a column of two things the first."""
    at = row.columns.rank
    if at < 0:
        return None
    said = row.at(at).plain
    return value(said.split("/")[0] if "/" in row.block.header[at] else said)


def _is_elsewhere(cell: Inline) -> bool:
    """Whether the cell begins with a link to another report, and does not itself name that file."""
    target = cell.link.split("#")[0]
    return target.endswith(".md") and target.rsplit("/", 1)[-1] not in cell.plain


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


def _identifier(told: str, in_title: str) -> tuple[str, bool, tuple[str, ...]]:
    """The row's id, whether it is a mere number, and further ids: its own column's, else one at the
    front of the title."""
    told = clean(told)[0]
    bare = told.strip("[]()#*. ")
    if _NUMBER.fullmatch(bare):
        return bare, True, ()
    if bare and " " not in bare and (is_identifier(bare) or _SHORT.fullmatch(bare)):
        return bare, False, ()
    name = named(told, loose=True) if told else None
    if name:
        return name.id, name.bare, name.others
    return (bare, False, ()) if bare and is_identifier(bare) else (in_title, False, ())


def _refused(row: Row) -> Reason | None:
    """Why the row is no finding whatever it says besides."""
    told, title = row.at(row.columns.id), row.at(row.columns.title)
    if told.struck or title.struck or row.at(row.columns.rank).struck:
        return rules.STRUCK
    if exclusions.is_done(row.at(row.columns.status).plain):
        return rules.STATUS_DONE
    return rules.ELSEWHERE if _is_elsewhere(told) or _is_elsewhere(title) else None


def _short(title: Inline, plain: str) -> str:
    """A cell's bold beginning where it is a title of its own, else the whole cell."""
    lead = title.lead
    return lead if len(lead) > 12 and len(plain) > 100 and plain.startswith(lead) else plain


def _first_other(row: Row) -> str:
    """The first cell that is neither id, severity, file nor status, for a table without titles."""
    c = row.columns
    taken = (c.id, c.severity, c.priority, c.file, c.lines, c.status)
    others = [cell.plain for at, cell in enumerate(row.cells) if at not in taken and cell.plain]
    return next((said for said in others if not files.is_place(said)), row.at(c.id).plain)


def severity_cell(block: Block) -> Mark | None:
    """The severity that a row's column says, whether or not its table is a register."""
    columns = columns_of(block.header)
    if columns.rank < 0 or columns.rank >= len(block.cells) or is_tally(block.header):
        return None
    return value(read_inline(block.cells[columns.rank]).plain)


def registered(blocks: Sequence[Block], *, ranked: bool) -> int:
    """How many rows of these blocks have an id and a title in columns of their own, in tables that
    rate them, or below a severity (``ranked``). A published weakness's number (CVE) is no id."""
    found = 0
    for block in blocks:
        columns = columns_of(block.header) if block.kind == "row" else Columns()
        if columns.id < 0 or columns.title < 0 or is_tally(block.header):
            continue
        if is_wanted(block.header):
            continue
        told = read_inline(_at(block.cells, columns.id)).plain
        identifier, bare, _ = _identifier(told, "") if told else ("", False, ())
        rated_here = columns.rank >= 0 or ranked
        found += bool(identifier) and not bare and rated_here and not _PUBLISHED.match(identifier)
    return found


def closed_ids(blocks: Sequence[Block]) -> dict[str, str]:
    """The ids that registers call closed, each with what they say."""
    found: dict[str, str] = {}
    for block in blocks:
        columns = columns_of(block.header) if block.kind == "row" else Columns()
        if columns.id < 0 or columns.status < 0:
            continue
        told = [read_inline(cell).plain for cell in block.cells]
        status = _at(told, columns.status)
        identifier, bare, _ = _identifier(_at(told, columns.id), "")
        if identifier and not bare and exclusions.is_done(status):
            found[identifier] = status
    return found


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
        identifier, bare, others = _identifier(_at(told, columns.id), "")
        if identifier and not bare:
            found.update((identifier, *others))
    return frozenset(found)


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""
