"""``--group style``: which findings become one row, what it says, and that each is found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.learning import Learning
from mosaic.parse import table
from mosaic.parse.review.finding import SEVERITIES, FileRef, Finding, Place, Severity
from mosaic.parse.tasks import COLUMNS, Document, parse
from mosaic.plan import Plan, make_plan, unnamed

REPORT = "docs/reports/spring/02-code-quality-review.md"


def finding(
    number: int,
    title: str = "Long function",
    *files: FileRef,
    severity: Severity = "low",
    component: str = "web",
    generated: bool = False,
    body: str = "",
) -> Finding:
    return Finding(
        f"CQ-{number}", severity, f"{title}", Place(REPORT, 10 * number), component, files,
        generated=generated, body=body,
    )  # fmt: skip


def written(plan: Plan) -> Document:
    lines = [table.render(COLUMNS), "|" + "---|" * len(COLUMNS)]
    lines += [table.render([*task.values.values()]) for task in plan.tasks]
    return parse("\n".join(lines) + "\n")


def rows(findings: list[Finding], group: str = "style") -> list[list[str]]:
    plan = make_plan(findings, prefix="MS", group=group)
    return [[f.id for f in task.findings] for task in plan.tasks if task.findings]


def test_never_by_default() -> None:
    assert rows([finding(1), finding(2)], "") == [["CQ-1"], ["CQ-2"]]
    assert rows([finding(1), finding(2)]) == [["CQ-1", "CQ-2"]]


def test_a_row_of_three() -> None:
    """Description: where, how many, which. Notes: every finding, source, file and title."""
    plan = make_plan(
        [
            finding(1, "Long function", FileRef("a.ts", "3-9")),
            finding(2, "Unclear name", FileRef("b.ts", "7"), generated=True),
            finding(3, "Magic number", FileRef("a.ts", "20"), FileRef("c.ts")),
        ],
        prefix="MS",
        group="style",
    )
    task = plan.tasks[0]
    assert task.description == "Code style in web: 3 findings (CQ-1, CQ-3, CQ-2)"
    assert str(task.notes).split("\n") == [
        "Phase: 4",
        "Finding: CQ-1, CQ-3, CQ-2 (generated)",
        f"Source: {REPORT}:10, {REPORT}:30, {REPORT}:20",
        "Files: a.ts:3-9,20, c.ts, b.ts:7",
        "Estimate: STYLE_FIX, the dearest 15K, 2 more findings at once +3K",
        "Part: Long function -- a.ts:3-9",
        "Part: Magic number -- a.ts:20, c.ts",
        "Part: Unclear name -- b.ts:7",
    ]
    assert (task.id, task.category, task.repo, task.estimate) == ("MS-CQ-001", "CQ", "web", 18_000)
    assert (task.finding, len(plan.tasks)) == (None, 3)
    assert written(plan).rows[0].sources == (f"{REPORT}:10", f"{REPORT}:30", f"{REPORT}:20")


@pytest.mark.parametrize(
    "other",
    [
        finding(2, severity="medium"),
        finding(2, component="api"),
        finding(2, "Crash on an empty list"),
        finding(2, "Password in the log"),
        finding(2, "Session is read twice"),
        finding(2, "Redesign the store"),
        finding(2, "No tests for the mailer"),
        finding(2, "Stale documentation"),
        finding(2, "Slow query"),
        finding(2, "Endpoint table is unsorted"),
        finding(2, "Long function", *(FileRef(f"{n}.ts") for n in range(5))),
        finding(2, body="Depends on: CQ-1"),
    ],
)
def test_what_stays_alone(other: Finding) -> None:
    """Another severity, component or kind; what needs a test or documents; what is large; what
    waits for another one."""
    assert rows([finding(1), other]) in ([["CQ-1"], ["CQ-2"]], [["CQ-2"], ["CQ-1"]])


def test_what_stands_nowhere_stays_alone() -> None:
    """Without a component, only findings that name files are near each other."""
    assert rows([finding(1, component=""), finding(2, component="")]) == [["CQ-1"], ["CQ-2"]]
    both = [finding(n, "x", FileRef("a.ts"), component="") for n in (1, 2)]
    assert (
        make_plan(both, prefix="MS", group="style")
        .tasks[0]
        .description.startswith("Code style: 2 findings (CQ-1")
    )


def test_twenty_at_most_and_40_thousand_tokens() -> None:
    """Twenty of 10K are 38.5K; of dearer ones fewer fit; past cases of style work count."""
    assert [len(row) for row in rows([finding(n, "x") for n in range(1, 42)])] == [1, 20, 20]
    dear = [finding(n, "Replace the header") for n in range(1, 21)]
    assert sorted(len(row) for row in rows(dear)) == [1, 19]
    past = [Learning("T-1", "STYLE_FIX", 10, 20, 100)] * 2
    plan = make_plan([finding(n, "x") for n in range(1, 9)], prefix="MS", learnings=past,
                     group="style")  # fmt: skip
    assert [len(t.findings) for t in plan.tasks if t.findings] == [1, 7]
    assert plan.tasks[1].notes.get("Estimate").endswith("corrected ×2 by 2 past cases")


def test_one_file_is_in_one_row_and_in_sequence() -> None:
    """A row of many files is one work: what else is on one of them comes before or after it."""
    plan = make_plan(
        [
            finding(1, "Long function", FileRef("a.ts")),
            finding(2, "Long function", FileRef("b.ts")),
            finding(3, "Crash on an empty list", FileRef("b.ts")),
        ],
        prefix="MS",
        group="style",
    )
    first, second = plan.tasks[:2]
    assert [len(first.findings), len(second.findings)] == [2, 1]
    assert second.depends_on == (first.id,)


def test_a_long_list_of_ids_is_cut_in_the_description_alone() -> None:
    many = [
        Finding(f"A-LONG-NAME-FOR-CQ-{n}", "low", "x", Place(REPORT, n), "web") for n in range(20)
    ]
    task = make_plan(many, prefix="MS", group="style").tasks[0]
    assert len(task.description) <= 160
    assert task.description.endswith(", …)")
    assert task.notes.get("Finding").count(",") == 19


_words = st.sampled_from(["Long", "name", "unused", "x -- y", "a, b", "|", "<br>", "é", "`a|b`"])
_findings = st.lists(
    st.builds(
        Finding,
        st.one_of(st.from_regex(r"CQ-[0-9]{1,2}", fullmatch=True), st.just("a, b")),
        st.sampled_from([*SEVERITIES, "low", "low"]),
        st.lists(_words, min_size=1, max_size=5).map(" ".join),
        st.builds(Place, st.sampled_from(["one.md", "a, b.md", "c -- d.md"]), st.integers(1, 99)),
        st.sampled_from(["web", "api", ""]),
        st.lists(
            st.builds(FileRef, st.sampled_from(["a.ts", "b, c.ts", "d -- e.ts"]),
                      st.sampled_from(["", "3", "4–5"])),
            max_size=2,
        ).map(tuple),
        generated=st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


@given(_findings)
def test_every_finding_of_a_group_is_named(findings: list[Finding]) -> None:
    """Whatever is grouped, a second reading finds each again; and each is in one row."""
    plan = make_plan(findings, prefix="MS", group="style")
    assert sorted(id(f) for t in plan.tasks for f in t.findings) == sorted(map(id, findings))
    assert unnamed(findings, written(plan)) == ()
    assert all(len(t.findings) <= 20 for t in plan.tasks)
