"""fmt: aligned columns, the full header, and no value that changes."""

from __future__ import annotations

import pytest

from mosaic.edits import compare
from mosaic.errors import LedgerUnusable
from mosaic.events.fmt import decide
from mosaic.parse import tasks
from mosaic.parse.align import aligned, width
from mosaic.parse.tasks import COLUMNS
from mosaic.proof import apply
from mosaic.state import FileMap, State
from tests.by_hand import TABLE


def formatted(text: str, *, upgrade: bool = False) -> str:
    decision = decide(State(FileMap({tasks.PATH: text})), upgrade=upgrade)
    assert decision.change
    return apply(tasks.parse(text), decision.change)


def test_columns_are_aligned() -> None:
    """Each column is as wide as its widest cell; the last is not padded."""
    text = "| id | status | notes |\n|:-|--|-:|\n| A-1 | done | a long note |\nA-22 | — |\n"
    assert aligned(tasks.parse(text.replace("A-22 | — |", "| A-22 | — | |"))) == (
        "| id   | status | notes |\n"
        "| :--- | ------ | ----: |\n"
        "| A-1  | done   | a long note |\n"
        "| A-22 | —      | |\n"
    )


def test_a_long_cell_stands_out() -> None:
    """The rows of all the others are not as wide as one verification's list of ids."""
    needs = ", ".join(f"A-{number}" for number in range(3, 40))
    text = "| id | depends_on | status |\n|--|--|--|\n"
    text += f"| A-1 | {needs} | done |\n| A-2 | A-3, A-4, A-5 | done |\n| A-3 | | done |\n"
    assert aligned(tasks.parse(text)).split("\n")[1:5] == [
        "| --- | ------------- | ------ |",
        f"| A-1 | {needs} | done |",
        "| A-2 | A-3, A-4, A-5 | done |",
        "| A-3 |               | done |",
    ]


def test_an_aligned_ledger_does_not_grow_with_its_rows_times_their_cells() -> None:
    """Ten times the rows, each in the verification's cell, are ten times the bytes and no more."""

    def size(rows: int) -> int:
        ids = [f"MS-SEC-{number:05}" for number in range(rows)]
        text = "| id | status | depends_on | notes |\n|--|--|--|--|\n"
        text += "".join(f"| {name} | not-started | | x |\n" for name in ids)
        text += f"| MS-SEC-V01 | not-started | {', '.join(ids)} | x |\n"
        return len(aligned(tasks.parse(text)))

    assert size(1_000) < 10.5 * size(100)


def test_wide_characters_count_two_and_combining_ones_none() -> None:
    """A terminal's columns, not characters."""
    assert [width(t) for t in ("ab", "漢字", "e\u0301", "", "ｆ")] == [2, 4, 1, 0, 2]
    text = "| id | status | d | e |\n|--|--|--|--|\n"
    text += "| A-1 | done | 漢字 | x |\n| A-2 | done | abc | x |\n"
    assert aligned(tasks.parse(text)).split("\n")[2:4] == [
        "| A-1 | done   | 漢字 | x |",
        "| A-2 | done   | abc  | x |",
    ]


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace("\n", "\r\n"),
        "\ufeff" + TABLE,
        TABLE.rstrip("\n"),
        TABLE.replace("close the door", "`a\\|b` c:\\dir\\"),
        TABLE.replace("| MS-SEC-001 | n", "MS-SEC-001 | n").replace("| Phase: 1 |", "| x"),
        TABLE.replace("Words", "~~~\n| a | b |\n~~~\nWords"),
    ],
)  # fmt: skip
def test_no_value_and_no_other_line_changes(text: str) -> None:
    """Read back, the table is the same; the lines around it keep their bytes; twice is once."""
    new = formatted(text)
    assert not compare(tasks.parse(text), tasks.parse(new))
    rows = set(range(2, 7))
    old_lines, new_lines = tasks.parse(text).page.lines, tasks.parse(new).page.lines
    assert [x for n, x in enumerate(old_lines) if n not in rows] == [
        x for n, x in enumerate(new_lines) if n not in rows
    ]
    assert [x.eol for x in old_lines] == [x.eol for x in new_lines]
    assert decide(State(FileMap({tasks.PATH: new}))).change is None


def test_an_upgrade_brings_the_full_header() -> None:
    """Missing columns come in order, a person's own stay at the right, blocks is filled."""
    text = (
        "## Phase 1\n\n| Owner | **ID** | Status | depends_on |\n|---|---|---|---|\n"
        "| me | A-1 | done | |\n| you | A-2 | todo | A-1 |\n\n"
        "| other | table |\n|---|---|\n| x | y |\n"
    )
    new = tasks.parse(formatted(text, upgrade=True))
    assert new.tables[0].place.columns == (*COLUMNS, "Owner")
    assert [row["owner"] for row in new.rows] == ["me", "you"]
    assert new.tasks["A-1"].blocks == ("A-2",)
    assert "| other | table |\n|---|---|\n| x | y |\n" in str(new)
    decision = decide(State(FileMap({tasks.PATH: text})), upgrade=True)
    assert decision.change
    assert [str(c) for c in decision.change.cells] == ['A-1 blocks "" -> "A-2"']


def test_a_broken_ledger_is_not_formatted() -> None:
    """Aligning would hide the fault."""
    with pytest.raises(LedgerUnusable):
        decide(State(FileMap({tasks.PATH: TABLE.replace("| 8K |", "| 8K | x |")})))
