"""Documents for Hypothesis: sound ledgers in every spelling, and soups that are no ledgers."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck
from hypothesis import strategies as st

from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.tasks import COLUMNS, TEXT_COLUMNS

#: A whole document takes long to draw on a busy machine, which says nothing about a test.
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
#: Pieces of text that mean something to a Markdown table, or have broken one before.
FRAGMENTS = (
    "a", "plain words", "|", "\\", "\\|", "\\\\|", "`", "``", "`a|b`", "<b>", "<!-- x -->", "-->",
    "&#124;", "&nbsp;", "**bold**", "_", "~~", "[x](y)", "https://example.invalid/a?b=c|d", "#12",
    "- ", "* ", "1. ", ">", "===", "---", ":-:", " ", "  ", "\u00a0", "é", "日本語", "ﷺ",
    "\U0001f680", "\u2764\ufe0f", "\U0001f468\u200d\U0001f4bb", "e\u0301", "$(x)", "%s", "{}", "'",
    '"', "<br/>", "<BR>", "<b", "r>", "-", "–", "None", "0", "8K",
)  # fmt: skip
#: What a hand writes where Mosaic writes one of its seven words.
HAND_WORDS = ("todo", "Done", "✅ done", "in progress", "WIP", "not_started", "**done**", "")
EOLS = ("\n", "\r\n", "\r")
HEADINGS = ("## Phase 1: critical", "## Phase 2", "# Board", "### Milestone M1", "## フェーズ")
#: Text around the ledger; each holds a table, or what looks like one, that is none of ours.
SURROUNDINGS = (
    ("Some prose about the work.", "More of it, with a | pipe."),
    ("```", "| id | status |", "| --- | --- |", "| MS-FENCED-1 | done |", "```"),
    ("~~~~ text", "| id | status |", "|---|---|", "~~~", "| MS-FENCED-2 | done |", "~~~~"),
    ("> | id | status |", "> | --- | --- |", "> | MS-QUOTED-1 | done |"),
    ("- a list", "", "  | id | status |", "  | --- | --- |", "  | MS-LISTED-1 | done |"),
    ("1. first", "2. second"),
    ("<!-- a comment", "| id | status |", "| --- | --- |", "| MS-HIDDEN-1 | done |", "-->"),
    ("<!-- one line -->",),
    ("    | id | status |", "    | --- | --- |", "    | MS-CODE-1 | done |"),
    ("<details>", "<summary>folded</summary>"),
    ("| word | meaning |", "|---|:-:|", "| row | a line |", "| cell | `x` |"),
    ("Underlined", "=======", "", "---"),
    ("[link]: https://example.invalid", "[^1]: a footnote"),
    ("- [ ] a box", "- [x] ticked"),
)  # fmt: skip

_fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=5).map("".join)
_words = st.text(st.characters(codec="utf-8"), max_size=12)


def values(*, lines: bool = False) -> st.SearchStrategy[str]:
    """Values that a cell can hold; with ``lines``, also of more than one line."""
    one = _fragments | _words
    some = st.lists(one, min_size=1, max_size=3).map("\n".join) if lines else one
    return some.map(lambda text: text.strip(" \t\n")).filter(
        lambda text: cells.refusal(text, lines=lines) is None
    )


@st.composite
def _cell(draw: st.DrawFn, value: str) -> str:
    """One cell as somebody may have typed it."""
    raw = cells.write(value)
    lead = draw(st.sampled_from(("", " ", " ", " ", "  ", "\t")))
    trail = draw(st.sampled_from(("", " ", " ", " ", "    ", " \t")))
    return lead + raw + (trail or (" " if raw.endswith("\\") else ""))


@st.composite
def row_text(draw: st.DrawFn, row: Sequence[str], indented: bool = True) -> str:
    """A row's line: padded or not, with its outer pipes or without them where that is a row."""
    parts = [draw(_cell(value)) for value in row]
    open_start = row[0][:1].isalpha() and draw(st.booleans())
    open_end = row[-1].strip() != "" and draw(st.booleans())
    inner = "|".join(parts)
    indent = draw(st.sampled_from(("", "", "", " ", "   "))) if indented else ""
    bare = len(row) > 1 and open_start
    text = (inner.lstrip(" \t") if bare else "|" + inner) + ("" if open_end else "|")
    return indent + text + draw(st.sampled_from(("", "", "  ")))


@st.composite
def _header(draw: st.DrawFn) -> list[str]:
    """A task table's columns: the fourteen, or fewer, in any order, and some of a person's own."""
    if draw(st.booleans()):
        return list(COLUMNS)
    others = draw(st.lists(st.sampled_from(COLUMNS[2:]), unique=True))
    own = draw(st.lists(st.sampled_from(("owner", "ETA", "日付", "pr")), unique=True))
    return draw(st.permutations(["id", "status", *others, *own]))


@st.composite
def _delimiter(draw: st.DrawFn, count: int) -> str:
    mark = st.sampled_from(("---", ":--", "--:", ":-:", "-", "----------"))
    pad = draw(st.sampled_from(("", " ")))
    return "|" + "|".join(f"{pad}{draw(mark)}{pad}" for _ in range(count)) + "|"


@st.composite
def _task_table(draw: st.DrawFn, ids: list[str], known: list[str]) -> list[str]:
    """The lines of one task table with these ids; dependencies only on known ones."""
    header = draw(_header())
    shown = [draw(st.sampled_from((name, name.upper(), f"**{name}**"))) for name in header]
    # A header that is indented behind a list would be the list's.
    lines = [draw(row_text(shown, indented=False)), draw(_delimiter(len(header)))]
    for name in ids:
        row = [draw(_value(column, name, known)) for column in header]
        lines.append(draw(row_text(row)))
        known.append(name)
    return lines


def _value(column: str, name: str, known: list[str]) -> st.SearchStrategy[str]:
    some: dict[str, st.SearchStrategy[str]] = {
        "id": st.just(name),
        "status": st.sampled_from([*Status, *HAND_WORDS]).map(str),
        "depends_on": st.lists(st.sampled_from(known), unique=True, max_size=2).map(", ".join)
        if known
        else st.just(""),
        "blocks": st.just(""),
        "started_at": st.sampled_from(("", "2026-01-31T10:00:00+01:00", "yesterday")),
        "completed_at": st.sampled_from(("", "2026-02-01T10:00:00Z")),
        "estimate": st.sampled_from(("", "8K", "4.2K", "1.3M", "800", "~5k")),
        "used": st.sampled_from(("", "9.1K", "0")),
    }
    return some[column] if column in some else values(lines=column in TEXT_COLUMNS)


@st.composite
def joined(draw: st.DrawFn, lines: Sequence[str]) -> str:
    """Lines as a file: one line end throughout or a mixture, a byte order mark, a last end."""
    eol = draw(st.sampled_from((*EOLS, "")))
    text = draw(st.sampled_from(("", "", "\ufeff")))
    for number, line in enumerate(lines):
        end = eol or draw(st.sampled_from(EOLS))
        # A CR before an empty line that ends in LF would be one line end, not two.
        if end == "\r" and number + 1 < len(lines) and not lines[number + 1]:
            end = eol or "\n"
        text += line + (end if number + 1 < len(lines) or draw(st.booleans()) else "")
    return text


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A ledger without faults of structure, among all that may stand around one."""
    count = draw(st.integers(1, 6))
    form = draw(st.sampled_from(("MS-SEC-{:03d}", "P0-{:03d}", "MVP-T{:02d}", "a.b_{}")))
    ids = [form.format(n) for n in range(1, count + 1)]
    cut = draw(st.integers(0, count))
    parts: list[list[str]] = []
    known: list[str] = []
    for some in (ids[:cut], ids[cut:]) if draw(st.booleans()) else (ids,):
        parts += [list(block) for block in draw(_around())]
        if draw(st.booleans()):
            parts.append([draw(st.sampled_from(HEADINGS))])
        parts.append(draw(_task_table(some, known)))
    parts += [list(block) for block in draw(_around())]
    lines = [line for part in parts for line in ("", *part)][1:]
    return draw(joined(lines))


def _around() -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.sampled_from(SURROUNDINGS), max_size=2)


#: Lines that mean something to a scanner of blocks, for texts that are no ledger at all.
SOUP = (
    "| id | status |", "| --- | --- |", "| MS-1 | done |", "id | status", "--- | ---", "MS-2 | x",
    "", "", "text", "> quote", "> ```", "- item", "- ```", "  | a | b |", "    | MS-3 | x |", "```",
    "~~~", "<!--", "-->", "<!-->", "<div>", "<https://a.invalid>", "# head", "===", "---", "***",
    "1. one", "12) x | y", "|", "||", "| MS-4 |", "| MS-5 | x | y |", "|:-|-:|", "`a|b` | x",
    "\t| MS-6 | x |", "-", "<?php", "?>", "<script>", "</script>", "- # h", "<<<<<<< ours",
    "=======", ">>>>>>> theirs", "||||||| base", "\\| a | b", "a\\", "| **MS-7** | `done` |",
    "| status | id | id |", "| a | b\\|", "\u2028", "\x0b| MS-8 | x |", "| - | — |", "|\t|\t|",
)  # fmt: skip


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Any lines in any order."""
    line = st.sampled_from(SOUP) | st.text(
        st.sampled_from("|-: \\`<>#ab1.\t\x00\u200b"), max_size=9
    )
    return draw(joined(draw(st.lists(line, max_size=12))))


def texts() -> st.SearchStrategy[str]:
    """Anything at all, from noise to a sound ledger."""
    return st.text(max_size=60) | soups() | documents()


@st.composite
def plain_tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A table as Mosaic writes it, and its cells' values; for a second reader to agree with."""
    width = draw(st.integers(2, 5))
    value = st.text(st.characters(categories=("L", "N", "P", "S")), max_size=8).filter(
        lambda v: "\\" not in v and "<" not in v and cells.refusal(v) is None
    )
    names = draw(st.lists(st.sampled_from(COLUMNS), min_size=width, max_size=width, unique=True))
    rows = draw(st.lists(st.lists(value, min_size=width, max_size=width), min_size=1, max_size=4))
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * width]
    lines += ["| " + " | ".join(cells.write(v) for v in row) + " |" for row in rows]
    return "".join(f"{line}\n" for line in lines), [names, *rows]
