"""The laws of reading and writing a table, each stated once, over texts of every kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mistune
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mosaic.parse import cells, faults, table, tasks
from tests.strategies import SLOW, documents, plain_tables, soups, texts, values


def _hold(text: str, value: str, pick: int) -> None:
    """Every law of one text, with one value to be put into one of its cells."""
    page = table.parse(text)
    assert str(page) == text
    assert str(tasks.parse(text)) == text
    assert "".join(map(str, table.split_lines(text))) == text
    for found in page.tables:
        for number in (found.header, *found.rows):
            line = page.lines[number].text
            assert table.values(line) == tuple(cells.read(line[a:b]) for a, b in table.spans(line))
    rows = [(at, n) for at, found in enumerate(page.tables) for n in found.rows]
    if rows:
        at, number = rows[pick % len(rows)]
        width = len(table.spans(page.lines[number].text))
        _edited(page, at, number, (pick // len(rows)) % width, value)


def _edited(page: table.Page, at: int, number: int, column: int, value: str) -> None:
    """An edit changes one line, and of that line one cell; undone, the value is back."""
    before = page.lines[number].text
    after = table.parse(page.with_lines({number: table.put(before, column, value)}))
    line = after.lines[number].text
    assert [*after.lines[:number], *after.lines[number + 1 :]] == [
        *page.lines[:number],
        *page.lines[number + 1 :],
    ]
    assert after.lines[number].eol == page.lines[number].eol
    assert [(t.header, t.end, t.columns) for t in after.tables] == [
        (t.header, t.end, t.columns) for t in page.tables
    ]
    assert table.values(line)[column] == value
    raws, others = ([t[a:b] for a, b in table.spans(t)] for t in (before, line))
    assert len(raws) == len(others)
    assert [r for i, r in enumerate(raws) if i != column] == [
        r for i, r in enumerate(others) if i != column
    ]
    old = table.values(before)[column]
    assert table.values(table.put(line, column, old)) == table.values(before)


@settings(max_examples=150, suppress_health_check=SLOW)
@given(texts(), values(lines=True), st.integers(0, 500))
@example("| a | b |\n|-|-|\nx | y", "", 1)
@example("| a | b |\n|-|-|\nx | y", "1. item", 0)
@example("id\n:-\nMS-1\n", "", 0)
@example("id\n:-\nMS-1\n", "- x", 0)
@example("| a | b |\n|-|-|\n||\n", "x\\", 0)
@example("| a | b |\n|-|-|\n| x | y\\|\n", "z", 1)
@example("| a | b |\r|-|-|\r| x |\t\t|\r", "z", 1)
def test_every_law(text: str, value: str, pick: int) -> None:
    """Reading is lossless, an edit is local, undone it is gone, and a value reads back equal."""
    _hold(text, value, pick)


@settings(max_examples=50)
@given(soups(), values(), st.integers(0, 500))
def test_every_law_of_a_soup(text: str, value: str, pick: int) -> None:
    """The same where the text is no ledger, which is where tables end in odd ways."""
    _hold(text, value, pick)


@settings(max_examples=300)
@given(values(lines=True))
@example("\\")
@example("a\\|b")
@example("<\nbr>")
@example("<b\nr>")
@example("|")
@example("\\\n|")
def test_a_written_value_reads_back(value: str) -> None:
    """``read(write(v)) == v`` for every value that ``refusal`` passes, alone and in a row."""
    assert cells.read(cells.write(value)) == value
    assert "\n" not in cells.write(value)
    assert table.values(table.render(("MS-1", value, "x"))) == ("MS-1", value, "x")


@settings(max_examples=200)
@given(st.text(st.sampled_from("a|\\<br>/ \t\n`-—–\u200b\u00a0"), max_size=8))
def test_what_would_not_read_back_is_refused(value: str) -> None:
    """A value that a cell would change, or that means an empty one, is never passed."""
    held = table.values(table.render(("MS-1", value))) == ("MS-1", value)
    if not held or value in cells.EMPTY[1:]:
        assert cells.refusal(value, lines=True) is not None


@settings(max_examples=75, suppress_health_check=SLOW)
@given(documents())
def test_a_sound_ledger_has_no_fault_of_structure(text: str) -> None:
    """Whatever stands around it, in whatever spelling, with whatever status words."""
    document = tasks.parse(text)
    assert [str(fault) for fault in faults.structure(document)] == []
    assert document.rows
    assert not any("FENCED" in i or "QUOTED" in i or "HIDDEN" in i for i in document.tasks)


@settings(max_examples=150, suppress_health_check=SLOW)
@given(texts())
def test_faults_never_raise(text: str) -> None:
    """Every text has its faults said, in order, each at a place that the text has."""
    document = tasks.parse(text)
    found = faults.check(document)
    assert set(faults.structure(document)) <= set(found)
    assert [(f.line, f.column) for f in found] == sorted((f.line, f.column) for f in found)
    for fault in found:
        line = document.page.lines[fault.line - 1].text
        assert 1 <= fault.column <= len(line) + 1
        assert "\n" not in str(fault)
        assert cells.visible(str(fault)) == str(fault)
    for task in document.rows:
        assert isinstance((task.phase, task.used, task.recorded, task.finding), tuple)
        assert task.table.phase is None or task.table.phase >= 0


def _second_reader(text: str) -> list[list[str]]:
    """The first table's cells as mistune's table plugin cuts them."""
    parser = mistune.create_markdown(renderer=None, plugins=["table"]).block
    state = parser.state_cls()
    state.process(text)
    parser.parse(state)
    found: list[Mapping[str, Any]] = [t for t in state.tokens if t["type"] == "table"]
    if not found:
        return []
    head, body = found[0]["children"]
    rows = [head, *body["children"]]
    return [[cells.read(cell["text"]) for cell in row["children"]] for row in rows]


def _first_reader(text: str) -> list[list[str]]:
    page = table.parse(text)
    return [
        list(table.values(page.lines[n].text))
        for found in page.tables[:1]
        for n in (found.header, *found.rows)
    ]


@settings(max_examples=100)
@given(plain_tables())
def test_a_second_reader_agrees_on_plain_tables(table_: tuple[str, list[list[str]]]) -> None:
    """mistune cuts what Mosaic writes into the same cells as we do."""
    text, expected = table_
    assert _first_reader(text) == expected
    assert _second_reader(text) == expected


@pytest.mark.parametrize(
    ("text", "ours", "theirs"),
    [
        pytest.param(
            "| a | b |\n|---|---|\n| x |\n", [["a", "b"], ["x"]], [], id="a short row: no table"
        ),
        pytest.param(
            "| a | b |\n|---|---|\n| x | y | z |\n",
            [["a", "b"], ["x", "y", "z"]],
            [],
            id="a long row: no table",
        ),
        pytest.param(
            "| a | b |\n|---|---|\nx | y |\n",
            [["a", "b"], ["x", "y"]],
            [["a", "b"]],
            id="a row without its first pipe: not in the table",
        ),
        pytest.param(
            "id\n:-\nMS-1\n", [["id"], ["MS-1"]], [], id="a header without a pipe: no table"
        ),
        pytest.param(
            "| a | b |\n|---|---|\n| x\\\\|y | z |\n",
            [["a", "b"], ["x\\|y", "z"]],
            [],
            id="a pipe behind two backslashes: cut",
        ),
    ],
)
def test_where_the_second_reader_is_known_to_differ(
    text: str, ours: list[list[str]], theirs: list[list[str]]
) -> None:
    """Each known difference, as it is; one that goes away shows here."""
    assert _first_reader(text) == ours
    assert _second_reader(text) == theirs


_LINES = st.lists(
    st.sampled_from([
        "| id | status |", "| -- | -- |", "| status | id |", "| MS-1 | done |", "| MS-2 | done |",
        "| - | |", "", "# A", "```", "text", "| MS-1 | failed |<br>", "| MS-3",
    ]),
    max_size=10,
).map(lambda lines: "\n".join(["| id | status |", "| -- | -- |", *lines]))  # fmt: skip


@given(_LINES, _LINES, st.sampled_from(["", "\n", "\r\n"]))
def test_what_was_read_before_does_not_matter(first: str, second: str, end: str) -> None:
    """A text reads the same whichever one was read before it, of which lines are kept."""
    tasks._last.clear()
    alone = tasks.parse(second + end)
    tasks._last.clear()
    tasks.parse(first + end)
    again = tasks.parse(second + end)
    assert again == alone
    assert str(again) == second + end
    assert all(row.table in again.tables for row in again.rows)
