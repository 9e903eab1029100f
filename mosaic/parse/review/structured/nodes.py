"""JSON text to values that know their lines: one value, or several behind each other (JSON Lines).

Linear in the text. Nothing here trusts it: nesting is bounded before anything is decoded, numbers
too long to mean something and NaN count as null, a key given twice is told. RFC 8259, but line
breaks inside of strings are let through, as models write them.
"""

from __future__ import annotations

import re
from collections import Counter

from mosaic.patterns import regex
from mosaic.standard import Mapping, json
from mosaic.values import dataclass, field

DEEPEST = 100
_LONGEST_NUMBER = 18
_TOKENS = regex(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]|NaN|-?Infinity', re.DOTALL)
_BLANKS = regex(r"[ \t\n]*")


@dataclass(frozen=True)
class Fault:
    """Why a text cannot be read, and where; line and column count from 1."""

    message: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Node:
    """An object with its first and last line; whatever is asked of it, a missing or odd value is
    an empty one."""

    fields: Mapping[str, object] = field(default_factory=dict)
    first: int = 1
    last: int = 1

    def __bool__(self) -> bool:
        return bool(self.fields)

    def text(self, key: str) -> str:
        found = self.fields.get(key)
        return found if isinstance(found, str) else ""

    def number(self, key: str) -> int | None:
        """A whole number from 0, or None."""
        return whole(self.fields.get(key))

    def node(self, key: str) -> Node:
        found = self.fields.get(key)
        return found if isinstance(found, Node) else EMPTY

    def nodes(self, key: str) -> tuple[Node, ...]:
        """The objects of a list, each in its place: what is no object is an empty one."""
        found = self.fields.get(key)
        items = found if isinstance(found, list) else ()
        return tuple(one if isinstance(one, Node) else EMPTY for one in items)


def whole(value: object) -> int | None:
    """A whole number from 0, be it written ``3.0``; None for all else, also for true."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value < 10**_LONGEST_NUMBER else None


EMPTY = Node()


@dataclass(frozen=True)
class Values:
    """The values of a text in order, and what is odd about them, each with its line."""

    values: tuple[object, ...]
    odd: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class _Spans:
    """First and last line of each object, in the order in which the objects end."""

    lines: tuple[tuple[int, int], ...]
    odd: tuple[tuple[int, str], ...]


def read_values(text: str) -> Values | Fault:
    """The JSON values of a text, or why there are none."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    spans = _spans(plain)
    if isinstance(spans, Fault):
        return spans
    ended = iter(spans.lines)
    odd = list(spans.odd)

    def made(pairs: list[tuple[str, object]]) -> Node:
        first, last = next(ended, (1, 1))
        fields = dict(pairs)
        if len(fields) < len(pairs):
            odd.append((first, f"{_twice(pairs)} given twice in one object; the last counts"))
        return Node(fields, first, last)

    decoder = json.JSONDecoder(
        object_pairs_hook=made, parse_int=_whole, parse_constant=lambda _: None, strict=False
    )
    try:
        return Values(_decoded(decoder, plain), tuple(sorted(odd, key=lambda one: one[0])))
    except json.JSONDecodeError as fault:
        return Fault(f"no JSON: {fault.msg}", fault.lineno, fault.colno)


def _decoded(decoder: json.JSONDecoder, text: str) -> tuple[object, ...]:
    """Every value of the text; the first must be there."""
    found: list[object] = []
    at = _end_of(_BLANKS, text, 0)
    while at < len(text) or not found:
        value, end = decoder.raw_decode(text, at)
        found.append(value)
        at = _end_of(_BLANKS, text, end)
    return tuple(found)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _spans(text: str) -> _Spans | Fault:
    """Where each object begins and ends, and each constant that is no JSON."""
    opened: list[int] = []
    ended: list[tuple[int, int]] = []
    odd: list[tuple[int, str]] = []
    line, seen = 1, 0
    for token in _TOKENS.finditer(text):
        first = token.group()[0]
        if first == '"':
            continue
        line += text.count("\n", seen, token.start())
        seen = token.start()
        if first in "{[":
            opened.append(line)
            if len(opened) > DEEPEST:
                column = seen - text.rfind("\n", 0, seen)
                return Fault(f"nested more than {DEEPEST} levels deep", line, column)
        elif first not in "}]":
            odd.append((line, f"{token.group()} is no JSON; read as null"))
        elif opened:
            start = opened.pop()
            if first == "}":
                ended.append((start, line))
    return _Spans(tuple(ended), tuple(odd))


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _twice(pairs: list[tuple[str, object]]) -> str:
    """The keys of an object that are given more than once."""
    counts = Counter(key for key, _ in pairs)
    more = [key[:40] for key, count in counts.items() if count > 1]
    return ", ".join(f"“{key}”" for key in more[:5])
