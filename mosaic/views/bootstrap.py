"""What bootstrap-from-review answers: findings, tasks, phases, warnings."""

from __future__ import annotations

from dataclasses import replace

from mosaic.advance import Outcome
from mosaic.events.bootstrap import Made
from mosaic.parse import config
from mosaic.parse.review.finding import Finding, Place, Report
from mosaic.plan import Phase, PlannedTask
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.task import tokens

#: Warnings shown to a person before the rest is only counted.
SHOWN = 20
NO_GATES = (
    "no quality gates are configured, so nothing can land:"
    " mosaic-orchestrator config mission.quality_gates CMD --reason WHY"
)


def bootstrapped(outcome: Outcome[Report], dry_run: bool) -> Answer:
    """The answer; ``--json`` has every finding with its place."""
    made = outcome.decision.answer["made"]
    assert isinstance(made, Made)
    plain = replace(outcome, decision=replace(outcome.decision, answer={}))
    warnings = _warnings(outcome, made)
    extra = {
        "findings": [finding_json(f) for f in made.report.findings],
        "tasks": [task_json(t) for t in made.plan.tasks],
        "phases": [phase_json(p) for p in made.plan.phases],
        "warnings": [{"message": said, "source": _place(at)} for said, at in warnings],
        "estimate": made.plan.total,
    }
    lines = [
        f"phase {p.number}: {p.name}, {len(p.tasks)} task(s) and {p.verification},"
        f" {tokens(p.estimate)}"
        for p in made.plan.phases
    ]
    shown = [f"{at}: {said}" if at else said for said, at in warnings]
    lines += [f"warning: {text}" for text in shown[:SHOWN]]
    more = len(shown) - SHOWN
    lines += [f"and {more} warnings more; --json has them all"] if more > 0 else []
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


def _warnings(outcome: Outcome[Report], made: Made) -> list[tuple[str, Place | None]]:
    """What a person should know, each with its place in the report where it has one."""
    found: list[tuple[str, Place | None]] = [] if _gates(outcome) else [(NO_GATES, None)]
    found += [(w.message, w.source) for w in made.report.warnings]
    found += [(text, None) for text in made.plan.warnings]
    return found + [(text, None) for text in outcome.decision.warnings]


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
        "repo": task.repo,
        "branch": task.branch,
        "depends_on": list(task.depends_on),
        "estimate": task.estimate,
    }


def phase_json(phase: Phase) -> dict[str, object]:
    """A phase with new rows."""
    return {
        "number": phase.number,
        "name": phase.name,
        "branch": phase.branch,
        "tasks": list(phase.tasks),
        "verification": phase.verification,
        "documentation": phase.documentation or None,
        "estimate": phase.estimate,
    }
