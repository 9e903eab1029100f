"""How the time to read a report grows with its length: ``python -m tests.bench.review [NAME …]``.

Each hostile family is read at sizes that double; the exponent is how steep the last doublings are:
1.0 is linear, 2.0 quadratic. Times are process times; nothing fails but a slope above BAR.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mosaic.parse.review.reader import read_report
from tests.bench.hostile import FAMILIES, Family

#: A slope above this is no linear reader.
BAR = 1.25
#: Seconds at which a family is not doubled any further, and below which a time is mere noise.
ENOUGH, NOISE = 2.0, 0.02


def seconds(family: Family, size: int) -> float:
    """The best of two readings of a family's report of about ``size`` characters."""
    files = family.make(size)
    times = []
    for _ in range(2):
        gc.collect()
        begun = time.process_time()
        read_report(files)
        times.append(time.process_time() - begun)
        if times[0] > ENOUGH:
            break
    return min(times)


def growth(family: Family, first: int, last: int) -> list[tuple[int, float]]:
    """Sizes that double, with the seconds each took, until the last size or enough time."""
    found: list[tuple[int, float]] = []
    size = first
    while size <= last and (not found or found[-1][1] < ENOUGH):
        found.append((size, seconds(family, size)))
        size *= 2
    return found


def exponent(times: Sequence[tuple[int, float]]) -> float:
    """The lesser slope of the last two doublings, in logarithms: a cache that became too small
    makes one of them steep. 0 where all is too fast to tell, infinite where one size was enough."""
    if len(times) == 1:
        return math.inf
    heard = [(size, took) for size, took in times[-3:] if took >= NOISE]
    slopes = (math.log(b[1] / a[1], b[0] / a[0]) for a, b in pairwise(heard))
    return min(slopes, default=0.0)


def chosen(names: Sequence[str]) -> Iterator[Family]:
    """The families whose names hold one of these words, all of them where there is no word."""
    return (f for f in FAMILIES if not names or any(name in f.name for name in names))


def main(words: Sequence[str]) -> int:
    """Print a line a family; 1 if one grows faster than the bar."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("names", nargs="*", metavar="NAME", help="families whose name holds this")
    asked.add_argument("--first", type=int, default=1 << 12, help="smallest size, in characters")
    asked.add_argument("--last", type=int, default=1 << 21, help="largest size, in characters")
    given = asked.parse_args(words)
    slow = 0
    for family in chosen(given.names):
        times = growth(family, given.first, given.last)
        slope = exponent(times)
        slow += slope > BAR
        size, took = times[-1]
        mark = "  SLOW" if slope > BAR else ""
        sys.stdout.write(f"{family.name:36} {size:>9} {took:8.3f} s  {slope:5.2f}{mark}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{slow} above {BAR}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
