"""Verbs are declared in click's words; click itself is imported where a call needs its judgement.

A plain call (known options, their values, nothing missing, nothing wrong) is read here, from the
same declaration. Whatever else there is (help, an unknown word, a value that is refused) gives
None, and click reads the call from its beginning: no word of an error is ours.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    import click as click

#: What an option or argument may say of itself, for a call to be read without click.
_PLAIN = frozenset({
    "callback", "default", "help", "is_flag", "metavar", "multiple", "nargs", "required",
    "show_default", "type",
})  # fmt: skip


class Declared:
    """A verb as it is declared: its function, and what click is to make of it."""

    def __init__(self, callback: Callable[..., Any], words: tuple[Any, ...], attrs: Any) -> None:
        self.callback = callback
        self._words, self._attrs = words, attrs

    def build(self) -> click.Command:
        """The same verb as click's own command."""
        import click as real

        function = self.callback
        for kind, names, attrs in getattr(self.callback, "__declared__", ()):
            made = {k: v.made(real) if isinstance(v, _Type) else v for k, v in attrs.items()}
            function = getattr(real, kind)(*names, **made)(function)
        command: click.Command = real.command(*self._words, **self._attrs)(function)
        return command

    def quick(self, words: Sequence[str]) -> Mapping[str, object] | None:
        """What the function is called with, or None where click must judge."""
        params = [_Param(*one) for one in reversed(getattr(self.callback, "__declared__", ()))]
        if not all(param.plain for param in params):
            return None
        given = _given({name: p for p in params for name in p.flags}, words)
        if given is None:
            return None
        named, places = given
        found: dict[str, object] = {}
        for param in params:
            value = param.place(places) if param.argument else named.get(param.name)
            if not param.read(value, found):
                return None
        return None if places else found


class _Param:
    """One option or argument."""

    def __init__(self, kind: str, names: tuple[str, ...], attrs: Mapping[str, Any]) -> None:
        self.argument, self.attrs = kind == "argument", attrs
        self.flags = [name for name in names if name.startswith("-")]
        bare = [name for name in names if not name.startswith("-")]
        named = sorted(self.flags, key=lambda name: not name.startswith("--"))
        self.name = bare[0] if bare else named[0].lstrip("-").replace("-", "_").lower()
        self.flag, self.multiple = attrs.get("is_flag", False), attrs.get("multiple", False)
        self.plain = set(attrs) <= _PLAIN and not any("/" in name for name in names)

    @property
    def _default(self) -> bool:
        return "default" in self.attrs

    def place(self, places: list[str]) -> object:
        """An argument's value, taken from the words that are no options."""
        if self.attrs.get("nargs") == -1:
            taken = tuple(places)
            places.clear()
            return taken or None
        return places.pop(0) if places else None

    def read(self, value: Any, found: dict[str, object]) -> bool:
        """Put the value that the function gets; whether it is one beyond doubt."""
        several = self.multiple or self.attrs.get("nargs") == -1
        if value is None:
            if self.attrs.get("required", self.argument and not several and not self._default):
                return False
            value = self.attrs.get("default", False if self.flag else () if several else None)
        elif "type" in self.attrs:
            if not isinstance(self.attrs["type"], _Type) or several:
                return False
            value = self.attrs["type"].read(value)
            if value is None:
                return False
        if "callback" in self.attrs:
            try:
                value = self.attrs["callback"](None, None, value)
            except click.UsageError:
                return False
        found[self.name] = value
        return True


def _given(
    known: Mapping[str, _Param], words: Sequence[str]
) -> tuple[dict[str, object], list[str]] | None:
    """The options that are named, by name, and the other words; None where one is not plain."""
    named: dict[str, Any] = {}
    places: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            places.append(word)
            continue
        name, sign, value = word.partition("=")
        param = known.get(name)
        if param is None or (param.flag and sign) or (sign and not name.startswith("--")):
            return None
        if param.flag:
            named[param.name] = True
            continue
        if not sign:
            following = next(rest, None)
            if following is None or (following.startswith("-") and following != "-"):
                return None
            value = following
        named[param.name] = (*named.get(param.name, ()), value) if param.multiple else value
    return named, places


class _Type:
    """One of click's types, by name."""

    def __init__(self, name: str, words: tuple[Any, ...], attrs: Mapping[str, Any]) -> None:
        self.name, self.words, self.attrs = name, words, attrs

    def made(self, real: Any) -> Any:
        """click's own."""
        return getattr(real, self.name)(*self.words, **self.attrs)

    def read(self, text: str) -> object:
        """The value of a text, None where it is none or in doubt."""
        if self.name == "Choice":
            return text if text in self.words[0] and not self.attrs else None
        plain = text.isascii() and text.replace(".", "", self.name == "FloatRange").isdigit()
        if self.attrs or not plain:
            return None
        number = float(text) if self.name == "FloatRange" else int(text)
        low, high = (*self.words, None, None)[:2]
        good = (low is None or number >= low) and (high is None or number <= high)
        return number if good else None


def _declare(kind: str, names: tuple[str, ...], attrs: Any) -> Callable[[Any], Any]:
    def put(function: Any) -> Any:
        if not hasattr(function, "__declared__"):
            function.__declared__ = []
        function.__declared__.append((kind, names, attrs))
        return function

    return put


class _Click:
    """click's decorators as far as verbs use them; any other name is click's own."""

    def command(self, *words: Any, **attrs: Any) -> Callable[[Callable[..., Any]], Declared]:
        return lambda function: Declared(function, words, attrs)

    def option(self, *names: str, **attrs: Any) -> Callable[[Any], Any]:
        return _declare("option", names, attrs)

    def argument(self, *names: str, **attrs: Any) -> Callable[[Any], Any]:
        return _declare("argument", names, attrs)

    def FloatRange(self, *words: Any, **attrs: Any) -> _Type:
        return _Type("FloatRange", words, attrs)

    def IntRange(self, *words: Any, **attrs: Any) -> _Type:
        return _Type("IntRange", words, attrs)

    def Choice(self, *words: Any, **attrs: Any) -> _Type:
        return _Type("Choice", words, attrs)

    def __getattr__(self, name: str) -> Any:
        import click as real

        return getattr(real, name)


if not TYPE_CHECKING:
    click = _Click()
