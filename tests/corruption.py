"""Ledgers that something went wrong with: base ledgers, and the ways in which a file is spoilt."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from mosaic.parse import table
from tests.ledgers import TEXT

#: Fourteen columns, as bootstrap makes them; one row done, so that it can be archived.
FULL = TEXT.replace("001 | not-started", "001 | done", 1) + "\nWords below.\n"
#: Hand-made: few columns, one of a person's own, two tables, one of them without outer pipes.
HANDMADE = (
    "# T\n\n| id | status | notes | owner |\n|---|:-:|---|---|\n"
    "| A-1 | done | a \\| `b` <br>c | x |\n| A-2 | not-started | | |\n\n## Phase 2\n\n"
    "id | status | depends_on\n--- | --- | ---\nB-1 | todo | A-1\nB-2 | deferred |A-2,B-1|\n\n"
    "```\n| id | status |\n```\n> quoted\n"
)
#: Columns aligned with blanks, in another order, under headings of milestones.
PADDED = (
    "---\ntitle: board\n---\n\n## Milestone M1\n\n"
    "| status      | id      | description        | blocks |\n"
    "|-------------|---------|--------------------|--------|\n"
    "| not-started | MVP-T01 | \U0001f680 wide \u65e5\u672c words | \u2014      |\n"
    "| in-progress | MVP-T02 | `code` &#124; <b>  | -      |\n\n<!-- not a\n| row | -->\n"
)
BASES: tuple[tuple[str, str], ...] = (
    ("full", FULL),
    ("crlf", FULL.replace("\n", "\r\n")),
    ("bom", "\ufeff" + HANDMADE),
    ("cr", HANDMADE.replace("\n", "\r")),
    ("no-last-end", FULL.rstrip("\n")),
    ("handmade", HANDMADE),
    ("padded", PADDED),
)
#: Lines that mean something to a table, a block or a merge.
LINES = (
    "<<<<<<< ours", "=======", ">>>>>>> theirs", "||||||| base", "", "|", "| --- | --- |", "```",
    "<!--", "-->", "> | a |", "    | A-9 | done |", "| A-9 | done |", "\u2028", "A-9 | done",
    "| id | status |",
)  # fmt: skip
CHARACTERS = (
    *"|\\`<>-:\n\r\t #*_0AZ", "\0", "\x0b", "\x1b", "\x85", "\u00a0", "\u200b", "\u202e",
    "\u2028", "\ufeff", "\ud7ff", "\u00e9", "\u65e5", "\U0001f600", "\U0010ffff",
)  # fmt: skip
Rand = random.Random


def flipped(rand: Rand, data: bytes) -> bytes:
    """One bit is another; what is no UTF-8 after it stays so."""
    if not data:
        return data
    out, at = bytearray(data), rand.randrange(len(data))
    out[at] ^= 1 << rand.randrange(8)
    return bytes(out)


def cut(rand: Rand, text: str) -> str:
    """The end is missing."""
    return text[: rand.randrange(len(text) + 1)]


def holed(rand: Rand, text: str) -> str:
    """A stretch in the middle is missing."""
    at = rand.randrange(len(text) + 1)
    width: int = rand.choice((1, 1, 3, 30))
    return text[:at] + text[at + width :]


def strewn(rand: Rand, text: str) -> str:
    """A character stands where none stood."""
    at = rand.randrange(len(text) + 1)
    char: str = rand.choice(CHARACTERS)
    return text[:at] + char + text[at:]


def mixed(rand: Rand, text: str) -> str:
    """Every line ends in a way of its own."""
    return "".join(line.text + rand.choice(("\n", "\r", "\r\n")) for line in _lines(text))


def twice(rand: Rand, text: str) -> str:
    """A line stands twice."""
    return _with(text, lambda lines: lines.insert(_at(rand, lines), lines[_at(rand, lines)]))


def lost(rand: Rand, text: str) -> str:
    """A line is missing."""
    return _with(text, lambda lines: lines.pop(_at(rand, lines)))


def swapped(rand: Rand, text: str) -> str:
    """Two lines changed places."""

    def swap(lines: list[str]) -> None:
        one, other = _at(rand, lines), _at(rand, lines)
        lines[one], lines[other] = lines[other], lines[one]

    return _with(text, swap)


def marked(rand: Rand, text: str) -> str:
    """A line that means something stands between the others."""
    line = rand.choice(LINES) + rand.choice(("\n", "\n", "\r\n", "\r"))
    return _with(text, lambda lines: lines.insert(_at(rand, lines), line))


WAYS: tuple[Callable[[Rand, str], str], ...] = (
    cut, holed, strewn, mixed, twice, lost, swapped, marked,
)  # fmt: skip


def corrupted(count: int, seed: int) -> Iterator[bytes]:
    """So many spoilt ledgers: of every base in every way, some in several ways at once."""
    rand = Rand(seed)
    for number in range(count):
        text = BASES[number % len(BASES)][1]
        for _ in range(rand.choice((1, 1, 1, 2, 5))):
            text = rand.choice(WAYS)(rand, text)
        data = text.encode()
        yield flipped(rand, data) if number % 9 == 0 else data


def truncated(text: str) -> Iterator[bytes]:
    """The text, cut off behind every one of its bytes."""
    data = text.encode()
    return (data[:end] for end in range(len(data) + 1))


def _lines(text: str) -> Sequence[table.Line]:
    return table.split_lines(text)


def _at(rand: Rand, lines: Sequence[str]) -> int:
    return rand.randrange(len(lines))


def _with(text: str, do: Callable[[list[str]], object]) -> str:
    lines = [str(line) for line in _lines(text)]
    if lines:
        do(lines)
    return "".join(lines)
