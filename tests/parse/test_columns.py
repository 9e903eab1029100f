"""Rows that are read many at a time say what each says when it is read alone; and so again."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mosaic.machine import parse_status
from mosaic.parse import cells, columns, faults, table, tasks, window
from mosaic.parse.rows import Columns, Reader, _phase
from mosaic.values import replace
from tests.strategies import SLOW, documents, soups, texts

_HEAD = "| id | status | description | estimate | used | notes |\n|---|---|---|---|---|---|\n"
_PIECES = st.lists(
    st.sampled_from([
        "|", "|", "|", " ", "\t", "\\", "\\|", "<br>", "\0", "-", "–", "A-1", "con", "x.lock", "8K",
        "done", "failed", "Phase: 2", "Phase: 7<br>", "Phase", "Result: success", "<<<<<<< ours",
        "|||||||", "MS_1", "é", "0.5M",
    ]),
    max_size=14,
).map("".join)  # fmt: skip
_PLAIN = st.builds(
    "| {} | {} | {} | {} | {} | {} |".format,
    st.sampled_from(["A-1", "A-2", "A-3", "B", "MS_SEC-001", "x.1", "COM1", "-", "", "a" * 40]),
    st.sampled_from(["done", "not-started", " failed", "", "**done**", "deferred<br>"]),
    st.sampled_from(["a \\| b", "a", "", "<br>", "\\", "c:\\d\\|"]),
    st.sampled_from(["8K", "", "-", "8 K", "1.3M"]),
    st.sampled_from(["8K", "", "–", "none"]),
    st.sampled_from([
        "Phase: 1", "Phase: 1<br>Role: qa", "Phase: 1<br>Note: x<br>Phase: 2", "Note: Phase: 3",
        "Phase: 1 \\| 2", "Role: qa<br>Phase: 4", "", "-", "Phase : 9", "Phase: 0001", "Phase: ４",
    ]),
)  # fmt: skip
_ROWS = st.lists(_PLAIN | _PIECES, max_size=8)


def _alone(document: tasks.Document) -> Columns:
    """Every row of a document by the reader of rows of any kind."""
    reader = Reader()
    for one in document.tables:
        for number in one.place.rows:
            reader.odd(one, number, document.page.texts[number])
    return reader.columns(document.page.texts)


def _figure(text: str) -> int | None:
    try:
        return cells.parse_tokens(text)
    except ValueError:
        return None


def _hold(text: str) -> None:
    """What many rows at a time say, each says alone; and no fault hides in a plain row."""
    document = tasks.parse(text)
    assert document.columns == _alone(document)
    for row in document.rows:
        index, values = row.table.index, table.values(row.text)
        assert row.cells == values
        assert [table.value(row.text, at) for at in range(len(values) + 2)] == [*values, "", ""]
        assert row.text == document.page.texts[row.line] == document.page.lines[row.line].text
        at = index["status"]
        assert row.status == (parse_status(values[at]) if at < len(values) else None)
        assert row.estimate == _figure(row["estimate"])
        assert row.used == _figure(row["used"])
        assert row.phase == _phase(row["notes"])
        if row.line not in document.doubts:
            assert cells.is_id(row.id)
            assert len(values) == len(row.table.place.columns)
    every = frozenset(n for found in document.tables for n in found.place.rows)
    assert faults.structure(document) == faults.structure(replace(document, doubts=every))
    assert faults.check(document) == faults.check(replace(document, doubts=every))


@settings(max_examples=150)
@given(_ROWS)
@example(["| A-1 | done | | | | |", "| A-1 | done | | | | |"])
@example(["|||||||", "<<<<<<< ours"])
def test_rows_say_together_what_each_says_alone(rows: list[str]) -> None:
    """Whatever stands between plain rows, each row is read by the same rules."""
    _hold(_HEAD + "\n".join(rows))


@settings(max_examples=100, suppress_health_check=SLOW)
@given(documents() | soups() | texts())
def test_documents_of_every_kind_read_alike(text: str) -> None:
    """Tables of every spelling, and texts that are none."""
    _hold(text)


def test_a_row_is_plain_whichever_rows_are_read_with_it() -> None:
    """Among thousands, the rows that are not plain are told one by one, and read."""
    rows = [f"| A-{n} | done | a \\| {n} | 8K | | Phase: {n % 4} |" for n in range(5000)]
    rows[1023:1025] = ["| A-x.1 | done | | | | |", "  A-y | failed | | | | x"]
    rows[4999] = "| A-z | done |"
    text = _HEAD + "\n".join(rows)
    document = tasks.parse(text)
    assert document.doubts == {1025, 1026, 5001}
    assert len(document.rows) == 5000
    assert document.rows[4000]["description"] == "a | 4000"
    assert [fault.rule for fault in faults.structure(document)] == ["short-row"]
    _hold(text)


@given(st.lists(st.text(st.sampled_from("abC1-_.é\0 |<"), max_size=40), min_size=1, max_size=3))
@example(["a-"])
@example(["CON"])
@example(["-a", "b"])
@example(["A" * 33])
def test_ids_are_ids(names: list[str]) -> None:
    """No name passes that is no id."""
    for raws in (names, [f" {name} " for name in names]):
        found = columns.ids(raws)
        assert found is None or all(map(cells.is_id, found))
        assert found is None or found == [raw.strip(" \t") for raw in raws]
    assert columns.ids([" MS-SEC-001 ", " MS_1 ", " A "]) == ["MS-SEC-001", "MS_1", "A"]
    assert columns.ids(["MS-SEC-001", " MS_1"]) == ["MS-SEC-001", "MS_1"]


@settings(max_examples=200)
@given(_ROWS, _ROWS, st.data())
def test_a_text_read_by_what_is_known_of_another_is_read_as_if_whole(
    first: list[str], second: list[str], data: st.DataObject
) -> None:
    """Lines changed, come and gone: what is kept of the old document is what would be read."""
    kept = [data.draw(st.booleans()) for _ in first]
    mixed = [a if keep else b for keep, a, b in zip(kept, first, second, strict=False)]
    old = _HEAD + "\n".join([*first, "", "prose", ""])
    new = _HEAD + "\n".join([*mixed, *first[len(mixed) :], "", "prose", ""])
    tasks._last.clear()
    last_one, whole = tasks.parse(old), tasks._whole(new)
    rows = {row.line: row for row in last_one.rows}
    read = tasks.again(old, last_one, new)
    assert read is None or (read == whole and str(read) == new)
    same = [
        n for n, (a, b) in enumerate(zip(old.split("\n"), new.split("\n"), strict=False)) if a == b
    ]
    if read is not None:
        assert all(row is rows[row.line] for row in read.rows if row.line in same)


def test_an_entry_keeps_all_other_rows() -> None:
    """One row changed among thousands: all others are the very same, as are the tables."""
    rows = [f"| A-{n} | not-started | x | 8K | | Phase: 1 |" for n in range(3000)]
    old = _HEAD + "\n".join([*rows, ""])
    rows[1500] = rows[1500].replace("not-started", "done")
    new = _HEAD + "\n".join([*rows, ""])
    before = tasks.parse(old)
    assert before.rows[1500] is before.tasks["A-1500"]
    after = tasks.again(old, before, new)
    assert after is not None
    assert [
        n for n, (a, b) in enumerate(zip(before.rows, after.rows, strict=True)) if a is not b
    ] == [1500]
    assert after.rows[1500].status == "done"
    assert after.tables is before.tables


_LINES = st.lists(st.sampled_from(["a", "b", "", "ab", "\r", "aa" * 40_000]), max_size=6)


@settings(max_examples=200)
@given(_LINES, _LINES)
def test_where_two_texts_differ(first: list[str], second: list[str]) -> None:
    """The lines that are named make the one text the other; where None is said, nothing is."""
    old, new = "\n".join(first), "\n".join(second)
    found = window.changed(old, new)
    if found is not None:
        lines = old.split("\n")
        for number, text in found.items():
            assert lines[number] != text
            lines[number] = text
        assert "\n".join(lines) == new
    elif len(first) == len(second) > 2 and "\r" not in old + new:
        assert first[0] != second[0] or first[-1] != second[-1]
