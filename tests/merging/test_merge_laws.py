"""The laws of a merge, over ledgers in every spelling and edits of every kind."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mosaic.edits import values as cells_of
from mosaic.merging import Merged, merge
from mosaic.parse import faults, table
from mosaic.parse.paths import LEDGER
from mosaic.parse.tasks import TEXT_COLUMNS, Document, parse
from tests.strategies import SLOW, documents, soups, texts, values


def three_way(base: str, ours: str, theirs: str) -> Merged:
    return merge(LEDGER, base, ours, theirs)


def put(document: Document, task: str, column: str, value: str) -> str:
    """The ledger with one cell changed."""
    row = document.tasks[task]
    line = document.page.lines[row.line].text
    return document.page.with_lines({row.line: table.put(line, row.table.index[column], value)})


@st.composite
def edited(draw: st.DrawFn, text: str, only: frozenset[str] | None = None) -> str:
    """The ledger after a few edits of cells, where given of ``only`` these rows."""
    for _ in range(draw(st.integers(0, 3))):
        document = parse(text)
        rows = [t for t in document.tasks.values() if only is None or t.id in only]
        if not rows:
            return text
        row = draw(st.sampled_from(rows))
        columns = [c for c in row.table.index if c not in ("", "id", "blocks", "depends_on")]
        column = draw(st.sampled_from(columns))
        text = put(document, row.id, column, draw(values(lines=column in TEXT_COLUMNS)))
    return text


@st.composite
def reworked(draw: st.DrawFn, text: str, name: str) -> str:
    """The ledger after edits that also bring, take and move rows, and change text around them."""
    text = draw(edited(text))
    for _ in range(draw(st.integers(0, 2))):
        document = parse(text)
        lines, rows = list(document.page.lines), [t.line for t in document.rows]
        what = draw(st.sampled_from(("add", "drop", "move", "prose")))
        if what == "add" and rows:
            at = draw(st.sampled_from(rows))
            row = next(t for t in document.rows if t.line == at)
            cells = {"id": draw(st.sampled_from((name, "BOTH-1"))), "status": "not-started"}
            if cells["id"] in document.tasks:
                continue
            shown = [
                next((v for c, v in cells.items() if row.table.index.get(c) == n), "")
                for n in range(len(row.table.place.columns))
            ]
            end = lines[at].eol or document.page.eol
            lines[at] = table.Line(lines[at].text, end)
            lines.insert(at + 1, table.Line(table.render(shown), end))
        elif what == "drop" and rows:
            del lines[draw(st.sampled_from(rows))]
        elif what == "move" and len(rows) > 1:
            one, other = draw(st.sampled_from(rows)), draw(st.sampled_from(rows))
            swapped = lines[one].text, lines[other].text
            lines[other] = table.Line(swapped[0], lines[other].eol)
            lines[one] = table.Line(swapped[1], lines[one].eol)
        elif what == "prose":
            lines.append(table.Line("", "\n"))
            lines.append(table.Line(draw(st.sampled_from(("One word.", "Another."))), "\n"))
        text = document.page.bom + "".join(map(str, lines))
    return text


def sound(text: str) -> bool:
    return not faults.structure(parse(text))


@settings(suppress_health_check=SLOW)
@given(texts())
def test_with_itself_it_is_itself(text: str) -> None:
    """Nothing changed, nothing merged, whatever the text."""
    assert three_way(text, text, text) == Merged(text)


@settings(suppress_health_check=SLOW)
@given(texts(), texts())
def test_one_side_alone_is_taken_whole(base: str, other: str) -> None:
    """Where one side is as it was, the other comes out byte for byte; so too where both agree."""
    assert three_way(base, base, other) == Merged(other)
    assert three_way(base, other, base) == Merged(other)
    assert three_way(base, other, other) == Merged(other)


@settings(suppress_health_check=SLOW)
@given(st.data())
def test_edits_of_different_rows_are_both_there(data: st.DataObject) -> None:
    """Neighbours or not, in either order, without a conflict, and no other byte is touched."""
    base = data.draw(documents())
    ids = list(parse(base).tasks)
    cut = data.draw(st.integers(0, len(ids)))
    ours = data.draw(edited(base, frozenset(ids[:cut])))
    theirs = data.draw(edited(base, frozenset(ids[cut:])))
    found = three_way(base, ours, theirs)
    assert found.conflicts == ()
    assert found == three_way(base, theirs, ours)
    lines = zip(*(parse(t).page.lines for t in (base, ours, theirs, found.text)), strict=True)
    for old, mine, others, merged in lines:
        assert merged == (others if mine == old else mine)


def facts(text: str) -> Mapping[str, Mapping[str, object]]:
    """Every row's values; of lists, what is in them."""
    return {
        name: {
            column: sorted(value.split("\n" if column == "notes" else ", "))
            for column, value in cells_of(row).items()
            if value
        }
        for name, row in parse(text).tasks.items()
    }


@settings(suppress_health_check=SLOW)
@given(st.data())
def test_nothing_is_lost_and_nobody_is_first(data: st.DataObject) -> None:
    """Every row of either side is there, unless the other took it away unchanged. Without a
    conflict the ledger is sound; with one, no command works on it. The other way round it says
    the same."""
    base = data.draw(documents())
    ours, theirs = data.draw(reworked(base, "OURS-1")), data.draw(reworked(base, "THEIRS-1"))
    assume(sound(ours) and sound(theirs))
    found, turned = three_way(base, ours, theirs), three_way(base, theirs, ours)
    old, mine, others, new = (parse(text) for text in (base, ours, theirs, found.text))
    assert bool(found.conflicts) == bool(faults.conflicts(new)) == bool(turned.conflicts)
    assert {c.task for c in found.conflicts} == {c.task for c in turned.conflicts}
    assert found.conflicts or (sound(found.text) and facts(found.text) == facts(turned.text))
    here = new.tasks if not found.conflicts else found.text
    for one, other in ((mine, others), (others, mine)):
        for name, row in one.tasks.items():
            before = old.tasks.get(name)
            left = before is not None and cells_of(row) == cells_of(before)
            assert name in here or (left and name not in other.tasks)


@settings(suppress_health_check=SLOW)
@given(soups() | documents(), soups() | documents(), soups() | documents())
def test_what_is_no_ledger_is_never_merged_in_silence(base: str, ours: str, theirs: str) -> None:
    """Whatever the texts, the result is sound or a conflict, and the driver does not fail."""
    found = three_way(base, ours, theirs)
    if not found.conflicts and found.text not in (ours, theirs):
        assert sound(found.text)
    for text in (ours, theirs):
        for name in parse(text).tasks:
            if name and name not in parse(base).tasks:
                assert name in found.text
