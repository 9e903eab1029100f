"""Which row a finding is when its title, its report's name, its lines or its severity changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse import table
from mosaic.parse.review.finding import FileRef, Finding, Place, Severity
from mosaic.parse.tasks import COLUMNS, Document, parse
from mosaic.plan import Recognised, make_plan, recognise

REPORT = "docs/reports/spring/02.md"


def told(
    title: str,
    *files: str,
    name: str = "",
    report: str = REPORT,
    line: int = 7,
    severity: Severity = "low",
) -> Finding:
    """A finding; without a name its id is a made-up one. ``a.ts:3`` is a file with its line."""
    refs = tuple(FileRef(f.partition(":")[0], f.partition(":")[2]) for f in files)
    return Finding(
        name or f"CQ-{line}", severity, title, Place(report, line), "api", refs, generated=not name
    )


def ledger(*findings: Finding, group: str = "") -> Document:
    plan = make_plan(findings, prefix="MS", group=group)
    lines = [table.render(COLUMNS), "|" + "---|" * len(COLUMNS)]
    lines += [table.render([*task.values.values()]) for task in plan.tasks]
    return parse("\n".join(lines) + "\n")


def again(old: Document, *findings: Finding, gone: tuple[str, ...] = ()) -> Recognised:
    return recognise(findings, old, gone=gone)


OLD = told("Pager shows one item twice", "pager.ts:10-12")


@pytest.mark.parametrize(
    ("now", "known"),
    [
        # the same place, whatever the words
        (told("Off by one", "pager.ts:10-12"), True),
        (told("Off by one", "pager.ts:10–12", line=99), True),
        # the same file elsewhere: most words are the same
        (told("Pager shows an item twice", "pager.ts:30"), True),
        (told("Off by one", "pager.ts:30"), False),
        # another file
        (told("Pager shows one item twice again", "mailer.ts:10-12"), False),
        # no file named: more words must be the same
        (told("Pager shows one item twice again"), True),
        (told("Pager shows nothing at all"), False),
        # another report
        (told("Off by one", "pager.ts:10-12", report="docs/reports/x.md"), False),
        # a number is not a word among others
        (told("Pager shows 3 item twice", "pager.ts:30"), False),
    ],
)
def test_other_words(now: Finding, known: bool) -> None:
    found = again(ledger(OLD), now)
    assert found.fresh == (() if known else (now,))
    assert found.rows == ({0: "MS-CQ-001"} if known else {})
    assert len(found.warnings) == known
    assert all(w.source == now.source for w in found.warnings)


def test_what_was_taken_so_is_said_with_both_titles() -> None:
    (said,) = again(ledger(OLD), told("Off by one", "pager.ts:10-12")).warnings
    assert said.message == (
        "“Off by one” is taken as MS-CQ-001 in other words, which says “Pager shows one item twice”"
    )


def test_a_title_that_is_still_there_is_nobody_elses() -> None:
    """A row that the report names as before is not the row of another finding too."""
    now = told("Pager shows one item twice too", "pager.ts:10-12", line=20)
    assert again(ledger(OLD), OLD, now).fresh == (now,)


def test_a_file_without_lines_is_a_place_for_titles_with_a_word_in_common() -> None:
    old = ledger(told("The parser crashes", "parse.ts"))
    assert again(old, told("Empty input upsets the parser", "parse.ts")).fresh == ()
    other = told("Unused import", "parse.ts")
    assert again(old, other).fresh == (other,)


@pytest.mark.parametrize("files", [("a.ts:3",), ("a.ts",), ()])
def test_two_that_could_be_meant_are_both_new(files: tuple[str, ...]) -> None:
    """One to one or not at all, on either side."""
    old = told("Queue worker stalls at night", *files)
    one = told("Queue worker stalls by day", *files, line=8)
    two = told("Queue worker stalls by noon", *files, line=9)
    assert again(ledger(old), one, two).fresh == (one, two)
    assert again(ledger(one, two), old).fresh == (old,)


def test_the_best_of_several_is_taken() -> None:
    """Two rows, two findings, each nearest to one of them."""
    old = ledger(told("Queue stalls while the mailer sleeps", "a.ts:3"),
                 told("Queue stalls while the pager sleeps", "a.ts:9", line=8))  # fmt: skip
    now = (told("Queue stalls while the pager is asleep", "a.ts:30", line=3),
           told("Queue stalls while the mailer is asleep", "a.ts:33", line=4))  # fmt: skip
    assert again(old, *now).rows == {0: "MS-CQ-002", 1: "MS-CQ-001"}


def test_an_own_id_is_the_key() -> None:
    """Title, lines, place and files may all change; another id is another finding."""
    old = ledger(told("Pager shows one item twice", "a.ts:3", name="CQ-1"))
    assert again(old, told("Off by one", "b.ts:9", name="CQ-1", line=99)).fresh == ()
    other = told("Pager shows one item twice", "a.ts:3", name="CQ-2")
    assert again(old, other).fresh == (other,)


def test_another_severity_is_known_and_said() -> None:
    now = told("Pager shows one item twice", name="CQ-1", severity="critical")
    old = ledger(told("Pager shows one item twice", name="CQ-1"))
    found = again(old, now)
    assert found.fresh == ()
    assert [w.message for w in found.warnings] == [
        "CQ-1 is critical now; MS-CQ-001 stays in phase 4"
    ]


NEW = "docs/reports/spring/02-quality.md"


@pytest.mark.parametrize("name", ["H-1", ""])
def test_a_renamed_report(name: str) -> None:
    """The file that is gone lives on in the one that tells its findings; from then on its ids,
    places and words count as before."""
    title = "Pager shows one item twice"
    other = told("Queue stalls", "b.ts:4", name=name and "H-2", line=8)
    old = ledger(told(title, "a.ts:3", name=name), other)
    here = told(title, "a.ts:3", name=name, report=NEW)
    reworded = told("It does not move", "b.ts:4", name=name and "H-2", report=NEW, line=8)
    new = told("Unused import", "c.ts", name=name and "H-3", report=NEW, line=9)
    found = again(old, here, reworded, new, gone=(REPORT,))
    assert found.fresh == (new,)
    assert f"this is taken as {REPORT} under another name, which is gone" in {
        w.message for w in found.warnings
    }
    # While the old file is there, or where its findings are not told, the new one is another.
    assert len(again(old, here, reworded, new).fresh) == 3
    assert len(again(old, reworded, new, gone=(REPORT,)).fresh) == 2


def test_of_two_new_names_none_is_believed() -> None:
    old = ledger(told("Queue stalls", name="H-1"))
    two = [told("Queue stalls", name="H-1", report=f"docs/{n}.md") for n in "ab"]
    assert len(again(old, *two, gone=(REPORT,)).fresh) == 2


def test_one_of_a_group_in_other_words() -> None:
    """Each part of a grouped row has its own title and place."""
    before = (told("Long function", "a.ts:3"), told("Unclear name", "b.ts:4", line=8),
              told("Magic number", "c.ts:5", line=9))  # fmt: skip
    old = ledger(*before, group="style")
    now = told("This is called badly", "b.ts:4", line=8)
    assert again(old, before[0], now, before[2]).rows == dict.fromkeys(range(3), "MS-CQ-001")


_titles = st.lists(
    st.sampled_from(["queue", "stalls", "pager", "shows", "twice", "3", "登录", "失败"]),
    min_size=1,
    max_size=4,
).map(" ".join)  # fmt: skip
_told = st.lists(
    st.builds(
        lambda t, f, n: told(t, *f, line=n),
        _titles,
        st.lists(st.sampled_from(["a.ts", "a.ts:3", "b.ts:4"]), max_size=2),
        st.integers(1, 99),
    ),
    max_size=10,
)


@given(_told, _told)
def test_never_two_for_one_row(before: list[Finding], now: list[Finding]) -> None:
    """Of what is taken in other words, each row is taken once, and each is said."""
    old = ledger(*before)
    found = recognise(now, old)
    said = [w for w in found.warnings if "in other words" in w.message]
    taken = [w.message.partition(" is taken as ")[2].split(" ")[0] for w in said]
    assert len(set(taken)) == len(taken)
    assert len(found.fresh) + len(found.rows) == len(now)
    assert recognise(before, old).fresh == ()
