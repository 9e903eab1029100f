"""Findings to rows: phases, ids, order, dependencies (guide, Steps 2 to 6b)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.errors import Usage
from mosaic.parse import cells, graph, table, tasks
from mosaic.parse.review.finding import SEVERITIES, FileRef, Finding, Place, Severity
from mosaic.plan import Plan, make_plan

REPORT = "docs/reports/spring/02-code-quality-review.md"


def finding(
    name: str,
    severity: Severity,
    title: str = "Queue stalls",
    *files: str,
    component: str = "api",
    report: str = REPORT,
    line: int = 7,
) -> Finding:
    refs = tuple(FileRef(path) for path in files)
    return Finding(name, severity, title, Place(report, line), component, refs)


def rows(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {task.id: task.depends_on for task in plan.tasks}


def test_severity_gives_phase_and_branch() -> None:
    """critical 1 and high 2 on fix/security, medium 3 on fix/code-quality, low 4 on
    fix/test-coverage."""
    plan = make_plan([finding(f"CQ-{s}", s) for s in SEVERITIES], prefix="MS")
    assert [(p.number, p.branch) for p in plan.phases] == [
        (1, "fix/security"),
        (2, "fix/security"),
        (3, "fix/code-quality"),
        (4, "fix/test-coverage"),
    ]
    work = [t for t in plan.tasks if t.finding]
    assert [t.finding.severity for t in work if t.finding] == list(SEVERITIES)
    assert [t.phase for t in work] == [1, 2, 3, 4]


def test_a_whole_small_plan() -> None:
    """Table order: a phase's work, its documentation, its verification; each row of a phase waits
    for the verification before, the verification for all of its phase."""
    plan = make_plan(
        [
            finding("SEC-1", "critical", "SQL injection in search", "search.ts"),
            finding("CQ-7", "high", "Queue stalls", "queue.ts"),
            finding("TEST-2", "low", "No tests for the mailer", "mailer.ts"),
        ],
        prefix="MS",
    )
    assert rows(plan) == {
        "MS-SEC-001": (),
        "MS-DOC-001": ("MS-SEC-001",),
        "MS-SEC-002": ("MS-SEC-001", "MS-DOC-001"),
        "MS-HIGH-001": ("MS-SEC-002",),
        "MS-DOC-002": ("MS-SEC-002", "MS-HIGH-001"),
        "MS-HIGH-002": ("MS-SEC-002", "MS-HIGH-001", "MS-DOC-002"),
        "MS-TEST-001": ("MS-HIGH-002",),
        "MS-TEST-002": ("MS-HIGH-002", "MS-TEST-001"),
    }
    roles = {t.id: t.role for t in plan.tasks if t.role}
    assert roles == {
        "MS-DOC-001": "documentation",
        "MS-SEC-002": "verification",
        "MS-DOC-002": "documentation",
        "MS-HIGH-002": "verification",
        "MS-TEST-002": "verification",
    }
    assert [(p.tasks, p.verification, p.documentation) for p in plan.phases] == [
        (("MS-SEC-001", "MS-DOC-001"), "MS-SEC-002", "MS-DOC-001"),
        (("MS-HIGH-001", "MS-DOC-002"), "MS-HIGH-002", "MS-DOC-002"),
        (("MS-TEST-001",), "MS-TEST-002", ""),
    ]
    assert plan.total == sum(p.estimate for p in plan.phases)
    assert plan.warnings == ()


def test_no_findings_no_plan() -> None:
    """Nothing is invented: no finding, no row, no phase."""
    assert make_plan([], prefix="MS") == Plan()


def test_the_cells_of_a_row() -> None:
    """Description is id and title; notes are Phase, Finding, Source, Files, Estimate, in order."""
    one = Finding(
        "SEC-API-1",
        "critical",
        "Search builds SQL by hand: injection",
        Place("docs/reports/spring/01-security-review.md", 31),
        "api",
        (FileRef("src/search.ts", "45-67"), FileRef("src/db.ts", "3, 9"), FileRef("src/x.ts")),
    )
    values = make_plan([one], prefix="PR-SEC").tasks[0].values
    assert tuple(values) == tasks.COLUMNS
    assert {k: v for k, v in values.items() if v} == {
        "id": "PR-SEC-SEC-001",
        "status": "not-started",
        "description": "SEC-API-1: Search builds SQL by hand: injection",
        "issue": "TASKS:P1",
        "repo": "api",
        "branch": "fix/security",
        "blocks": "PR-SEC-DOC-001, PR-SEC-SEC-002",
        "estimate": "42.5K",
        "notes": "Phase: 1\nFinding: SEC-API-1\n"
        "Source: docs/reports/spring/01-security-review.md:31\n"
        "Files: src/search.ts:45-67, src/db.ts:3,9, src/x.ts\n"
        "Estimate: SECURITY_FIX 25K, 2 more files +10K, tests +7.5K",
    }


def test_a_generated_id_is_marked() -> None:
    """A generated id is no key, and its row's notes say that it is one."""
    one = Finding("CQ-1", "medium", "Queue stalls", Place(REPORT, 7), generated=True)
    assert make_plan([one], prefix="MS").tasks[0].notes.get("Finding") == "CQ-1 (generated)"


@pytest.mark.parametrize("prefix", ["", "ms", "MS-", "MS_1", "-MS", "A" * 40])
def test_a_prefix_that_no_id_can_have(prefix: str) -> None:
    with pytest.raises(Usage, match="prefix"):
        make_plan([finding("CQ-1", "low")], prefix=prefix)


def test_ids_start_above_what_is_taken() -> None:
    """Per category, above every id of the prefix in the table and the archives, -QA ids and
    hand-made ones too; another prefix takes nothing."""
    taken = ["MS-SEC-004", "MS-SEC-009-QA2", "ms-doc-17", "XX-SEC-500", "MS-HIGH-002", "MS-SEC-x"]
    plan = make_plan(
        [finding("SEC-1", "critical"), finding("CQ-1", "high")], prefix="MS", taken=taken
    )
    assert [t.id for t in plan.tasks] == [
        "MS-SEC-010", "MS-DOC-018", "MS-SEC-011", "MS-HIGH-003", "MS-DOC-019", "MS-HIGH-004",
    ]  # fmt: skip


def test_no_number_is_left() -> None:
    """An id has six digits at most; past them the plan asks for another prefix."""
    with pytest.raises(Usage, match="MS-CQ"):
        make_plan([finding("CQ-1", "medium")], prefix="MS", taken=["MS-CQ-999999"])


def test_order_within_a_phase() -> None:
    """Foundations, then tasks that share files, together, then the rest; simpler first."""
    plan = make_plan(
        [
            finding("CQ-1", "medium", "Rewrite the scheduler", "a.ts"),
            finding("CQ-2", "medium", "Replace the parser", "b.ts"),
            finding("CQ-3", "medium", "Typo in a log line", "c.ts"),
            finding("CQ-4", "medium", "Replace the header", "a.ts"),
            finding("CQ-5", "medium", "Login forgets the locale", "d.ts"),
            finding("CQ-6", "medium", "Introduce an authentication layer", "e.ts"),
            finding("CQ-7", "medium", "Rewrite the bootstrap", "e.ts"),
        ],
        prefix="MS",
    )
    order = [t.finding.id for t in plan.tasks if t.finding]
    assert order == ["CQ-6", "CQ-7", "CQ-4", "CQ-1", "CQ-3", "CQ-2", "CQ-5"]


def test_one_file_is_done_in_sequence() -> None:
    """A file in many findings makes a chain; a finding of two files joins two chains."""
    plan = make_plan(
        [
            finding("CQ-1", "medium", "Queue stalls", "a.ts"),
            finding("CQ-2", "medium", "Queue stalls", "b.ts"),
            finding("CQ-3", "medium", "Queue stalls", "./a.ts", "b.ts"),
            finding("CQ-4", "medium", "Queue stalls", "a.ts"),
        ],
        prefix="MS",
    )
    by_finding = {t.finding.id: t for t in plan.tasks if t.finding}
    ids = {name: task.id for name, task in by_finding.items()}
    assert by_finding["CQ-2"].depends_on == ()
    assert by_finding["CQ-4"].depends_on == (ids["CQ-1"],)
    # Three files' worth of estimate puts CQ-3 behind the simpler ones.
    assert by_finding["CQ-3"].depends_on == (ids["CQ-4"], ids["CQ-2"])


def test_one_file_across_phases_waits_for_the_gate_alone() -> None:
    """The verification before a phase holds its rows back; a deferred row must not."""
    plan = make_plan(
        [finding("CQ-1", "critical", "Stall", "a.ts"), finding("CQ-2", "low", "Stall", "a.ts")],
        prefix="MS",
    )
    first = plan.phases[0]
    second = next(t for t in plan.tasks if t.finding and t.finding.id == "CQ-2")
    assert second.depends_on == (first.verification,)
    assert first.tasks[0] in graph.reach(rows(plan), second.id)


def test_shared_paths_hold_nothing_apart() -> None:
    """A path that several tasks may change at once makes no chain."""
    both = [finding(f"CQ-{n}", "low", "Stall", "CHANGELOG.md") for n in (1, 2)]
    plan = make_plan(both, prefix="MS", shared=["CHANGELOG.md"])
    assert [t.depends_on for t in plan.tasks if t.finding] == [(), ()]


@pytest.mark.parametrize(
    ("first", "second", "component", "waits"),
    [
        ("Add authentication to the API", "Login forgets the locale", "api", True),
        ("No auth middleware at all", "Permission check reads the wrong role", "api", True),
        ("Add authentication to the API", "Login forgets the locale", "web", False),
        ("Add authentication to the API", "Queue stalls", "api", False),
        ("Missing auth guard on one route", "Login forgets the locale", "api", False),
        ("Auth middleware logs twice", "Login forgets the locale", "api", False),
    ],
)
def test_auth_foundations_come_first(first: str, second: str, component: str, waits: bool) -> None:
    """What builds auth blocks what is about auth, in one phase and component; a fault in one
    place is no foundation."""
    plan = make_plan(
        [
            finding("CQ-2", "high", second, component=component),
            finding("CQ-1", "high", first),
        ],
        prefix="MS",
    )
    by_finding = {t.finding.id: t for t in plan.tasks if t.finding}
    assert by_finding["CQ-2"].depends_on == ((by_finding["CQ-1"].id,) if waits else ())


@pytest.mark.parametrize(
    ("title", "name", "due"),
    [("No tests for the mailer", "TEST-1", False), ("Readme is stale", "DOC-1", False),
     ("Queue stalls", "CQ-1", True)],
)  # fmt: skip
def test_documentation_where_code_is_touched(title: str, name: str, due: bool) -> None:
    """A phase of nothing but tests and documents needs no documentation task (Step 6b)."""
    plan = make_plan([finding(name, "low", title)], prefix="MS")
    assert bool(plan.phases[0].documentation) is due
    assert any(t.role == "documentation" for t in plan.tasks) is due


def test_hidden_characters_are_cleaned_with_a_warning() -> None:
    """What comes from a report is cleaned, and the warning names the place."""
    one = finding("CQ-\u200b1", "low", "Queue\u202e stalls\x1b[31m <br> now", "a\u200bb.ts")
    plan = make_plan([one], prefix="MS")
    assert plan.tasks[0].description == "CQ-1: Queue stalls[31m now"
    assert plan.tasks[0].notes.get("Files") == "ab.ts"
    assert plan.warnings == (f"{REPORT}:7: hidden characters were taken out",)


def test_a_long_title_is_cut() -> None:
    """At most 160 characters, an ellipsis at the end; the report has the rest."""
    text = make_plan([finding("CQ-1", "low", "x" * 500)], prefix="MS").tasks[0].description
    assert text == "CQ-1: " + "x" * 153 + "…"
    assert len(text) == 160
    # A cut between a picture and what is joined to it leaves no joiner behind.
    joined = make_plan([finding("CQ-1", "low", "x" * 151 + "👩\u200d🚀" * 9)], prefix="MS").tasks[0]
    assert joined.description == "CQ-1: " + "x" * 151 + "👩…"


_word = st.sampled_from(
    ["auth", "login", "add", "authentication", "layer", "XSS", "tests", "unused", "~40 files",
     "|", "\\", "<br>", "`a|b`", "\u200b", "👩\u200d🚀", "é", "-", "\t", "\n", "typo", "docs"]
)  # fmt: skip
_text = st.one_of(st.lists(_word, max_size=8).map(" ".join), st.text(max_size=200))
_findings = st.lists(
    st.builds(
        Finding,
        st.one_of(st.sampled_from(["SEC-1", "CQ-2", "TEST-3", "H1", ""]), st.text(max_size=12)),
        st.sampled_from(SEVERITIES),
        _text,
        st.builds(Place, st.sampled_from([REPORT, "docs/reports/x/a|b.md"]), st.integers(1, 900)),
        st.one_of(st.sampled_from(["api", "web", "-", ""]), _text),
        st.lists(
            st.builds(
                FileRef,
                st.one_of(st.sampled_from(["a.ts", "b.ts", "./a.ts", "c, d.ts"]), _text),
                st.sampled_from(["", "1-3", "3, 9", "4–5", "about 7"]),
            ),
            max_size=3,
        ).map(tuple),
        generated=st.booleans(),
    ),
    max_size=12,
)


@given(_findings)
def test_laws_of_a_plan(findings: list[Finding]) -> None:
    """Every finding is one row; ids are unique and well-formed; every dependency is a row above;
    no cycle; each verification waits for all of its phase; each row reads back equal."""
    plan = make_plan(findings, prefix="MS")
    ids = [task.id for task in plan.tasks]
    assert len(set(ids)) == len(ids)
    assert all(cells.OWN_ID.fullmatch(name) for name in ids)
    assert sorted(id(t.finding) for t in plan.tasks if t.finding) == sorted(map(id, findings))
    assert graph.cycle(rows(plan)) == ()
    for at, task in enumerate(plan.tasks):
        assert set(task.depends_on) <= set(ids[:at])
        assert task.blocks == tuple(t.id for t in plan.tasks if task.id in t.depends_on)
        assert task.estimate >= 100
        assert task.estimate % 100 == 0
        for column, value in task.values.items():
            assert cells.refusal(value, lines=column in tasks.TEXT_COLUMNS) is None
    for phase in plan.phases:
        mine = [t.id for t in plan.tasks if t.phase == phase.number]
        assert mine == [*phase.tasks, phase.verification]
        assert set(phase.tasks) <= set(rows(plan)[phase.verification])
    assert _read_back(plan) == [task.values for task in plan.tasks]


@given(_findings)
def test_laws_of_one_file(findings: list[Finding]) -> None:
    """Of two rows that name one file, one waits for the other, directly or not."""
    plan = make_plan(findings, prefix="MS")
    edges = rows(plan)
    by_file: dict[str, list[str]] = {}
    for task in plan.tasks:
        for path in {ref.path for ref in task.files if ref.path.isalnum() or ref.path == "a.ts"}:
            by_file.setdefault(path, []).append(task.id)
    for chain in by_file.values():
        for before, after in pairwise(chain):
            assert before in graph.reach(edges, after)


def _read_back(plan: Plan) -> list[dict[str, str]]:
    lines = [table.render(tasks.COLUMNS), "|" + "---|" * len(tasks.COLUMNS)]
    lines += [table.render([*task.values.values()]) for task in plan.tasks]
    document = tasks.parse("\n".join(lines) + "\n")
    return [{column: row[column] for column in tasks.COLUMNS} for row in document.rows]


def test_two_thousand_findings_on_a_few_files() -> None:
    """A large report plans whole: one chain a file and phase, one row a finding."""
    many = [
        finding(f"CQ-{n}", SEVERITIES[n % 4], f"Queue fault {n}", f"src/{n % 8}.ts")
        for n in range(2000)
    ]
    plan = make_plan(many, prefix="MS")
    work = [t for t in plan.tasks if t.finding]
    assert len(work) == 2000
    assert max(len(t.depends_on) for t in work) == 2
    same = {t.id: t.phase for t in work}
    heads = [t for t in work if not any(same.get(d) == t.phase for d in t.depends_on)]
    assert len(heads) == 8
