"""Where two sequences agree with a third, and where they do not: the frame of a three-way merge.

Elements are compared by equality alone, so that whoever calls decides what counts as the same: a
whole line, or a row by its id.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from mosaic.standard import Hashable, Iterator, Sequence
from mosaic.values import dataclass

Keys = Sequence[Hashable]
#: From how many elements on a sequence is long.
LONG = 2000


@dataclass(frozen=True)
class Chunk:
    """A stretch of the three sequences, as places in each."""

    base: range
    ours: range
    theirs: range


def chunks(base: Keys, ours: Keys, theirs: Keys) -> Iterator[Chunk]:
    """The three sequences cut into stretches, stable and not, in order."""
    o = a = b = 0
    for start, mine, others, size in _stable(base, ours, theirs):
        if (o, a, b) != (start, mine, others):
            yield Chunk(range(o, start), range(a, mine), range(b, others))
        o, a, b = start + size, mine + size, others + size
        if size:
            yield Chunk(range(start, o), range(mine, a), range(others, b))


def _stable(base: Keys, ours: Keys, theirs: Keys) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the base that both sides have, as three starts and a length; then the ends."""
    mine, others = blocks(base, ours), blocks(base, theirs)
    i = j = 0
    while i < len(mine) and j < len(others):
        (at_i, to_i, n_i), (at_j, to_j, n_j) = mine[i], others[j]
        start, end = max(at_i, at_j), min(at_i + n_i, at_j + n_j)
        if start < end:
            yield start, to_i + start - at_i, to_j + start - at_j, end - start
        if at_i + n_i < at_j + n_j:
            i += 1
        else:
            j += 1
    yield len(base), len(ours), len(theirs), 0


def blocks(one: Keys, other: Keys) -> list[tuple[int, int, int]]:
    """The stretches that two sequences share, in order: start in one, in the other, length."""
    head = shared(one, other)
    tail = shared(one[head:][::-1], other[head:][::-1])
    ends = len(one) - tail, len(other) - tail
    found = [(0, 0, head)]
    inner = matcher(one[head : ends[0]], other[head : ends[1]])
    found += [(a + head, b + head, n) for a, b, n in inner.get_matching_blocks()]
    return [block for block in [*found, (*ends, tail)] if block[2]]


def matcher(one: Keys, other: Keys) -> SequenceMatcher[Hashable]:
    """What compares two sequences; in long ones, lines that stand everywhere anchor nothing.

    Else thousands of empty lines would be compared with each other one by one.
    """
    return SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > LONG)


def shared(one: Keys, other: Keys) -> int:
    """How many elements at the beginning are the same."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
