"""The release notes, and what milestone-release answers."""

from __future__ import annotations

from mosaic.advance import Outcome
from mosaic.events.release import Request, learnings_path, retrospective
from mosaic.gates.facts import Evidence
from mosaic.gates.integration import LOCAL
from mosaic.machine import Status
from mosaic.parse.learnings import read_learnings
from mosaic.parse.tasks import Task
from mosaic.pathname import Path
from mosaic.releasing import Published
from mosaic.state import LEARNINGS, State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.standing import Standing
from mosaic.views.task import tokens
from mosaic.views.template import filled

#: What the notes say instead of proposals that stay in the repository.
_KEPT = "for later estimates, kept in"


def release_notes(
    state: State,
    top: Path,
    evidence: Evidence,
    version: str,
    name: str,
    mvp: bool,
    share: bool = False,
) -> Request:
    """The request, its notes filled from the state. The notes go to the forge: they hold the
    proposals of the retrospective only where somebody said ``share``."""
    here, mission = Standing(state), state.config.mission
    rows = here.rows
    used = sum(r.used or 0 for r in rows)
    estimate = sum(r.estimate or 0 for r in rows)
    evidence_lines = "\n".join(f"- {k}: {v}" for k, v in evidence.asserted.items())
    notes = filled(
        "docs/release-notes.md",
        top,
        {
            "VERSION": version,
            "MILESTONE": name or mission.milestone or "milestone",
            "MISSION": mission.description or "No description was given.",
            "CURRENT_DATE": evidence.now[:10],
            "COMPLETED": _list([_done(r) for r in rows if r.status is Status.DONE]),
            "DEFERRED": _list(
                [
                    f"{_title(r)}: {r.notes.get('Deferred')}"
                    for r in rows
                    if r.status is Status.DEFERRED
                ]
            ),
            "PROGRESS": here.progress,
            "TOKENS": f"{tokens(used)} used of {tokens(estimate)} estimated",
            "LEARNINGS": _learnings(state, evidence.now, name, share),
            "FORGE_STATUS": f"{_forge(evidence.forge, version)}\n{evidence_lines}".rstrip(),
        },
    )
    return Request(version, name, mvp, notes, evidence)


def _forge(provider: str, version: str) -> str:
    if provider == LOCAL:
        said = "the annotated tag is the release; the milestone is closed with this entry"
        return f"Local forge: {said}."
    return f"On {provider}: a release of the tag, and milestone {version} closed, after this entry."


def _list(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items) or "None."


def _title(row: Task) -> str:
    return f"{row.id} {' '.join(row['description'].split())}"


def _done(row: Task) -> str:
    landed = row.notes.get("Landed").partition(" ")[0]
    return f"{_title(row)}" + (f" ({landed[:12]})" if landed else "")


def _learnings(state: State, now: str, name: str, share: bool) -> str:
    """The proposals of the retrospective with the evidence behind each, or where they are kept."""
    text = state.files.read(LEARNINGS)
    if text is None:
        return "None."
    found = retrospective(state, read_learnings(text), now).proposed_adjustments
    if found and not share:
        place = learnings_path(name or state.config.mission.milestone or "milestone")
        return f"{len(found)} proposal{'s' * (len(found) > 1)} {_KEPT} {place}."
    lines = [f"{p}" if not isinstance(p, dict) else _proposal(p) for p in found]
    return _list(lines)


def _proposal(found: dict[str, object]) -> str:
    """A proposal as words: each key with its value, and what a list holds behind a dash each."""
    plain = {key: value for key, value in found.items() if not isinstance(value, list)}
    lists = [item for value in found.values() if isinstance(value, list) for item in value]
    said = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in plain.items())
    return "\n".join((said, *(f"  - {item}" for item in lists)))


def _late(outcome: Outcome[Evidence]) -> list[str]:
    """That a release which was made without the proposals stays so."""
    notes = str(outcome.decision.answer["notes"])
    kept = outcome.already and _KEPT in (outcome.before.files.read(notes) or "")
    return [f"{notes} is made already, and its proposals were not shared"] if kept else []


def _left(published: Published, dry_run: bool) -> list[str]:
    """What the forge was not asked, or had not."""
    if dry_run or published.provider == LOCAL:
        return []
    if not published.url:
        return [f"no release on {published.provider} yet: push the tag, then run this again"]
    return [] if published.closed else [f"{published.provider} has no milestone of this version"]


def released(
    outcome: Outcome[Evidence],
    tagged: bool,
    pushed: bool,
    remote: bool,
    published: Published,
    dry_run: bool,
    share: bool = False,
) -> Answer:
    """The answer: what was made now, and what is left to a person."""
    answer = outcome.decision.answer
    said = f"milestone released as {answer['tag']}; archive: {answer['archive']}"
    push = f"push it: git push origin HEAD {answer['tag']}" if remote else ""
    following = push or "mosaic-orchestrator bootstrap-from-review DIR for the next milestone"
    return changed(
        "milestone-release",
        outcome,
        said,
        extra={
            "tagged": tagged,
            "pushed": pushed,
            "release": published.url or None,
            "milestone_closed": published.closed,
        },
        text=f"notes: {answer['notes']}" + (f"\nrelease: {published.url}" * bool(published.url)),
        notices=[*_left(published, dry_run), *(_late(outcome) if share else ())],
        following=following,
        dry_run=dry_run,
    )
