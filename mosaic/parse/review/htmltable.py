"""The rows of simple HTML tables, with cells in Markdown: what ``<code>``, ``<b>`` and links say.

Simple is: closed, no table within, no cell over several rows or columns. The first row is the
header. Of anything else nothing is read. Linear in the text.
"""

from __future__ import annotations

import re
from html import unescape

from mosaic.parse import table
from mosaic.patterns import regex
from mosaic.standard import Iterator
from mosaic.values import dataclass, field

_TAG = regex(r"<(/?)(table|tr|td|th)(?=[\s>/])([^<>]{0,300})>", re.IGNORECASE)
_SPANS = regex(r"\b(?:row|col)span\s?=\s?[\"']?(?!1\b)", re.IGNORECASE)
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
class _Table:
    """A table while it is read: where it begins, and each row's place with its cells' texts."""

    at: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    simple: bool = True


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
    cell = -1
    for tag in _TAG.finditer(text):
        ends, name = bool(tag.group(1)), tag.group(2).lower()
        if current and cell >= 0 and current.rows:
            current.rows[-1][1].append(_markdown(text[cell : tag.start()]))
        cell = -1
        if name == "table":
            if ends and current:
                yield from _told(current)
            nested = not ends and current is not None
            current = None if ends else _Table(tag.start(), simple=not nested)
        elif current and not ends:
            current.simple = current.simple and not _SPANS.search(tag.group(3))
            if name == "tr":
                current.rows.append((tag.start(), []))
            else:
                cell = tag.end()


def _told(found: _Table) -> Iterator[Row]:
    (_, header), *others = [row for row in found.rows if row[1]] or [(0, [])]
    if not found.simple or not 2 <= len(header) <= table.MAX_COLUMNS:
        return
    for at, cells in others:
        yield Row(at, found.at, tuple(header), tuple(cells))


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
