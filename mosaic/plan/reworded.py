"""Findings without an id of their own whose title is in other words than their row has it.

Told by the place, the same report and the same named files with their lines; else by a title that
shares most of its words, where no other file is named. One to one: where two would fit, none does,
for a finding that is new must never be swallowed.
"""

from __future__ import annotations

from mosaic.parse.review.finding import FileRef, Finding
from mosaic.parse.review.words import words
from mosaic.patterns import regex
from mosaic.plan.files import format_files, one_line, parse_files
from mosaic.plan.named import Named
from mosaic.plan.rows import short_title
from mosaic.standard import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

_Placer = Callable[[str, Sequence[FileRef]], Hashable]

#: The share of the longer title's words that both must have; with a file in common, and without.
_NEAR, _FAR = 0.5, 0.66
#: A word that so many rows have tells none of them, and would make all be compared with all.
_COMMON = 100
_WORD = regex(r"\w+")
_WIDE = "\u2e80"
_EMPTY = words(
    "a an and are as at be by for from has have in into is it its no not of on or so that the",
    "their them then there this to was when where which with without",
)


def letters(text: str) -> str:
    """A title's letters and digits in lower case."""
    return "".join(c for c in text.casefold() if c.isalnum())


def pairs(findings: Mapping[int, Finding], rows: Sequence[Named]) -> Iterator[tuple[int, Named]]:
    """Each finding, by its number, with the row that says it in other words."""
    open_ = dict(findings)
    left = list(rows)
    for place in (_place, _file):
        for at, one in list(_only_ones(open_, left, place)):
            yield at, one
            del open_[at]
            left.remove(one)
    yield from _by_words(open_, left)


def _only_ones(
    findings: Mapping[int, Finding], rows: Sequence[Named], place: _Placer
) -> Iterator[tuple[int, Named]]:
    """The pairs of a place where one finding and one row stand."""
    here = _by_place((at, place(_report(f), _refs(f))) for at, f in findings.items())
    there = _by_place((n, place(o.file, parse_files(o.files))) for n, o in enumerate(rows))
    for key, found in here.items():
        if len(found) == 1 and len(there.get(key, ())) == 1:
            at, one = found[0], rows[there[key][0]]
            if place is _place or _words(short_title(findings[at])) & _words(one.title):
                yield at, one


def _by_place(placed: Iterable[tuple[int, Hashable]]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for number, key in placed:
        if key is not None:
            found.setdefault(key, []).append(number)
    return found


def _place(report: str, files: Sequence[FileRef]) -> Hashable:
    """A report, and files of which one has lines; None else."""
    return (report, frozenset(map(str, files))) if any(f.lines for f in files) else None


def _file(report: str, files: Sequence[FileRef]) -> Hashable:
    """A report, and files without any line: a place for titles that have a word in common."""
    plain = files and not any(f.lines for f in files)
    return (report, frozenset(f.path for f in files)) if plain else None


def _by_words(
    findings: Mapping[int, Finding], rows: Sequence[Named]
) -> Iterator[tuple[int, Named]]:
    """The pairs of which each is the other's only best by its words."""
    told = [
        (o.file, _words(o.title), frozenset(f.path for f in parse_files(o.files))) for o in rows
    ]
    having: dict[tuple[str, str], list[int]] = {}
    for number, (file, said, _) in enumerate(told):
        for word in said:
            having.setdefault((file, word), []).append(number)
    of_finding: dict[int, list[tuple[float, int]]] = {}
    of_row: dict[int, list[tuple[float, int]]] = {}
    for at, finding in findings.items():
        mine = _words(short_title(finding))
        paths = frozenset(f.path for f in _refs(finding))
        rows_of = (having.get((_report(finding), word), ()) for word in mine)
        near = {n for found in rows_of if len(found) <= _COMMON for n in found}
        for number in sorted(near):
            share = _share(mine, told[number][1], paths, told[number][2])
            if share:
                of_finding.setdefault(at, []).append((share, number))
                of_row.setdefault(number, []).append((share, at))
    for at, found in of_finding.items():
        best = _best(found)
        if best is not None and _best(of_row[best]) == at:
            yield at, rows[best]


def _share(
    one: frozenset[str], other: frozenset[str], paths: frozenset[str], others: frozenset[str]
) -> float:
    """The share of words that two titles have in common, 0 where they are not the same finding."""
    if paths and others and not paths & others:
        return 0
    if {word for word in one if word.isdigit()} != {word for word in other if word.isdigit()}:
        return 0
    share = len(one & other) / max(len(one), len(other))
    return share if share > (_NEAR if paths & others else _FAR) else 0


def _best(found: Sequence[tuple[float, int]]) -> int | None:
    """The number with the highest share, or None where two have it."""
    top = max(share for share, _ in found)
    first = [number for share, number in found if share == top]
    return first[0] if len(first) == 1 else None


def _report(finding: Finding) -> str:
    return one_line(finding.source.file)


def _refs(finding: Finding) -> tuple[FileRef, ...]:
    return parse_files(format_files(finding.files))


def _words(text: str) -> frozenset[str]:
    """A title's telling words; of writing without blanks, each two letters side by side."""
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if word[0] >= _WIDE and len(word) > 1:
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            found.add(word)
    return frozenset(found - _EMPTY) or frozenset(found)
