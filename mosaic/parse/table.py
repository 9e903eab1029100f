"""Lossless GitHub-flavoured Markdown tables: lines and offsets, never a re-rendered tree.

A text is cut into lines at LF, CRLF and CR and nowhere else, and ``str(page)`` gives back every
byte. A table is a header line and a delimiter line with as many cells (GFM spec, "Tables
(extension)"), outside fences, comments, indented code, quotes and lists. A cell is a span of its
line, so that an edit replaces that span and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mosaic.parse import cells

_EOL = re.compile(r"\r\n|\n|\r")
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*")
_DELIMITER_LINE = re.compile(r" {0,3}[|:-][ \t|:-]*")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)")
_HTML = (
    (re.compile(r" {0,3}<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.I),
     re.compile(r"</(?:script|pre|style|textarea)>", re.I)),
    (re.compile(r" {0,3}<!--"), re.compile(r"-->")),
    (re.compile(r" {0,3}<\?"), re.compile(r"\?>")),
    (re.compile(r" {0,3}<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r" {0,3}<![A-Za-z]"), re.compile(r">")),
)  # fmt: skip
_HTML_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|"
    r"dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|"
    r"h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|"
    r"optgroup|option|p|param|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    r"track|ul)(?:[ \t]|/?>|$)",
    re.I,
)
_HTML_ALONE = re.compile(r" {0,3}</?[A-Za-z][^<>]*>[ \t]*")
#: A table wider than this is data, not a ledger; md4c draws the same line.
MAX_COLUMNS = 128


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, and the line end as it stands (empty at the end of the file)."""

    text: str
    eol: str

    def __str__(self) -> str:
        return self.text + self.eol


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text; joined again they are the text."""
    lines, start = [], 0
    if "\r" not in text:
        parts = text.split("\n")
        lines = [Line(part, "\n") for part in parts[:-1]]
        return (*lines, Line(parts[-1], "")) if parts[-1] else tuple(lines)
    for match in _EOL.finditer(text):
        lines.append(Line(text[start : match.start()], match.group()))
        start = match.end()
    if start < len(text):
        lines.append(Line(text[start:], ""))
    return tuple(lines)


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each cell of a row's text begins and ends, blanks included; outer pipes are no cells.

    A pipe is escaped by the one backslash before it, whatever stands before that.
    """
    begin = len(text) - len(text.lstrip(" \t"))
    end = len(text.rstrip(" \t"))
    if "\\" in text:
        pipes = [m.start() for m in _PIPE.finditer(text, begin, end)]
    else:
        pipes, at = [], text.find("|", begin, end)
        while at >= 0:
            pipes.append(at)
            at = text.find("|", at + 1, end)
    first = pipes and pipes[0] == begin
    last = len(pipes) > (1 if first else 0) and pipes[-1] == end - 1
    edges = pipes[1 if first else 0 : -1 if last else None]
    starts = [pipes[0] + 1 if first else 0, *(p + 1 for p in edges)]
    ends = [*edges, pipes[-1] if last else len(text)]
    return tuple(zip(starts, ends, strict=True))


def values(text: str) -> tuple[str, ...]:
    """The decoded values of a row's cells."""
    if "\\" in text or "<" in text:
        return tuple(cells.read(text[a:b]) for a, b in spans(text))
    parts = text.strip(" \t").split("|")
    if len(parts) > 1 and not parts[0]:
        del parts[0]
    if len(parts) > 1 and not parts[-1]:
        del parts[-1]
    return tuple(part.strip(" \t") for part in parts)


def put(text: str, column: int, value: str) -> str:
    """The row's text with one cell's value replaced; the row keeps its own style and padding.

    Where a value would read as something else at the row's edge (a first cell like a list item,
    an empty last cell), the outer pipe is added to it.
    """
    start, end = spans(text)[column]
    head, raw, rest = text[:start], text[start:end], text[end:]
    new = cells.write(value)
    if not head.strip(" \t") and not new[:1].isalnum():
        return f"{head}| {new} {rest}"
    if not rest.startswith("|") and not new:
        return f"{head} |"
    return head + _padded(raw, new) + rest


def _padded(raw: str, new: str) -> str:
    """A cell's new text between blanks like those it had; padding takes up the difference."""
    bare = raw.strip(" \t")
    lead = raw[: raw.index(bare)] if bare else raw[:1]
    slack = len(raw) - len(lead) - len(bare)
    if slack > 1 or not bare:
        slack = max(len(raw) - len(lead) - len(new), len(raw[:1]))
    if not new:
        lead, slack = lead[:1], slack + len(lead[1:]) if slack > 1 else 0
    if new.endswith("\\"):
        slack = slack or 1
    return f"{lead}{new}{' ' * slack}"


def render(row: Sequence[str]) -> str:
    """A row as Mosaic writes a new one: ``| a | b |``, an empty cell as ``| |``."""
    return "|" + "".join(f" {cells.write(v)} |" if v else " |" for v in row)


@dataclass(frozen=True, slots=True)
class Table:
    """A table's place in the page: line numbers from 0; ``end`` is the line behind its last row."""

    header: int
    end: int
    columns: tuple[str, ...]

    @property
    def rows(self) -> range:
        return range(self.header + 2, self.end)


@dataclass(frozen=True, slots=True)
class Page:
    """A whole text with its tables; ``str(page)`` is the text, byte for byte."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    #: Per line, 1 where it is text of the document itself: not fenced, quoted, listed or hidden.
    opened: bytes = b""
    bom: str = ""

    def __str__(self) -> str:
        return self.bom + "".join(f"{line.text}{line.eol}" for line in self.lines)

    @property
    def eol(self) -> str:
        """The line end that the text uses first, LF where it has none."""
        return next((line.eol for line in self.lines if line.eol), "\n")

    def with_lines(self, changed: dict[int, str]) -> str:
        """The text with these lines' texts replaced (line number from 0 -> text)."""
        lines = list(self.lines)
        for number, text in changed.items():
            lines[number] = replace(lines[number], text=text)
        return self.bom + "".join(f"{line.text}{line.eol}" for line in lines)


def parse(text: str) -> Page:
    """Read a text; never fails. ``str(parse(text)) == text``."""
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    lines = split_lines(text[len(bom) :])
    opened = _open_lines(lines)
    return Page(lines, tuple(_tables(lines, opened)), opened, bom)


def _columns(header: str, delimiter: str) -> tuple[str, ...] | None:
    """The column names if these two lines open a table, else None."""
    if not _DELIMITER_LINE.fullmatch(delimiter) or "-" not in delimiter:
        return None
    if _RULE.match(delimiter) and "|" not in delimiter:
        return None
    marks = values(delimiter)
    if not all(_DELIMITER_CELL.fullmatch(mark) for mark in marks) or len(marks) > MAX_COLUMNS:
        return None
    if "|" not in delimiter and ":" not in delimiter:
        return None
    names = values(header)
    return names if len(names) == len(marks) else None


def _tables(lines: Sequence[Line], opened: bytes) -> Iterator[Table]:
    """Each table that stands in the document itself, in no container."""
    number, last = 0, len(lines) - 1
    while number < last:
        columns = None
        if opened[number] and opened[number + 1] and "-" in lines[number + 1].text:
            columns = _columns(lines[number].text, lines[number + 1].text)
        if columns is None:
            number += 1
            continue
        end = number + 2
        while end <= last and opened[end] and lines[end].text.strip(" \t") != "|":
            end += 1
        yield Table(number, end, columns)
        number = end


@dataclass(slots=True)
class _Scan:
    """Where the scan stands: in which block that hides its lines, if any."""

    closing: re.Pattern[str] | None = None
    until_blank: bool = False
    content: int = 0
    lazy: bool = False
    text_before: bool = False


def _open_lines(lines: Sequence[Line]) -> bytes:
    """For each line, whether it is text of the document itself, of which a table may be made."""
    scan = _Scan()
    opened = bytearray(len(lines))
    for number, line in enumerate(lines):
        text = line.text
        if text[:1] == "|" and not (scan.closing or scan.until_blank or scan.lazy):
            scan.content = 0
            opened[number] = scan.text_before = True
        else:
            opened[number] = scan.text_before = _is_open(scan, text)
    return bytes(opened)


def _is_open(scan: _Scan, text: str) -> bool:
    """Whether this line is open text; moves the scan on."""
    if scan.closing:
        if scan.closing.search(text):
            scan.closing = None
        return False
    bare = text.lstrip(" \t")
    if not bare:
        scan.until_blank = scan.lazy = False
        return False
    if scan.until_blank:
        return False
    indent = len(text[: len(text) - len(bare)].expandtabs(4))
    if scan.content and indent >= scan.content:
        scan.lazy = True
        return False
    if indent > 3:
        return False
    if not (bare[0].isalpha() or bare[0] == "|") and _opens_block(scan, text, bare):
        return False
    scan.content = 0
    return not scan.lazy


def _opens_block(scan: _Scan, text: str, bare: str) -> bool:
    """Whether this line begins a block of another kind, and how that block will end."""
    fence, item = _FENCE.match(text), _ITEM.match(text)
    if fence:
        mark = fence.group(1)
        scan.closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        scan.content, scan.lazy = 0, False
    elif _HEADING.match(text) or _RULE.match(text):
        scan.content, scan.lazy = 0, False
    elif bare[0] == ">":
        scan.content, scan.lazy = 0, len(bare) > 1
    elif item:
        rest = text[item.end() :]
        wide = len(item.group(3)) > 4 or not rest
        scan.content = len(item.group(1)) + len(item.group(2)) + (1 if wide else len(item.group(3)))
        scan.lazy = bool(rest)
    elif bare[0] == "<":
        return _opens_html(scan, text)
    else:
        return False
    return True


def _opens_html(scan: _Scan, text: str) -> bool:
    """Whether this line begins an HTML block (CommonMark 0.31, "HTML blocks", kinds 1 to 7)."""
    for opening, closing in _HTML:
        found = opening.match(text)
        if found:
            scan.closing = None if closing.search(text, found.end()) else closing
            scan.content, scan.lazy = 0, False
            return True
    alone = _HTML_ALONE.fullmatch(text) is not None and not scan.text_before and not scan.lazy
    if _HTML_BLOCK.match(text) or alone:
        scan.until_blank, scan.content, scan.lazy = True, 0, False
        return True
    return False
