"""A task's contract, ``docs/tasks/contracts/<id>.json``: what it may change, as path patterns.

``scope`` and ``out_of_bounds`` are lists of paths, folders or patterns with ``*``, ``?`` and
``[…]``, where ``*`` also crosses slashes. A contract that cannot be read is a fault, never an
empty one.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

from mosaic.patterns import regex
from mosaic.state import CONTRACTS, State
from mosaic.values import dataclass

_WILD = regex(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Contract:
    """What a task may change; with a ``fault``, the file says nothing that can be used."""

    scope: tuple[str, ...] = ()
    out_of_bounds: tuple[str, ...] = ()
    fault: str = ""

    def allows(self, path: str) -> bool:
        """Whether the path is in scope (an empty scope holds every path) and not out of bounds."""
        inside = not self.scope or any(matches(path, p) for p in self.scope)
        return inside and not any(matches(path, p) for p in self.out_of_bounds)


def contract_of(task: str, state: State) -> Contract | None:
    """The task's contract, or None where it has none."""
    path = f"{CONTRACTS}/{task}.json"
    text = state.files.read(path)
    if text is None:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Contract(fault=f"{path} is not JSON")
    if not isinstance(data, dict):
        return Contract(fault=f"{path} is not an object")
    scope, bounds = _patterns(data.get("scope", [])), _patterns(data.get("out_of_bounds", []))
    if scope is None or bounds is None:
        return Contract(fault=f"{path}: scope and out_of_bounds want lists of paths")
    return Contract(scope, bounds)


def matches(path: str, pattern: str) -> bool:
    """Whether a path is what a pattern means, or lies in the folder that it names."""
    if path == pattern or path.startswith(pattern.rstrip("/") + "/"):
        return True
    if not _WILD.search(pattern):
        return False
    return fnmatchcase(path, pattern) or fnmatchcase(path, pattern.replace("**/", ""))


def _patterns(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    texts = tuple(v.removeprefix("./") for v in value if isinstance(v, str) and v.strip())
    return texts if len(texts) == len(value) else None


def overlap(one: str, other: str) -> bool:
    """Whether some path is meant by both patterns; in doubt (a ``[…]``) yes."""
    if not _WILD.search(one) and not _WILD.search(other):
        return matches(one, other) or matches(other, one)
    return any(_meet(a, b) for a in _reaches(one) for b in _reaches(other))


def _reaches(pattern: str) -> tuple[str, ...]:
    """The pattern itself, without ``**/`` that may stand for nothing, and where it names a
    folder (one with a star or a question mark never does) what lies in it."""
    bare = pattern.rstrip("/")
    inside = bare if "*" in bare or "?" in bare else f"{bare}/*"
    return tuple(dict.fromkeys((bare, bare.replace("**/", ""), inside)))


def _meet(one: str, other: str) -> bool:
    """Whether two patterns have a text in common.

    Walks the beginnings of both side by side: a star stands for nothing or takes one token more.
    """
    a, b = _tokens(one), _tokens(other)
    row = [True] + [False] * len(b)
    for j, token in enumerate(b):
        row[j + 1] = row[j] and token == "*"
    for mine in a:
        above, row = row, [row[0] and mine == "*"]
        for j, theirs in enumerate(b):
            if "*" in (mine, theirs):
                row.append(above[j + 1] or row[j])
            else:
                row.append(above[j] and (mine == theirs or "?" in (mine, theirs)))
    return row[-1]


def _tokens(pattern: str) -> list[str]:
    """One token a character; a bracket and what is in it counts as ``?``."""
    return list(re.sub(r"\[[^\]\[]{1,100}\]", "?", pattern))
