"""JSON read by the standard library's scanner alone: the rest of ``json`` compiles patterns when it
is loaded. What is not plain is given to the library, so that each error is its own.
"""

from __future__ import annotations

from mosaic.standard import Any, Callable, json

BLANKS = " \t\n\r"
_Pairs = Callable[[list[tuple[str, Any]]], object]
_Number = Callable[[str], Any]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _json import scanstring

    def _scanner(
        pairs: _Pairs | None, number: _Number | None = None
    ) -> Callable[[str, int], tuple[Any, int]]:
        """What reads the value that begins at a character."""
        return json.JSONDecoder(object_pairs_hook=pairs).raw_decode
else:
    try:
        from _json import make_scanner, scanstring
    except ImportError:  # pragma: no cover - a Python without its C modules
        from json.decoder import scanstring

        def _scanner(pairs, number=None):
            return json.JSONDecoder(
                object_pairs_hook=pairs, parse_float=number, parse_constant=number
            ).scan_once
    else:
        _FIGURES = {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}

        class _Decoder:
            """What the scanner asks a ``json.JSONDecoder`` for, as that has it by default."""

            strict, object_hook = True, None
            parse_float, parse_int, parse_constant = float, int, _FIGURES.__getitem__

            def __init__(self, pairs, number):
                self.object_pairs_hook = pairs
                self.parse_float = number or self.parse_float
                self.parse_constant = number or self.parse_constant

        def _scanner(pairs, number=None):
            return make_scanner(_Decoder(pairs, number))


def read(text: str, number: _Number | None = None) -> Any:
    """``json.loads(text)``; ``number`` reads what is no whole number, NaN and Infinity too.

    Errors: the library's.
    """
    start = len(text) - len(text.lstrip(BLANKS))
    try:
        value, end = _scanner(None, number)(text, start)
        if not text[end:].strip(BLANKS):
            return value
    except (StopIteration, ValueError):
        pass  # the library says what is wrong, with its place
    return json.loads(text, parse_float=number, parse_constant=number)


def value_at(text: str, at: int, pairs: _Pairs) -> tuple[Any, int]:
    """``json.JSONDecoder(object_pairs_hook=pairs).raw_decode(text, at)``. Errors: that one's."""
    try:
        value, end = _scanner(pairs)(text, at)
    except StopIteration:
        return json.JSONDecoder(object_pairs_hook=pairs).raw_decode(text, at)
    return value, end


def literal_at(text: str, at: int, *, strict: bool = True) -> tuple[str, int]:
    """The text in the double quotes that begin here, and where the next character stands; strict:
    no control characters. Errors: ``json.JSONDecodeError``."""
    return scanstring(text, at + 1, strict)
