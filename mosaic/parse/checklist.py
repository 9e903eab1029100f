"""A Markdown checklist: its boxes ``- [x]`` and ``- [ ]``, and the task and commit that it names in
lines ``Task: ID`` and ``Commit: SHA``; all of it outside fenced code."""

from __future__ import annotations

from mosaic.patterns import regex
from mosaic.values import dataclass

_BOX = regex(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\](?=[ \t]|$)(.*)")
_FENCE = regex(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}(?=[^`]*$)|~{3,})(.*)")
_NAMED = regex(r"[ \t>*_-]{0,8}(Task|Commit):[*_]{0,2}[ \t]{1,8}`?([A-Za-z0-9._-]{1,100})`?[ \t]*")


@dataclass(frozen=True)
class Checklist:
    """How many boxes there are, and each open one with its line (from 1) and its text; ``task``
    and ``commit`` are "" where no line names one, or two lines name two."""

    total: int
    open: tuple[tuple[int, str], ...]
    task: str = ""
    commit: str = ""

    @property
    def complete(self) -> bool:
        """Whether it has a box, and none is open."""
        return self.total > 0 and not self.open


def read_checklist(text: str) -> Checklist:
    """Read the boxes of a text; ticked with ``x`` or ``X``. Never fails."""
    total = 0
    unticked: list[tuple[int, str]] = []
    named: dict[str, set[str]] = {"Task": set(), "Commit": set()}
    fence = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark.group(1).startswith(fence) and not mark.group(2).strip()
            fence = "" if closes else fence
        elif mark:
            fence = mark.group(1)
        elif box := _BOX.match(line):
            total += 1
            if box.group(1) == " ":
                unticked.append((number, box.group(2).strip()))
        elif name := _NAMED.fullmatch(line):
            named[name.group(1)].add(name.group(2))
    task, commit = ("".join(found) if len(found) == 1 else "" for found in named.values())
    return Checklist(total, tuple(unticked), task, commit.lower())
