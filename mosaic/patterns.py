"""Regular expressions that are compiled when they are first used, and ``re`` loaded with the first.

A plain command uses none: what is beyond doubt is read without. Flags have names of their own
here, since a declaration that asked ``re`` for them would load it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re as re
    from re import Match as Match
    from re import Pattern as Pattern
    from re import compile as regex
else:

    class Match:
        """What a pattern found: a word of annotations."""

    class Pattern:
        """A pattern that becomes a compiled one with its first use; its methods are that one's."""

        def __init__(self, text, flags=0):
            self._words = (text, flags)

        def __getattr__(self, name):
            found = getattr(re.compile(*self._words), name)
            setattr(self, name, found)
            return found

    class _Library:
        """``re``, which is loaded when it is first asked for something."""

        def __getattr__(self, name):
            import re

            found = getattr(re, name)
            setattr(self, name, found)
            return found

    re, regex = _Library(), Pattern

#: The flags of ``re``, as it numbers them.
IGNORECASE, MULTILINE, DOTALL, ASCII = 2, 8, 16, 256

__all__ = ("ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "Match", "Pattern", "re", "regex")
