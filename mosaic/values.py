"""Value classes: ``dataclass``, ``field``, ``replace`` … as the standard library has them, quickly.

A process pays for every class that it loads, and each of dataclasses' costs it a millisecond, in
code that is compiled again each time. Here a class's ``__init__`` is compiled when it is first
called, everything else is shared. Only what this program uses is there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import asdict as asdict
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import fields as fields
    from dataclasses import replace as replace
else:
    from _operator import attrgetter

    class _Missing:
        """No default."""

    class _Field:
        __slots__ = ("default", "factory", "hash", "init", "name")

        def __init__(self, default, factory, init, hash_):
            self.name = ""
            self.default, self.factory, self.init, self.hash = default, factory, init, hash_

    def field(*, default=_Missing, default_factory=_Missing, init=True, hash=True):
        """A field with a default that is made anew, or that no argument sets."""
        return _Field(default, default_factory, init, hash)

    def fields(value, /):
        """The fields of a class, or of a value, in order."""
        return value.__mosaic_fields__

    def replace(value, /, **changes):
        """The same value with these fields changed."""
        for one in type(value).__mosaic_fields__:
            if one.init and one.name not in changes:
                changes[one.name] = getattr(value, one.name)
        return type(value)(**changes)

    def asdict(value, /):
        """A value as a dict by its fields, values within it and within its tuples likewise."""
        if isinstance(value, tuple):
            return tuple(map(asdict, value))
        if not hasattr(value, "__mosaic_fields__"):
            return value
        return {one.name: asdict(getattr(value, one.name)) for one in value.__mosaic_fields__}

    class _Described:
        """What the standard library's own functions ask a dataclass for, made when asked."""

        def __get__(self, instance, cls):
            import dataclasses

            found = {}
            for one in cls.__mosaic_fields__:
                default = dataclasses.MISSING if one.default is _Missing else one.default
                factory = dataclasses.MISSING if one.factory is _Missing else one.factory
                told = dataclasses.field(default_factory=factory, init=one.init)
                told.default, told.name = default, one.name
                told.type = cls.__annotations__[one.name]
                told._field_type = dataclasses._FIELD
                found[one.name] = told
            return found

    def _frozen(self, *_):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"{type(self).__qualname__} is a value; it never changes")

    def _said(self):
        said = (f"{one.name}={getattr(self, one.name)!r}" for one in self.__mosaic_fields__)
        return f"{type(self).__qualname__}({', '.join(said)})"

    def _taken(self):
        return [getattr(self, one.name, None) for one in self.__mosaic_fields__]

    def _given(self, state):
        for one, value in zip(self.__mosaic_fields__, state, strict=True):
            object.__setattr__(self, one.name, value)

    def _equality(names):
        """Values are equal that are of one class and have equal fields."""
        values = attrgetter(*names) if names else lambda self: ()

        def __eq__(self, other):
            return values(self) == values(other) if self.__class__ is other.__class__ else (
                NotImplemented
            )  # fmt: skip

        return __eq__

    def _hashing(names):
        values = attrgetter(*names) if names else lambda self: ()
        return lambda self: hash(values(self))

    def _first(cls, frozen):
        """The ``__init__`` that compiles the real one when a value is first made."""

        def __init__(self, *args, **words):
            cls.__init__ = _compiled(cls, frozen)
            cls.__init__(self, *args, **words)

        return __init__

    def _compiled(cls, frozen):
        names, body, scope = [], [], {"_Missing": _Missing}
        for at, one in enumerate(cls.__mosaic_fields__):
            value = one.name
            if one.factory is not _Missing:
                scope[f"_f{at}"] = one.factory
                made = f"_f{at}()"
                value = f"{made} if {one.name} is _Missing else {one.name}" if one.init else made
                names += [f"{one.name}=_Missing"] if one.init else []
            elif one.default is not _Missing:
                scope[f"_d{at}"] = one.default
                value = one.name if one.init else f"_d{at}"
                names += [f"{one.name}=_d{at}"] if one.init else []
            elif one.init:
                names.append(one.name)
            else:
                continue
            if frozen:
                slot = cls.__dict__.get(one.name)
                scope[f"_s{at}"] = getattr(slot, "__set__", None)
                put = f"_s{at}(self, " if scope[f"_s{at}"] else f"_put(self, {one.name!r}, "
                body.append(f"{put}{value})")
            else:
                body.append(f"self.{one.name} = {value}")
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        scope["_put"] = object.__setattr__
        lines = "\n  ".join(body or ["pass"])
        exec(f"def __init__({', '.join(['self', *names])}):\n  {lines}", scope)
        return scope["__init__"]

    def _slotted(cls, names):
        """The class once more, with slots for its fields in place of a dict."""
        inside = dict(cls.__dict__)
        for name in names:
            inside.pop(name, None)
        inside.pop("__dict__", None)
        inside.pop("__weakref__", None)
        inside["__slots__"] = names
        new = type(cls)(cls.__name__, cls.__bases__, inside)
        new.__qualname__ = cls.__qualname__
        return new

    def dataclass(cls=None, /, *, frozen=False, slots=False):
        """A class whose annotations are its fields, as ``dataclasses.dataclass`` makes it."""
        if cls is None:
            return lambda found: dataclass(found, frozen=frozen, slots=slots)
        own = cls.__dict__
        fields = []
        for name, kind in own.get("__annotations__", {}).items():
            if "ClassVar" in kind:
                continue
            told = own.get(name, _Missing)
            one = told if isinstance(told, _Field) else _Field(told, _Missing, True, True)
            one.name = name
            fields.append(one)
        names = tuple(one.name for one in fields)
        if slots:
            cls = _slotted(cls, names)
        else:
            for one in fields:
                if one.default is not _Missing:
                    setattr(cls, one.name, one.default)
                elif one.name in own:
                    delattr(cls, one.name)
        cls.__mosaic_fields__ = tuple(fields)
        cls.__match_args__ = tuple(one.name for one in fields if one.init)
        cls.__dataclass_fields__ = _Described()
        cls.__init__ = _first(cls, frozen)
        if "__repr__" not in own:
            cls.__repr__ = _said
        if "__eq__" not in own:
            cls.__eq__ = _equality(names)
        if frozen:
            cls.__setattr__ = cls.__delattr__ = _frozen
            if own.get("__hash__") is None:
                cls.__hash__ = _hashing([one.name for one in fields if one.hash])
            if slots:
                cls.__getstate__, cls.__setstate__ = _taken, _given
        elif "__hash__" not in own:
            cls.__hash__ = None
        return cls
