"""What a line of Markdown says, without its marks: plain text, and how it begins.

mistune reads the marks; code marks go and what stood in them stays, HTML goes.
"""

from __future__ import annotations

import mistune

from mosaic.parse.review.severity import whole
from mosaic.patterns import regex
from mosaic.standard import Any, Callable, Iterator, Sequence, cache, lru_cache
from mosaic.values import dataclass

#: More of a paragraph is never looked at: a title is far shorter.
LONGEST = 1200
#: Kinds of text by which a severity stands out, and how far from the beginning it may.
_STANDS_OUT = ("strong", "emphasis", "codespan", "image")
_LONGEST_BADGE = 30
_MARKS = regex(r"[*_`\[\]<>~\\&!\n]")
_BLANKS = regex(r"\s+")


@dataclass(frozen=True)
class Inline:
    """``plain``: the whole text on one line. ``lead``: the bold text it begins with, if any.
    ``link``: where a link at its beginning points. ``struck``: it begins struck through."""

    plain: str
    lead: str = ""
    link: str = ""
    struck: bool = False


@cache
def _inline() -> Callable[..., Any]:
    return mistune.create_markdown(renderer=None, plugins=["strikethrough"]).inline


def read_inline(text: str) -> Inline:
    """Read one paragraph, heading or cell; a long one only up to ``LONGEST`` characters."""
    return _read(text[:LONGEST].strip())


@lru_cache(maxsize=16384)
def _read(text: str) -> Inline:
    """Kept, since each text is asked for by several readers."""
    if not _MARKS.search(text):
        return Inline(text)
    tokens = _inline()(text.replace("\\|", "|"), {"ref_links": {}})
    first = next(_telling(tokens), None)
    plain = _squeeze("".join(_words(tokens)))
    if first is None:
        return Inline(plain)
    kind, said = first["type"], _squeeze("".join(_words([first])))
    plain = _with_badge(tokens, plain)
    return Inline(
        plain,
        said if kind == "strong" else "",
        _target(first),
        kind == "strikethrough" or _holds(first, "strikethrough"),
    )


def _squeeze(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _telling(tokens: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Tokens that say something: HTML, blanks and lone signs apart."""
    for token in tokens:
        said = "".join(_words([token]))
        if any(c.isalnum() for c in said):
            yield token


def _with_badge(tokens: Sequence[dict[str, Any]], plain: str) -> str:
    """The text with brackets around a severity that stands out in it, near its beginning."""
    before = ""
    for token in tokens:
        said = _squeeze("".join(_words([token])))
        if token["type"] in _STANDS_OUT and said[:1].isupper() and len(said) < _LONGEST_BADGE:
            mark = whole(said)
            start = plain.find(said, max(len(before.strip()), 0))
            behind = plain[start + len(said) :]
            alone = mark is not None and not mark.by_emoji and mark.end == len(said)
            if alone and 0 <= start <= _LONGEST_BADGE and behind.strip():
                return f"{plain[:start]}[{said}]{behind}"
        before += "".join(_words([token]))
        if len(before) > _LONGEST_BADGE:
            break
    return plain


def _target(token: dict[str, Any]) -> str:
    """Where the token, or what it begins with, links to."""
    if token["type"] == "link":
        return str(token["attrs"]["url"])
    inner = next(_telling(token.get("children", ())), None)
    return _target(inner) if inner else ""


def _holds(token: dict[str, Any], kind: str) -> bool:
    inner = next(_telling(token.get("children", ())), None)
    return inner is not None and inner["type"] == kind


def _badge(alt: str) -> str:
    """What the image of a badge says, set off where that is a severity: ``![P1 Badge](…)``."""
    said = alt[: -len(" badge")] if alt[-6:].lower() == " badge" else alt
    mark = whole(said) if said != alt else None
    return f"[{said}] " if mark and not mark.by_emoji else alt


def _words(tokens: Sequence[dict[str, Any]]) -> Iterator[str]:
    for token in tokens:
        kind = token["type"]
        if kind in ("softbreak", "linebreak"):
            yield " "
        elif kind in ("text", "codespan"):
            yield token["raw"]
        elif kind == "image":
            yield _badge("".join(_words(token.get("children", ()))))
        elif "children" in token:
            yield from _words(token["children"])
