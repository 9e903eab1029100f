"""A report's Markdown as a flat run of blocks, each with the lines it stands on.

mistune finds the blocks; its state is widened to note where each one begins, and tables are read
by a rule of our own, since GFM keeps a row with a cell too many or too few and mistune does not.
Fenced and indented code, HTML and quotes are blocks without text: nothing is read out of them,
but for the summary of a ``<details>``, which is a fold.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from mistune.block_parser import BlockParser
from mistune.core import BlockState

from mosaic.parse import table
from mosaic.parse.review import htmltable
from mosaic.patterns import regex
from mosaic.standard import Any, Iterator, Literal, Sequence
from mosaic.values import dataclass

Kind = Literal["heading", "text", "item", "row", "opaque", "fold", "unfold"]

_CONTAINERS = ("list", "block_quote")
_HIDES = ("block_code", "block_html", "block_quote")
_HEADER = regex(r" {0,3}(?=[^\n|]*\|)[^\n]*\n(?= {0,3}[|:-][ \t|:-]*(?:\n|$))")
_DELIMITER = regex(r":?-+:?")
_BREAKS_TABLE = regex(r" {0,3}(?:#{1,6}[ \t]|```|~~~|>)")
_SUMMARY = regex(r"<summary[^<>\n]{0,80}>(.{1,400}?)</summary>|</details>", re.I | re.S)
_HEADING_TAG = regex(r"</?h[1-6][^<>\n]{0,80}>", re.IGNORECASE)
_FRONT = regex(r"---[ \t]*\n")
_FRONT_END = regex(r"^(?:---|\.\.\.)[ \t]*$", re.M)


@dataclass(frozen=True)
class Block:
    """One block. ``level`` is a heading's level or an item's depth (1 outermost); ``number`` is an
    ordered item's; ``header`` and ``cells`` belong to a table row, ``cells`` as they are written.
    """

    kind: Kind
    line: int
    text: str = ""
    level: int = 0
    number: str = ""
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    table: int = 0


class _State(BlockState):
    """mistune's state, noting the line on which each token begins."""

    def __init__(self, parent: _State | None = None) -> None:
        super().__init__(parent)
        self.first = parent.next_child() if parent else 1
        self.begun: int | None = None
        self.child = 0
        #: The rule by which a block of this state is being read.
        self.within: str | None = None
        self._starts: list[int] = []

    def line_at(self, position: int) -> int:
        if not self._starts:
            self._starts = [0, *(m.end() for m in re.finditer("\n", self.src))]
        return self.first + bisect_right(self._starts, position) - 1

    def next_child(self) -> int:
        """The line of the container whose text is about to be read; the next one begins on the
        line just taken."""
        line = self.line_at(self.child)
        self.child = self.src.rfind("\n", 0, max(self.cursor - 1, 0)) + 1
        return line

    def _stamp(self, token: dict[str, Any]) -> None:
        begun = self.cursor if self.begun is None else self.begun
        token.setdefault("line", self.line_at(begun))

    def append_token(self, token: dict[str, Any]) -> None:
        self._stamp(token)
        super().append_token(token)

    def prepend_token(self, token: dict[str, Any]) -> None:
        """A quote goes before what ended it, if that has put in anything."""
        self._stamp(token)
        last = self.last_token()
        if last and last["line"] > token["line"]:
            super().prepend_token(token)
        else:
            self.tokens.append(token)

    def add_paragraph(self, text: str) -> None:
        """Text is gathered in parts: adding to a growing string is quadratic."""
        last = self.last_token()
        if last and last["type"] == "paragraph":
            last["parts"].append(text)
            return
        line = self.line_at(self.cursor)
        self.tokens.append({"type": "paragraph", "text": "", "parts": [text], "line": line})

    def append_paragraph(self) -> int | None:
        last = self.last_token()
        if not last or last["type"] != "paragraph":
            return None
        end = self.find_line_end()
        last["parts"].append(self.get_text(end))
        return end


class _Parser(BlockParser):
    """mistune's block parser, noting where the block being read begins."""

    state_cls = _State

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        assert isinstance(state, _State)
        if state.within in _CONTAINERS and m.lastgroup in _CONTAINERS:
            return state.cursor  # it ends there, and is no deeper call: they may be thousands
        outer = state.begun, state.child, state.within
        state.begun = state.child = state.cursor
        state.within = m.lastgroup
        end = super().parse_method(m, state)
        for token in state.tokens[-3:]:  # a list that another block cut short is put in unstamped
            token.setdefault("line", state.line_at(state.begun))
        state.begun, state.child, state.within = outer
        return end

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """A heading without its closing signs; mistune looks for them in quadratic time."""
        text = m.group("atx_2").strip(" \t")
        bare = text.rstrip("#")
        if not bare or bare[-1] in " \t":
            text = bare.rstrip(" \t")
        token = {"type": "heading", "text": text, "attrs": {"level": len(m.group("atx_1"))}}
        state.append_token(token)
        return m.end() + 1


def _row_cells(line: str) -> tuple[str, ...]:
    return tuple(line[a:b].strip(" \t") for a, b in table.spans(line))


def _read_table(_: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """A GFM table: header, delimiter line with as many cells, rows to the first line without."""
    assert isinstance(state, _State)
    at = match.end()
    delimiter = state.get_line(at)
    header = _row_cells(match.group().rstrip("\n"))
    marks = _row_cells(delimiter.rstrip("\n"))
    if (
        len(marks) != len(header)
        or len(marks) > table.MAX_COLUMNS
        or not all(_DELIMITER.fullmatch(m) for m in marks)
    ):
        return None
    at += len(delimiter)
    rows: list[tuple[int, tuple[str, ...]]] = []
    while at < state.cursor_max:
        line = state.get_line(at)
        if "|" not in line or not line.strip() or _BREAKS_TABLE.match(line):
            break
        rows.append((state.line_at(at), _row_cells(line.rstrip("\n"))))
        at += len(line)
    state.append_token({"type": "table", "header": header, "rows": rows})
    return at


def _parser() -> _Parser:
    parser = _Parser()
    parser.register("table", "^" + _HEADER.pattern, _read_table)
    parser.insert_rule(parser.list_rules, "table")
    return parser


def _front_matter(text: str) -> int:
    """Where the text proper begins: behind YAML front matter, if there is any."""
    if not _FRONT.match(text):
        return 0
    end = _FRONT_END.search(text, 4)
    return end.end() if end else 0


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text whose lines end at LF, in their order; lines count from 1. Never fails.

    mistune puts a quote behind the list that ends it, hence the sorting.
    """
    skipped = _front_matter(text)
    state = _State()
    state.process("\n" * text.count("\n", 0, skipped) + text[skipped:])
    _parser().parse(state)
    return tuple(sorted(_flatten(state.tokens, 0), key=lambda block: block.line))


def _flatten(tokens: Sequence[dict[str, Any]], depth: int) -> Iterator[Block]:
    for token in tokens:
        kind = token["type"]
        if kind == "heading":
            yield Block("heading", token["line"], _text(token), token["attrs"]["level"])
        elif kind in ("paragraph", "block_text"):
            yield Block("text", token["line"], _text(token), depth)
        elif kind == "table":
            yield from _rows(token, depth)
        elif kind == "list":
            yield from _items(token, depth + 1)
        elif kind == "block_html":
            yield from _folds(token, depth)
        elif kind == "block_quote" and _is_alert(token):
            yield from _flatten(token["children"], depth)
        elif kind in _HIDES:
            yield Block("opaque", token["line"], level=depth)


def _is_alert(token: dict[str, Any]) -> bool:
    """Whether a quote is an alert (``> [!CAUTION]``) that holds a fold: no quotation."""
    children = [child for child in token["children"] if child["type"] != "blank_line"]
    told = bool(children) and children[0]["type"] == "paragraph" and _text(children[0])[:2] == "[!"
    return told and any("<summary" in child.get("raw", "") for child in children)


def _folds(token: dict[str, Any], depth: int) -> Iterator[Block]:
    """What an HTML block opens and closes: each summary as a fold, at its line."""
    raw: str = token["raw"]
    line, at = token["line"], 0
    yield Block("opaque", line, level=depth)
    if "<t" in raw or "<T" in raw:
        yield from _html_rows(raw, line, depth)
    for match in _SUMMARY.finditer(raw):
        begun = match.start(1) if match.group(1) else match.start()
        line, at = line + raw.count("\n", at, begun), begun
        if match.group(1):
            yield Block("fold", line, _HEADING_TAG.sub("", match.group(1)).strip(), depth)
        else:
            yield Block("unfold", line, level=depth)


def _html_rows(raw: str, first: int, depth: int) -> Iterator[Block]:
    """The rows of the tables in a block of HTML, as of those of Markdown."""
    line, at, table_at, table_line = first, 0, -1, first
    for row in htmltable.rows(raw):
        if row.table_at != table_at:
            if "\n" not in raw[at : row.table_at] and table_at >= 0:
                continue  # a second table on the line of another's last row
            table_line = line + raw.count("\n", at, row.table_at)
            line, at, table_at = table_line, row.table_at, row.table_at
        line, at = line + raw.count("\n", at, row.at), row.at
        yield Block("row", line, "", depth, "", row.header, row.cells, table_line)


def _text(token: dict[str, Any]) -> str:
    parts = token.get("parts")
    text: str = "".join(parts) if parts else token["text"]
    return text.strip()


def _rows(token: dict[str, Any], depth: int) -> Iterator[Block]:
    for line, cells in token["rows"]:
        yield Block("row", line, "", depth, "", token["header"], cells, token["line"])


def _items(token: dict[str, Any], depth: int) -> Iterator[Block]:
    """Each item as a block with its first paragraph, then what else it holds."""
    number = token["attrs"].get("start", 1) if token["attrs"]["ordered"] else None
    for item in token["children"]:
        children = [child for child in item["children"] if child["type"] != "blank_line"]
        if not children:
            continue
        first, line = children[0], children[0]["line"]
        named = first["type"] in ("paragraph", "block_text", "heading")
        label = "" if number is None else str(number)
        yield Block("item", line, _text(first) if named else "", depth, label)
        yield from _flatten(children[1 if named else 0 :], depth)
        number = None if number is None else number + 1
