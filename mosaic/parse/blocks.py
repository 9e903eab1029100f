"""Which lines of a document are its own text, of which a table may be made.

A line in a fence, comment, quote, list or HTML block is none (CommonMark, "Container blocks" and
"HTML blocks"). Lines that such a block swallows only because no blank line stands before them are
told apart, since a row among them is a row that was lost by mistake.
"""

from __future__ import annotations

from mosaic.patterns import IGNORECASE, Pattern, re, regex
from mosaic.standard import Sequence
from mosaic.values import dataclass

_FENCE = regex(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = regex(r" {0,3}#{1,6}(?:[ \t]|$)")
#: What a block of another kind begins with, but for a heading.
_BEGINNINGS = "`~*-_+<>0123456789"
_RULE = regex(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = regex(r"( {0,3})([-+*]|[0-9]{1,9}[.)])([ \t]+|$)")
#: Every quote and list mark at a line's beginning.
_MARKS = regex(r"(?:[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$)))*[ \t]*")
_HTML = (
    (regex(r" {0,3}<(?:script|pre|style|textarea)(?:[ \t>]|$)", IGNORECASE),
     regex(r"</(?:script|pre|style|textarea)>", IGNORECASE)),
    (regex(r" {0,3}<!--"), regex(r"-->")),
    (regex(r" {0,3}<\?"), regex(r"\?>")),
    (regex(r" {0,3}<!\[CDATA\["), regex(r"\]\]>")),
    (regex(r" {0,3}<![A-Za-z]"), regex(r">")),
)  # fmt: skip
_HTML_BLOCK = regex(
    r" {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|"
    r"dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|"
    r"h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|"
    r"optgroup|option|p|param|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    r"track|ul)(?:[ \t]|/?>|$)",
    IGNORECASE,
)
_HTML_ALONE = regex(r" {0,3}</?[A-Za-z][A-Za-z0-9-]*(?:[ \t][^<>]*)?/?>[ \t]*")

_HIDDEN, _OPEN, _SWALLOWED, _HEADED = range(4)


@dataclass(frozen=True)
class Outline:
    """What each line is, by number from 0.

    ``opened`` has 1 where a line is text of the document itself. ``headings`` are the lines of
    its own ATX headings. ``swallowed`` are those that a block takes in for want of a blank line.
    """

    opened: bytes = b""
    headings: tuple[int, ...] = ()
    swallowed: frozenset[int] = frozenset()


@dataclass
class _Scan:
    """Where the scan stands: in which block that hides its lines, if any."""

    closing: Pattern[str] | None = None
    until_blank: bool = False
    content: int = 0
    lazy: bool = False
    text_before: bool = False


def is_item(text: str) -> bool:
    """Whether a line that begins like this is a list's item."""
    return _ITEM.match(text) is not None


def outline(texts: Sequence[str]) -> Outline:
    """What each line of a document is."""
    scan, opened, at = _Scan(), bytearray(), 0
    found: dict[int, list[int]] = {_HEADED: [], _SWALLOWED: []}
    bars = bytes([text[:1] == "|" for text in texts])
    while at < len(texts):
        kind, end = _OPEN, at + 1
        if bars[at] and not (scan.closing or scan.until_blank or scan.lazy):
            end = bars.find(0, at)  # a row is followed by rows: one look at all of them
            end = end if end >= 0 else len(texts)
            scan.content = 0
        else:
            kind = _kind(scan, texts[at])
            found.get(kind, []).append(at)
        scan.text_before = kind in (_OPEN, _SWALLOWED)
        opened += bytes((kind == _OPEN,)) * (end - at)
        at = end
    return Outline(bytes(opened), tuple(found[_HEADED]), frozenset(found[_SWALLOWED]))


def _kind(scan: _Scan, text: str) -> int:
    """What this line is; moves the scan on."""
    if scan.closing:
        if scan.closing.search(text):
            scan.closing = None
        return _HIDDEN
    bare = text.lstrip(" \t")
    if not bare:
        scan.until_blank = scan.lazy = False
        return _HIDDEN
    if scan.until_blank:
        return _SWALLOWED
    indent = len(text[: len(text) - len(bare)].expandtabs(4))
    if scan.content and indent >= scan.content:
        scan.lazy = _goes_on(bare)
        return _HIDDEN
    if indent > 3:
        return _SWALLOWED if scan.text_before else _HIDDEN
    if not (bare[0].isalpha() or bare[0] == "|") and _opens_block(scan, text, bare):
        return _HEADED if bare[0] == "#" else _HIDDEN
    scan.content = 0
    return _SWALLOWED if scan.lazy else _OPEN


def _is_heading(bare: str) -> bool:
    """Whether a line is an ATX heading, the blanks before it taken off."""
    rest = bare.lstrip("#")
    return 0 < len(bare) - len(rest) <= 6 and rest[:1] in ("", " ", "\t")


def _goes_on(text: str) -> bool:
    """Whether a container's line ends within a paragraph, which the next line would continue."""
    found = _MARKS.match(text)
    rest = text[found.end() :] if found else text
    ends = (_FENCE, _HEADING, _RULE, _HTML_BLOCK, *(opening for opening, _ in _HTML))
    return bool(rest) and not any(block.match(rest) for block in ends)


def _opens_block(scan: _Scan, text: str, bare: str) -> bool:
    """Whether this line begins a block of another kind, and how that block will end."""
    if _is_heading(bare):
        scan.content, scan.lazy = 0, False
        return True
    if bare[0] not in _BEGINNINGS:
        return False
    fence, item = _FENCE.match(text), _ITEM.match(text)
    if fence:
        mark = fence.group(1)
        scan.closing = regex(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        scan.content, scan.lazy = 0, False
    elif _RULE.match(text):
        scan.content, scan.lazy = 0, False
    elif bare[0] == ">":
        scan.content, scan.lazy = 0, _goes_on(bare)
    elif item:
        rest = text[item.end() :]
        wide = len(item.group(3)) > 4 or not rest
        scan.content = len(item.group(1)) + len(item.group(2)) + (1 if wide else len(item.group(3)))
        scan.lazy = _goes_on(bare)
    elif bare[0] == "<":
        return _opens_html(scan, text)
    else:
        return False
    return True


def _opens_html(scan: _Scan, text: str) -> bool:
    """Whether this line begins an HTML block (CommonMark 0.31, "HTML blocks", kinds 1 to 7)."""
    for opening, closing in _HTML:
        if opening.match(text):
            scan.closing = None if closing.search(text) else closing
            scan.content, scan.lazy = 0, False
            return True
    alone = _HTML_ALONE.fullmatch(text) is not None and not scan.text_before and not scan.lazy
    if _HTML_BLOCK.match(text) or alone:
        scan.until_blank, scan.content, scan.lazy = True, 0, False
        return True
    return False
