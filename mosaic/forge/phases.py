"""One issue a phase, in the version's milestone, found again by a marker in its body (guide,
"Create Phase Issues").

Whoever reads the forge reads the findings' titles: they go out without secrets.
"""

from __future__ import annotations

from mosaic.forge.protocol import Forge, Milestone
from mosaic.parse.config import Mission
from mosaic.parse.outside import one_text
from mosaic.parse.review.finding import SEVERITIES
from mosaic.parse.tasks import Task
from mosaic.parse.templates import fill
from mosaic.plan import Phase, Plan
from mosaic.standard import Mapping, Sequence

TEMPLATE = "orchestrator/phase-issue-body.md"


def phase_issues(
    forge: Forge, mission: Mission, plan: Plan, rows: Sequence[Task], template: str
) -> Mapping[int, str]:
    """The issue of each phase with new tasks, such as ``#12``; made where it is not there.

    A phase that has rows already keeps what those say. Errors: ForgeFailed; Usage (the template).
    """
    known = {row.phase: row["issue"] for row in rows if row.phase is not None and row["issue"]}
    fresh = [phase for phase in plan.phases if phase.number not in known]
    kept = {p.number: known[p.number] for p in plan.phases if p.number in known}
    if not fresh:
        return kept
    milestone = milestone_of(forge, mission)
    made = {p.number: _issue(forge, mission, milestone, plan, p, template) for p in fresh}
    return {**kept, **made}


def milestone_of(forge: Forge, mission: Mission) -> Milestone:
    """The milestone of the mission's version, 0.0.x until the MVP; made where it is not there."""
    found = forge.find_milestone(mission.version)
    return found or forge.create_milestone(mission.version, one_text(mission.milestone))


def _issue(
    forge: Forge, mission: Mission, milestone: Milestone, plan: Plan, phase: Phase, template: str
) -> str:
    mark = marker(mission, phase.number)
    found = forge.find_issue(mark, milestone)
    if found is None:
        title = f"Phase {phase.number}: {phase.name}"
        body = _body(mission, plan, phase, mark, template)
        found = forge.create_issue(title, body, labels(phase), milestone)
    return f"#{found.number}"


def marker(mission: Mission, phase: int) -> str:
    """What a phase's issue is found again by; people do not see it."""
    return f"<!-- mosaic:phase {mission.prefix} {mission.version} {phase} -->"


def labels(phase: Phase) -> tuple[str, ...]:
    """The kind of work, and its severity."""
    return phase.branch.rpartition("/")[2], SEVERITIES[phase.number - 1]


def _body(mission: Mission, plan: Plan, phase: Phase, mark: str, template: str) -> str:
    own = [task for task in plan.tasks if task.phase == phase.number]
    lines = [f"- {' '.join(task.description.split())}" for task in own if task.findings]
    values = {
        "MARKER": mark,
        "PHASE": str(phase.number),
        "PHASE_NAME": phase.name,
        "MILESTONE": mission.milestone or mission.version,
        "FINDINGS": "\n".join(lines),
    }
    text = fill(template, {k: v if k == "MARKER" else one_text(v) for k, v in values.items()})
    # A host's own template may leave it out.
    return text if mark in text else f"{mark}\n\n{text}"
