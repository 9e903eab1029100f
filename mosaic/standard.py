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
    import signal as signal
    import tomllib as tomllib
    from collections.abc import Callable as Callable
    from collections.abc import Collection as Collection
    from collections.abc import Container as Container
    from collections.abc import Generator as Generator
    from collections.abc import Hashable as Hashable
    from collections.abc import Iterable as Iterable
    from collections.abc import Iterator as Iterator
    from collections.abc import Mapping as Mapping
    from collections.abc import MutableMapping as MutableMapping
    from collections.abc import Sequence as Sequence
    from collections.abc import Set as Set
    from contextlib import AbstractContextManager as AbstractContextManager
    from contextlib import contextmanager as contextmanager
    from contextlib import suppress as suppress
    from datetime import UTC as UTC
    from datetime import datetime as datetime
    from datetime import timedelta as timedelta
    from datetime import timezone as timezone
    from enum import StrEnum as StrEnum
    from functools import cache as cache
    from functools import cached_property as cached_property
    from functools import lru_cache as lru_cache
    from functools import wraps as wraps
    from importlib import import_module as import_module
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
    from sys import modules

    try:
        import _signal as signal
    except ImportError:  # pragma: no cover
        import signal as signal
    try:
        from _functools import _lru_cache_wrapper
    except ImportError:  # pragma: no cover
        from functools import _lru_cache_wrapper
    from _collections_abc import Callable as Callable
    from _collections_abc import Collection as Collection
    from _collections_abc import Container as Container
    from _collections_abc import Generator as Generator
    from _collections_abc import Hashable as Hashable
    from _collections_abc import Iterable as Iterable
    from _collections_abc import Iterator as Iterator
    from _collections_abc import Mapping as Mapping
    from _collections_abc import MutableMapping as MutableMapping
    from _collections_abc import Sequence as Sequence
    from _collections_abc import Set as Set

    def import_module(name):
        """A module by its whole name."""
        __import__(name)
        return modules[name]

    class _Late:
        """A module that is imported when it is first asked for something."""

        def __init__(self, name):
            self._name = name

        def __getattr__(self, name):
            found = getattr(__import__(self._name), name)
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

    def lru_cache(maxsize):
        """A function that keeps its last answers, as many as this; None: all of them."""

        def remembered(function):
            return wraps(function)(_lru_cache_wrapper(function, maxsize, False, tuple))

        return remembered

    def cache(function):
        """A function that keeps every answer."""
        return lru_cache(None)(function)

    class cached_property:
        """A method whose answer is kept in the instance under its name."""

        def __init__(self, function):
            self._function, self._name, self.__doc__ = function, None, function.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._function(instance)
            return value

    class _Managed:
        """What ``contextmanager`` makes of one call."""

        __slots__ = ("_steps",)

        def __init__(self, steps):
            self._steps = steps

        def __enter__(self):
            for given in self._steps:
                return given
            raise RuntimeError("a context manager did not yield")

        def __exit__(self, kind, error, trace):
            if error is None:
                return self._end(next(self._steps, _Managed) is _Managed)
            try:
                self._steps.throw(error)
            except StopIteration as end:
                return end is not error
            except BaseException as other:
                if other is error or (isinstance(error, StopIteration)
                                      and other.__cause__ is error):  # fmt: skip
                    error.__traceback__ = trace
                    return False
                raise
            return self._end(False)

        def _end(self, ended):
            if not ended:
                self._steps.close()
                raise RuntimeError("a context manager yields once")
            return False

    def contextmanager(function):
        """A generator that yields once, as a context manager."""

        @wraps(function)
        def managed(*args, **words):
            return _Managed(function(*args, **words))

        return managed

    def wraps(function):
        """A decorator for what stands in for a function: it has that one's names and words."""

        def named(made):
            made.__name__, made.__qualname__ = function.__name__, function.__qualname__
            made.__module__, made.__doc__ = function.__module__, function.__doc__
            made.__dict__.update(function.__dict__)
            made.__wrapped__ = function
            return made

        return named

    class suppress:
        """Let these errors go, and end the ``with``."""

        __slots__ = ("_kinds",)

        def __init__(self, *kinds):
            self._kinds = kinds

        def __enter__(self):
            return None

        def __exit__(self, kind, error, trace):
            return kind is not None and issubclass(kind, self._kinds)

    class AbstractContextManager(Generic):
        """What a ``with`` takes, by name."""

    class _Words(type):
        """A class whose strings are its members, in their order."""

        def __new__(kind, name, bases, inside):
            told = {k: v for k, v in inside.items() if isinstance(v, str) and k[0] != "_"}
            rest = {k: v for k, v in inside.items() if k not in told}
            rest["_members"] = members = {}
            cls = type.__new__(kind, name, bases, rest)
            for word, value in told.items():
                member = members[value] = str.__new__(cls, value)
                member.name, member.value = word, value
                type.__setattr__(cls, word, member)
            return cls

        def __call__(cls, value):
            found = cls._members.get(value)
            if found is None:
                raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
            return found

        def __iter__(cls):
            return iter(cls._members.values())

        def __len__(cls):
            return len(cls._members)

        def __contains__(cls, value):
            return value in cls._members

        def __setattr__(cls, name, value):
            raise AttributeError(f"{cls.__qualname__} has its members and no others")

    class StrEnum(str, metaclass=_Words):
        """Strings that are the members of their class."""

        def __repr__(self):
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __str__(self):
            return self.value

        def __format__(self, spec):
            return format(self.value, spec)

        def __hash__(self):
            return str.__hash__(self)

        def __copy__(self):
            return self

        def __deepcopy__(self, memo):
            return self

        def __reduce__(self):
            return type(self), (self.value,)
