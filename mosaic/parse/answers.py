"""The JSON in what an agent program or a worker answers: alone, fenced, at the end, or wrapped.

The last object that has the wanted key counts, else the last object at all. A key given twice is
kept in mind, since the one that counts would be a guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_OPEN = re.compile(r"^[ \t]*(?=\{)", re.MULTILINE)
#: Where agent programs put their answer: Claude Code, Gemini, an opencode or Codex event.
_WRAPPED = ("result", "response", "text")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
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


def _objects(text: str) -> Iterator[Found]:
    """Each object that begins a line, outermost only. The work is bounded by the text's length:
    text that looks like JSON and is none ends the search."""
    repeated: list[str] = []
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: _dict(pairs, repeated))
    at, left = 0, 16 * len(text) + 10_000
    while left > 0:
        opening = _OPEN.search(text, at)
        if not opening:
            return
        repeated.clear()
        try:
            value, end = decoder.raw_decode(text, opening.end())
        except json.JSONDecodeError as fault:
            at, left = opening.end() + 1, left - max(fault.pos - opening.end(), 1)
        except (ValueError, RecursionError):
            at, left = opening.end() + 1, left - len(text)
        else:
            at = end
            yield Found(value, tuple(dict.fromkeys(repeated)))


def _dict(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated.extend(key for key in value if keys.count(key) > 1)
    return value
