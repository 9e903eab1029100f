"""The parts of one finding in a tool's JSON: title, severity, files, ids; each by ``keys.py``.

Every function takes a finding's fields under plain names (small letters and digits), and gives an
empty value for what is missing or of another kind.
"""

from __future__ import annotations

from mosaic.parse.review import files as written
from mosaic.parse.review import rules, severity
from mosaic.parse.review.finding import Severity
from mosaic.parse.review.structured import keys, uris
from mosaic.parse.review.structured.nodes import Node, whole
from mosaic.parse.review.structured.told import rated
from mosaic.patterns import regex
from mosaic.standard import Iterator, Mapping

Fields = Mapping[str, object]

_DEEPEST = 4
#: Characters of a place that are looked at; places of one finding.
_LONGEST = 1000
_MOST = 40
_OWN_LINES = regex(r"(?:#L|:)(\d{1,7})(?:-L?(\d{1,7}))?(?::\d{1,7})?(?:-\d{1,7})?$")
_RANGE = regex(r"(\d{1,7})(?:\s?[-–]\s?(\d{1,7}))?")
#: A project's key before a path, as SonarQube writes it; no drive and no scheme.
_PROJECT = regex(r"[\w.-]{1,100}:(?![/\\])")
_ENDING = regex(r".*\w\.[A-Za-z0-9]{1,12}")
_WORD = regex(r"[^\s]{1,80}")
_UUID = regex(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HASH = regex(r"[0-9a-fA-F]{32,128}")


def plain(key: str) -> str:
    """A key without case and signs: ``start_line`` and ``startLine`` are one."""
    return "".join(c for c in key[:80].casefold() if c.isalnum())


def fields(node: Node) -> dict[str, object]:
    """A finding's fields by plain name, with those of the objects that only group them."""
    own: dict[str, object] = {}
    for key, value in node.fields.items():
        own.setdefault(plain(key), value)
    for key in keys.SPREAD:
        inner = own.get(key)
        if isinstance(inner, Node):
            for name, value in inner.fields.items():
                named = plain(name)
                named = f"rule{named}" if key == "rule" and named in ("id", "name") else named
                own.setdefault(named, value)
    return own


def said(value: object) -> str:
    """What a value says as text: a text, a number, or the text that an object wraps."""
    if isinstance(value, str):
        return value
    if isinstance(value, Node):
        found = (value.text(key) for key in ("text", "value", "message", "title", "name", "id"))
        return next((text for text in found if text), "")
    return "" if isinstance(value, bool | list) or value is None else str(value)


def first(own: Fields, names: tuple[str, ...]) -> str:
    """The first of some fields that says something."""
    texts = (said(own[name]).strip() for name in names if name in own)
    return next((text for text in texts if text), "")


def title(own: Fields) -> str:
    """What the finding is called: a text with a letter in it."""
    for name in (name for name in keys.TITLE if name in own):
        text = said(own[name]).strip()
        if any(c.isalpha() for c in text[:400]):
            return next(line for line in text.split("\n") if line.strip()).strip(" \t#*")
    return ""


def rule(own: Fields) -> str:
    """The id of what was broken: a word, no sentence and no piece of code."""
    found = (said(own[name]).strip() for name in keys.RULE if name in own)
    return next((text for text in found if _WORD.fullmatch(text)), "")


def own_id(own: Fields) -> str:
    """The report's own id; counting and random numbers are none, since the next report has
    others."""
    text = first(own, keys.OWN)
    counted = text.lstrip("#").isdigit()
    return "" if counted or _UUID.fullmatch(text) or _HASH.fullmatch(text) else text[:_LONGEST]


def fingerprint(own: Fields) -> str:
    """What a tool itself recognises the finding by, or ""."""
    text = first(own, keys.FINGERPRINT)
    name = first(own, keys.OWN)
    return text or (name if _HASH.fullmatch(name) else "")


def worth(own: Fields) -> tuple[Severity | None, str, rules.Rule]:
    """The severity, the words that said so and what they are; None with words where they say that
    it is none."""
    for name in (name for name in keys.SEVERITY if name in own):
        found, words = _rank(name, own[name], own)
        if words:
            return found, words, rules.FIELD
    for name in (name for name in keys.SCORE if name in own):
        score = said(own[name])
        found = rated(score)
        if found:
            return found, score[:20], rules.SCORE
    return None, "", rules.NONE


def _rank(name: str, value: object, own: Fields) -> tuple[Severity | None, str]:
    """The severity of one field; words are "" where it gives none."""
    text = said(value).strip()[:80]
    if isinstance(value, int) and not isinstance(value, bool):
        return _numbered(name, value, own)
    word = text.casefold().replace("_", "-").replace(" ", "-")
    if word in keys.WORDS:
        return keys.WORDS[word], text
    if word in keys.NONE and name in keys.SEVERITY[:6]:
        return None, text
    if name == "type":
        return None, ""
    mark = severity.value(text) if name in keys.SEVERITY[:8] else severity.whole(text)
    if mark:
        return mark.severity, text
    found = rated(text) if name == "severity" else None
    return (found, text) if found else (None, "")


def _numbered(name: str, value: int, own: Fields) -> tuple[Severity | None, str]:
    """Priorities count from 0, the worst; ESLint's severities are 1, warning, and 2, error."""
    if name == "priority" and 0 <= value <= 4:
        mark = severity.value(f"P{value}")
        return (mark.severity, f"priority {value}") if mark else (None, "")
    if name == "severity" and value in (1, 2) and "ruleid" in own:
        return ("high" if value == 2 else "medium"), f"severity {value}"
    return None, ""


def closed(own: Fields) -> str:
    """The words by which a finding is none any more, or ""."""
    for name in keys.STATUS:
        text = said(own.get(name)).strip()[:80]
        if plain(text) in keys.CLOSED:
            return f"{name} {text}"
    return next((name for name in keys.FLAGS if own.get(name) is True), "")


def places(own: Fields, here: uris.Roots) -> list[tuple[str, str]]:
    """Each file that the finding names, with its lines, in order."""
    return [(uris.from_root(path, here), lines) for path, lines in _places(own, _DEEPEST)][:_MOST]


def _places(own: Fields, depth: int) -> Iterator[tuple[str, str]]:
    """What the first field says that names a file."""
    beside = lines(own)
    for name in (name for name in (*keys.PATH, *keys.PLACE) if name in own):
        value = own[name]
        found = [
            place
            for one in (value[:_MOST] if isinstance(value, list) else (value,))
            for place in _place(one, name in keys.PATH, depth)
        ]
        if found:
            yield from ((path, told or beside) for path, told in found)
            return


def _place(value: object, sure: bool, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, Node) and depth:
        yield from _places({plain(k): v for k, v in value.fields.items()}, depth - 1)
    elif isinstance(value, str):
        yield from _named(value.strip()[:_LONGEST], sure)


def _named(text: str, sure: bool) -> Iterator[tuple[str, str]]:
    """The files that a text names; ``sure`` says that it is meant to be a path."""
    if text.casefold() in keys.NO_FILE:
        return
    match = _OWN_LINES.search(text)
    bare = text[: match.start()] if match else text
    told = uris.span(int(match.group(1)), int(match.group(2) or 0)) if match else ""
    if any(c in bare for c in " ,;`|()\n") and not (sure and _is_one_path(bare)):
        for ref in written.references(text):
            yield ref.path, ref.lines
        return
    if not sure and _PROJECT.match(bare):
        bare = bare.partition(":")[2]
    if sure or "." in bare or "/" in bare:
        yield uris.plain(bare), told


def _is_one_path(text: str) -> bool:
    """Whether a text with blanks is a path: it has folders, and only its last word an ending."""
    if "/" not in text or any(c in text for c in ",;`|()\n"):
        return False
    *before, last = text.split(" ")
    return bool(_ENDING.fullmatch(last)) and not any(_ENDING.fullmatch(word) for word in before)


def lines(own: Fields, depth: int = _DEEPEST) -> str:
    """The lines that the fields tell: ``45``, ``45-67``, ``3, 9`` or ""."""
    for start, end in keys.SPANS:
        value = own.get(start)
        if isinstance(value, str):
            told = _range(value)
            last = _number(own.get(end), depth)
            if told:
                return uris.span(int(told), last) if last and told.isdigit() else told
        number = _number(value, depth)
        if number:
            return uris.span(number, _number(own.get(end), depth))
    for name in (*keys.LINES, *keys.WITHIN):
        told = _lines(own.get(name), depth)
        if told:
            return told
    return ""


def _lines(value: object, depth: int) -> str:
    if isinstance(value, Node) and depth:
        return lines({plain(k): v for k, v in value.fields.items()}, depth - 1)
    if isinstance(value, list):
        numbers = [n for n in map(whole, value[:_MOST]) if n]
        if not numbers:
            return ""
        if len(numbers) == 2 or numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return uris.span(numbers[0], numbers[-1])
        return ", ".join(map(str, numbers))
    if isinstance(value, str):
        return _range(value)
    return uris.span(whole(value), None)


def _range(text: str) -> str:
    """The numbers of a text such as ``12-14`` or ``3, 9``."""
    found = _RANGE.findall(text[:200])
    return ", ".join(uris.span(int(a), int(b or 0)) for a, b in found if int(a))


def _number(value: object, depth: int) -> int | None:
    if isinstance(value, Node) and depth:
        inner = {plain(k): v for k, v in value.fields.items()}
        names = ("line", "row", "linenumber", "startline", "start", "begin")
        return next((n for n in (_number(inner.get(k), depth - 1) for k in names) if n), None)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 8:
        return int(value)
    return whole(value)
