"""Many rows of a table at once, column by column, where each is plain beyond doubt.

A plain row begins and ends with a pipe, has as many cells as the header, and a plain id. A row is
plain or not whichever rows are read with it; what is not is read by itself, by the same rules.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.standard import Callable, Iterator, Sequence, TypeVar

T = TypeVar("T")

#: Stands for an escaped pipe while rows are parted; a text that has it itself is not plain.
_MARK = "\0"
#: An id of so many characters has at most 15 marks between its parts, since no two of them meet.
_LONGEST = 32
_DEVICE = 4
_DEVICES = frozenset(("con", "prn", "aux", "nul")) | {
    f"{d}{n}" for d in ("com", "lpt") for n in range(10)
}


def part(lines: Sequence[str], width: int) -> list[str] | None:
    """The raw cells of all rows in one list, ``width + 1`` steps a row, the first cell at 1; None
    where not each row has exactly so many cells between outer pipes."""
    text = "\n".join(lines)
    if _MARK in text:
        return None
    if "\\" in text:
        text = text.replace("\\|", _MARK)
    found, step = text.split("|"), width + 1
    if len(found) != len(lines) * step + 1 or found[0] or found[-1]:
        return None
    # Each line end stands alone between two pipes, in its place: no row has a cell more or less.
    return found if found[step:-1:step] == ["\n"] * (len(lines) - 1) else None


def read(raw: str) -> str:
    """The value of a raw cell."""
    return cells.read(raw.replace(_MARK, "\\|") if _MARK in raw else raw)


def each(raws: Sequence[str], known: dict[str, T], reader: Callable[[str], T]) -> Iterator[T]:
    """What each raw cell says; what several say alike is read once, and ``known``."""
    for raw in set(raws).difference(known):
        known[raw] = reader(read(raw))
    return map(known.__getitem__, raws)


def entries(raws: Sequence[str], label: str) -> list[str]:
    """Of each raw notes cell what is to be read to find the last entry of this label: the first
    entry, which says the phase, where no other names it."""
    first, parts = label[0], [raw.partition(cells.BREAK) for raw in raws]
    return [
        head if first not in rest or label not in rest else head + mark + rest
        for head, mark, rest in parts
    ]


def ids(raws: Sequence[str]) -> list[str] | None:
    """The ids that these cells hold, where each is one beyond doubt, as ``cells.is_id`` has it."""
    text = "|".join(raws)
    if text[:1] == " " == text[-1:]:
        names = text[1:-1].split(" | ")  # each between two blanks, as Mosaic writes them
        if len(names) == len(raws) and _are_ids(names):
            return names
    names = [raw.strip(" \t") for raw in raws]
    return names if _are_ids(names) else None


def _are_ids(names: Sequence[str]) -> bool:
    text, lengths = "-".join(names).replace("_", "-"), list(map(len, names))
    return (
        text.isascii()
        and text.replace("-", "").isalnum()
        and "--" not in text
        and text[0] != "-" != text[-1]
        and min(lengths) > 0
        and max(lengths) <= _LONGEST
        and (min(lengths) > _DEVICE or _DEVICES.isdisjoint(map(str.casefold, names)))
    )
