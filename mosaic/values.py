"""Value classes: ``dataclass``, ``field``, ``replace`` … as the standard library has them, quickly.

A process pays for every class that it loads, and each of dataclasses' costs it a millisecond, in
code that is compiled again each time. Here a class's ``__init__`` is compiled when it is called
often, everything else is shared. Only what this program uses is there.
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

    #: A class of so many values has an ``__init__`` of its own.
    _OFTEN = 40
    #: Sets a field, of a class that lets nobody set one too.
    _put = object.__setattr__

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

    _DESCRIBED = _Described()

    def _frozen(self, *_):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"{type(self).__qualname__} is a value; it never changes")

    def _said(self):
        said = (f"{one.name}={getattr(self, one.name)!r}" for one in self.__mosaic_fields__)
        return f"{type(self).__qualname__}({', '.join(said)})"

    def _equal(self, other):
        """Values are equal that are of one class and have equal fields."""
        cls = _made(self)
        values = _values([one.name for one in cls.__mosaic_fields__])
        cls.__eq__ = lambda self, other: (
            values(self) == values(other) if self.__class__ is other.__class__ else NotImplemented
        )
        return cls.__eq__(self, other)

    def _hash(self):
        cls = _made(self)
        values = _values([one.name for one in cls.__mosaic_fields__ if one.hash])
        cls.__hash__ = lambda self: hash(values(self))
        return cls.__hash__(self)

    def _values(names):
        return attrgetter(*names) if names else lambda self: ()

    def _made(value):
        """The class of a value that was made here; a class that inherits from one was not."""
        return next(one for one in type(value).__mro__ if "__mosaic_fields__" in one.__dict__)

    class _Started:
        """How often a class was called, and what sets its fields."""

        __slots__ = ("cls", "count", "defaults", "frozen", "more", "names", "wanted")

        def __init__(self, frozen):
            self.count, self.frozen, self.names = 0, frozen, None

        def begin(self, value):
            """Look at the fields: each is set by a value as it is, or not all are so simple."""
            self.cls = cls = _made(value)
            self.more, fields = hasattr(cls, "__post_init__"), cls.__mosaic_fields__
            self.names = [one.name for one in fields]
            simple = all(one.init and one.factory is _Missing for one in fields)
            self.defaults = tuple([one.default for one in fields])
            self.wanted = self.defaults.count(_Missing) if simple else len(fields) + 1

    def _init(self, *args, **words):
        """The ``__init__`` of a class's first values; the one that follows is compiled.

        Most classes have a few values in a process: to compile costs more than they all. What is
        no plain call is the compiled one's from its beginning, its errors too.
        """
        started = self.__mosaic_started__
        started.count += 1
        if started.names is None:
            started.begin(self)
        if started.count >= _OFTEN:
            given = None
        elif not words and started.wanted <= len(args) <= len(started.names):
            given = args + started.defaults[len(args) :]
        else:
            given = _bound(self.__mosaic_fields__, args, words)
        if given is None:
            cls = started.cls
            cls.__init__ = _compiled(cls, started.frozen)
            cls.__init__(self, *args, **words)
            return
        for name, value in zip(started.names, given, strict=True):
            if value is not _Missing:
                _put(self, name, value)
        if started.more:
            self.__post_init__()

    def _bound(fields, args, words):
        """Each field's value, as a call gives it or by its default; _Missing where nothing sets
        it, and None where the call is not as the class wants it."""
        given, rest, used = [], iter(args), 0
        for one in fields:
            value = next(rest, _Missing) if one.init else _Missing
            if value is _Missing and one.init and one.name in words:
                value, used = words[one.name], used + 1
            if value is _Missing:
                value = one.default if one.factory is _Missing else one.factory()
                if value is _Missing and one.init:
                    return None
            given.append(value)
        return given if used == len(words) and next(rest, _Missing) is _Missing else None

    def _compiled(cls, frozen):
        names, body, scope = [], [], {"_Missing": _Missing, "_put": _put}
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
            put = f"_put(self, {one.name!r}, {value})" if frozen else f"self.{one.name} = {value}"
            body.append(put)
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        lines = "\n  ".join(body or ["pass"])
        exec(f"def __init__({', '.join(['self', *names])}):\n  {lines}", scope)
        return scope["__init__"]

    def _fields(own):
        """The fields that a class's annotations say."""
        for name, kind in own.get("__annotations__", {}).items():
            if "ClassVar" not in kind:
                told = own.get(name, _Missing)
                one = told if isinstance(told, _Field) else _Field(told, _Missing, True, True)
                one.name = name
                yield one

    def _methods(own, fields, frozen):
        """What a class gets besides what is written in it."""
        made = {
            "__mosaic_fields__": fields, "__dataclass_fields__": _DESCRIBED,
            "__mosaic_started__": _Started(frozen), "__init__": _init,
            "__match_args__": tuple([one.name for one in fields if one.init]),
        }  # fmt: skip
        if "__repr__" not in own:
            made["__repr__"] = _said
        if "__eq__" not in own:
            made["__eq__"] = _equal
        if frozen:
            made["__setattr__"] = made["__delattr__"] = _frozen
            if own.get("__hash__") is None:
                made["__hash__"] = _hash
        elif "__hash__" not in own:
            made["__hash__"] = None
        return made

    def dataclass(cls=None, /, *, frozen=False):
        """A class whose annotations are its fields, as ``dataclasses.dataclass`` makes it."""
        if cls is None:
            return lambda found: dataclass(found, frozen=frozen)
        own = cls.__dict__
        fields = tuple(_fields(own))
        made = _methods(own, fields, frozen)
        for one in fields:
            if one.default is not _Missing:
                made[one.name] = one.default
            elif one.name in own:
                delattr(cls, one.name)
        for name, value in made.items():
            setattr(cls, name, value)
        return cls
