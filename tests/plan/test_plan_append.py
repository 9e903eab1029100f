"""Append mode: new rows beside the rows that stand, and the findings that no row names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse import graph, table
from mosaic.parse.review.finding import SEVERITIES, FileRef, Finding, Place, Severity
from mosaic.parse.tasks import COLUMNS, Document, parse
from mosaic.plan import Plan, make_plan, unnamed

REPORT = "docs/reports/spring/02-code-quality-review.md"


def finding(name: str, severity: Severity, *files: str, title: str = "Queue stalls") -> Finding:
    return Finding(name, severity, title, Place(REPORT, 7), "api", tuple(map(FileRef, files)))


def ledger(*rows: dict[str, str]) -> Document:
    lines = ["# Tasks", "", table.render(COLUMNS), "|" + "---|" * len(COLUMNS)]
    for row in rows:
        full = {"status": "not-started", "description": f"{row['id']}: work", **row}
        lines.append(table.render([full.get(column, "") for column in COLUMNS]))
    return parse("\n".join(lines) + "\n")


def written(plan: Plan) -> Document:
    return ledger(*(task.values for task in plan.tasks))


def merged(document: Document, plan: Plan) -> dict[str, tuple[str, ...]]:
    """All edges once the rows are in, each verification waiting for its phase's new rows too."""
    edges = {task.id: task.depends_on for task in document.rows}
    edges |= {task.id: task.depends_on for task in plan.tasks}
    for phase in plan.phases:
        edges[phase.verification] = (*edges[phase.verification], *phase.tasks)
    return edges


def test_a_phase_is_closed_once() -> None:
    """A phase with a verification and a documentation row gets no second ones, and says which
    rows they are; the new row waits for the verification before, and ids go on."""
    old = written(make_plan([finding("CQ-1", "high"), finding("CQ-2", "medium")], prefix="MS"))
    plan = make_plan([finding("CQ-3", "medium")], prefix="MS", existing=old)
    assert [t.id for t in plan.tasks] == ["MS-CQ-003"]
    assert plan.tasks[0].depends_on == ("MS-HIGH-002",)
    phase = plan.phases[0]
    assert (phase.verification, phase.documentation) == ("MS-CQ-002", "MS-DOC-002")
    assert phase.tasks == ("MS-CQ-003",)


def test_documentation_comes_with_the_first_code() -> None:
    """A phase that had only tests gets its documentation task with its first code task."""
    old = written(make_plan([finding("TEST-1", "low", title="No tests")], prefix="MS"))
    plan = make_plan([finding("CQ-3", "low")], prefix="MS", existing=old)
    assert [(t.id, t.depends_on) for t in plan.tasks] == [
        ("MS-CQ-001", ()),
        ("MS-DOC-001", ("MS-TEST-001", "MS-CQ-001")),
    ]
    assert plan.phases[0].verification == "MS-TEST-002"


def test_a_new_phase_takes_in_its_standing_rows() -> None:
    """Rows of a phase without a verification, as hand-made ledgers have them, are verified with
    the new ones."""
    old = ledger(
        {"id": "A-1", "notes": "Phase: 3"},
        {"id": "A-2", "notes": "Phase: 3", "status": "done"},
        {"id": "A-3"},
    )
    plan = make_plan([finding("CQ-3", "medium")], prefix="MS", existing=old)
    assert plan.tasks[-1].depends_on == ("A-1", "A-2", "MS-CQ-001", "MS-DOC-001")


@pytest.mark.parametrize(
    ("rows", "waits"),
    [
        ([{"id": "A-1", "notes": "Phase: 3\nFiles: a.ts:4-9, b.ts"}], ("A-1",)),
        ([{"id": "A-1", "notes": "Files: a.ts"}], ("A-1",)),
        ([{"id": "A-1", "notes": "Phase: 1\nFiles: a.ts"}], ("A-1",)),
        ([{"id": "A-1", "notes": "Phase: 3\nFiles: a.ts", "status": "done"}], ()),
        ([{"id": "A-1", "notes": "Phase: 3\nFiles: a.ts", "status": "deferred"}], ()),
        ([{"id": "A-1", "notes": "Phase: 3\nFiles: b.ts"}], ()),
        ([{"id": "A-1", "notes": "Phase: 4\nFiles: a.ts"}], ()),
        (
            [
                {"id": "A-1", "notes": "Phase: 3\nFiles: a.ts"},
                {"id": "A-2", "notes": "Phase: 3\nFiles: a.ts", "depends_on": "A-1"},
            ],
            ("A-2",),
        ),
        (
            [
                {"id": "A-1", "notes": "Files: a.ts", "depends_on": "V-3"},
                {"id": "V-3", "notes": "Phase: 3\nRole: verification"},
            ],
            (),
        ),
        (
            [
                {"id": "A-1", "notes": "Phase: 1\nFiles: a.ts"},
                {"id": "V-1", "notes": "Phase: 1\nRole: verification", "depends_on": "A-1"},
            ],
            ("V-1",),
        ),
    ],
)
def test_one_file_after_standing_rows(rows: list[dict[str, str]], waits: tuple[str, ...]) -> None:
    """A new row comes after the last unfinished rows on its file: those of its phase, of none, or
    of an earlier one that no verification covers; never after what waits for its own phase."""
    plan = make_plan([finding("CQ-3", "medium", "a.ts")], prefix="MS", existing=ledger(*rows))
    assert plan.tasks[0].depends_on == waits


def test_a_gate_that_waits_for_later_is_none() -> None:
    """Where the earlier verification waits for a later phase, the new rows do not wait for it,
    and a warning says so: a circle would never end."""
    old = ledger(
        {"id": "V-1", "notes": "Phase: 1\nRole: verification", "depends_on": "V-2"},
        {"id": "V-2", "notes": "Phase: 2\nRole: verification"},
    )
    plan = make_plan([finding("CQ-3", "high")], prefix="MS", existing=old)
    assert plan.tasks[0].depends_on == ()
    assert plan.warnings == ("phase 2 does not wait for V-1: that row waits for phase 2 or later",)


_sets = st.lists(
    st.builds(
        lambda n, s, f: finding(f"CQ-{n}", s, *f),
        st.integers(1, 60),
        st.sampled_from(SEVERITIES),
        st.lists(st.sampled_from("abcd"), max_size=2),
    ),
    max_size=8,
)


@given(_sets, _sets)
def test_appending_never_makes_a_circle(first: list[Finding], second: list[Finding]) -> None:
    """Whatever stood and whatever comes: unique ids, known dependencies, no circle, and each
    verification waits for every row of its phase."""
    old = written(make_plan(first, prefix="MS"))
    plan = make_plan(second, prefix="MS", existing=old)
    ids = [*old.tasks, *(t.id for t in plan.tasks)]
    assert len(set(ids)) == len(ids)
    edges = merged(old, plan)
    assert graph.cycle(edges) == ()
    assert all(set(after) <= set(ids) for after in edges.values())
    standing = [t for t in old.rows if t.role == "verification"]
    numbers = [t.phase for t in standing] + [
        t.phase for t in plan.tasks if t.role == "verification"
    ]
    assert len(set(numbers)) == len(numbers)
    for phase in plan.phases:
        mine = {t.id for t in old.rows if t.phase == phase.number} - {phase.verification}
        assert mine | set(phase.tasks) <= set(edges[phase.verification])


@st.composite
def _ledgers(draw: st.DrawFn) -> Document:
    """Hand-made ledgers: any phases and roles, dependencies on rows anywhere above or below."""
    count = draw(st.integers(0, 6))
    order = draw(st.permutations(range(count)))
    rows = []
    for at in range(count):
        phase = draw(st.sampled_from(["", "Phase: 1", "Phase: 2", "Phase: 3", "Phase: 4"]))
        role = draw(st.sampled_from(["", "Role: verification", "Role: documentation"]))
        file = draw(st.sampled_from(["", "Files: a", "Files: a, b"]))
        others = [n for n in range(count) if order[n] < order[at]]
        after = draw(st.lists(st.sampled_from(others), max_size=2)) if others else []
        notes = "\n".join(note for note in (phase, role, file) if note)
        rows.append(
            {"id": f"R-{at}", "notes": notes, "depends_on": ", ".join(f"R-{n}" for n in after)}
        )
    return ledger(*rows)


@given(_ledgers(), _sets)
def test_no_circle_beside_a_hand_made_ledger(old: Document, findings: list[Finding]) -> None:
    plan = make_plan(findings, prefix="MS", existing=old)
    assert graph.cycle(merged(old, plan)) == ()


def test_a_ledger_with_a_circle_still_plans() -> None:
    """A circle that a person made is that person's fault, not the plan's."""
    old = ledger({"id": "A-1", "depends_on": "A-2"}, {"id": "A-2", "depends_on": "A-1"})
    assert make_plan([finding("CQ-1", "low")], prefix="MS", existing=old).tasks[0].id == "MS-CQ-001"


def generated(title: str, report: str = REPORT) -> Finding:
    return Finding("CQ-1", "low", title, Place(report, 7), generated=True)


def test_what_a_plan_wrote_is_named() -> None:
    """A second reading of the same report finds every row again, long and odd titles too."""
    findings = [
        finding("CQ-1", "low"),
        Finding("CQ-1", "low", "Another one", Place("docs/reports/spring/03.md", 2)),
        generated("Queue | stalls: <br> again " + "x" * 300),
        generated("…"),
        finding("A \u200b/ B", "low"),
    ]
    old = written(make_plan(findings, prefix="MS"))
    assert unnamed(findings, old, ()) == ()
    assert unnamed(findings, ledger(), old.rows) == ()


@given(_sets)
def test_a_plan_names_all_its_findings(findings: list[Finding]) -> None:
    assert unnamed(findings, written(make_plan(findings, prefix="MS"))) == ()


@pytest.mark.parametrize(
    ("row", "one", "named"),
    [
        # The key is the report's file and the id: the line may move.
        ("Finding: CQ-1\nSource: " + REPORT + ":99", finding("CQ-1", "low"), True),
        ("Finding: CQ-1\nSource: other.md:7", finding("CQ-1", "low"), False),
        ("Finding: CQ-2\nSource: " + REPORT + ":7", finding("CQ-1", "low"), False),
        # A generated id is never a key: the title is.
        ("Finding: CQ-9 (generated)\nSource: " + REPORT + ":7", generated("The WORK!"), True),
        ("Finding: CQ-1 (generated)\nSource: " + REPORT + ":7", generated("Else"), False),
        ("Finding: CQ-1\nSource: " + REPORT + ":7", generated("work"), False),
        # Without a source the id alone names it.
        ("Finding: CQ-1", finding("CQ-1", "low"), True),
        ("", finding("CQ-1", "low"), False),
    ],
)
def test_what_names_a_finding(row: str, one: Finding, named: bool) -> None:
    title = "the work" if "WORK" in one.title else "work"
    old = ledger({"id": "MS-CQ-001", "notes": row, "description": f"CQ-9: {title}"})
    assert unnamed([one], old) == (() if named else (one,))


def test_a_hand_made_description_names_its_finding() -> None:
    """``SEC-1: …`` in a ledger without notes names SEC-1, unless two reports have that id."""
    old = ledger({"id": "T1", "description": "SEC-1: guard the route"})
    one = finding("SEC-1", "low")
    other = Finding("SEC-1", "low", "Else", Place("docs/reports/x.md", 3))
    assert unnamed([one], old) == ()
    assert unnamed([one, other], old) == (one, other)
