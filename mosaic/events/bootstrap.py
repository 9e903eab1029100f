"""bootstrap: findings become the ledger, the config, the learnings and the PRD, in one entry.

An existing ledger refuses; appended, only findings that no row names come in (guide, Phase 1;
PROTOCOL, "Bootstrap").
"""

from __future__ import annotations

from mosaic import gates
from mosaic.change import Change, Draft
from mosaic.errors import OverBudget, Refused, Usage
from mosaic.events.decision import Decision, one_line, refuse
from mosaic.events.past import past_cases
from mosaic.events.phases import enter
from mosaic.gates import budget
from mosaic.gates.contracts import path_of
from mosaic.gates.facts import Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Ruling
from mosaic.machine import Event
from mosaic.parse import cells, config, tasks
from mosaic.parse.review.finding import Report, ReportWarning
from mosaic.plan import Plan, PlannedTask, Recognised, make_plan, recognise
from mosaic.plan.contracts import drafted
from mosaic.proof import apply
from mosaic.standard import Mapping
from mosaic.state import LEARNINGS, FileMap, State
from mosaic.values import dataclass, field, replace

#: A soft cap is this share of the estimates, in per cent.
SOFT_CAP = 160
IGNORED = (".mosaic/orchestrator/*", "!.mosaic/orchestrator/config.toml")
IGNORED_REPORTS = "docs/reports/qa-automation/"


@dataclass(frozen=True)
class Request:
    """What bootstrap was asked, and the texts that a new ledger starts from.

    ``settings`` are config keys with their values; ``drafts`` are the new files by path, used
    where the file is missing: ledger, learnings, PRD. ``ignore``: whether .gitignore may be
    written. ``group``: as ``plan.make_plan``. ``gone``: report files that rows name and that are
    no longer there.
    """

    report: Report
    settings: Mapping[str, object]
    drafts: Mapping[str, str]
    tags: tuple[str, ...] = ()
    now: str = ""
    append: bool = False
    strict: bool = False
    ignore: bool = True
    group: str = ""
    gone: frozenset[str] = frozenset()
    #: The forge's issue of each phase that has one.
    issues: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A plan and what it came from, for the answer.

    ``rows`` are, for each finding of the report, the row that it became or that names it;
    ``notices`` are warnings of the plan and of what was recognised that have a place there.
    """

    plan: Plan
    report: Report
    fresh: int
    rulings: tuple[Ruling, ...] = field(default_factory=tuple)
    rows: tuple[str, ...] = ()
    notices: tuple[ReportWarning, ...] = ()


def decide(state: State, request: Request) -> Decision:
    """The entry that makes or extends the ledger.

    Errors: Refused (a ledger is there, nothing recognised, counts that differ under --strict, a
    version), OverBudget, LedgerUnusable.
    """
    _allowed(state, request)
    settled = settled_state(state, request)
    prefix = settled.config.mission.prefix
    known = Recognised(request.report.findings)
    if request.append:
        archived = tuple(state.archived.values())
        known = recognise(request.report.findings, state.document, archived, request.gone)
        if not known.fresh:
            return Decision(None, answer={"made": _made(request, Plan(), known, ())})
    plan = make_plan(
        known.fresh,
        prefix=prefix,
        taken=(*state.anything.tasks, *state.archived),
        learnings=past_cases(state),
        existing=state.document if request.append else None,
        shared=settled.config.limits.shared,
        group=request.group,
    )
    plan = replace(plan, tasks=tuple(_numbered(task, request.issues) for task in plan.tasks))
    rulings = _judge(settled, request, plan)
    made = _made(request, plan, known, rulings)
    return Decision(_change(settled, state, request, made), "", rulings, {"made": made})


def _numbered(task: PlannedTask, issues: Mapping[int, str]) -> PlannedTask:
    return replace(task, issue=issues[task.phase]) if task.phase in issues else task


def _made(request: Request, plan: Plan, known: Recognised, rulings: tuple[Ruling, ...]) -> Made:
    new = {id(finding): task.id for task in plan.tasks for finding in task.findings}
    rows = tuple(
        known.rows[at] if at in known.rows else new[id(finding)]
        for at, finding in enumerate(request.report.findings)
    )
    notices = (*known.warnings, *plan.notices)
    return Made(plan, request.report, len(known.fresh), rulings, rows, notices)


def _allowed(state: State, request: Request) -> None:
    there = state.text is not None and bool(state.anything.rows or state.faults)
    if there and not request.append:
        raise Refused(
            f"there is a ledger already: {tasks.PATH} has {len(state.anything.rows)} row(s)",
            hint="add --append to take in only what no row names",
        )
    if not request.report.findings:
        raise Refused(
            "no finding was recognised in the report",
            details=[f"{w.source}: {w.message}" for w in request.report.warnings],
            hint="--explain shows what was turned down and why;"
            " 'mosaic-orchestrator scaffold-review NAME' lays out the format that is read",
        )
    if request.strict and request.report.doubts:
        raise Refused(
            "the report does not agree with itself",
            code="check-failed",
            details=[f"{w.source}: {w.message}" for w in request.report.doubts],
            hint="correct the report, or leave --strict out",
        )


def settled_state(state: State, request: Request) -> State:
    """The state with the config as it will be."""
    text = state.files.read(config.PATH) or ""
    for key, value in request.settings.items():
        text = config.with_value(text, key, value)
    return State(Over({config.PATH: text}, state))


@dataclass(frozen=True)
class Over:
    """A state's files, some of them replaced."""

    replaced: Mapping[str, str]
    state: State

    def read(self, path: str) -> str | None:
        return self.replaced[path] if path in self.replaced else self.state.files.read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        mine = FileMap(self.replaced).names(folder)
        return tuple(sorted({*mine, *self.state.files.names(folder)}))


def _judge(settled: State, request: Request, plan: Plan) -> tuple[Ruling, ...]:
    evidence = Evidence(now=request.now, tags=request.tags)
    proposal = Proposal(settled, evidence, None, extra=plan.total)
    only = ("budget",) if request.append else ()
    rulings = gates.judge(proposal, "bootstrap", only)
    bad = {r.gate: r for r in rulings if not r.ok}
    if set(bad) == {"budget"}:
        raise OverBudget(
            bad["budget"].verdict.reason,
            code=budget.code(budget.position(settled, plan.total)),
            details=[
                f"{p.number} {p.name}: {cells.format_tokens(p.estimate)}" for p in plan.phases
            ],
            hint="give a larger --budget, or split the report",
        )
    if bad:
        refuse("the mission cannot start", rulings)
    return rulings


def _change(settled: State, state: State, request: Request, made: Made) -> Change:
    """The entry: the ledger's text, the config, and what is missing besides."""
    base = tasks.parse(request.drafts[tasks.PATH]) if not request.append else state.document
    if not base.tables:
        raise Usage("the template orchestrator/tasks.md has no task table")
    draft = Draft(base)
    for row in made.plan.tasks:
        draft.row(row.values, phase=row.phase)
        contract = drafted(row, settled.config.kinds.own)
        if contract is not None:
            draft.file(path_of(row.id), contract.text)
        if request.append and row.role != "verification":
            enter(draft, row.id, row.phase)
    _files(draft, settled, state, request, made)
    total = cells.format_tokens(-(-made.plan.total // 1000) * 1000)
    noun = "Append findings to tasks.md" if request.append else "Bootstrap tasks.md"
    change = draft.change(
        Event.BOOTSTRAP,
        f"{noun} from review report",
        body=f"Parsed {made.fresh} findings into {len(made.plan.tasks)} tasks across"
        f" {len(made.plan.phases)} phases.\nEstimated total: {total} tokens.",
    )
    if request.append:
        return change
    text = apply(base, change)
    return Change(
        change.event, change.subject, change.body, change.tasks, files=change.files, text=text
    )


def _files(draft: Draft, settled: State, state: State, request: Request, made: Made) -> None:
    text = settled.files.read(config.PATH) or ""
    limits = settled.config.budget
    if limits.cap is None and not (request.append and limits.soft_cap):
        soft = -(-made.plan.total * SOFT_CAP // 100_000) * 1000
        text = config.with_value(text, "budget.soft_cap", cells.format_tokens(soft))
    if text != state.files.read(config.PATH):
        draft.file(config.PATH, text)
    if state.files.read(LEARNINGS) is None:
        draft.file(LEARNINGS, request.drafts[LEARNINGS])
    _prd(draft, state, request, made)
    if request.ignore:
        ignored = with_ignored(state.files.read(".gitignore") or "")
        if ignored != (state.files.read(".gitignore") or ""):
            draft.file(".gitignore", ignored)


def with_ignored(text: str) -> str:
    """A .gitignore with the lines that keep briefs, rail state and generated reports out."""
    have = {line.strip() for line in text.split("\n")}
    missing = [line for line in (*IGNORED, IGNORED_REPORTS) if line not in have]
    if not missing:
        return text
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}" + "".join(f"{line}\n" for line in missing)


def _prd(draft: Draft, state: State, request: Request, made: Made) -> None:
    """Draft the PRD where there is none; else add the requirements that it lacks."""
    lines = requirements(made)
    if state.prd is None:
        draft.file("docs/PRD.md", request.drafts["docs/PRD.md"])
        return
    text = state.files.read(state.prd) or ""
    lacking = [line for name, line in lines if name not in text]
    if lacking and state.prd.endswith(".md"):
        head = "## Requirements from the review\n\n"
        draft.file(state.prd, f"{text.rstrip()}\n\n{head}" + "\n".join(lacking) + "\n")


def requirements(made: Made) -> list[tuple[str, str]]:
    """For each finding, its id and a requirement that guesses what is wanted."""
    return [
        (f.id, f"- ASSUMPTION: {f.id} is remedied: {one_line(f.title)}")
        for task in made.plan.tasks
        for f in task.findings
    ]
