"""JSON whose values know where they stand, read strictly: RFC 8259 and nothing beside it.

A key given twice, NaN, a byte order mark, a number too long to mean something and a nesting too
deep are faults like any other, each with its line and column.
"""

from __future__ import annotations

from mosaic.parse.decoding import literal_at
from mosaic.patterns import regex
from mosaic.standard import TypeAlias, json
from mosaic.values import dataclass

DEEPEST = 16
_NUMBER = regex(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?")
_BLANKS, _DIGITS = (" ", "\t", "\r", "\n"), tuple("0123456789")
#: What may stand behind a number.
_BEHIND = (*_BLANKS, ",", "]", "}", "")
_WORDS = {"true": True, "false": False, "null": None}

Plain: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"


@dataclass(frozen=True)
class Value:
    """A value, where it begins, and for an object's member where its key does."""

    is_: Plain
    at: int
    key_at: int = 0


class Misread(ValueError):
    """Why the text cannot be read, and at which character from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def read(text: str) -> Value:
    """The one value that the text holds. Errors: Misread."""
    value, end = _value(text, _skip(text, 0), 0)
    end = _skip(text, end)
    if end != len(text):
        raise Misread("something stands behind the end", end)
    return value


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in _BLANKS:
        at += 1
    return at


def _value(text: str, at: int, depth: int) -> tuple[Value, int]:
    first = text[at : at + 1]
    if first in ("{", "["):
        if depth == DEEPEST:
            raise Misread(f"nested more than {DEEPEST} deep", at)
        return (_object if first == "{" else _list)(text, at, depth + 1)
    if first == '"':
        found, end = _string(text, at)
        return Value(found, at), end
    if first in _DIGITS and text[at + 1 : at + 2] in _BEHIND:
        return Value(int(first), at), at + 1
    number = _NUMBER.match(text, at) if first == "-" or first in _DIGITS else None
    if number:
        said = number.group()
        if text[number.end() : number.end() + 1].isdigit():
            raise Misread("a number this long means nothing here", at)
        plain = int(said) if said.lstrip("-").isdigit() else float(said)
        return Value(plain, at), number.end()
    for word, meant in _WORDS.items():
        if text.startswith(word, at):
            return Value(meant, at), at + len(word)
    raise _wanted("a value", text, at)


def _string(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] != '"':
        raise _wanted("a key in double quotes", text, at)
    try:
        return literal_at(text, at)
    except json.JSONDecodeError as error:
        said = error.msg.removesuffix(" at")
        raise Misread(said[:1].lower() + said[1:], error.pos) from error


def _object(text: str, at: int, depth: int) -> tuple[Value, int]:
    members: dict[str, Value] = {}
    here = _skip(text, at + 1)
    while text[here : here + 1] != "}":
        key, end = _string(text, here)
        if key in members:
            raise Misread(f"the key {json.dumps(key)} is there twice", here)
        colon = _skip(text, end)
        if text[colon : colon + 1] != ":":
            raise _wanted("':'", text, colon)
        value, end = _value(text, _skip(text, colon + 1), depth)
        members[key] = Value(value.is_, value.at, here)
        here = _next(text, end, "}")
    return Value(members, at), here + 1


def _list(text: str, at: int, depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    here = _skip(text, at + 1)
    while text[here : here + 1] != "]":
        value, end = _value(text, here, depth)
        items.append(value)
        here = _next(text, end, "]")
    return Value(items, at), here + 1


def _next(text: str, end: int, close: str) -> int:
    """Where the next item begins, or the closing bracket stands."""
    here = _skip(text, end)
    if text[here : here + 1] == close:
        return here
    if text[here : here + 1] != ",":
        raise _wanted(f"',' or '{close}'", text, here)
    after = _skip(text, here + 1)
    if text[after : after + 1] == close:
        raise Misread("a comma stands before nothing", here)
    return after


def _wanted(what: str, text: str, at: int) -> Misread:
    found = text[at : at + 1]
    return Misread(f"{what} is wanted" + (f", not {found!r}" if found else ", not the end"), at)
