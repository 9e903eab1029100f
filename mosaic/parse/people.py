"""Names of agents and people, told apart by what a reader takes them for, not by their spelling.

Case, width, marks on letters and what stands between words and numbers do not count, so that
``Worker_1`` is ``worker-1``; a name that mixes alphabets is nobody's, since it can look like any.
"""

from __future__ import annotations

from itertools import groupby


def skeleton(name: str) -> tuple[str, ...]:
    """What of a name counts: its words and numbers, folded."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    shown = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple("".join(run) for kind, run in groupby(shown, _kind) if kind)


def is_same(one: str, other: str) -> bool:
    """Whether two names are one to a reader; an empty name is nobody's."""
    if one.casefold() == other.casefold():
        return bool(one)
    mine = skeleton(one)
    return bool(mine) and mine == skeleton(other)


def mixes_alphabets(name: str) -> bool:
    """Whether one word has letters of more than one of the alphabets that look alike."""
    import unicodedata

    words = "".join(c if c.isalpha() else " " for c in unicodedata.normalize("NFKC", name))
    return any(len({_alphabet(c) for c in word} - {""}) > 1 for word in words.split())


def _kind(char: str) -> str:
    return "word" if char.isalpha() else "number" if char.isdigit() else ""


def _alphabet(char: str) -> str:
    """The alphabet of a letter, where it is one that lends its shapes to others."""
    import unicodedata

    first = unicodedata.name(char, "").partition(" ")[0]
    return first if first in ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE") else ""
