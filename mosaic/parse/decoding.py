"""JSON read by the standard library's scanner alone: the rest of ``json`` compiles patterns when it
is loaded. What is not plain is given to the library, so that each error is its own.
"""

from __future__ import annotations

from mosaic.standard import Any, Callable, json

BLANKS = " \t\n\r"
_Figure = Callable[[str], Any]
_Pairs = Callable[[list[tuple[str, Any]]], object]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _json import scanstring

    def _scanner(
        pairs: _Pairs | None, figure: _Figure | None = None
    ) -> Callable[[str, int], tuple[Any, int]]:
        """What reads the value that begins at a character."""
        return json.JSONDecoder(object_pairs_hook=pairs).raw_decode
else:
    try:
        from _json import make_scanner, scanstring
    except ImportError:  # pragma: no cover - a Python without its C modules
        from json.decoder import scanstring

        def _scanner(pairs, figure=None):
            return json.JSONDecoder(
                object_pairs_hook=pairs, parse_float=figure, parse_constant=figure
            ).scan_once
    else:
        _FIGURES = {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}

        class _Decoder:
            """What the scanner asks a ``json.JSONDecoder`` for, as that has it by default."""

            strict, object_hook = True, None
            parse_int = int

            def __init__(self, pairs, figure):
                self.object_pairs_hook = pairs
                self.parse_float = figure or float
                self.parse_constant = figure or _FIGURES.__getitem__

        def _scanner(pairs, figure=None):
            return make_scanner(_Decoder(pairs, figure))


def read(text: str, figure: _Figure | None = None) -> Any:
    """``json.loads(text)``; ``figure`` reads what is no whole number. Errors: that one's, and
    those of ``figure``."""
    start = len(text) - len(text.lstrip(BLANKS))
    try:
        value, end = _scanner(None, figure)(text, start)
        if not text[end:].strip(BLANKS):
            return value
    except (StopIteration, ValueError):
        pass  # the library says what is wrong
    return json.loads(text, parse_float=figure, parse_constant=figure)


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
