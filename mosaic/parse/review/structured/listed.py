"""Review tools' JSON to what it tells: lists of findings, wherever the usual names put them.

A list under a name of ``keys.HOLDERS`` holds findings; a plain list, JSON Lines or another usual
name does where an object says a severity, a rule or a place. What is closed, and what is no
object, is no finding; each of these is told.
"""

from __future__ import annotations

from mosaic.parse.review import rules
from mosaic.parse.review.finding import Severity
from mosaic.parse.review.structured import fields as read_fields
from mosaic.parse.review.structured import keys, uris
from mosaic.parse.review.structured.fields import Fields
from mosaic.parse.review.structured.nodes import Node, whole
from mosaic.parse.review.structured.told import Noticed, Over, Reading, Told, tidied
from mosaic.standard import Iterator, Sequence
from mosaic.values import dataclass, replace

_DEEPEST = 8
_COUNTS = ("blockers", "critical", "high", "medium", "low", "shouldfix", "suggestions")
#: Characters of one value in a body; values of a list or an object that are told.
_LONGEST = 4000
_MOST = 20


@dataclass(frozen=True)
class Context:
    """What stands around an object: the severity and the file of its list, its name in a map.

    ``sure``: the list's name alone makes its objects findings.
    """

    severity: Severity | None = None
    words: str = ""
    file: str = ""
    name: str = ""
    sure: bool = False
    line: int = 1
    depth: int = 0


@dataclass(frozen=True)
class Met:
    """An object of a list with what stands around it; ``node`` is empty for what is no object."""

    node: Node
    own: Fields
    around: Context
    good: bool
    text: str = ""


def read(values: Sequence[object], here: uris.Roots) -> Reading | None:
    """What the values tell, or None where nothing in them is a list of findings."""
    met = [one for value in values for one in _walk(value, Context())]
    if not any(one.good or one.around.sure for one in met) and not _says_none(values):
        return None
    told: list[Told] = []
    over: list[Over] = []
    for one in met:
        why = _passed_over(one)
        if why:
            over.append(why)
        else:
            told.append(tidied(_told(one, here)))
    tops = [value for value in values if isinstance(value, Node)]
    noticed = tuple(line for top in tops[:1] for line in _differing(top, len(told)))
    name = tops[0].text("title") or tops[0].text("tool") if tops else ""
    return Reading(tuple(told), tuple(over), noticed, name)


def _says_none(values: Sequence[object]) -> bool:
    """Whether this is a report that found nothing: its list is there, and empty."""
    if len(values) != 1 or not isinstance(values[0], Node):
        return False
    own = read_fields.fields(values[0])
    return any(own.get(name) == [] for name in (*keys.HOLDERS, "results"))


def _walk(value: object, around: Context) -> Iterator[Met]:
    """Every object of every list that may hold findings."""
    if around.depth > _DEEPEST:
        return
    if isinstance(value, Node):
        yield from _object(value, around)
    elif isinstance(value, list):
        inner = replace(around, depth=around.depth + 1)
        for one in value:
            if isinstance(one, Node | list):
                yield from _walk(one, inner)
            elif around.sure:
                yield Met(Node(), {}, around, False, read_fields.said(one))


def _object(node: Node, around: Context) -> Iterator[Met]:
    own = read_fields.fields(node)
    held = [name for name in own if _holds(name, own[name])]
    rated = bool(read_fields.worth(own)[1])
    if held and (around.depth == 0 or not rated):
        path = next((path for path, _ in read_fields.places(own, uris.Roots())), around.file)
        yield from _below(node, own, replace(around, file=path, depth=around.depth + 1))
    elif _looks(own, around, rated):
        yield Met(node, own, around, True)
    elif around.sure or (around.depth and rated):
        yield Met(node, own, around, False)


def _holds(name: str, value: object) -> bool:
    listed = isinstance(value, list) and any(isinstance(one, Node | list) for one in value)
    if name in keys.HOLDERS:
        return listed or (isinstance(value, list | Node) and bool(value))
    if name in keys.RANKED:
        return listed
    return (name in keys.PERHAPS and listed) or (
        name in keys.PERHAPS | keys.AROUND and (isinstance(value, Node) or listed)
    )


def _below(node: Node, own: Fields, around: Context) -> Iterator[Met]:
    """What the lists of an object hold."""
    for name, value in own.items():
        if not _holds(name, value):
            continue
        inner = replace(around, line=value.first if isinstance(value, Node) else node.first)
        if name in keys.RANKED:
            inner = replace(inner, severity=keys.RANKED[name], words=name, sure=True)
        elif name in keys.HOLDERS:
            inner = replace(inner, sure=True)
        if name in keys.HOLDERS and isinstance(value, Node):
            yield from _map(value, inner)
        elif isinstance(value, Node):
            yield from _below(value, read_fields.fields(value), _deeper(inner))
        else:
            yield from _walk(value, inner)


def _map(node: Node, around: Context) -> Iterator[Met]:
    """An object in the place of a list: lists by severity, or findings by id."""
    if around.depth > _DEEPEST:
        return
    own = read_fields.fields(node)
    if any(_holds(name, own[name]) for name in own):
        yield from _below(node, own, _deeper(around))
        return
    for key, value in node.fields.items():
        if isinstance(value, Node):
            yield from _object(value, replace(_deeper(around), name=key[:80]))


def _deeper(around: Context) -> Context:
    return replace(around, depth=around.depth + 1)


def _looks(own: Fields, around: Context, rated: bool) -> bool:
    """Whether an object is a finding."""
    if not read_fields.title(own) and not around.name:
        return False
    if around.sure:
        return True
    placed = bool(around.file or read_fields.places(own, uris.Roots()))
    ruled = bool(read_fields.rule(own))
    if around.depth:
        return (
            (rated and (placed or ruled or bool(read_fields.own_id(own))))
            or ((ruled or bool(read_fields.lines(own))) and placed)
            or (rated and "title" in own)
        )
    return placed and (rated or ruled)


def _passed_over(met: Met) -> Over | None:
    """Why an object is no finding, or None."""
    if not met.node:
        return Over(met.around.line, met.text, rules.NO_OBJECT, "", "doubt")
    line, words = met.node.first, read_fields.title(met.own)
    if not met.good:
        return Over(line, words, rules.TOO_LITTLE, "", "doubt")
    shut = read_fields.closed(met.own)
    if shut:
        return Over(line, words, rules.STATUS_DONE, shut)
    found, said, _ = read_fields.worth(met.own)
    return Over(line, words, rules.NO_FAILURE, f"severity {said}") if said and not found else None


def _told(met: Met, here: uris.Roots) -> Told:
    own, around = met.own, met.around
    found, words, source = read_fields.worth(own)
    places = read_fields.places(own, here)
    if not places and around.file:
        places = [(uris.from_root(around.file, here), read_fields.lines(own))]
    title = read_fields.title(own) or around.name
    mark = read_fields.fingerprint(own)
    path = places[0][0] if places else ""
    about = tuple(read_fields.first(own, (name,)) for name in keys.ABOUT)
    return Told(
        first=met.node.first,
        last=met.node.last,
        title=title,
        body="\n\n".join(_body(met.node, title, places)),
        severity=found or around.severity or "medium",
        words=words or around.words,
        severity_from=source if words else rules.LIST_NAME if around.words else rules.NONE,
        seen=rules.JSON_OBJECT,
        files=uris.file_refs(places),
        own=read_fields.own_id(own) or around.name,
        rule=read_fields.rule(own) or ("finding" if mark else ""),
        identity=(mark,) if mark else (path, " ".join(title.split()), *filter(None, about)),
    )


def _body(node: Node, title: str, places: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The object for a reader: its title and files, its long texts, then the short values."""
    yield title
    shown = [f"{path}:{lines}" if lines else path for path, lines in places]
    if shown:
        yield "At " + ", ".join(dict.fromkeys(shown))
    short: list[str] = []
    for key, value in node.fields.items():
        text = _spelled(value, 3).strip()[:_LONGEST]
        if not text or text == title:
            continue
        if "\n" in text or len(text) > 100:
            yield f"{key[:60]}:\n{text}"
        else:
            short.append(f"- {key[:60]}: {text}")
    if short:
        yield "\n".join(short[: 3 * _MOST])


def _spelled(value: object, depth: int) -> str:
    """A value in words; what is nested too deep is left to the report."""
    if isinstance(value, Node):
        pairs = list(value.fields.items())[:_MOST] if depth else []
        told = [(key[:60], _spelled(one, depth - 1)) for key, one in pairs]
        return ", ".join(f"{key}: {text}" for key, text in told if text)
    if isinstance(value, list):
        told_of = [_spelled(one, depth - 1) for one in value[:_MOST]] if depth else []
        apart = "\n" if any(isinstance(one, Node) for one in value[:_MOST]) else ", "
        return apart.join(text for text in told_of if text)
    if value is None:
        return ""
    return str(value)[:_LONGEST] if not isinstance(value, bool) else str(value).lower()


def _differing(top: Node, count: int) -> Iterator[Noticed]:
    """A review's own counts, where they tell of more findings than are written out."""
    stats = top.node("stats") or top.node("counts")
    own = read_fields.fields(stats) if stats else {}
    claimed = sum(whole(own.get(name)) or 0 for name in _COUNTS)
    if claimed > count:
        said = f"the counts tell of {claimed} finding(s), and {count} are written out"
        yield Noticed(stats.first, said)
