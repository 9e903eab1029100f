"""Findings become tasks: phases, ids, order, dependencies, estimates (guide, Steps 2 to 6b).

A row depends only on rows before it: its phase's gate (the verification of the nearest earlier
phase), the row before it on each of its files, its component's auth foundation, and what the
finding itself names. Across phases one file is held in sequence by the gate alone, since a deferred
task satisfies a verification and nothing else. ``make_plan`` is the whole of it.
"""

from __future__ import annotations

from mosaic.errors import Bug, Usage
from mosaic.learning import Learning
from mosaic.parse import cells, graph
from mosaic.parse.outside import held
from mosaic.parse.review.finding import SEVERITIES, Finding
from mosaic.parse.secrets import marks
from mosaic.parse.tasks import Document
from mosaic.plan.estimate import Correction, Role, closing, corrections, estimate, estimate_with
from mosaic.plan.files import format_files, one_line, parse_files, path_key
from mosaic.plan.group import grouped
from mosaic.plan.match import Recognised, recognise, sources, unnamed
from mosaic.plan.order import Work, arrange
from mosaic.plan.rows import (
    Phase,
    Plan,
    PlannedTask,
    closing_row,
    describe,
    issue_name,
    merged_files,
    work_notes,
)
from mosaic.plan.standing import Standing
from mosaic.plan.stated import Stated, stated
from mosaic.plan.subject import PHASES, PhaseKind, category, phase_of
from mosaic.standard import Collection, Iterable, Mapping, Sequence
from mosaic.values import dataclass, field, replace

__all__ = [
    "PHASES", "Phase", "Plan", "PlannedTask", "Recognised", "category", "estimate", "format_files",
    "make_plan", "parse_files", "phase_of", "recognise", "sources", "unnamed",
]  # fmt: skip

_MOST = 999_999


@dataclass
class _Pad:
    """What a plan is written on: the numbers given out, the rows so far, the gates."""

    prefix: str
    standing: Standing
    known: Mapping[str, Correction]
    shared: frozenset[str]
    numbers: dict[str, int]
    gates: dict[int, str]
    stated: Stated
    group: str
    ids: dict[int, str] = field(default_factory=dict)
    tasks: list[PlannedTask] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def take(self, kind: str) -> str:
        """The next free id of a category."""
        number = self.numbers.get(kind, 0) + 1
        if number > _MOST:
            raise Usage(f"no number is left for {self.prefix}-{kind}", hint="give another --prefix")
        self.numbers[kind] = number
        return f"{self.prefix}-{kind}-{number:03}"


def make_plan(
    findings: Sequence[Finding],
    *,
    prefix: str,
    taken: Collection[str] = (),
    learnings: Sequence[Learning] = (),
    existing: Document | None = None,
    shared: Collection[str] = (),
    group: str = "",
) -> Plan:
    """The rows that these findings become, in table order.

    Ids start above every id of ``taken`` and ``existing`` with this prefix. With ``existing``,
    its rows stay: a phase that has its verification there gets no second one (whoever writes the
    rows lets that one depend on them), nor a second documentation task. ``shared`` are paths
    that several tasks may change at once. ``group`` is '' or ``style``: small low findings of one
    component become rows together. Errors: Usage for a prefix that no id can have.
    """
    if not cells.is_prefix(prefix):
        raise Usage(
            f"'{prefix}' is no task prefix", hint="capitals and digits, such as MS or PR-SEC"
        )
    standing = Standing(existing)
    pad = _Pad(
        prefix,
        standing,
        corrections(learnings),
        frozenset(map(path_key, shared)),
        _last_numbers(prefix, (*taken, *standing.ids)),
        dict(standing.verifications),
        stated(findings, standing),
        group,
    )
    works = [_work(pad, at, finding) for at, finding in enumerate(findings)]
    for kind in PHASES:
        found = [w for w in works if w.finding.severity == SEVERITIES[kind.number - 1]]
        if found:
            _plan_phase(pad, kind, found)
    _prove_acyclic(pad)
    tasks = _with_blocks(pad.tasks)
    warnings, total = (*_hidden(findings), *pad.warnings), sum(task.estimate for task in tasks)
    return Plan(tasks, tuple(pad.phases), warnings, total, pad.stated.warnings)


def _last_numbers(prefix: str, taken: Iterable[str]) -> dict[str, int]:
    """The highest number given to each category; hand-made widths and -QA ids count too."""
    last: dict[str, int] = {}
    for name in taken:
        head, rest = name[: len(prefix) + 1].upper(), name[len(prefix) + 1 :].upper().split("-")
        if head == f"{prefix}-" and len(rest) > 1 and rest[1].isascii() and rest[1].isdigit():
            number = int(rest[1]) if len(rest[1]) <= 6 else 0
            last[rest[0]] = max(last.get(rest[0], 0), number)
    return last


def _plan_phase(pad: _Pad, kind: PhaseKind, found: Sequence[Work]) -> None:
    """Write one phase: the work, the documentation where it is due, the verification."""
    start, gate = len(pad.tasks), _gate(pad, kind.number)
    if pad.group:
        found = grouped(found, pad.stated.bound, pad.known)
    _plan_work(pad, kind, found, gate)
    works = [task.id for task in pad.tasks[start:]]
    documentation = pad.standing.documentations.get(kind.number, "")
    if not documentation and any(t.category not in ("TEST", "DOC") for t in pad.tasks[start:]):
        before = pad.standing.of_phase(kind.number, work_only=True)
        documentation = _close(pad, kind, "documentation", [*gate, *before, *works])
    new = tuple(task.id for task in pad.tasks[start:])
    verification = pad.standing.verifications.get(kind.number, "")
    if not verification:
        before = pad.standing.of_phase(kind.number)
        verification = _close(pad, kind, "verification", [*gate, *before, *new])
        pad.gates[kind.number] = verification
    tokens = sum(task.estimate for task in pad.tasks[start:])
    pad.phases.append(
        Phase(kind.number, kind.name, kind.branch, new, verification, tokens, documentation)
    )


def _gate(pad: _Pad, phase: int) -> tuple[str, ...]:
    """The verification of the nearest earlier phase, as what every row of this one waits for."""
    earlier = max((number for number in pad.gates if number < phase), default=0)
    if not earlier:
        return ()
    gate = pad.gates[earlier]
    if gate in pad.standing.late(phase):
        pad.warnings.append(
            f"phase {phase} does not wait for {gate}: that row waits for phase {phase} or later"
        )
        return ()
    return (gate,)


def _plan_work(pad: _Pad, kind: PhaseKind, works: Sequence[Work], gate: tuple[str, ...]) -> None:
    ordered, leaders = arrange(works)
    covered = max((n for n, name in pad.gates.items() if name in gate), default=0)
    last: dict[str, tuple[str, ...]] = {}
    for work in ordered:
        name = pad.ids[work.at] = pad.take(work.category)
        depends_on = [*gate, *(pad.ids[at] for at in work.after)]
        depends_on += pad.stated.rows.get(work.at, ())
        for path in work.paths:
            if path not in last:
                last[path] = pad.standing.last_on(path, kind.number, covered)
            depends_on += last[path]
            last[path] = (name,)
        leader = leaders.get(work.component)
        if leader and leader is not work and work.auth and leader.at in pad.ids:
            depends_on.append(pad.ids[leader.at])
        pad.tasks.append(_work_row(name, kind, work, depends_on))


def _work(pad: _Pad, at: int, finding: Finding) -> Work:
    paths = dict.fromkeys(path_key(file.path) for file in finding.files)
    own = tuple(path for path in paths if path and path not in pad.shared)
    cost, after = estimate_with(finding, pad.known), pad.stated.after.get(at, ())
    return Work(at, (finding,), category(finding), cost, own, after)


def _work_row(name: str, kind: PhaseKind, work: Work, depends_on: Iterable[str]) -> PlannedTask:
    repo = one_line(work.component)
    return PlannedTask(
        name,
        describe(work.findings),
        kind.number,
        "",
        work.category,
        "" if cells.is_empty(repo) else repo,
        kind.branch,
        tuple(dict.fromkeys(depends_on)),
        work.cost.tokens,
        issue_name(kind.number),
        work.findings,
        merged_files(work.findings),
        work_notes(work.findings, kind.number, work.cost),
    )


def _close(pad: _Pad, kind: PhaseKind, role: Role, depends_on: Sequence[str]) -> str:
    """Write a phase's documentation or verification task, and give its id."""
    of = "DOC" if role == "documentation" else kind.category
    name = pad.take(of)
    after = tuple(dict.fromkeys(depends_on))
    cost = closing(role, sum(other not in pad.gates.values() for other in after), pad.known)
    pad.tasks.append(closing_row(kind, role, (name, of), after, cost))
    return name


def _prove_acyclic(pad: _Pad) -> None:
    """The plan with the ledger has no cycle that the ledger had not; else Mosaic is wrong."""
    edges = pad.standing.edges
    if graph.cycle(edges):
        return
    for task in pad.tasks:
        edges[task.id] = task.depends_on
    for phase in pad.phases:
        known = edges[phase.verification]
        edges[phase.verification] = tuple(dict.fromkeys((*known, *phase.tasks)))
    found = graph.cycle(edges)
    if found:
        raise Bug("the plan's dependencies go in a circle", details=found)


def _with_blocks(tasks: Sequence[PlannedTask]) -> tuple[PlannedTask, ...]:
    """The rows with ``blocks``, the inverse of ``depends_on``."""
    blocks: dict[str, list[str]] = {}
    for task in tasks:
        for other in task.depends_on:
            blocks.setdefault(other, []).append(task.id)
    return tuple(replace(task, blocks=tuple(blocks.get(task.id, ()))) for task in tasks)


def _hidden(findings: Iterable[Finding]) -> Iterable[str]:
    """A warning for each finding whose words held hidden characters or a secret."""
    for finding in findings:
        said = (finding.id, finding.title, finding.component, *(f.path for f in finding.files))
        place = one_line(str(finding.source))
        if any(cells.clean(text)[1] for text in said):
            yield f"{place}: hidden characters were taken out"
        for kind in marks(" ".join(said)):
            yield held(f"{place}: the finding", kind)
