"""Label lines, such as ``- **Severity:** High · **Confidence:** high``: pairs of key and value.

A key is a few words before the first colon of a line, or of a part of it between middle dots.
"""

from __future__ import annotations

from mosaic.parse.review import words
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.severity import Mark, score, value
from mosaic.patterns import regex
from mosaic.standard import Iterable, Iterator, Sequence

_KNOWN = frozenset(
    (*words.SEVERITY_LABELS, *words.PRIORITY_LABELS, *words.SCORE_LABELS, *words.FILE_LABELS,
     *words.STATUS_LABELS, *words.LINE_LABELS, *words.ID_LABELS, *words.AREA_LABELS)
)  # fmt: skip
_LONGEST_KEY = 40
_LONGEST_VALUE = 200
_PIECES = regex(r"\s[·•|]\s")
_BARE = " \t*_`~>-•·"
#: How a part begins, or ends before its colon, that is one more file of the label before it.
_FILE = regex(r"\s*[`\[]|[^ ]*(?:/[^ /]*|\.[A-Za-z][A-Za-z0-9]{0,11})(?=[:：]\d)")


def pairs(blocks: Iterable[Block]) -> Iterator[tuple[Block, str, str]]:
    """Each labelled value with its block: from text, items, and tables of keys and values.

    A label alone on its line has the next line, or the next block, for its value.
    """
    alone: tuple[Block, str] | None = None
    table = 0
    for block in blocks:
        if block.kind in ("text", "item"):
            above = ""
            for line in block.text.split("\n"):
                defined = line.lstrip().startswith(": ") and len(above) <= _LONGEST_KEY
                found = ((_key(above), line.lstrip(" :")),) if defined else tuple(_line(line))
                above = line
                if alone and not found and line.strip() and len(line) <= _LONGEST_VALUE:
                    yield alone[0], alone[1], line
                alone = None
                for key, said in found:
                    yield block, key, said
                    alone = (block, key) if not said.strip(_BARE) else None
        elif block.kind == "row":
            alone = None
            if block.table != table:
                yield from ((block, key, said) for key, said in _of_header(block.header))
                table = block.table
            if len(block.header) == 2 and len(block.cells) >= 2 and not _is_told(block.cells[0]):
                yield block, _key(block.cells[0]), block.cells[1]
            else:
                yield from ((block, *pair) for cell in block.cells for pair in _short(cell))


def _of_header(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the header of a table says, if it is itself a key and a value, or several pairs."""
    if len(header) == 2 and not _is_told(header[0]):
        yield _key(header[0]), header[1]
    else:
        yield from (pair for cell in header for pair in _short(cell))


def _is_told(cell: str) -> bool:
    """Whether a cell holds a key and its value both: ``Severity: High``."""
    return ": " in cell and cell.strip("*_ ")[-1:] != ":" and any(_short(cell))


def _short(cell: str) -> Iterator[tuple[str, str]]:
    return _line(cell) if len(cell) <= _LONGEST_VALUE and ": " in cell else iter(())


def _line(line: str) -> Iterator[tuple[str, str]]:
    if ":" not in line and "：" not in line and "**" not in line:
        return
    key = ""
    said: list[str] = []
    for piece in _PIECES.split(line):
        bare = piece.lstrip(_BARE).rstrip()
        at = min((i for i in (bare.find(":", 0, 60), bare.find("：", 0, 60)) if i > 0), default=-1)
        bold = piece.lstrip(" \t-").startswith("**") and "**" in bare
        if not (0 < at <= _LONGEST_KEY or bold) or (key and _FILE.match(piece)):
            said.append(piece)
            continue
        if key:
            yield key, " · ".join(said)
        told = bare[:at], bare[at + 1 :]
        if not 0 < at <= _LONGEST_KEY:
            told = bare.partition("**")[::2]
        key, said = _key(told[0]), [told[1].lstrip(" \t*_")]
    if key:
        yield key, " · ".join(said)


def _key(text: str) -> str:
    """A label's words in lower case, without signs before it and a note in brackets behind it."""
    bare = text.strip(_BARE + ":：").lower()
    note = bare.find(" (")
    bare = bare[:note] if note > 0 else bare
    begins = next((at for at, sign in enumerate(bare) if sign.isalnum()), len(bare))
    return bare[begins:].partition(" / ")[0].strip(_BARE)


def is_label(block: Block) -> bool:
    """Whether a block begins with a label that is known."""
    first = next(pairs((block,)), None)
    return first is not None and first[1] in _KNOWN


def severity(blocks: Iterable[Block]) -> tuple[Mark | None, Mark | None]:
    """What a severity label says, and what a label of less weight (priority, score) says."""
    firm: Mark | None = None
    weak: Mark | None = None
    for _, key, said in pairs(blocks):
        if key in words.SEVERITY_LABELS and firm is None:
            firm = value(said)
        elif key in words.PRIORITY_LABELS and weak is None:
            weak = value(said)
        elif (key in words.SCORE_LABELS or key.startswith("cvss")) and weak is None:
            weak = score(said)
    return firm, weak
