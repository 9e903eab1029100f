"""Patterns that are compiled when they are first asked: most commands never ask them."""

from __future__ import annotations

import re

from mosaic.patterns import regex
from mosaic.standard import Iterator


class Late:
    """A pattern with the methods of a compiled one that are used here."""

    __slots__ = ("_flags", "_pattern", "_text")

    def __init__(self, text: str, flags: int = 0) -> None:
        self._text, self._flags = text, flags
        self._pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._pattern is None:
            self._pattern = regex(self._text, self._flags)
        return self._pattern

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        return self.pattern.match(text, at)

    def search(self, text: str, at: int = 0, end: int = 2**62) -> re.Match[str] | None:
        return self.pattern.search(text, at, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.pattern.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text)
