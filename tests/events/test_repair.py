"""repair: what is mended, what is left, and what is refused."""

from __future__ import annotations

import pytest

from mosaic.errors import CheckFailed, LedgerUnusable
from mosaic.events.repair import decide
from mosaic.parse import faults, tasks
from mosaic.parse.mend import mend
from mosaic.proof import apply
from mosaic.state import FileMap, State
from tests.by_hand import TABLE

ONE, TWO = "MS-SEC-001", "MS-SEC-002"
SMALL = "| id | status | description | blocks |\n|---|---|---|---|\n"


def repaired(text: str, copy: str | None = None) -> tuple[str, list[str]]:
    """The text after repair, and what it says was mended."""
    decision = decide(State(FileMap({tasks.PATH: text})), copy)
    assert decision.change
    new = apply(tasks.parse(text), decision.change)
    assert faults.structure(tasks.parse(new)) == ()
    mended = decision.answer["mended"]
    assert isinstance(mended, list)
    return new, mended


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ("| A-1 | done | x |", "| A-1 | done | x | |"),
        ("| A-1 | done", "| A-1 | done | | |"),
        ("| A-1 |", "| A-1 | | | |"),
        ("| A-1 | done | `a|b` | |", "| A-1 | done | `a\\|b` | |"),
        ("| A-1 | done | `a|b|c` | |", "| A-1 | done | `a\\|b\\|c` | |"),
        ("| A-1 | done | ``a|`|b`` | |", "| A-1 | done | ``a\\|`\\|b`` | |"),
        ("| A-1 | done | `c` `a|b` | |", "| A-1 | done | `c` `a\\|b` | |"),
    ],
)
def test_rows_are_mended_without_a_guess(row: str, after: str) -> None:
    """Short rows get empty cells; pipes of one code span are escaped."""
    found = mend(SMALL + row + "\n")
    assert found.text == SMALL + after + "\n"
    assert len(found.done) == 1
    assert found.done[0].startswith("3: ")


@pytest.mark.parametrize(
    "row",
    [
        "| A-1 | done | a|b | |",
        "| A-1 | done | `a|b` `c|d` | |",
        "| A-1 | done | `a|b` | | |",
        "words below the table",
        "word",
        "| not an id | done |",
        "| A-1 | done | a\0b | |",
    ],
)
def test_what_takes_a_guess_is_left(row: str) -> None:
    """A bare pipe, two ways to mend, prose, a NUL: the text stays as it is."""
    text = SMALL + row + "\n"
    assert mend(text).text == text


def test_rows_behind_one_blank_line_are_joined_again() -> None:
    """The blank line goes; the rest of the file keeps its bytes."""
    text = SMALL + "| A-1 | done | x | |\n\n| A-2 | done | y | |\n| A-3 | done | z | |\n\nwords\n"
    found = mend(text)
    assert found.text == text.replace("\n\n| A-2", "\n| A-2")
    assert found.done == ("4: 2 row(s) joined to their table again",)


@pytest.mark.parametrize(
    "tail",
    [
        "\n\n| A-2 | done | y | |\n",
        "\n| A-2 | done | y |\n",
        "\n| A-1 | done | y | |\n",
        "\n| A-2 | done | y | |\nand prose\n",
        "\n| id | status | description | blocks |\n|---|---|---|---|\n| A-2 | done | y | |\n",
    ],
)
def test_rows_that_may_be_something_else_stay(tail: str) -> None:
    """Two blank lines, another cell count, an id that is there, prose behind, another table."""
    text = SMALL + "| A-1 | done | x | |\n" + tail
    assert mend(text).text == text


def test_blocks_is_derived_again() -> None:
    """It is the inverse of depends_on; nothing else moves."""
    text, done = repaired(TABLE.replace("| MS-SEC-003 | | | | 8K", "| MS-SEC-002 | | | | 8K"))
    assert text == TABLE
    assert done == [f"blocks of {ONE} derived again"]


def test_nothing_to_mend() -> None:
    """A whole ledger is already so."""
    assert decide(State(FileMap({tasks.PATH: TABLE}))).change is None


def test_crlf_and_bom_stay() -> None:
    """Line ends and the byte order mark are nobody's fault."""
    text = "\ufeff" + (SMALL + "| A-1 | done | x |\n").replace("\n", "\r\n")
    assert mend(text).text == text.replace("| x |", "| x | |")


def test_what_is_left_is_listed_and_nothing_is_written() -> None:
    """A fault that only a person can mend refuses the whole, and says what could be mended."""
    rows = "| A-1 | done | a|b | |\n| A-2 | done | x |\n"
    with pytest.raises(CheckFailed) as caught:
        decide(State(FileMap({tasks.PATH: SMALL + rows})))
    assert caught.value.details[0].startswith("docs/TASKS.md:3:")
    assert caught.value.details[-1] == "could be mended: 4: 1 empty cell(s) added to A-2"


def test_faults_that_break_nothing_are_left_and_said() -> None:
    """An unknown status stays as it is, and is named in the answer."""
    decision = decide(State(FileMap({tasks.PATH: SMALL + "| A-1 | todo | x |\n"})))
    assert decision.answer["left"] == ["docs/TASKS.md:3:9: 'todo' is no status"]


def test_a_broken_copy_is_mended_and_its_edits_are_checked() -> None:
    """Words may come along with the mending; a task made done may not."""
    copy = TABLE.replace("close the door", "close `a|b`")
    text, done = repaired(TABLE, copy)
    assert "close `a\\|b`" in text
    assert done == [f"5: pipes in a code span of {ONE} escaped"]
    with pytest.raises(CheckFailed) as caught:
        decide(
            State(FileMap({tasks.PATH: TABLE})),
            copy.replace("not-started | SEC-2", "done | SEC-2"),
        )
    assert caught.value.details == (
        f"{TWO}: status 'not-started' -> 'done': nothing becomes done by hand",
    )


def test_no_ledger() -> None:
    """There is nothing to mend where there is nothing."""
    with pytest.raises(LedgerUnusable):
        decide(State(FileMap({})))
