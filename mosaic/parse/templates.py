"""Templates are filled strictly and literally.

A placeholder is ``${NAME}``, a dollar is ``$$``, and any other dollar is an error with its place.
Every placeholder must have a value; a value is inserted as it is and never expanded again.
"""

from __future__ import annotations

from mosaic.errors import Usage
from mosaic.patterns import Match, regex
from mosaic.standard import Mapping

_DOLLAR = regex(r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Z][A-Z0-9_]*)\}|)")


def placeholders(text: str, *, source: str = "template") -> frozenset[str]:
    """Return the names that ``text`` asks for.

    Raises Usage that lists each ill-formed dollar as ``source:line:column`` (both from 1).
    """
    found = tuple(_DOLLAR.finditer(text))
    faults = [_fault(text, match, source) for match in found if match[0] == "$"]
    if faults:
        raise Usage(
            faults[0] if len(faults) == 1 else f"{source} has {len(faults)} ill-formed dollars",
            hint="write a placeholder as ${NAME}, and a dollar as $$",
            details=faults,
        )
    return frozenset(match["name"] for match in found if match["name"])


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
    return _DOLLAR.sub(lambda match: "$" if match["dollar"] else values[match["name"]], text)


def _fault(text: str, match: Match[str], source: str) -> str:
    start = match.start()
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    shown = text[start : start + 20].split("\n")[0].rstrip("\r")
    return f"{source}:{line}:{column}: {shown!r} is not a placeholder"
