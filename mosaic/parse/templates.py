"""Templates are filled strictly and literally.

A placeholder is ``${NAME}``, a dollar is ``$$``, and any other dollar is an error with its place.
Every placeholder must have a value; a value is inserted as it is and never expanded again.
"""

from __future__ import annotations

from mosaic.errors import Usage
from mosaic.parse.cells import is_made_of
from mosaic.patterns import Match, regex
from mosaic.standard import Mapping

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DOLLAR = regex(r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Z][A-Z0-9_]*)\}|)")


def placeholders(text: str, *, source: str = "template") -> frozenset[str]:
    """Return the names that ``text`` asks for.

    Raises Usage that lists each ill-formed dollar as ``source:line:column`` (both from 1).
    """
    parts = _parts(text)
    if parts is not None:
        return frozenset(name for _, name in parts if name)
    found = tuple(_DOLLAR.finditer(text))
    faults = [_fault(text, match, source) for match in found if match[0] == "$"]
    raise Usage(
        faults[0] if len(faults) == 1 else f"{source} has {len(faults)} ill-formed dollars",
        hint="write a placeholder as ${NAME}, and a dollar as $$",
        details=faults,
    )


def _parts(text: str) -> list[tuple[str, str]] | None:
    """The text in parts, each with the name of the placeholder behind it, '' where none is; None
    where a dollar is ill-formed."""
    first, *pieces = text.split("$")
    parts, at = [(first, "")], 0
    while at < len(pieces):
        piece = pieces[at]
        name, brace, rest = piece[1:].partition("}")
        if not piece and at + 1 < len(pieces):  # two dollars: what is behind them is text
            at += 1
            parts.append((f"${pieces[at]}", ""))
        elif piece[:1] == "{" and brace and _is_name(name):
            parts[-1] = (parts[-1][0], name)
            parts.append((rest, ""))
        else:
            return None
        at += 1
    return parts


def _is_name(text: str) -> bool:
    return is_made_of(text[:1] or "-", _CAPITALS) and is_made_of(text, f"{_CAPITALS}_0123456789")


def fill(text: str, values: Mapping[str, str], *, source: str = "template") -> str:
    """Return ``text`` with each placeholder replaced by its value, literally.

    Values that no placeholder asks for are ignored. Raises Usage for ill-formed dollars, and
    one that names all the placeholders without a value.
    """
    missing = sorted(placeholders(text, source=source) - values.keys())
    if missing:
        names = ", ".join(f"${{{name}}}" for name in missing)
        raise Usage(
            f"{source} asks for what has no value: {names}",
            hint=f"this template may use: {', '.join(sorted(values)) or 'no placeholders'}",
            details=missing,
        )
    parts = _parts(text) or []
    return "".join([said + (values[name] if name else "") for said, name in parts])


def _fault(text: str, match: Match[str], source: str) -> str:
    start = match.start()
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    shown = text[start : start + 20].split("\n")[0].rstrip("\r")
    return f"{source}:{line}:{column}: {shown!r} is not a placeholder"
