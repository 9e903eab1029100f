"""Blocks and the lines on which they stand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mosaic.parse.review.blocks import read_blocks
from mosaic.parse.review.reader import read_report


def lines(text: str) -> list[tuple[str, int, str]]:
    return [(b.kind, b.line, b.text or "|".join(b.cells)) for b in read_blocks(text)]


def test_each_block_knows_its_line() -> None:
    """Headings of both kinds, nested items, rows, also after lazy lines and blank ones."""
    items = "- a\n  more\n\n  - b\n- c\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n\n"
    text = f"Title\n=====\n\n{items}> q\nlazy\n\n1) d\n"
    assert lines(text) == [
        ("heading", 1, "Title"),
        ("item", 4, "a\nmore"),
        ("item", 7, "b"),
        ("item", 8, "c"),
        ("row", 12, "1|2"),
        ("opaque", 14, ""),
        ("item", 17, "d"),
    ]


def test_blocks_cut_short_by_others_stand_in_order() -> None:
    """A list ended by a heading, a quote ended by a list, empty items: in order, on their lines."""
    assert lines("- - a\n# x\n") == [("item", 1, ""), ("item", 1, "a"), ("heading", 2, "x")]
    assert lines("> q\n- a\n# x\n") == [("opaque", 1, ""), ("item", 2, "a"), ("heading", 3, "x")]
    assert lines("-\n-\n# x\n") == [("heading", 3, "x")]


def test_quotes_and_lists_may_take_turns_without_end() -> None:
    """A list that a quote ends, ended by a list, thousands of times: siblings, none within one."""
    blocks = read_blocks("> q\n- a\n" * 3000)
    assert [(b.kind, b.line, b.level) for b in blocks[-4:]] == [
        ("opaque", 5997, 0),
        ("item", 5998, 1),
        ("opaque", 5999, 0),
        ("item", 6000, 1),
    ]
    assert lines("text\n> q\n2. b\n") == [("text", 1, "text"), ("opaque", 2, ""), ("item", 3, "b")]


@pytest.mark.parametrize(
    ("line", "text"),
    [("# a ##", "a"), ("# a#", "a#"), ("### ###", ""), ("#", ""), ("# a # b  #\t", "a # b")],
)
def test_closing_signs_are_no_part_of_a_heading(line: str, text: str) -> None:
    """Signs at the end, behind a blank, close a heading (CommonMark, "ATX headings")."""
    assert lines(line) == [("heading", 1, text)]


def test_a_table_keeps_rows_of_any_width() -> None:
    """A row with a cell too many or too few is a row; a delimiter of other width makes no table."""
    blocks = read_blocks("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n")
    assert [b.cells for b in blocks] == [("1",), ("1", "2", "3")]
    assert blocks[0].header == ("a", "b")
    assert [b.kind for b in read_blocks("| a | b |\n|---|\n| 1 | 2 |\n")] == ["text"]


def test_every_block_of_the_corpus_stands_where_it_says(shared: Path) -> None:
    """The first line of each block's text is found on its line, in every real report."""
    for path in sorted((shared / "corpus/reports/dev").glob("*.md")):
        text = path.read_bytes().decode().replace("\r\n", "\n").replace("\r", "\n")
        source = text.split("\n")
        for block in read_blocks(text):
            told = block.cells[0] if block.cells else block.text.split("\n")[0]
            assert told[:20].strip() in source[block.line - 1], (path.name, block)


PIECES = (
    *("### ", "- ", "| ", "**", "`", "```\n", "[", "](", "~~", "\n\n", "> ", "1. ", "🔴", "\t"),
    *("\r\n", "\x00", "\u202e", "---\n", "|---|---|\n", "(", "HIGH", "SEC-1: ", "\\|", "<!--"),
    *("    ", "A-1", " — ", "Severity: ", "x.py:3", "\n", "\n# ", "\n## High\n", "word "),
)


@pytest.mark.parametrize("seed", range(40))
def test_no_text_breaks_the_reader(seed: int) -> None:
    """Whatever the pieces: no error, one line a title, lines in the file, ids once a file."""
    dice = random.Random(seed)
    for _ in range(25):
        text = "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 120)))
        report = read_report([("r/00-a.md", text), ("r/01-b.md", text[len(text) // 2 :])])
        last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        for finding in report.findings:
            assert finding.title
            assert "\n" not in finding.title
            assert len(finding.title) <= 200
            assert 1 <= finding.source.line <= finding.body_end <= last
        ids = [(f.source.file, f.id) for f in report.findings]
        assert len(ids) == len(set(ids))
