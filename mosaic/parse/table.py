"""Lossless GitHub-flavoured Markdown tables: lines and offsets, never a re-rendered tree.

A text is cut into lines at LF, CRLF and CR and nowhere else, and ``str(page)`` gives back every
byte. A table is a header line and a delimiter line with as many cells (GFM spec, "Tables
(extension)"), outside fences, comments, indented code, quotes and lists. A cell is a span of its
line, so that an edit replaces that span and nothing else.
"""

from __future__ import annotations

from mosaic.parse import blocks, cells
from mosaic.parse.blocks import Outline
from mosaic.patterns import regex
from mosaic.standard import Iterator, Mapping, Sequence, cached_property
from mosaic.values import dataclass, replace

_EOL = regex(r"\r\n|\n|\r")
#: A table wider than this is data, not a ledger; md4c draws the same line.
MAX_COLUMNS = 128


@dataclass(frozen=True)
class Line:
    """One line: its text, and the line end as it stands (empty at the end of the file)."""

    text: str
    eol: str

    def __str__(self) -> str:
        return self.text + self.eol


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text; joined again they are the text."""
    return tuple(map(Line, *_cut(text)))


def _cut(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts of the lines, and their ends."""
    if "\r" not in text:
        parts = text.split("\n")
        ends = ("\n",) * (len(parts) - 1)
        return (tuple(parts), (*ends, "")) if parts[-1] else (tuple(parts[:-1]), ends)
    found = [(m.start(), m.group()) for m in _EOL.finditer(text)]
    starts = [0, *(at + len(end) for at, end in found)]
    parts = [text[a:b] for a, (b, _) in zip(starts, found, strict=False)]
    ends = tuple(end for _, end in found)
    rest = text[starts[-1] :]
    return ((*parts, rest), (*ends, "")) if rest else (tuple(parts), ends)


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each cell of a row's text begins and ends, blanks included; outer pipes are no cells.

    A pipe is escaped by the one backslash before it, whatever stands before that.
    """
    begin = len(text) - len(text.lstrip(" \t"))
    end = len(text.rstrip(" \t"))
    pipes, at = list[int](), text.find("|", begin, end)
    while at >= 0:
        if text[at - 1 : at] != "\\":
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
    if "\\" in text:
        return tuple(cells.read(text[a:b]) for a, b in spans(text))
    if cells.BREAK in text:
        text = text.replace(cells.BREAK, "\n")
    parts = text.strip(" \t").split("|")
    if len(parts) > 1 and not parts[0]:
        del parts[0]
    if len(parts) > 1 and not parts[-1]:
        del parts[-1]
    return tuple([part.strip(" \t") for part in parts])


def value(text: str, at: int) -> str:
    """What ``values(text)`` has at this place, '' where it has less: of a plain row, only that
    cell is read."""
    if text[:1] == "|" and "\\" not in text:
        parts = text.split("|", at + 2)
        if len(parts) > at + 2:
            found = parts[at + 1].strip(" \t")
            return found.replace(cells.BREAK, "\n") if cells.BREAK in found else found
    every = values(text)
    return every[at] if at < len(every) else ""


def put(text: str, column: int, value: str) -> str:
    """The row's text with one cell's value replaced; the row keeps its own style and padding.

    Where a value would read as something else at the row's edge (a first cell like a list item,
    an empty last cell), the outer pipe is added to it.
    """
    start, end = spans(text)[column]
    head, raw, rest = text[:start], text[start:end], text[end:]
    new = cells.write(value)
    if not rest and not new:
        return f"{head or '|'} |"
    if not head and (not new[:1].isalnum() or blocks.is_item(new)):
        return f"| {new} {rest}"
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


@dataclass(frozen=True)
class Table:
    """A table's place in the page: line numbers from 0; ``end`` is the line behind its last row."""

    header: int
    end: int
    columns: tuple[str, ...]

    @property
    def rows(self) -> range:
        return range(self.header + 2, self.end)


@dataclass(frozen=True)
class Page:
    """A whole text with its tables; ``str(page)`` is the text, byte for byte.

    ``texts`` and ``ends`` are the lines' texts and line ends.
    """

    texts: tuple[str, ...]
    ends: tuple[str, ...]
    tables: tuple[Table, ...]
    outline: Outline
    bom: str = ""

    def __str__(self) -> str:
        if self.ends == ("\n",) * len(self.texts):
            return self.bom + "\n".join((*self.texts, ""))
        return self.bom + "".join(map("".join, zip(self.texts, self.ends, strict=True)))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line as a value."""
        return tuple(map(Line, self.texts, self.ends))

    @property
    def opened(self) -> bytes:
        """Per line, 1 where it is text of the document itself: not fenced, quoted or listed."""
        return self.outline.opened

    @property
    def eol(self) -> str:
        """The line end that the text uses first, LF where it has none."""
        return next(filter(None, self.ends), "\n")

    def put(self, changed: Mapping[int, str]) -> Page:
        """The page with these lines' texts replaced (line number from 0 -> text), all else as it
        is: right where they were rows of a table, and are."""
        texts = list(self.texts)
        for number, text in changed.items():
            texts[number] = text
        return replace(self, texts=tuple(texts))

    def with_lines(self, changed: Mapping[int, str]) -> str:
        """The text with these lines' texts replaced (line number from 0 -> text)."""
        return str(self.put(changed))


def parse(text: str) -> Page:
    """Read a text; never fails. ``str(parse(text)) == text``."""
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    texts, ends = _cut(text[len(bom) :])
    outline = blocks.outline(texts)
    return Page(texts, ends, tuple(_tables(texts, outline.opened)), outline, bom)


def _columns(header: str, delimiter: str) -> tuple[str, ...] | None:
    """The column names if these two lines open a table, else None."""
    bare = delimiter.lstrip(" ")
    if bare[:1] not in ("|", ":", "-") or len(delimiter) - len(bare) > 3:
        return None
    if "-" not in bare or bare.strip(" \t|:-"):
        return None
    marks = values(delimiter)
    if not all(map(_is_mark, marks)) or len(marks) > MAX_COLUMNS:
        return None
    if "|" not in delimiter and ":" not in delimiter:
        return None
    names = values(header)
    return names if len(names) == len(marks) else None


def _is_mark(value: str) -> bool:
    """Whether a delimiter row's cell is dashes, with a colon at an end or both."""
    dashes = value.removeprefix(":").removesuffix(":")
    return dashes != "" and not dashes.strip("-")


def _tables(texts: Sequence[str], opened: bytes) -> Iterator[Table]:
    """Each table that stands in the document itself, in no container."""
    number, last = 0, len(texts) - 1
    while number < last:
        columns = None
        if opened[number] and opened[number + 1] and "-" in texts[number + 1]:
            columns = _columns(texts[number], texts[number + 1])
        if columns is None:
            number += 1
            continue
        end = _end(texts, opened, number + 2)
        yield Table(number, end, columns)
        number = end


def _end(texts: Sequence[str], opened: bytes, start: int) -> int:
    """The line behind a table's last row: one of another block, or with a lone pipe."""
    end = opened.find(0, start)
    bare = [text.strip(" \t") for text in texts[start : end if end >= 0 else None]]
    return start + (bare.index("|") if "|" in bare else len(bare))
