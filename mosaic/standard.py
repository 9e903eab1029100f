"""The standard library's names that cost a process more to load than to use: each when it is used.

``typing``'s words are for the reader and mypy; here they are the little that a running program
asks of them. ``datetime`` comes from its C module, as the standard library's own does.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import difflib as difflib
    import json as json
    import shlex as shlex
    import tomllib as tomllib
    from datetime import UTC as UTC
    from datetime import datetime as datetime
    from datetime import timedelta as timedelta
    from datetime import timezone as timezone
    from typing import IO as IO
    from typing import Any as Any
    from typing import Generic as Generic
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TypeAlias as TypeAlias
    from typing import TypeVar as TypeVar
    from typing import get_args as get_args
else:
    try:
        from _datetime import UTC as UTC
        from _datetime import datetime as datetime
        from _datetime import timedelta as timedelta
        from _datetime import timezone as timezone
    except ImportError:  # pragma: no cover - a Python without its C modules
        from datetime import UTC as UTC
        from datetime import datetime as datetime
        from datetime import timedelta as timedelta
        from datetime import timezone as timezone

    class _Late:
        """A module that is imported when it is first asked for something."""

        def __init__(self, name):
            self._name = name

        def __getattr__(self, name):
            import importlib

            found = getattr(importlib.import_module(self._name), name)
            setattr(self, name, found)
            return found

    difflib, json, shlex, tomllib = map(_Late, ("difflib", "json", "shlex", "tomllib"))

    class _Word:
        """A word of annotations, which nobody asks while the program runs, but for its values."""

        def __init__(self, values=()):
            self.values = values

        def __getitem__(self, values):
            return _Word(values if isinstance(values, tuple) else (values,))

        def __or__(self, other):
            return self

        __ror__ = __or__

    Any = IO = Literal = NoReturn = TypeAlias = _Word()

    def get_args(word):
        """The values of a ``Literal``."""
        return word.values

    class Generic:
        """A base that takes types in brackets."""

        __slots__ = ()

        def __class_getitem__(cls, types):
            return cls

    class Protocol(Generic):
        """What others look like; nothing inherits from it but in name."""

        __slots__ = ()

    def TypeVar(name, *bounds, bound=None):
        """A type's name."""
        return _Word()
