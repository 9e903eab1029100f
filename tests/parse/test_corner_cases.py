"""What GFM makes of a table in all its corners, and what a ledger must make of it.

Each case is a text, the tasks that are read from it, and the rules that it breaks. The tables are
those of GFM's reference implementation; where GFM would drop text without a word, we have a fault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from mosaic.parse import cells, faults, table, tasks

HEAD = "| id | status |\n| --- | --- |\n"
ROW = "| MS-1 | done |\n"


@dataclass(frozen=True)
class Corner:
    """A text, the ids that are read from it, and the rules that it breaks, in the file's order."""

    title: str
    text: str
    ids: tuple[str, ...] = ("MS-1",)
    broken: tuple[str, ...] = ()


CORNERS = (
    # How rows and cells are cut.
    Corner("outer pipes at both ends", HEAD + ROW),
    Corner("no outer pipes", "id | status\n--- | ---\nMS-1 | done\n"),
    Corner("outer pipes at either end", "| id | status\n--- | --- |\nMS-1 | done |\n"),
    Corner("fewer cells in the delimiter row", "| id | status |\n| --- |\n", (), ("delimiter",)),
    Corner("more cells in the delimiter row", "| id | status |\n|-|-|-|\n", (), ("delimiter",)),
    Corner("a short row", HEAD + "| MS-1 |\n", ("MS-1",), ("short-row",)),
    Corner("a long row", HEAD + "| MS-1 | done | x |\n", ("MS-1",), ("long-row",)),
    Corner("prose behind the table", HEAD + ROW + "So it is.\n", ("MS-1", "So it is."),
           ("id", "short-row")),
    Corner("one word behind the table", HEAD + ROW + "Done\n", ("MS-1", "Done"), ("short-row",)),
    Corner("an empty cell between two pipes", HEAD + "| MS-1 || done |\n", ("MS-1",),
           ("long-row",)),
    Corner("an empty row without blanks", HEAD + "||\n" + ROW, ("", "MS-1"), ("id", "short-row")),
    Corner("an empty row of the right width", HEAD + "| | |\n" + ROW),
    Corner("a pipe that is escaped", HEAD + "| MS-1 | done |\n| MS-2 | a\\|b |\n",
           ("MS-1", "MS-2"), ("status",)),
    Corner("a pipe in code", HEAD + "| MS-1 | `a|b` |\n", ("MS-1",), ("long-row",)),
    Corner("a pipe in a link's title", HEAD + '| MS-1 | [t](x "a|b") |\n', ("MS-1",),
           ("long-row",)),
    Corner("a pipe in an address", HEAD + "| MS-1 | <http://e.invalid/a|b> |\n", ("MS-1",),
           ("long-row",)),
    Corner("a last pipe that a backslash swallows", HEAD + "|MS-1|done\\|\n", ("MS-1",),
           ("status",)),
    Corner("a first separator that a backslash swallows", HEAD + "|MS-1\\|done|\n",
           ("MS-1|done",), ("id", "short-row")),
    Corner("tabs about the cells", "|\tid\t|\tstatus |\n|\t---\t|---|\n|\tMS-1\t|\tdone\t|\n"),
    Corner("a hard blank about an id", HEAD + "|\u00a0MS-1 | done |\n", ("\u00a0MS-1",), ("id",)),
    Corner("entities stay as they are", HEAD + "| MS-1 | &#124;&#10; |\n", ("MS-1",),
           ("status",)),
    # Where a table begins.
    Corner("a paragraph right above", "It begins\nand goes on\n" + HEAD + ROW),
    Corner("a header that is indented by three", "   | id | status |\n   |---|---|\n   " + ROW),
    Corner("a header that is indented by four", "    | id | status |\n    |---|---|\n    " + ROW,
           ()),
    Corner("alignment in all its spellings", "| id | status |\n|:-|-:|\n" + ROW),
    Corner("one dash and many blanks", "| id | status |\n|  -  |:----------------:|\n" + ROW),
    Corner("a blank within the delimiter", "| id | status |\n| : --- | --- |\n" + ROW, (),
           ("delimiter",)),
    Corner("a delimiter that is a list", "id | status\n- | -\nMS-1 | done\n", (), ("delimiter",)),
    Corner("no delimiter row", "| id | status |\n" + ROW, (), ("delimiter",)),
    Corner("a second delimiter row", HEAD + "| --- | --- |\n" + ROW, ("---", "MS-1"),
           ("id", "status")),
    Corner("one column and a heading's underline", "| id |\n---\n" + HEAD + ROW),
    Corner("one column without a pipe", "id\n:-\nMS-9\n\n" + HEAD + ROW),
    Corner("a header alone", HEAD, ()),
    # Where a table ends.
    Corner("a blank line within", HEAD + ROW + "\n| MS-2 | done |\n", ("MS-1",),
           ("orphan-row",)),
    Corner("a heading", HEAD + ROW + "# Next\n"),
    Corner("a quote", HEAD + ROW + "> said\n"),
    Corner("a list", HEAD + ROW + "- item | x\n"),
    Corner("a fence", HEAD + ROW + "```\n| MS-2 | done |\n```\n"),
    Corner("HTML", HEAD + ROW + "<div>\n"),
    Corner("a rule", HEAD + ROW + "---\n"),
    Corner("a lone pipe", HEAD + ROW + "|\n| MS-2 | done |\n", ("MS-1",),
           ("orphan-row", "orphan-row")),
    Corner("a heading's underline is a row", HEAD + ROW + "===\n", ("MS-1", "==="),
           ("id", "short-row")),
    Corner("a comment between rows", HEAD + ROW + "<!-- c -->\n| MS-2 | done |\n", ("MS-1",),
           ("orphan-row",)),
    Corner("a row indented by four", HEAD + ROW + "    | MS-2 | done |\n", ("MS-1",),
           ("orphan-row",)),
    # What is no table of the document's own.
    Corner("in a comment", f"<!--\n{HEAD}{ROW}-->\n", ()),
    Corner("in a fence", f"```md\n{HEAD}{ROW}```\n", ()),
    Corner("in a fence of tildes with ticks in it", f"~~~\n```\n{HEAD}{ROW}~~~\n", ()),
    Corner("in a longer fence", f"````\n```\n{HEAD}{ROW}````\n", ()),
    Corner("in a quote", "> | id | status |\n> | --- | --- |\n> | MS-1 | done |\n", ()),
    Corner("in a list", "- | id | status |\n  | --- | --- |\n  | MS-1 | done |\n", ()),
    Corner("a lazy row behind a quoted table",
           f"{HEAD}{ROW}\n> | a | b |\n> |-|-|\n| MS-2 | done |\n",
           ("MS-1",), ("orphan-row",)),
    # Which columns, and how many tables.
    Corner("two task tables are one ledger", f"{HEAD}{ROW}\n{HEAD}| MS-2 | done |\n",
           ("MS-1", "MS-2")),
    Corner("ids are unique across them", f"{HEAD}{ROW}\n{HEAD}{ROW}", ("MS-1", "MS-1"),
           ("id-twice",)),
    Corner("a column twice", "| id | status | id |\n|-|-|-|\n| MS-1 | done | MS-2 |\n", ("MS-1",),
           ("columns",)),
    Corner("other order, other case, emphasis, unknown columns",
           "| owner | **Status** | `ID` |\n|-|-|-|\n| me | done | MS-1 |\n"),
    Corner("no status: not a task table", "| id | state |\n|-|-|\n| MS-1 | done |\n", ()),
    # Bytes.
    Corner("CRLF", (HEAD + ROW).replace("\n", "\r\n")),
    Corner("CR alone", (HEAD + ROW).replace("\n", "\r")),
    Corner("mixed line ends", "| id | status |\r\n| --- | --- |\r| MS-1 | done |\n"),
    Corner("a byte order mark", "\ufeff" + HEAD + ROW),
    Corner("no last line end", HEAD + ROW.rstrip("\n")),
    Corner("NUL", HEAD + "| MS-1 | do\x00ne |\n", ("MS-1",), ("status", "hidden", "nul")),
    Corner("an escape sequence in an id", HEAD + "| \x1b[1mMS-1 | done |\n", ("\x1b[1mMS-1",),
           ("id", "hidden")),
    Corner("a bidi override in an id", HEAD + "| MS\u202e-1 | done |\n", ("MS\u202e-1",),
           ("id", "hidden")),
    Corner("a zero-width space in an id", HEAD + "| MS\u200b-1 | done |\n", ("MS\u200b-1",),
           ("id", "hidden")),
    Corner("an id that strikes itself out", HEAD + "| ~~MS-1~~ | done |\n", ("~~MS-1~~",),
           ("id",)),
    Corner("an id that is a path", HEAD + "| ../MS-1 | done |\n", ("../MS-1",), ("id",)),
    # What stands around.
    Corner("front matter, footnotes, boxes, links",
           f"---\na: b | c\n---\n- [ ] box\n\n{HEAD}{ROW}\n[^1]: note\n[r]: https://e.invalid\n"),
    Corner("conflict markers",
           f"{HEAD}<<<<<<< HEAD\n{ROW}||||||| base\n=======\n| MS-2 | x |\n>>>>>>> b\n",
           ("<<<<<<< HEAD", "MS-1", "", "=======", "MS-2"),
           ("conflict-marker", "conflict-marker", "conflict-marker", "status", "conflict-marker")),
)  # fmt: skip


@pytest.mark.parametrize("corner", CORNERS, ids=[corner.title for corner in CORNERS])
def test_corner(corner: Corner) -> None:
    """The tasks that are read, the rules that are broken, and not a byte that is lost."""
    document = tasks.parse(corner.text)
    assert str(document) == corner.text
    assert tuple(task.id for task in document.rows) == corner.ids
    assert tuple(fault.rule for fault in faults.check(document)) == corner.broken


@pytest.mark.parametrize(
    "char", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_only_lf_crlf_and_cr_end_a_line(char: str) -> None:
    """What ``str.splitlines`` also cuts at is a character of the cell, and refused in new ones."""
    text = f"| id | status | description |\n|-|-|-|\n| MS-1 | done | a{char}b |\n"
    document = tasks.parse(text)
    assert document.tasks["MS-1"]["description"] == f"a{char}b"
    assert [fault.rule for fault in faults.check(document)] == ["hidden"]
    assert cells.refusal(f"a{char}b", lines=True) is not None


def test_new_values_escape_every_pipe_and_keep_off_the_next() -> None:
    """Code, links, addresses and a last backslash are written so that GFM cuts nothing."""
    odd = ("`a|b`", '[t](x "a|b")', "<http://e.invalid/a|b>", "a\\", "a\\|", "|", "\\\\", "||")
    for value in odd:
        text = table.render(("MS-1", value, "x"))
        assert table.values(text) == ("MS-1", value, "x")
        for row in ("|MS-1|old|x|", "| MS-1 |  | x |", "MS-1||x", "|\tMS-1\t|\told\t|\tx\t|"):
            assert table.values(table.put(row, 1, value)) == ("MS-1", value, "x")


def test_an_append_completes_the_last_line_first() -> None:
    """A file without a last line end is not run together with what comes behind it."""
    page = table.parse((HEAD + ROW).rstrip("\n"))
    assert page.lines[-1].eol == ""
    assert page.eol == "\n"
    assert table.parse("").eol == "\n"
    assert table.parse("a\r\nb\n").eol == "\r\n"


def test_a_wide_table_of_short_rows_costs_its_bytes() -> None:
    """Rows are never padded: 1,200 columns by 1,200 rows stay 1,200 cells, and are no ledger."""
    count = 1_200
    text = "|" + "a|" * count + "\n|" + "-|" * count + "\n" + "|x|\n" * count
    document = tasks.parse(text)
    assert document.page.tables == ()
    assert str(document) == text
    narrow = f"| id | status |{'a|' * 100}\n|{'-|' * 102}\n" + "| x |\n" * count
    assert sum(len(task.cells) for task in tasks.parse(narrow).rows) == count


def test_a_cell_of_200_kilobytes_is_a_cell() -> None:
    """Read, edited and written like any other."""
    value = "x\\|`" * 50_000
    text = f"| id | status | notes |\n|-|-|-|\n| MS-1 | done | {cells.write(value)} |\n"
    document = tasks.parse(text)
    assert document.tasks["MS-1"]["notes"] == value
    assert faults.check(document) == ()
    line = document.page.lines[2].text
    assert table.values(table.put(line, 1, "failed")) == ("MS-1", "failed", value)


#: Bodies of text of which a careless pattern makes more than one pass a character.
HOSTILE = (
    "a" * 60_000, "\\" * 60_000, "\\|" * 30_000, "|" * 60_000, " " * 60_000, "\t" * 60_000,
    "<" * 60_000,
    "<a " * 20_000, "<!--" * 15_000, "`" * 60_000, "-" * 60_000, "- " * 30_000, "|:-" * 20_000,
    "> " * 30_000,
    "#" * 60_000, "1. " * 20_000, "\u200d\u2764" * 30_000, "A b c:" * 10_000, "</div" * 12_000,
    "~" * 60_000,
    "***" * 20_000, "> - " * 15_000, "<br" * 20_000, "# " * 30_000, "_ " * 30_000,
)  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=[repr(body[:6]) for body in HOSTILE])
@pytest.mark.parametrize("around", ["{}x\n", "```\n{}x\n", f"{HEAD}| MS-1 | done{{}}x |\n"])
def test_no_text_takes_more_than_its_length(body: str, around: str) -> None:
    """A pattern that went back and forth over these would not come to an end."""
    text = around.format(body)
    document = tasks.parse(text)
    assert str(document) == text
    for fault in faults.check(document):
        assert len(str(fault)) < 200
    for task in document.rows:
        assert task.notes.labelled == ()
        assert task.finding == "MS-1"


#: Tables that the reference reads within a quote or a list: for a ledger they are none.
NESTED = {"quote-table": 1, "quote-lazy": 1, "list-table": 1}
#: Entries of the optional corpus whose input is described there and not given.
DESCRIBED = ("very-wide", "huge-cell", "autocomplete-bomb")


def test_the_optional_corner_cases(shared: Path) -> None:
    """As many tables, and as many rows in each, as GFM's reference implementation finds."""
    entries = (shared / "corpus/gfm/corner_cases.jsonl").read_text(encoding="utf-8").split("\n")
    seen = 0
    for entry in map(json.loads, filter(None, entries)):
        if entry["id"] in DESCRIBED:
            continue
        page = table.parse(entry["input"])
        assert str(page) == entry["input"]
        theirs = [len(rows) - 1 for rows in entry["cmark_gfm"]]
        assert len(theirs[: NESTED.get(entry["id"], 0)]) == NESTED.get(entry["id"], 0)
        expected = theirs[NESTED.get(entry["id"], 0) :]
        assert [len(found.rows) for found in page.tables] == expected, entry["id"]
        seen += 1
    assert seen == 96 - len(DESCRIBED)
