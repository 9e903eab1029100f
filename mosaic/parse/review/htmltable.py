"""The rows of simple HTML tables, with cells in Markdown: what ``<code>``, ``<b>`` and links say.

Simple is: closed, no table within, a header (the first row) of which no cell is over several rows
or columns. A cell below it that is stands in each of them, but for one over the whole row, which is
a heading. Of anything else nothing is read. Linear in the text.
"""

from __future__ import annotations

import re
from html import unescape

from mosaic.parse import table
from mosaic.patterns import regex
from mosaic.standard import Iterator
from mosaic.values import dataclass, field

_TAG = regex(r"<(/?)(table|thead|tbody|tfoot|tr|td|th)(?=[\s>/])([^<>]{0,300})>", re.IGNORECASE)
_SPAN = regex(r"(?<![-\w])(row|col)span\s{0,9}=\s{0,9}[\"']?(\d{1,6})", re.IGNORECASE)
#: What begins a block of HTML whose text is no markup.
_OTHER = regex(r"\s*<(?:!--|pre|script|style|textarea|[!?])", re.IGNORECASE)
_LINK = regex(r"<a\s[^<>]{0,200}?href=\"([^\"<>\s]{1,300})\"[^<>]{0,100}>([^<>]{1,300})</a>", re.I)
_MARKS = (
    (regex(r"</?(?:code|kbd|tt)(?:\s[^<>]{0,200})?>", re.IGNORECASE), "`"),
    (regex(r"</?(?:b|strong)(?:\s[^<>]{0,200})?>", re.IGNORECASE), "**"),
    (regex(r"</?(?:s|del|strike)(?:\s[^<>]{0,200})?>", re.IGNORECASE), "~~"),
    (regex(r"</?[A-Za-z][^<>]{0,300}>"), " "),
)
_BLANKS = regex(r"\s+")


@dataclass
class _Line:
    """A row while it is read: its place, its cells' texts, and how many are its own; ``above``: by
    column, what stands in it from the rows above."""

    at: int
    above: dict[int, str]
    cells: list[str] = field(default_factory=list)
    own: int = 0

    def fill(self) -> None:
        """The next columns, as far as the rows above stand in them."""
        while len(self.cells) in self.above:
            self.cells.append(self.above.pop(len(self.cells)))


@dataclass
class _Table:
    """A table while it is read: where it begins, and its rows that have cells of their own.

    ``over``: by column, in how many of the rows below the last its cell stands too (-1: in all that
    follow), and its text.
    """

    at: int
    simple: bool = True
    rows: list[_Line] = field(default_factory=list)
    over: dict[int, tuple[int, str]] = field(default_factory=dict)
    line: _Line | None = None

    def begin(self, at: int) -> None:
        """The next row."""
        self.end()
        self.line = _Line(at, {column: text for column, (_, text) in self.over.items()})
        left = {column: (rows - 1, text) for column, (rows, text) in self.over.items() if rows != 1}
        self.over = {column: (max(rows, -1), text) for column, (rows, text) in left.items()}

    def put(self, text: str, down: int, across: int) -> None:
        """The row's next cell, over so many rows (0: all that follow) and columns."""
        line = self.line
        if line is None:
            return
        line.fill()
        if len(line.cells) > table.MAX_COLUMNS:
            return
        line.own += 1
        self.simple = self.simple and (bool(self.rows) or down == across == 1)
        for _ in range(min(max(across, 1), table.MAX_COLUMNS)):
            column = len(line.cells)
            line.above.pop(column, None)
            if down != 1:
                self.over[column] = (down - 1, text)
            line.cells.append(text)

    def end(self) -> None:
        """The row ends; it has what stands in it from above, if it has a cell of its own."""
        line, self.line = self.line, None
        if line is None or not line.own:
            return
        for column in range(len(line.cells), max(line.above, default=-1) + 1):
            line.cells.append(line.above.get(column, ""))
        self.rows.append(line)

    def part(self) -> None:
        """A head, body or foot begins or ends: no cell reaches beyond."""
        self.end()
        self.over.clear()


@dataclass(frozen=True)
class Row:
    """A row of a table below its header; places are counted in characters of the HTML."""

    at: int
    table_at: int
    header: tuple[str, ...]
    cells: tuple[str, ...]


def rows(raw: str) -> Iterator[Row]:
    """The rows of the simple tables in a block of HTML, headers apart."""
    if _OTHER.match(raw):
        return
    text = _without_comments(raw)
    current: _Table | None = None
    cell, spans = -1, (1, 1)
    for tag in _TAG.finditer(text):
        ends, name = bool(tag.group(1)), tag.group(2).lower()
        if current and cell >= 0:
            current.put(_markdown(text[cell : tag.start()]), *spans)
        cell = -1
        if name == "table":
            if ends and current:
                current.end()
                yield from _told(current)
            nested = not ends and current is not None
            current = None if ends else _Table(tag.start(), simple=not nested)
        elif current and name[1:] in ("head", "body", "foot"):
            current.part()
        elif current and not ends:
            if name == "tr":
                current.begin(tag.start())
            else:
                cell, spans = tag.end(), _spans(tag.group(3))


def _spans(attributes: str) -> tuple[int, int]:
    """Over how many rows and columns a cell is; HTML, "Attributes common to td and th"."""
    told = {name.lower(): int(number) for name, number in _SPAN.findall(attributes)}
    return told.get("row", 1), told.get("col", 1)


def _told(found: _Table) -> Iterator[Row]:
    """The rows below the header; one cell over all of it heads those that follow, and is none."""
    if not found.simple or not found.rows:
        return
    header, *others = found.rows
    if not 2 <= len(header.cells) <= table.MAX_COLUMNS:
        return
    for line in others:
        if line.own > 1 or len(line.cells) < len(header.cells) or len(set(line.cells)) > 1:
            yield Row(line.at, found.at, tuple(header.cells), tuple(line.cells))


def _without_comments(raw: str) -> str:
    """The text with blanks for its comments, so that places stay."""
    parts: list[str] = []
    at = 0
    while (begun := raw.find("<!--", at)) >= 0:
        end = raw.find("-->", begun)
        end = len(raw) if end < 0 else end + 3
        parts += (raw[at:begun], re.sub(r"[^\n]", " ", raw[begun:end]))
        at = end
    return "".join((*parts, raw[at:]))


def _markdown(cell: str) -> str:
    """A cell's text on one line, with the marks that Markdown has for its tags."""
    text = _LINK.sub(r"[\2](\1)", cell)
    for tag, mark in _MARKS:
        text = tag.sub(mark, text)
    return _BLANKS.sub(" ", unescape(text)).strip()
