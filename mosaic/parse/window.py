"""Where two texts differ, line by line, found without cutting them whole.

An entry changes a line or two of a text of thousands: what is the same before and behind them is
compared as it stands.
"""

from __future__ import annotations

from mosaic.standard import Mapping, Sequence

#: Characters that are compared at a time.
_STRETCH = 1 << 16


def changed(old: str, new: str) -> Mapping[int, str] | None:
    """The new text of each line (from 0) that is another than before; None where lines came or
    went, or the first or the last line is among them, or a text has other line ends than LF."""
    if old == new:
        return {}
    head = _alike(old, new)
    tail = _alike_behind(old, new, min(len(old), len(new)) - head)
    start = old.rfind("\n", 0, head) + 1
    end = old.find("\n", len(old) - tail) + 1
    if "\r" in old or "\r" in new or not start or not end:
        return None
    before, after = old[start:end].split("\n"), new[start : end + len(new) - len(old)].split("\n")
    if len(before) != len(after):
        return None
    pairs = enumerate(zip(before, after, strict=True), old.count("\n", 0, start))
    return {number: now for number, (was, now) in pairs if was != now}


def _alike(old: str, new: str) -> int:
    """How many characters two texts begin with alike."""
    at, most = 0, min(len(old), len(new))
    step = _STRETCH
    while step:
        if at + step <= most and old[at : at + step] == new[at : at + step]:
            at += step
        else:
            step //= 2
    return at


def _alike_behind(old: str, new: str, most: int) -> int:
    """How many characters two texts end with alike, of so many."""
    at, step, ends = 0, _STRETCH, (len(old), len(new))
    while step:
        begin, other = (end - at - step for end in ends)
        if at + step <= most and old[begin : begin + step] == new[other : other + step]:
            at += step
        else:
            step //= 2
    return at


def place(numbers: Sequence[int], number: int) -> int | None:
    """Where in these, which are in order, this one is."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if numbers[middle] < number else (low, middle)
    return low if low < len(numbers) and numbers[low] == number else None
