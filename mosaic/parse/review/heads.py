"""What the first line of an entry says: its name, its severity, its title, whether it is closed.

``### SEC-1 — HIGH — title``, ``[H-01] title``, ``6.1 [HIGH] title — **fixed**``,
``BUG 1: title (Critical)``, ``🔴 CRITICAL: title``: the marks come off, the title stays.
"""

from __future__ import annotations

import re

from mosaic.parse.review import exclusions, files
from mosaic.parse.review.identity import Name, named
from mosaic.parse.review.severity import SIGNS, Mark, front, value, whole
from mosaic.parse.review.words import PRIORITY_LABELS, SERIAL_NOUNS, SEVERITY_LABELS
from mosaic.patterns import regex
from mosaic.values import dataclass

_DASH = regex(r"\s+(?:[—–·|→]|-{1,2}|->)\s+|\s*[—·]\s*")
_GROUP_END = regex(r"[(\[（【{]([^()\[\]（）【】{}]{1,80})[)\]）】}]\s*$")
_GROUP_FRONT = regex(r"[(\[（【{]([^()\[\]（）【】{}]{1,80})[)\]）】}]\s*")
_LOOKED_AT, _LONGEST_PART, _LONGEST_TAIL = 400, 30, 120
_BOX = regex(r"\[([ xX])\]\s+")
#: A noun that only announces the title: ``Bug: …``.
_CALLED = regex(rf"(?:{'|'.join(SERIAL_NOUNS)})\s?[:：]\s+(?=\S)", re.IGNORECASE)
#: … with what it is in brackets: ``issue (blocking): …``.
_NOTED = regex(
    rf"(?:{'|'.join(SERIAL_NOUNS)}|todo|chore|note)\s\(([^()]{{1,40}})\)\s?[:：]", re.IGNORECASE
)
_RATED = regex(
    rf"(?:{'|'.join(sorted((*SEVERITY_LABELS, *PRIORITY_LABELS), key=len, reverse=True))})"
    r"\s?[:：=]\s?",
    re.IGNORECASE,
)
_EFFORT = regex(r"(?:XS|S|M|L|XL|XXL)")
_META = regex(r"(?:confidence|effort|likelihood|impact|probability|信頼度|工数)\b", re.IGNORECASE)
_EDGES = " \t:：—–-·|→,;.*_"
_SIGNS_END = regex(f"\\s?[{''.join(SIGNS)}]\ufe0f?$")
_SIGNS = regex(
    "[\u203c\u2049\u2100-\u214f\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+"
)


@dataclass(frozen=True)
class Head:
    """An entry's first line, taken apart. ``set_off``: the severity stands in brackets, or a colon
    follows it. ``closed``: why it is no finding, or ``""``."""

    name: Name | None
    mark: Mark | None
    title: str
    closed: str = ""
    set_off: bool = False
    rest: str = ""

    @property
    def id(self) -> str:
        return self.name.id if self.name else ""

    @property
    def others(self) -> tuple[str, ...]:
        """The ids behind the first, of an entry that bears several."""
        return self.name.others if self.name else ()

    @property
    def proper(self) -> bool:
        """Whether it has an id, and no mere number."""
        return self.name is not None and not self.name.bare


def read_head(text: str, *, loose: bool = False, ends: bool = True) -> Head:
    """Take a plain first line apart; ``ends``: whether any mark may stand at its end too, and not
    only one that says that it is a severity."""
    box = _BOX.match(text)
    text = text[box.end() :] if box else text
    marked, rest, set_off = _leading(text)
    name = named(rest, loose=loose)
    if name:
        rest = rest[name.end :]
        again, rest, off = _leading(rest)
        marked, set_off = marked or again, set_off or off
    closed = exclusions.closing(rest)
    last, title, tail_closed, labelled = _trailing(rest, ends=ends or name is not None)
    if not ends and not labelled:
        title = rest
    if ends or name:
        closed = closed or tail_closed
    marked, set_off = marked or last, set_off or labelled
    if exclusions.praises(text, marked):
        closed = "praise"
    if (box and box.group(1) != " ") or exclusions.became_done(text):
        closed = "closed"
    called = _CALLED.match(title)
    title = files.without_places(title[called.end() :] if called else title)
    return Head(name, marked, title.strip(_EDGES), closed, set_off, rest)


def behind_lead(plain: str, lead: str) -> tuple[Mark | None, bool]:
    """The severity that follows a bold beginning, ``**title** (high): …``; whether in brackets."""
    if not lead or not plain.startswith(lead):
        return None, False
    rest = plain[len(lead) :].lstrip(_EDGES)
    mark, _, _ = _leading(rest)
    return (
        (mark, rest[:1] in ("(", "[", "（", "【")) if mark and not mark.by_emoji else (None, False)
    )


def within(plain: str) -> tuple[Mark | None, str]:
    """The severity that stands between dashes, ``name — High — what``, and the rest."""
    parts = [part.strip() for part in _DASH.split(plain[:_LOOKED_AT])]
    for at, part in enumerate(parts[1:4], 1):
        mark = whole(part)
        if mark and not mark.by_emoji and len(part) <= _LONGEST_PART:
            others = (*parts[:at], *parts[at + 1 :])
            return mark, " — ".join(p for p in others if p and not files.is_place(p))
    return None, ""


def _leading(text: str) -> tuple[Mark | None, str, bool]:
    """The severity at the front, the text behind it and its like, and whether it is set off."""
    mark: Mark | None = None
    set_off = False
    rest = text.lstrip(" \t")
    while True:
        found, length, off = _one(rest)
        if not length:
            return mark, rest, set_off
        mark, set_off = (found if _outranks(found, mark) else mark), set_off or off
        rest = rest[length:].lstrip(" \t:：—–-·|→")


def _outranks(found: Mark | None, mark: Mark | None) -> bool:
    return mark is None or (mark.by_emoji and found is not None and not found.by_emoji)


def _one(text: str) -> tuple[Mark | None, int, bool]:
    """One leading mark: the severity, how long it is, whether brackets or a colon set it off."""
    signs = _SIGNS.match(text)
    if signs:
        return front(signs.group()), signs.end(), False
    group = _GROUP_FRONT.match(text)
    if group:
        mark = _rated(group.group(1)) or whole(group.group(1))
        known = mark is not None or _META.match(group.group(1))
        return mark, group.end() if known else 0, mark is not None
    noted = _NOTED.match(text)
    if noted and whole(noted.group(1)):
        return whole(noted.group(1)), noted.end(), True
    head = _DASH.split(text, maxsplit=1)[0]
    if len(head) < len(text) and (_EFFORT.fullmatch(head) or _META.match(head)):
        return None, len(head), False
    mark = front(text)
    if mark is None or mark.by_emoji or not text[: mark.end].strip(" *_").startswith(mark.words):
        return None, 0, False
    behind = text[mark.end :]
    if behind[:1] in (":", "：", "]", ")", "}") or not behind.strip(_EDGES):
        return mark, mark.end, True
    if _DASH.match(behind) and mark.words.isupper():
        return mark, mark.end, True
    follower = named(behind) if behind[:1] == " " else None
    named_next = follower is not None and not follower.bare
    if behind.startswith((" (", ". ")) or _DASH.match(behind) or named_next:
        return mark, mark.end, False
    return None, 0, False


def _trailing(text: str, *, ends: bool) -> tuple[Mark | None, str, str, bool]:
    """The severity at the end, the title without it, why it is closed if it says so, and whether
    a label stands with the severity."""
    mark: Mark | None = None
    closed, labelled = "", False
    rest = text.rstrip(" .")
    sign = _SIGNS_END.search(rest[-8:]) if ends else None
    if sign and len(rest) > len(sign.group()):
        mark, rest = front(sign.group()), rest[: -len(sign.group())].rstrip(_EDGES)
    for _ in range(4):
        group = _GROUP_END.search(rest[-90:])
        tail = group.group(1) if group else _last_part(rest)
        if not tail:
            break
        rated = _rated(tail)
        found = rated or (_end_mark(tail, grouped=group is not None) if ends else None)
        done = exclusions.closing(tail) if ends and len(tail) <= _LONGEST_TAIL else ""
        if not (found or done or _META.match(tail) or files.is_place(tail)):
            break
        mark = found if found and _outranks(found, mark) else mark
        closed, labelled = closed or done, labelled or rated is not None
        cut = len(group.group()) if group else len(tail)
        rest = rest[:-cut].rstrip(_EDGES)
    return mark, rest, closed, labelled


def _rated(part: str) -> Mark | None:
    """The severity in a part of a line that is called so: ``Severity: High``."""
    label = _RATED.match(part.strip(" *_`"))
    return value(part.strip(" *_`")[label.end() :]) if label else None


def _last_part(text: str) -> str:
    parts = _DASH.split(text)
    return parts[-1] if len(parts) > 1 else ""


def _end_mark(tail: str, *, grouped: bool) -> Mark | None:
    """A severity at the end counts where it is all that stands there, or shouts; ``High Risk`` is a
    rating of an area."""
    mark = front(tail)
    if mark is None or mark.by_emoji:
        return None
    if mark.words.lower().endswith("risk"):
        return None
    alone = whole(tail) is not None
    ranked = any(c.isdigit() for c in mark.words)
    said, comma, _ = tail[mark.end :].partition(",")
    listed = grouped and comma and len(said.split()) <= 2
    noted = not ranked and (mark.words.isupper() or listed)
    return mark if alone or noted else None
