"""Secrets in text from outside: found by the shape that their issuer gave them, or by the name that
stands before them, and replaced by what they were.

Shapes that issuers publish are surest; a value behind ``password=`` counts unless it is plainly a
placeholder, a reference or a figure. A digest, a commit or a task's id is no secret. Each pattern
has bounded repeats, so that a text is read in time linear in its length.
"""

from __future__ import annotations

from mosaic.parse import suspicion
from mosaic.parse.named import named
from mosaic.parse.shapes import SHAPES
from mosaic.patterns import re, regex
from mosaic.standard import Iterator
from mosaic.values import dataclass

_PEM = regex(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_END = regex(r"-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
#: A key's own lines, however they were folded, where the line that ends it is missing.
_PEM_BODY = regex(
    r"(?>(?:(?:Proc-Type|DEK-Info|Version|Comment): [^\n]{1,100})?+"
    r"(?>\s|\\[nr]|<br>|[\"'`,>|*]){0,40}+[A-Za-z0-9+/=]{16,}+){1,1000}+[A-Za-z0-9+/=]{0,16}"
)
_MATERIAL = regex(r"[A-Za-z0-9+/]{16}")
#: The longest private key, in characters.
_LONGEST = 65_536
_BREAKS = regex(r"<br>|\\[nr]|[ \t]{0,200}+[\r\n]\s{0,200}+")
_REST = regex(r"(?:<br>|\\[nr]|[ \t]{0,20}\r?\n[ \t]{0,40})(?P<more>[A-Za-z0-9_-]{20,8000})")
_MARK = regex(r"\[redacted: ([A-Za-z ]{2,40})\]")
MARK = "[redacted: {}]"
_PASSES = 16


@dataclass(frozen=True)
class Redacted:
    """A text without its secrets, and what each was, in order, none twice."""

    text: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    kind: str


def redact(text: str) -> Redacted:
    """The text with each secret replaced by what it was; the same text where there is none.

    The lines keep their number. ``redact(redact(text).text).kinds == ()``.
    """
    found: list[str] = []
    # What hid behind another secret is seen once that one is gone.
    for _ in range(_PASSES):
        before = len(found)
        for look in (_keys, _plain, _over_breaks):
            hits = _apart(look(text))
            found += [hit.kind for hit in hits]
            text = _without(text, hits)
        if len(found) == before:
            break
    return Redacted(text, tuple(dict.fromkeys(found)))


def marks(text: str) -> tuple[str, ...]:
    """What was taken out of a text: the kinds, in order, none twice."""
    return tuple(dict.fromkeys(_MARK.findall(text))) if "[redacted: " in text else ()


def _without(text: str, hits: list[_Hit]) -> str:
    if not hits:
        return text
    pieces, at = [], 0
    for hit in hits:
        lines = "\n" * text.count("\n", hit.start, hit.end)
        pieces += [text[at : hit.start], MARK.format(hit.kind), lines]
        at = hit.end
    return "".join([*pieces, text[at:]])


def _apart(hits: Iterator[_Hit]) -> list[_Hit]:
    """The hits in order, those that overlap an earlier one left out."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _keys(text: str) -> Iterator[_Hit]:
    """Private keys in PEM, with or without the line that ends them; a mere mention is none."""
    if "PRIVATE KEY" not in text:
        return
    begin = _PEM.search(text)
    while begin:
        end = _PEM_END.search(text, begin.end(), begin.end() + _LONGEST)
        if end and end[1] == "END":
            stop = end.end()
            there = _MATERIAL.search(text, begin.end(), end.start()) is not None
        else:
            body = _PEM_BODY.match(text, begin.end())
            stop, there = body.end() if body else begin.end(), body is not None
        if there:
            yield _Hit(begin.start(), stop, "private key")
        begin = _PEM.search(text, stop)


def _by_shape(text: str) -> Iterator[_Hit]:
    if not suspicion.has_token(text):
        return
    for kind, signs, shape in SHAPES:
        if suspicion.has_sign(text, signs):
            for match in re.finditer(shape, text):
                if not match[0].endswith("EXAMPLE"):  # the keys of the issuers' own manuals
                    yield _Hit(match.start(), _end(text, match.end()), kind)


def _end(text: str, at: int) -> int:
    """Where a token ends that goes on in the next lines."""
    rest = _REST.match(text, at)
    while rest:
        more = rest["more"]
        if more.upper() == more or more.lower() == more or not any(map(str.isdigit, more)):
            break
        at = rest.end()
        rest = _REST.match(text, at)
    return at


def _plain(text: str) -> Iterator[_Hit]:
    """What stands on one line."""
    yield from _by_shape(text)
    for start, end, kind in named(text):
        yield _Hit(start, end, kind)


def _over_breaks(text: str) -> Iterator[_Hit]:
    """What an issuer's shape finds only where line breaks inside it are left out."""
    if not suspicion.has_break(text) or not _has_shape(suspicion.joined(text)):
        return
    breaks = list(_BREAKS.finditer(text))
    starts: list[int] = []  # where each piece begins: in the joined text, and in this one
    places: list[int] = []
    joined: list[str] = []
    at = length = 0
    for gap in [*breaks, None]:
        stop = gap.start() if gap else len(text)
        starts.append(length)
        places.append(at)
        joined.append(text[at:stop])
        length += stop - at
        at = gap.end() if gap else stop
    for hit in _by_shape("".join(joined)):
        first, last = (_place(n, starts, places) for n in (hit.start, hit.end - 1))
        yield _Hit(first, last + 1, hit.kind)


def _has_shape(text: str | None) -> bool:
    """Whether an issuer's shape may be there; None is a text that is not known."""
    return text is None or (
        suspicion.has_token(text) and any(suspicion.has_sign(text, signs) for _, signs, _ in SHAPES)
    )


def _place(at: int, starts: list[int], places: list[int]) -> int:
    """Where a character of the joined text stands in the text itself."""
    from bisect import bisect_right

    piece = bisect_right(starts, at) - 1
    return places[piece] + at - starts[piece]
