"""The JSON in what an agent program or a worker answers: alone, fenced, at the end, or wrapped.

The last object that has the wanted key counts, else the last object at all. A key given twice is
kept in mind, since the one that counts would be a guess.
"""

from __future__ import annotations

from mosaic.parse.decoding import value_at
from mosaic.standard import Any, Iterator, Mapping, json
from mosaic.values import dataclass

_EFFORT = 16
_TAIL = 65_536
_TRIES = 100
#: Where agent programs put their answer: Claude Code, Gemini, an opencode or Codex event.
_WRAPPED = ("result", "response", "text")
_DEEPEST = 3


@dataclass(frozen=True)
class Found:
    """An object with the keys that were given twice, at any depth."""

    value: Mapping[str, Any]
    repeated: tuple[str, ...] = ()


def last_object(text: str, key: str, depth: int = 0) -> Found | None:
    """The object of an answer that has ``key``, or the last there is, or None."""
    found = [inner for one in _objects(text) for inner in _unwrapped(one, key, depth)]
    return next((one for one in reversed(found) if key in one.value), found[-1] if found else None)


def events(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a program's output, be it one object, a list of them, or one a line."""
    try:
        whole: object = json.loads(text)
    except (ValueError, RecursionError):
        yield from (found.value for found in _objects(text))
        return
    for one in whole if isinstance(whole, list) else [whole]:
        if isinstance(one, dict):
            yield one


def _unwrapped(found: Found, key: str, depth: int) -> Iterator[Found]:
    """The object, or the one that it holds as structured output or as text."""
    if key not in found.value and depth < _DEEPEST:
        structured = found.value.get("structured_output")
        if isinstance(structured, dict):
            yield Found(structured, found.repeated)
            return
        for text in _texts(found.value):
            inner = last_object(text, key, depth + 1)
            if inner:
                yield inner
                return
    yield found


def _texts(value: Mapping[str, Any]) -> Iterator[str]:
    for holder in (value, value.get("item"), value.get("part")):
        if isinstance(holder, dict):
            yield from (holder[k] for k in _WRAPPED if isinstance(holder.get(k), str))


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where each object of an answer begins and ends, in order."""
    yield from sorted((start, end) for _, start, end in _placed(text))


def broken(text: str, key: str, depth: int = 0) -> str:
    """Where and why the last thing that looks like an object with ``key`` is no JSON, such as
    ``line 3, column 14: expecting ',' delimiter``; '' where nothing looks like one."""
    last = text.rfind(f'"{key}"')
    openings = list(_openings(text, 0, last + 1))[-_TRIES:] if last >= 0 else []
    for opening in reversed(openings):
        try:
            json.JSONDecoder().raw_decode(text, opening)
        except json.JSONDecodeError as fault:
            return (
                f"line {fault.lineno}, column {fault.colno}: {fault.msg[:1].lower()}{fault.msg[1:]}"
            )
        except (ValueError, RecursionError) as fault:
            return f"{fault}".partition(";")[0]
    if depth < _DEEPEST:
        inner = (t for one in _objects(text) for t in _texts(one.value))
        return next((said for t in inner if (said := broken(t, key, depth + 1))), "")
    return ""


def _objects(text: str) -> Iterator[Found]:
    return (found for found, _, _ in _placed(text))


def _placed(text: str) -> Iterator[tuple[Found, int, int]]:
    """Each object that begins a line, outermost only, with where it begins and ends.

    The work is bounded by the text's length: where too much looks like JSON and is none, the
    search goes on from the text's end, where a result stands.
    """
    at, left = 0, _EFFORT * len(text) + 10_000
    while left > 0:
        opening = next(_openings(text, at, len(text)), -1)
        if opening < 0:
            return
        found, at, cost = _decoded(text, opening)
        left -= cost
        if found:
            yield found, opening, at
    tail = _openings(text, max(at, len(text) - _TAIL), len(text))
    for opening in reversed(list(tail)[-_TRIES:]):
        found, end, _ = _decoded(text, opening)
        if found:
            yield found, opening, end
            return


def _openings(text: str, at: int, stop: int) -> Iterator[int]:
    """Each brace that begins a line from here on, blanks aside, where a key or the end follows."""
    brace = text.find("{", at, stop)
    while brace >= 0:
        line, inner = brace, brace + 1
        while line > 0 and text[line - 1] in " \t":
            line -= 1
        while inner < stop and text[inner].isspace():
            inner += 1
        begins = line >= at and (line == 0 or text[line - 1] == "\n")
        if begins and inner < stop and text[inner] in '"}':
            yield brace
        brace = text.find("{", brace + 1, stop)


def _decoded(text: str, start: int) -> tuple[Found | None, int, int]:
    """The object that begins here, if one does, where to go on, and what a vain try cost."""
    repeated: list[str] = []
    try:
        value, end = value_at(text, start, lambda pairs: _dict(pairs, repeated))
    except (ValueError, RecursionError) as fault:
        if not isinstance(fault, json.JSONDecodeError):
            return None, start + 1, len(text)
        # telling the fault's line costs a look at all the text before it
        return None, start + 1, fault.pos - start + fault.pos // 64 + 1
    return Found(value, tuple(dict.fromkeys(repeated))), end, 0


def _dict(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated.extend(key for key in value if keys.count(key) > 1)
    return value
