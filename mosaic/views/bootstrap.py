"""What bootstrap-from-review answers: findings, tasks, phases, warnings."""

from __future__ import annotations

from mosaic.advance import Outcome
from mosaic.errors import CheckFailed
from mosaic.events.bootstrap import Made
from mosaic.parse import config
from mosaic.parse.review.finding import Finding, Place, Report
from mosaic.plan import Phase, Plan, PlannedTask
from mosaic.standard import Sequence, TypeAlias
from mosaic.values import replace
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.explanation import explained_json, explanation
from mosaic.views.task import tokens

#: A warning: what it says, its place where it has one, and its kind.
Warned: TypeAlias = tuple[str, Place | None, str]
#: Warnings shown to a person before the rest is only counted.
SHOWN = 20
NO_GATES = (
    "no quality gates are configured, so nothing can land:"
    " mosaic-orchestrator config mission.quality_gates CMD --reason WHY"
)


def bootstrapped(outcome: Outcome[Report], dry_run: bool, explain: bool) -> Answer:
    """The answer; ``--json`` has every finding with its place. ``explain``: and how it was read."""
    made = outcome.decision.answer["made"]
    assert isinstance(made, Made)
    plain = replace(outcome, decision=replace(outcome.decision, answer={}))
    warnings = _warnings(outcome, made)
    extra = {
        "findings": [
            {**finding_json(f), "task": row}
            for f, row in zip(made.report.findings, made.rows, strict=True)
        ],
        "tasks": [task_json(t) for t in made.plan.tasks],
        "phases": [phase_json(p, issue_of(made.plan, p)) for p in made.plan.phases],
        "warnings": [warning_json(*one) for one in warnings],
        "estimate": made.plan.total,
    }
    if explain:
        extra["explained"] = explained_json(made.report)
    lines = [
        f"phase {p.number}: {p.name}, {len(p.tasks)} task(s) and {p.verification},"
        f" {tokens(p.estimate)}{_on_forge(issue_of(made.plan, p))}"
        for p in made.plan.phases
    ]
    lines += warned(warnings, explain)
    lines += ["", *explanation(made.report)] if explain else []
    said = (
        f"{made.fresh} finding(s) are {len(made.plan.tasks)} task(s) in"
        f" {len(made.plan.phases)} phase(s), {tokens(made.plan.total)} tokens"
    )
    return changed(
        "bootstrap-from-review",
        plain,
        said,
        extra=extra,
        text="\n".join(lines),
        following="mosaic-orchestrator claim-next --agent NAME --context PCT",
        dry_run=dry_run,
    )


def explained(report: Report, strict: bool) -> Answer:
    """How the reports were read, and nothing else: nothing is planned or changed. Exit 1 where
    ``strict`` meets a doubt."""
    warnings = of_report(report)
    turned = sum(len(file.turned_down) + file.more for file in report.files)
    said = (
        f"{len(report.findings)} finding(s) in {len(report.files)} file(s), {turned} candidate(s)"
        " turned down; nothing was changed"
    )
    lines = [*explanation(report), *warned(warnings, explain=True), said]
    data = {
        "already": False,
        "commit": None,
        "dry_run": True,
        "findings": [finding_json(f) for f in report.findings],
        "warnings": [warning_json(*one) for one in warnings],
        "explained": explained_json(report),
    }
    status = CheckFailed.exit if strict and report.doubts else 0
    return Answer("bootstrap-from-review", "\n".join(lines), data, status=status)


def of_report(report: Report) -> list[Warned]:
    """The report's own warnings."""
    return [(w.message, w.source, w.kind) for w in report.warnings]


def _warnings(outcome: Outcome[Report], made: Made) -> list[Warned]:
    """What a person should know, each with its place in the report where it has one."""
    found: list[Warned] = [] if _gates(outcome) else [(NO_GATES, None, "plan")]
    found += of_report(made.report)
    found += [(w.message, w.source, "plan") for w in made.notices]
    found += [(text, None, "plan") for text in made.plan.warnings]
    return found + [(text, None, "plan") for text in outcome.decision.warnings]


def warned(warnings: Sequence[Warned], explain: bool) -> list[str]:
    """The warnings for people, the first of them; remarks are counted, an explanation has them."""
    shown = [f"{at}: {said}" if at else said for said, at, kind in warnings if kind != "remark"]
    lines = [f"warning: {text}" for text in shown[:SHOWN]]
    more, noted = len(shown) - SHOWN, len(warnings) - len(shown)
    lines += [f"and {more} warnings more; --json has them all"] if more > 0 else []
    lines += [f"{noted} remark(s) besides; --explain shows them"] if noted and not explain else []
    return lines


def warning_json(message: str, place: Place | None, kind: str) -> dict[str, object]:
    """A warning; ``kind`` is doubt (``--strict`` refuses it), remark or plan."""
    return {"message": message, "source": _place(place), "kind": kind}


def _gates(outcome: Outcome[Report]) -> str:
    """The quality gates as the entry leaves them, or as they are."""
    change = outcome.decision.change
    text = dict(change.files).get(config.PATH) if change else None
    found = text if text is not None else outcome.before.files.read(config.PATH)
    return config.parse_config(found or "").mission.quality_gates


def _place(place: Place | None) -> dict[str, object] | None:
    return {"file": place.file, "line": place.line} if place else None


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as the envelope has it (PROTOCOL, "Bootstrap")."""
    return {
        "id": finding.id,
        "severity": finding.severity,
        "title": finding.title,
        "component": finding.component,
        "files": [{"path": f.path, "lines": f.lines} for f in finding.files],
        "source": _place(finding.source),
        "lines": [finding.source.line, max(finding.body_end, finding.source.line)],
        "rule": finding.rule,
        "severity_from": finding.severity_from,
        "severity_words": finding.severity_words,
        "generated": finding.generated,
    }


def task_json(task: PlannedTask) -> dict[str, object]:
    """A planned row."""
    return {
        "id": task.id,
        "description": task.description,
        "phase": task.phase,
        "role": task.role,
        "finding": task.finding.id if task.finding else None,
        "findings": [finding.id for finding in task.findings],
        "repo": task.repo,
        "branch": task.branch,
        "depends_on": list(task.depends_on),
        "estimate": task.estimate,
    }


def issue_of(plan: Plan, phase: Phase) -> str:
    """The issue of a phase's new rows."""
    return next((task.issue for task in plan.tasks if task.phase == phase.number), "")


def _on_forge(issue: str) -> str:
    return f", issue {issue}" if issue.startswith("#") else ""


def phase_json(phase: Phase, issue: str) -> dict[str, object]:
    """A phase with new rows."""
    return {
        "number": phase.number,
        "name": phase.name,
        "branch": phase.branch,
        "tasks": list(phase.tasks),
        "verification": phase.verification,
        "documentation": phase.documentation or None,
        "estimate": phase.estimate,
        "issue": issue or None,
    }
