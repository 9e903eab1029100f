"""Which findings a finding says that it waits for, or holds up (guide, Step 4).

Told by a label line (``Depends on: SEC-1, SEC-2``), by a row of a two-column table, or in a
sentence right before the id ("blocked by SEC-1"). Fenced code, quotes and what is denied or past
("not blocked by", "was blocked by") tell nothing. Linear in the text.
"""

from __future__ import annotations

import re

from mosaic.parse.review import words
from mosaic.patterns import regex
from mosaic.standard import Collection, Iterator, Literal
from mosaic.values import dataclass

Way = Literal["after", "before"]

_MOST = 50
_BARE = " \t*_`~-•·|+"
_PIECES = regex(r"\s[·•]\s")
#: A sentence that says so, with an id right behind it. Of "after" and "before" only those that
#: speak of what is to be done: "found after SEC-1" orders nothing.
_TO_DO = (
    r"(?:fix|fixed|do|done|only|apply|come|comes|land|merge|merged|address|addressed|start"
    r"|schedule|tackle|remedy)(?:\s(?:this|it|that|one|only))?"
)
_ID = r"\s[\s*_`\[#]{0,8}[\w.-]{1,40}+[\s*_`\]]{0,8}+(?:\([^()\s]{0,200}\))?"
_PHRASE = regex(
    r"\b(?:(?P<after>(?:blocked|gated|held up) (?:by|on)|depend(?:s|ent|ing)? (?:up)?on"
    rf"|requires|require|waits? for|prerequisites? (?:is|are)|{_TO_DO} after"
    r"|blockiert (?:durch|von)|abhängig von|hängt ab von|hängt von|bloquée? par|dépend de"
    r"|bloquead[oa] por|depende de)"
    rf"|(?P<before>blocks|unblocks|blocking|prerequisite (?:for|of|to)|{_TO_DO} before"
    r"|blockiert|bloque|bloquea))(?![\w-])"
    r"|(?P<zh>依赖于|依赖|取决于)"
    rf"|(?:^|(?<=\()|(?<=[.;:]\s)|(?<=[-*]\s))(?P<first>after)(?={_ID}(?!\s?(?:was|were|had)\b))"
    rf"|\b(?P<done>after)(?={_ID}\s?(?:is|are|has|have|lands?|gets)\b)",
    re.IGNORECASE,
)
_DENIED = regex(
    r"(?:\b(?:not|never|nor|no longer|cannot|without being|was|were|been|had|previously|formerly"
    r"|nicht|kein|pas|sin|nunca|independent)|n['’]t|不|不再)\W{0,3}(?:\w{1,20}\W{1,3})?$",
    re.IGNORECASE,
)
_FILLER = regex(
    r"[\s*_`\[\]()#\"“”]{0,20}(?:(?:the|fix|fixing|fixes|remedy|of|for|in|on|finding|findings"
    r"|issue|issues|item|items|task|tasks|on)\b[\s*_`\[\]()#\"“”]{1,20}){0,4}",
    re.IGNORECASE,
)
_WORD = regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,80}")
_AND = regex(
    r"[\s*_`\"”]{0,8}(?:\]\([^()\s]{0,300}\)|\])?[\s*_`)\"”]{0,8}"
    r"(?:(?:[,;/&+·、，；]|\b(?:and|und|et|y)\b|和|及|と|및)\s{0,4}){1,2}"
)


@dataclass(frozen=True)
class Relation:
    """A finding named by the id ``other``; ``after``: it comes first, ``before``: it follows.

    ``line`` counts from 0, in the text that was read.
    """

    other: str
    way: Way
    line: int


def relations(body: str, known: Collection[str]) -> tuple[Relation, ...]:
    """What a finding's text says of the findings with these ids, each once; at most 50.

    ``known`` are ids in lower case, and so is ``other``. A bare number is an id behind a label
    alone.
    """
    found: dict[tuple[str, Way], Relation] = {}
    for number, line in _spoken(body):
        for way, other in _told(line, known):
            found.setdefault((other, way), Relation(other, way, number))
        if len(found) >= _MOST:
            break
    return tuple(found.values())[:_MOST]


def _spoken(body: str) -> Iterator[tuple[int, str]]:
    """The lines outside of fences and quotes, each with its number."""
    fence = ""
    for number, line in enumerate(body.split("\n")):
        bare = line.strip()
        mark = bare[:3]
        if mark in ("```", "~~~") and not fence:
            fence = mark
        elif fence:
            fence = "" if mark == fence and not bare.strip(mark[0]) else fence
        elif bare and not bare.startswith(">"):
            yield number, line


def _told(line: str, known: Collection[str]) -> Iterator[tuple[Way, str]]:
    labelled = False
    for piece in _PIECES.split(line):
        way, said = _label(piece)
        if way:
            labelled = True
            yield from ((way, other) for other in _ids(said, 0, known, numbers=True))
    if labelled:
        return
    for match in _PHRASE.finditer(line):
        way = "before" if match["before"] else "after"
        if not _DENIED.search(line[max(0, match.start() - 40) : match.start()]):
            yield from ((way, other) for other in _ids(line, match.end(), known))


def _label(piece: str) -> tuple[Way | None, str]:
    """What a label line, or a row of key and value, says; None where it is about another thing."""
    for colon in (":", "：", "|"):
        key, found, said = piece.lstrip(_BARE).partition(colon)
        name = key.strip(_BARE + ":：").lower() if found and len(key) <= 60 else ""
        if name in words.AFTER_LABELS:
            return "after", said
        if name in words.BEFORE_LABELS:
            return "before", said
    return None, ""


def _ids(text: str, at: int, known: Collection[str], *, numbers: bool = False) -> Iterator[str]:
    """The known ids that stand here one behind the other, up to the first other word."""
    while True:
        lead = _FILLER.match(text, at)
        word = _WORD.match(text, lead.end() if lead else at)
        name = word.group().rstrip("._-").lower() if word else ""
        if not word or name not in known or (name.isdigit() and not numbers):
            return
        yield name
        onward = _AND.match(text, word.start() + len(name))
        if not onward:
            return
        at = onward.end()
