"""The order of work: what findings say of each other, blockers first, laws of every plan."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse import graph, table
from mosaic.parse.review.finding import SEVERITIES, FileRef, Finding, Place, Severity
from mosaic.parse.tasks import COLUMNS, Document, parse
from mosaic.plan import Plan, PlannedTask, make_plan

REPORT = "docs/reports/spring/02.md"


def finding(
    name: str,
    severity: Severity = "medium",
    body: str = "",
    *files: str,
    title: str = "Queue stalls",
    report: str = REPORT,
) -> Finding:
    refs = tuple(map(FileRef, files))
    return Finding(name, severity, title, Place(report, 7), "api", refs, body=f"### x\n{body}\n")


def order(plan: Plan) -> list[str]:
    return [task.finding.id for task in plan.tasks if task.finding]


def row(plan: Plan, name: str) -> PlannedTask:
    return next(task for task in plan.tasks if task.finding and task.finding.id == name)


def waits(plan: Plan, name: str) -> set[str]:
    """The findings that a finding's row directly waits for."""
    ids = {task.id: task.finding.id for task in plan.tasks if task.finding}
    return {ids[other] for other in row(plan, name).depends_on if other in ids}


def test_what_is_named_comes_first() -> None:
    """ "Blocked by" is a dependency; the blocker goes before simpler tasks, though it was reported
    last and costs the most."""
    plan = make_plan(
        [
            finding("CQ-1", title="Typo in a log line"),
            finding("CQ-2", "medium", "**Blocked by:** CQ-4"),
            finding("CQ-3", title="Typo in a comment"),
            finding("CQ-4", title="Rewrite the scheduler"),
        ],
        prefix="MS",
    )
    assert order(plan) == ["CQ-4", "CQ-1", "CQ-3", "CQ-2"]
    assert waits(plan, "CQ-2") == {"CQ-4"}
    assert plan.notices == ()


def test_blocks_is_the_same_from_the_other_side() -> None:
    plan = make_plan([finding("CQ-1"), finding("CQ-2", "medium", "Blocks: CQ-1")], prefix="MS")
    assert order(plan) == ["CQ-2", "CQ-1"]
    assert waits(plan, "CQ-1") == {"CQ-2"}


def test_a_chain_of_blockers() -> None:
    """Blockers among themselves stand in the order that they ask for."""
    names = [f"CQ-{n}" for n in range(1, 6)]
    found = [
        finding(name, "medium", f"Depends on: {names[n + 1]}" if n < 4 else "")
        for n, name in enumerate(names)
    ]
    assert order(make_plan(found, prefix="MS")) == names[::-1]


def test_an_earlier_phase_may_be_named() -> None:
    """The gate holds it anyway; named, it holds even where the other is deferred."""
    plan = make_plan(
        [finding("CQ-1", "critical"), finding("CQ-2", "low", "Depends on: CQ-1")], prefix="MS"
    )
    assert row(plan, "CQ-2").depends_on == (plan.phases[0].verification, row(plan, "CQ-1").id)


def test_a_later_phase_is_a_warning() -> None:
    plan = make_plan(
        [finding("CQ-1", "critical", "\nDepends on: CQ-2"), finding("CQ-2", "low")], prefix="MS"
    )
    assert row(plan, "CQ-1").depends_on == ()
    (doubt,) = plan.notices
    assert doubt.message == "CQ-1 does not wait for CQ-2: that is low, and comes in phase 4"
    assert doubt.source == Place(REPORT, 9)


def test_a_circle_is_a_warning() -> None:
    """The first words hold; what would close the circle is left out, and the rest is kept."""
    plan = make_plan(
        [
            finding("CQ-1", "medium", "Depends on: CQ-2"),
            finding("CQ-2", "medium", "Depends on: CQ-3"),
            finding("CQ-3", "medium", "Depends on: CQ-1, CQ-4, CQ-3"),
            finding("CQ-4"),
        ],
        prefix="MS",
    )
    assert order(plan) == ["CQ-4", "CQ-3", "CQ-2", "CQ-1"]
    assert [d.message for d in plan.notices] == ["CQ-3 does not wait for CQ-1, which waits for it"]


def test_ids_of_two_reports() -> None:
    """The one in the same file is meant; of two elsewhere none is."""
    other, third = "docs/reports/spring/03.md", "docs/reports/spring/04.md"
    plan = make_plan(
        [
            finding("H1"),
            finding("CQ-2", "medium", "Blocked by: H1", report=other),
            finding("H1", report=other),
            finding("CQ-3", "medium", "Blocked by: H1", report=third),
        ],
        prefix="MS",
    )
    mine = row(plan, "CQ-2").depends_on
    assert [t.id for t in plan.tasks if t.finding and t.finding.source.file == other][:1] == [*mine]
    assert row(plan, "CQ-3").depends_on == ()
    assert [d.message for d in plan.notices] == ["H1 is the id of 2 findings: CQ-3 waits for none"]


def test_a_generated_id_is_not_named() -> None:
    """It was made here, so no report can mean it."""
    made = Finding("CQ-1", "medium", "Stall", Place(REPORT, 3), generated=True)
    plan = make_plan([made, finding("CQ-9", "medium", "Depends on: CQ-1")], prefix="MS")
    assert row(plan, "CQ-9").depends_on == ()


def test_words_against_a_foundation() -> None:
    """Where a report asks for the other way round, the report holds, without a circle."""
    plan = make_plan(
        [
            finding("CQ-1", "high", "Depends on: CQ-2", title="Add authentication to the API"),
            finding("CQ-2", "high", title="Login forgets the locale"),
        ],
        prefix="MS",
    )
    assert order(plan) == ["CQ-2", "CQ-1"]
    assert waits(plan, "CQ-2") == set()


def test_words_against_the_simpler_first_on_one_file() -> None:
    """The chain on a file follows the order that was asked for."""
    plan = make_plan(
        [
            finding("CQ-1", "medium", "Depends on: CQ-2", "a.ts", title="Typo in a log line"),
            finding("CQ-2", "medium", "", "a.ts", title="Rewrite the scheduler"),
            finding("CQ-3", "medium", "", "a.ts"),
        ],
        prefix="MS",
    )
    assert order(plan) == ["CQ-2", "CQ-1", "CQ-3"]
    assert waits(plan, "CQ-3") == {"CQ-1"}


def ledger(*tasks: PlannedTask, **cells: str) -> Document:
    lines = [table.render(COLUMNS), "|" + "---|" * len(COLUMNS)]
    lines += [table.render([*({**task.values, **cells}).values()]) for task in tasks]
    return parse("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("severity", "said", "status", "held", "doubt"),
    [
        ("medium", "Depends on: CQ-1", "not-started", True, ""),
        ("low", "Depends on: CQ-1", "failed", True, ""),
        ("medium", "Depends on: CQ-1", "done", False, ""),
        ("medium", "Depends on: CQ-1", "deferred", False, ""),
        ("high", "Depends on: CQ-1", "not-started", False, "which comes in a later phase"),
        ("medium", "Blocks: CQ-1", "not-started", False, "which stands already"),
    ],
)
def test_beside_a_row_that_stands(
    severity: Severity, said: str, status: str, held: bool, doubt: str
) -> None:
    """Appended, a finding may wait for the unfinished row of one that was named before."""
    old = ledger(*make_plan([finding("CQ-1")], prefix="MS").tasks[:1], status=status)
    plan = make_plan([finding("CQ-2", severity, said)], prefix="MS", existing=old)
    assert ("MS-CQ-001" in row(plan, "CQ-2").depends_on) is held
    assert [doubt in d.message for d in plan.notices] == ([True] if doubt else [])


def test_a_long_chain_and_a_great_circle() -> None:
    """Thousands that wait for each other are one line; in a circle of so many, what was reported
    first comes first."""
    chain = [finding(f"CQ-{n}", "medium", f"Depends on: CQ-{n + 1}") for n in range(3000)]
    assert order(make_plan(chain, prefix="MS")) == [f"CQ-{n}" for n in range(2999, -1, -1)]
    circle = [finding(f"CQ-{n}", "medium", f"Depends on: CQ-{n - 1}") for n in range(1, 3000)]
    plan = make_plan([finding("CQ-0", "medium", "Depends on: CQ-2999"), *circle], prefix="MS")
    assert order(plan) == [f"CQ-{n}" for n in range(3000)]
    assert [d.message for d in plan.notices] == [
        "CQ-0 does not wait for CQ-2999, which waits for it"
    ]


_bodies = st.lists(
    st.builds(
        "{} {}".format,
        st.sampled_from(["Depends on:", "Blocks:", "It is blocked by", "Fix after", "not after"]),
        st.lists(st.sampled_from([f"CQ-{n}" for n in range(9)]), min_size=1, max_size=3).map(
            ", ".join
        ),
    ),
    max_size=3,
).map("\n".join)
_titles = st.sampled_from(
    ["Add an authentication layer", "Login fails", "Typo", "Rewrite it", "Queue stalls"]
)
_sets = st.lists(
    st.builds(
        lambda n, s, b, f, t, r: finding(f"CQ-{n}", s, b, *f, title=t, report=r),
        st.integers(0, 8),
        st.sampled_from(SEVERITIES),
        _bodies,
        st.lists(st.sampled_from("abcd"), max_size=2),
        _titles,
        st.sampled_from(["one.md", "two.md"]),
    ),
    max_size=12,
)


@given(_sets, st.sampled_from(["", "style"]))
def test_laws_of_the_order(findings: list[Finding], group: str) -> None:
    """No circle; every dependency above; one file's rows of a phase in one line; blockers before
    what is none; and of what is none, the simpler first on one file."""
    plan = make_plan(findings, prefix="MS", group=group)
    edges = {task.id: task.depends_on for task in plan.tasks}
    place = {task.id: at for at, task in enumerate(plan.tasks)}
    assert graph.cycle(edges) == ()
    assert all(place[other] < place[name] for name, after in edges.items() for other in after)
    assert sorted(f.source.line for t in plan.tasks for f in t.findings) == [7] * len(findings)
    assert {id(f) for t in plan.tasks for f in t.findings} == set(map(id, findings))
    for phase in range(1, 5):
        work = [t for t in plan.tasks if t.phase == phase and t.findings]
        _one_line_a_file(work, edges)
        _blockers_first(work)


def _one_line_a_file(work: list[PlannedTask], edges: dict[str, tuple[str, ...]]) -> None:
    for path in "abcd":
        mine = [t.id for t in work if any(file.path == path for file in t.files)]
        assert all(before in graph.reach(edges, after) for before, after in pairwise(mine))


def _blockers_first(work: list[PlannedTask]) -> None:
    """What is waited for by a row that shares no file with it is a blocker: rows that neither are
    one nor share a file with one come behind."""
    ids = {t.id: t for t in work}
    paths = {t.id: {file.path for file in t.files} for t in work}
    blockers = {
        other
        for t in work
        for other in t.depends_on
        if other in ids and not paths[other] & paths[t.id]
    }
    apart = [
        t.id
        for t in work
        if t.id not in blockers
        and not any(paths[t.id] & paths[other] for other in ids if other != t.id)
    ]
    places = [t.id for t in work]
    last = max((places.index(name) for name in blockers), default=-1)
    assert all(places.index(name) > last for name in apart)
