"""Merging the ledger: what both sides may change, what moves together, and what is a conflict."""

from __future__ import annotations

import pytest

from mosaic.merging import Merged, is_result, merge
from mosaic.parse import faults, table
from mosaic.parse.paths import LEDGER
from mosaic.parse.tasks import parse
from tests.by_hand import TABLE, WHEN

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"


def put(text: str, task: str, **cells: str) -> str:
    """The ledger with these cells of a task."""
    for column, value in cells.items():
        document = parse(text)
        row = document.tasks[task]
        line = document.page.lines[row.line].text
        text = document.page.with_lines({row.line: table.put(line, row.table.index[column], value)})
    return text


def three(ours: str, theirs: str, base: str = TABLE) -> Merged:
    return merge(LEDGER, base, ours, theirs)


def clean(ours: str, theirs: str, base: str = TABLE) -> str:
    found = three(ours, theirs, base)
    assert found.conflicts == ()
    return found.text


def said(ours: str, theirs: str, base: str = TABLE) -> list[str]:
    """The conflicts' words; the text that holds them is no ledger."""
    found = three(ours, theirs, base)
    assert faults.conflicts(parse(found.text))
    return [str(conflict) for conflict in found.conflicts]


def cell(text: str, task: str, column: str) -> str:
    return parse(text).tasks[task][column]


def claimed(agent: str = "worker-1", text: str = TABLE, task: str = ONE) -> str:
    notes = f"Phase: 1\nClaim: 0badcafe{agent} (attempt 1)"
    return put(text, task, status="in-progress", agent=agent, started_at=WHEN, notes=notes)


def row(name: str, description: str = "something new", phase: str = "1") -> str:
    return (
        f"| {name} | not-started | {description} | | | fix/security | | | | | | 1K | |"
        f" Phase: {phase} |"
    )


def with_row(line: str, after: str = LAST, text: str = TABLE) -> str:
    """The ledger with a row under another one."""
    lines = text.split("\n")
    lines.insert(parse(text).tasks[after].line + 1, line)
    return "\n".join(lines)


def without(task: str, text: str = TABLE) -> str:
    return "".join(f"{x}\n" for x in text.split("\n")[:-1] if not x.startswith(f"| {task} "))


def test_neighbours_merge() -> None:
    """Rows next to each other, one claimed on each side."""
    text = clean(claimed("worker-1"), claimed("worker-2", task=TWO))
    assert cell(text, ONE, "agent") == "worker-1"
    assert cell(text, TWO, "agent") == "worker-2"
    assert text == claimed("worker-2", claimed("worker-1"), TWO)


def test_cells_of_one_row_merge() -> None:
    """Cells that have nothing to do with each other come from where they were changed."""
    text = clean(claimed(), put(TABLE, ONE, estimate="9K", description="SEC-1: both doors"))
    assert cell(text, ONE, "estimate") == "9K"
    assert cell(text, ONE, "description") == "SEC-1: both doors"
    assert cell(text, ONE, "agent") == "worker-1"


def test_both_claim() -> None:
    """A task claimed twice is a conflict that names each cell with both values; both rows stand
    in the file, and no other row does twice."""
    found = three(claimed("worker-1"), claimed("worker-2"))
    assert [str(c) for c in found.conflicts] == [
        "MS-SEC-001 agent: ours 'worker-1', theirs 'worker-2', base ''"
    ]
    lines = found.text.split("\n")
    at = found.conflicts[0].line - 1
    assert lines[at] == "<<<<<<< ours: MS-SEC-001 agent 'worker-1'"
    assert "| worker-1 |" in lines[at + 1]
    assert lines[at + 2] == "||||||| base: MS-SEC-001 agent ''"
    assert lines[at + 4] == "======="
    assert "| worker-2 |" in lines[at + 5]
    assert lines[at + 6] == ">>>>>>> theirs: MS-SEC-001 agent 'worker-2'"
    assert found.text.count("| MS-SEC-002 ") == 1


def test_a_status_is_never_mixed_with_anothers_dates() -> None:
    """Claimed here, blocked there: the group is in conflict, though no cell but one overlaps."""
    blocked = put(TABLE, ONE, status="blocked", notes="Phase: 1\nBlocked: wait for the key")
    assert said(claimed(), blocked) == [
        "MS-SEC-001 status: ours 'in-progress', theirs 'blocked', base 'not-started'",
        "MS-SEC-001 agent: ours 'worker-1', theirs '', base ''",
        f"MS-SEC-001 started_at: ours '{WHEN}', theirs '', base ''",
    ]


def test_two_records_of_one_claim_are_a_conflict() -> None:
    """``used`` counts tokens once: two increments are not added up, since both may be the same
    work."""
    base = claimed()
    ours, theirs = put(base, ONE, used="5K"), put(base, ONE, used="3K")
    assert said(ours, theirs, base) == ["MS-SEC-001 used: ours '5K', theirs '3K', base ''"]


def test_evidence_goes_with_the_record() -> None:
    """Two results for one claim are a conflict of the notes; another's note is none."""
    base = claimed()
    notes = cell(base, ONE, "notes")
    ours = put(base, ONE, notes=f"{notes}\nResult: success abc")
    assert said(ours, put(base, ONE, notes=f"{notes}\nResult: success def"), base)[0].startswith(
        "MS-SEC-001 notes: ours 'Phase: 1 · Claim: "
    )
    text = clean(ours, put(base, ONE, notes=f"{notes}\nNote: look twice"), base)
    assert cell(text, ONE, "notes") == f"{notes}\nResult: success abc\nNote: look twice"


def test_notes_of_both_are_kept() -> None:
    """Both sides added: both are there, ours first, one that both have once."""
    ours = put(TABLE, ONE, notes="Phase: 1\nNote: a\nNote: same")
    theirs = put(TABLE, ONE, notes="Phase: 1\nNote: b\nNote: same")
    text = clean(ours, theirs)
    assert cell(text, ONE, "notes") == "Phase: 1\nNote: a\nNote: same\nNote: b"
    assert said(put(TABLE, ONE, notes="Phase: 2"), put(TABLE, ONE, notes="Phase: 3")) == [
        "MS-SEC-001 notes: ours 'Phase: 2', theirs 'Phase: 3', base 'Phase: 1'"
    ]


def test_dependencies_are_a_set_and_blocks_their_inverse() -> None:
    """What either side added is in, what either took out is not, and ``blocks`` says the same."""
    base = with_row(row("MS-SEC-004"), text=with_row(row("MS-SEC-005")))
    ours = put(base, "MS-SEC-004", depends_on=ONE)
    ours = put(ours, ONE, blocks=f"{LAST}, MS-SEC-004")
    theirs = put(base, "MS-SEC-005", depends_on=ONE)
    theirs = put(theirs, ONE, blocks=f"{LAST}, MS-SEC-005")
    theirs = put(put(theirs, LAST, depends_on=ONE), TWO, blocks="")
    text = clean(ours, theirs, base)
    assert set(parse(text).tasks[ONE].blocks) == {LAST, "MS-SEC-004", "MS-SEC-005"}
    assert cell(text, LAST, "depends_on") == ONE
    assert cell(text, TWO, "blocks") == ""
    assert faults.check(parse(text)) == ()


def test_a_circle_that_neither_side_has() -> None:
    """One waits for the other here, the other for the one there: a conflict of both."""
    ours = put(put(TABLE, ONE, depends_on=TWO), TWO, blocks=f"{ONE}, {LAST}")
    theirs = put(put(TABLE, TWO, depends_on=ONE), ONE, blocks=f"{TWO}, {LAST}")
    assert said(ours, theirs) == [
        "MS-SEC-001 depends_on: ours 'MS-SEC-002', theirs '', base ''",
        "MS-SEC-002 depends_on: ours '', theirs 'MS-SEC-001', base ''",
    ]


def test_a_task_that_was_started_gets_no_new_dependency() -> None:
    """No order of events leads there: ``depend`` wants a task that is not started."""
    theirs = put(put(TABLE, ONE, depends_on=TWO), TWO, blocks=f"{ONE}, {LAST}")
    assert said(claimed(), theirs) == [
        "MS-SEC-001 depends_on: ours '', theirs 'MS-SEC-002', base ''"
    ]


def test_rows_of_both_sides_come_in() -> None:
    """Each side appended to the same table; the same row on both sides is one."""
    ours = with_row(row("MS-SEC-004"))
    theirs = with_row(row("MS-SEC-005"))
    text = clean(ours, theirs)
    assert list(parse(text).tasks) == [ONE, TWO, LAST, "MS-SEC-004", "MS-SEC-005"]
    assert clean(with_row(row("MS-SEC-006"), text=ours), with_row(row("MS-SEC-006"), text=theirs))
    assert text.endswith("\nWords below the table.\n")


def test_two_rows_under_one_id() -> None:
    """Different work, the same number: a conflict with both rows."""
    ours, theirs = with_row(row("MS-SEC-004", "mine")), with_row(row("MS-SEC-004", "theirs"))
    assert said(ours, theirs) == [
        "MS-SEC-004 description: ours 'mine', theirs 'theirs', base no row"
    ]


def test_a_row_that_was_archived() -> None:
    """It goes where the other side left it alone; changed there, it is a conflict."""
    base = put(put(TABLE, LAST, depends_on=TWO), ONE, blocks="")
    ours = without(ONE, base)
    assert list(parse(clean(ours, claimed("w-2", base, TWO), base)).tasks) == [TWO, LAST]
    assert said(ours, put(base, ONE, estimate="9K"), base) == [
        "MS-SEC-001 estimate: ours no row, theirs '9K', base '8K'"
    ]
    text = three(ours, put(base, ONE, estimate="9K"), base).text
    assert "<<<<<<< ours: MS-SEC-001 no row\n||||||| base: MS-SEC-001 estimate '8K'\n" in text


def test_text_around_the_tables() -> None:
    """Lines that one side changed are taken; the same lines changed twice are a conflict."""
    ours = TABLE.replace("# Tasks", "# Our tasks")
    theirs = claimed(text=TABLE.replace("Words below", "Other words below"))
    text = clean(ours, theirs)
    assert text.startswith("# Our tasks\n")
    assert "\nOther words below the table.\n" in text
    other = three(ours, TABLE.replace("# Tasks", "# Their tasks"))
    assert other.text.startswith(
        "<<<<<<< ours\n# Our tasks\n||||||| base\n# Tasks\n=======\n# Their tasks\n>>>>>>> theirs\n"
    )


def test_a_column_that_one_side_added() -> None:
    """Every row takes part in the new header, those that only the other side has too."""
    lines = TABLE.split("\n")
    wide = [
        f"{line} {('owner |', '---|', 'me |')[min(n, 2)]}" if line.startswith("|") else line
        for n, line in enumerate(lines, start=-2)
    ]
    ours = "\n".join(wide).replace("|---| ---|", "|---|---|")
    text = clean(ours, with_row(row("MS-SEC-004"), text=claimed()))
    assert cell(text, ONE, "owner") == "me"
    assert cell(text, ONE, "agent") == "worker-1"
    assert cell(text, "MS-SEC-004", "owner") == ""
    assert faults.check(parse(text)) == ()


def test_two_columns_that_cannot_stand_in_one_header() -> None:
    """Both sides changed the header: header and the rows that do not fit are in conflict."""
    ours = TABLE.replace("| notes |", "| notes | a |").replace("---|\n", "---|---|\n")
    theirs = ours.replace("| a |", "| b |")
    ours, theirs = (
        "\n".join(f"{x} v |" if x.startswith("| MS") else x for x in t.split("\n"))
        for t in (ours, theirs)
    )
    words = said(ours, theirs)
    assert words[0] == "both sides changed these lines"
    assert "MS-SEC-001 a: ours 'v', theirs '', base ''" in words
    assert "MS-SEC-001 b: ours '', theirs 'v', base ''" in words


@pytest.mark.parametrize("eol", ["\r\n", "\r", "\n"])
def test_line_ends_and_the_byte_order_mark_stay(eol: str) -> None:
    """A merged file ends its lines, and begins and ends itself, as the sides do."""
    base, ours, theirs = (
        "\ufeff" + text.replace("\n", eol).removesuffix(eol)
        for text in (TABLE, claimed(), with_row(row("MS-SEC-004"), text=TABLE))
    )
    text = clean(ours, theirs, base)
    expected = with_row(row("MS-SEC-004"), text=claimed())
    assert text == "\ufeff" + expected.replace("\n", eol).removesuffix(eol)


def test_one_side_changed_every_line_end() -> None:
    """The other's new row follows."""
    text = clean(TABLE.replace("\n", "\r\n"), with_row(row("MS-SEC-004")))
    assert text == with_row(row("MS-SEC-004")).replace("\n", "\r\n")


def test_without_an_ancestor() -> None:
    """Both sides made the file: what they have alike is no conflict."""
    assert clean(TABLE, with_row(row("MS-SEC-004")), "") == with_row(row("MS-SEC-004"))
    assert said(TABLE, claimed(), "") == [
        "MS-SEC-001 status: ours 'not-started', theirs 'in-progress', base no row",
        "MS-SEC-001 agent: ours '', theirs 'worker-1', base no row",
        f"MS-SEC-001 started_at: ours '', theirs '{WHEN}', base no row",
        "MS-SEC-001 notes: ours 'Phase: 1', theirs"
        " 'Phase: 1 · Claim: 0badcafeworker-1 (attempt 1)', base no row",
    ]


def test_order_is_kept() -> None:
    """A row that one side moved stands where that side put it, with what the other wrote."""
    lines = TABLE.split("\n")
    at = parse(TABLE).tasks[ONE].line
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    text = clean("\n".join(lines), claimed())
    assert list(parse(text).tasks) == [TWO, ONE, LAST]
    assert cell(text, ONE, "agent") == "worker-1"


def test_both_moved_rows_and_none_is_lost_or_doubled() -> None:
    """Two orders that do not fit are one order with every row once."""
    rows = [row(f"MS-CQ-{n:03d}") for n in range(1, 6)]
    base, ours, theirs = (
        TABLE.split("| MS-")[0] + "".join(f"{rows[n]}\n" for n in order)
        for order in ((0, 1, 2, 3, 4), (1, 0, 2, 4, 3), (1, 2, 0, 3, 4))
    )
    names = list(parse(clean(ours, theirs, base)).tasks)
    assert sorted(names) == [f"MS-CQ-{n:03d}" for n in range(1, 6)]


def test_a_broken_side_is_merged_by_lines_and_left() -> None:
    """Where a version cannot be read for sure, even a merge without overlap is left to a person."""
    broken = TABLE.replace("| 3K | | Phase: 1<br>Role: verification |", "| 3K |")
    found = three(broken, claimed())
    assert str(found.conflicts[0]).startswith("our version is no sound ledger (")
    assert found.text.startswith("<<<<<<< ours\n")
    assert faults.conflicts(parse(found.text))


def test_conflict_markers_of_another_length() -> None:
    """What git asks for is what stands there, and it is no ledger either."""
    found = merge(LEDGER, TABLE, claimed("worker-1"), claimed("worker-2"), 12)
    assert "\n<<<<<<<<<<<< ours: " in found.text
    assert faults.conflicts(parse(found.text))


def test_what_is_a_legal_result() -> None:
    """A parent's own text, or what the driver makes of both; nothing else."""
    ours, theirs = claimed("worker-1"), claimed("worker-2", task=TWO)
    merged = clean(ours, theirs)
    for text in (ours, theirs, merged):
        assert is_result(LEDGER, (TABLE,), ours, theirs, text)
    assert not is_result(LEDGER, (TABLE,), ours, theirs, put(merged, LAST, status="done"))
    assert not is_result(LEDGER, (), ours, theirs, merged)
    both = three(claimed("worker-1"), claimed("worker-2")).text
    assert not is_result(LEDGER, (TABLE,), claimed("worker-1"), claimed("worker-2"), both)
