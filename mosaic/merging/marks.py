"""What a merge leaves behind: its text, its conflicts, and the markers that stand around them.

Markers are git's own, so that every tool knows them; what they say behind the mark names the row,
the column and the value. A text between markers is no ledger, and no command works on it.
"""

from __future__ import annotations

from mosaic.merging.sequence import chunks
from mosaic.parse import cells
from mosaic.parse.table import Line, split_lines
from mosaic.standard import Sequence, TypeVar
from mosaic.values import dataclass

T = TypeVar("T")
#: How much of a value a marker or a message shows.
SHOWN = 60
#: What stands for a row that one side does not have.
NO_ROW = "no row"


@dataclass(frozen=True)
class Clash:
    """A column of a row that both sides changed, each in its own way; None: no such row."""

    column: str
    base: str | None
    ours: str | None
    theirs: str | None


@dataclass(frozen=True)
class Conflict:
    """What could not be merged without a guess. ``line``, from 1, is where its markers begin.

    ``task`` is '' for text besides the rows; then ``why`` says what it is.
    """

    line: int
    task: str = ""
    clash: Clash | None = None
    why: str = ""

    def __str__(self) -> str:
        if self.clash is None:
            return self.why
        found = self.clash
        sides = (("ours", found.ours), ("theirs", found.theirs), ("base", found.base))
        said = ", ".join(f"{side} {shown(value)}" for side, value in sides)
        return f"{self.task} {found.column}: {said}"


@dataclass(frozen=True)
class Merged:
    """A merged text; with conflicts it holds their markers."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


def shown(value: str | None) -> str:
    """A value as a marker shows it: on one line, its beginning, nothing hidden."""
    if value is None:
        return NO_ROW
    text = cells.visible(value.replace("\n", " · "))
    return f"'{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}'"


def newer(base: T, ours: T, theirs: T) -> T:
    """The value of the side that changed; ours where both did."""
    return theirs if ours == base else ours


def clash(base: T, ours: T, theirs: T) -> bool:
    """Whether both sides changed a value, each in its own way."""
    return ours not in (theirs, base) and theirs != base


def block(
    versions: tuple[Sequence[str], Sequence[str], Sequence[str]],
    said: tuple[str, str, str],
    size: int,
) -> list[str]:
    """The lines of a conflict, without line ends: ours, base, theirs, each with what it is."""
    ours, base, theirs = versions
    heads = (f"ours{said[0]}", f"base{said[1]}", f"theirs{said[2]}")
    return [
        f"{'<' * size} {heads[0]}", *ours, f"{'|' * size} {heads[1]}", *base,
        "=" * size, *theirs, f"{'>' * size} {heads[2]}",
    ]  # fmt: skip


def by_lines(base: str, ours: str, theirs: str, size: int, why: str = "") -> Merged:
    """A merge that knows nothing but lines. With ``why`` it is a conflict in any case.

    So is it where a text cannot be read as what it should be: nobody can then say that a merge
    without overlap is a sound one.
    """
    texts = (split_lines(base), split_lines(ours), split_lines(theirs))
    out: list[str] = []
    found: list[Conflict] = []
    for chunk in chunks(*texts):
        places = (chunk.base, chunk.ours, chunk.theirs)
        o, a, b = (text[r.start : r.stop] for text, r in zip(texts, places, strict=True))
        if clash(o, a, b):
            found.append(Conflict(_count(out) + 1, why=why or "both sides changed these lines"))
            out += _framed(o, a, b, size)
        else:
            out += [str(line) for line in newer(o, a, b)]
    if why and not found:
        found = [Conflict(1, why=why)]
        out = _framed(*texts, size)
    return Merged("".join(out), tuple(found))


def _count(out: Sequence[str]) -> int:
    return len(split_lines("".join(out)))


def _framed(
    base: Sequence[Line], ours: Sequence[Line], theirs: Sequence[Line], size: int
) -> list[str]:
    """A conflict of whole lines, each with the line end that it had."""
    eol = next((line.eol for line in (*ours, *theirs, *base) if line.eol), "\n")
    parts = ([f"{line.text}{line.eol or eol}" for line in some] for some in (ours, base, theirs))
    mine, old, others = parts
    marks = [f"{'<' * size} ours", f"{'|' * size} base", "=" * size, f"{'>' * size} theirs"]
    first, second, third, last = (mark + eol for mark in marks)
    return [first, *mine, second, *old, third, *others, last]
