"""TOML as people write a config, read without the library: sections, and one plain value a line.

Whatever is not plain (an escape, a comment behind a value, a name twice, anything wrong) is None:
``tomllib`` reads it from its beginning. What is read here is what tomllib would read.
"""

from __future__ import annotations

#: Numbers of more digits are left to the library.
_DIGITS = 15


def read_toml(text: str) -> dict[str, object] | None:
    """The values of a plain text of TOML, None where it is not plain."""
    data: dict[str, object] = {}
    here = data
    for whole in text.split("\n"):
        line = whole.strip(" ")
        if not line.isprintable():
            return None
        if not line or line.startswith("#"):
            continue
        name, sign, said = line.partition("=")
        if line.startswith("["):
            name, here = line[1:-1], {}
            value: object = here if line.endswith("]") else None
        else:
            name, value = name.strip(" "), _value(said.strip(" ")) if sign else None
        place = data if value is here else here
        if value is None or not (name.isascii() and name.isidentifier()) or name in place:
            return None
        place[name] = value
    return data


def _value(said: str) -> object:
    """A plain value, None where it is another."""
    if said in ("true", "false"):
        return said == "true"
    if said.startswith("["):
        return _texts(said)
    return _number(said) if said[:1].isdigit() else _text(said)


def _text(said: str) -> str | None:
    inner = said[1:-1]
    plain = len(said) > 1 and said[0] == said[-1] == '"' and '"' not in inner
    return inner if plain and "\\" not in inner else None


def _texts(said: str) -> list[str] | None:
    """An array of texts on one line."""
    if not said.endswith("]"):
        return None
    parts = [_text(part.strip(" ")) for part in said[1:-1].split(",")] if said[1:-1].strip() else []
    found = [part for part in parts if part is not None]
    return found if len(found) == len(parts) else None


def _number(said: str) -> float | int | None:
    whole, dot, rest = said.partition(".")
    if not (said.isascii() and whole.isdigit() and len(said) <= _DIGITS):
        return None
    if whole != "0" and whole.startswith("0"):
        return None
    if dot:
        return float(said) if rest.isdigit() else None
    return int(whole)
