"""JSON written as the standard library does, without loading it."""

from __future__ import annotations

from mosaic.standard import json


def quoted(text: str) -> str:
    """A text as JSON: ``json.dumps(text, ensure_ascii=False)``."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"' if plain.isprintable() else json.dumps(text, ensure_ascii=False)


def as_json(value: object) -> str:
    """``json.dumps(value, ensure_ascii=False)``; loading that takes longer than this."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if type(value) is int:
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_json, value))}]"
    if isinstance(value, dict) and all(type(key) is str for key in value):
        return f"{{{', '.join(f'{quoted(k)}: {as_json(v)}' for k, v in value.items())}}}"
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def pretty(value: object, margin: str = "") -> str:
    """``json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)``."""
    if type(value) is dict and value and all(type(key) is str for key in value):
        inner = [f"{quoted(key)}: {pretty(one, margin + '  ')}" for key, one in value.items()]
        return _lines("{", inner, "}", margin)
    if type(value) is list and value:
        return _lines("[", [pretty(one, margin + "  ") for one in value], "]", margin)
    if type(value) is float and value - value == 0:
        return repr(value)
    if value is None or type(value) in (str, bool, int) or value in ({}, []):
        return as_json(value)
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return text.replace("\n", f"\n{margin}")


def _lines(begin: str, inner: list[str], end: str, margin: str) -> str:
    between = f",\n{margin}  "
    return f"{begin}\n{margin}  {between.join(inner)}\n{margin}{end}"
