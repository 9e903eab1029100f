"""Regular expressions that are compiled when they are first used: a process uses few of them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as regex
else:

    class Pattern:
        """A pattern that becomes a compiled one with its first use; its methods are that one's."""

        def __init__(self, text, flags=0):
            self._words = (text, flags)

        def __getattr__(self, name):
            found = getattr(re.compile(*self._words), name)
            setattr(self, name, found)
            return found

    regex = Pattern

__all__ = ("regex",)
