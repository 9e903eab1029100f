"""release: a finished milestone's rows and learnings are archived with its notes, in one entry.

The tag comes after the entry and holds the archive (guide, "Milestone Completion Protocol";
PROTOCOL, "Handoff, release, recovery").
"""

from __future__ import annotations

from mosaic import gates, learning
from mosaic.change import Change, Draft
from mosaic.errors import Refused, besides
from mosaic.events import add
from mosaic.events.archive import archived
from mosaic.events.decision import Decision, one_line, refuse
from mosaic.gates import deployment
from mosaic.gates.facts import Evidence, Fact
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Ruling
from mosaic.machine import Event, Status
from mosaic.parse import config
from mosaic.parse.learnings import LearningsFile, read_learnings, write_learnings
from mosaic.plan.past import cases
from mosaic.standard import Mapping
from mosaic.state import ARCHIVES, LEARNINGS, RELEASES, State, archive_path, slug
from mosaic.values import dataclass, replace


@dataclass(frozen=True)
class Request:
    """What is released. ``notes`` is the text of the release notes, made for this state."""

    version: str
    name: str
    mvp: bool
    notes: str
    evidence: Evidence


def learnings_path(name: str) -> str:
    """Where a milestone's learnings stand once it is released."""
    return f"{ARCHIVES}/{slug(name)}-learnings.json"


def notes_path(version: str) -> str:
    """Where a version's release notes stand."""
    return f"{RELEASES}/v{version}.md"


def decide(state: State, request: Request) -> Decision:
    """The release entry; already so where this version's notes are there and the ledger is gone.

    Where what was deployed did not hold, it is the entry of a task that mends it (``refuse_failed``
    tells it apart). Errors: Refused (a gate), LedgerUnusable.
    """
    if state.text is None and state.files.read(notes_path(request.version)) is not None:
        return Decision(None, answer=_answer(state, request))
    document = state.document
    proposal = Proposal(state, request.evidence, None, request.version, request.mvp)
    rulings = gates.judge(proposal, "release")
    bad = {r.gate for r in rulings if not r.ok}
    # A mistyped version must not name a task.
    if (
        "deployment" in bad
        and "version" not in bad
        and deployment.failed(proposal.evidence.asserted)
    ):
        return _to_mend(state, request, rulings)
    if bad:
        refuse(f"v{request.version} cannot be released", rulings)
    name = request.name or state.config.mission.milestone
    if not name:
        raise Refused("the milestone has no name", hint="give --name, such as --name M1-Hardening")
    draft = Draft(document)
    for row in document.rows:
        draft.remove(row.id)
    path = archive_path(name)
    draft.file(path, archived(document, document.rows, state.files.read(path), state))
    _learnings(draft, state, request, name)
    draft.file(notes_path(request.version), request.notes)
    change = _change(draft, name, request)
    return Decision(change, "", rulings, _answer(state, request))


def _to_mend(state: State, request: Request, rulings: tuple[Ruling, ...]) -> Decision:
    """Instead of the release, the task that mends what failed; none while an earlier one is open.

    ``answer["mends"]`` is its id, and says that nothing was released (ADR 0021).
    """
    said = f"Mend what failed when v{request.version} was deployed"
    known = [row for row in state.document.rows if row["description"].startswith(f"{said}: ")]
    waits = [row.id for row in known if row.status not in (Status.DONE, Status.DEFERRED)]
    if waits:
        return Decision(None, waits[0], rulings, _mends(waits[0], request))
    shown = request.evidence.asserted
    failed = deployment.failed(shown)
    again = f" ({len(known) + 1})" if known else ""
    made = add.decide(state, add.Request(f"{said}: {', '.join(failed)}{again}", "critical"))
    facts = [Fact(key, shown[key].strip(), "--evidence", False) for key in failed]
    change = made.change and replace(made.change, evidence=tuple(str(fact) for fact in facts))
    return Decision(change, made.task, rulings, _mends(made.task, request))


def _mends(task: str, request: Request) -> Mapping[str, object]:
    return {"mends": task, "version": request.version}


def refuse_failed(decision: Decision, dry_run: bool) -> None:
    """Refused where a decision is the task that mends what failed, and not the release."""
    name = decision.answer.get("mends")
    if not name:
        return
    added = "would be added" if dry_run else "was added"
    how = f"{added} to mend what failed" if decision.change else "is to mend what failed"
    with besides([f"task: {name}"]):
        refuse(f"v{decision.answer['version']} cannot be released; {name} {how}", decision.rulings)


def _answer(state: State, request: Request) -> Mapping[str, object]:
    name = request.name or state.config.mission.milestone
    return {
        "version": request.version,
        "tag": f"v{request.version}",
        "archive": archive_path(name or "milestone"),
        "notes": notes_path(request.version),
    }


def _change(draft: Draft, name: str, request: Request) -> Change:
    version, shown = request.version, request.evidence.asserted
    change = draft.change(
        Event.RELEASE,
        f"Complete {name} milestone release",
        body=f"- Tagged: v{version}\n- Release published\n- Artifacts archived to docs/tasks/",
        evidence=tuple(
            one_line(f"{key}={value} asserted: --evidence") for key, value in shown.items()
        ),
    )
    return replace(change, text="", cells=())


def _learnings(draft: Draft, state: State, request: Request, name: str) -> None:
    """The full retrospective: proposals with their evidence; then the file is archived."""
    text = state.files.read(LEARNINGS)
    if text is None:
        return
    file = retrospective(state, read_learnings(text), request.evidence.now)
    draft.file(learnings_path(name), write_learnings(file))
    draft.file(LEARNINGS, None)


def retrospective(state: State, file: LearningsFile, now: str) -> LearningsFile:
    """The learnings with a summary of each phase and the proposals that follow from them."""
    rows = state.mission_rows
    for phase in sorted({r.phase for r in rows if r.phase is not None}):
        summed = (s for s in file.phase_summaries if isinstance(s, dict))
        if not any(summary.get("phase") == phase for summary in summed):
            file = learning.with_phase_summary(file, learning.phase_summary(rows, phase, now))
    known = replace(file, learnings=cases(rows, file.learnings))
    return learning.with_proposals(file, learning.proposals(known))


def next_version(version: str) -> str:
    """The version after this one, for the next milestone."""
    match = config.VERSION.fullmatch(version)
    if not match:
        return version
    return f"{match.group(1)}.{match.group(2)}.{int(match.group(3)) + 1}"
