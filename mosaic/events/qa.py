"""-QA rows: what a review holds against a task, as a row of its own under it.

The row has its task's phase and files, depends on nothing, and works on from the task's recorded
commit; the phase's verification waits for it (guide, Phase 2b, Step 3; PROTOCOL, "The machine").
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import one_line, transition
from mosaic.events.phases import chain_of, enter, parent_id
from mosaic.gates import review
from mosaic.gates.facts import MEANING, Evidence
from mosaic.gates.scope import named_files
from mosaic.machine import Event, Status
from mosaic.parse.tasks import Task
from mosaic.standard import Sequence
from mosaic.state import State

#: Findings that a row names one by one; the rest is counted.
MOST = 20


def root_of(task: Task) -> str:
    """The id of the task at the head of a chain."""
    return parent_id(task.id) if task.role == "qa" else task.id


def bring(
    draft: Draft,
    state: State,
    task: Task,
    evidence: Evidence,
    against: tuple[str, ...],
    drift: tuple[str, ...] = (),
) -> str:
    """Bring in the next -QA row of a task's chain, which names all that was found; its id.

    ``against`` is what speaks against the work besides the reviews that count; ``drift``, what of
    it the contract says, each class by itself.
    """
    root = root_of(task)
    chain = chain_of(state.document, root)
    name = f"{root}-QA" + (str(len(chain) + 1) if chain else "")
    reviews = review.counting(evidence, task)
    found = (*drift, *review.findings_against(reviews), *against)
    said = one_line("; ".join(text.partition(MEANING)[0] for text in found), 200)
    values = {
        "id": name,
        "status": Status.NOT_STARTED.value,
        "description": f"Fix {_what(drift)} of {task.id}: {said}".strip(),
        "issue": task["issue"],
        "repo": task["repo"],
        "branch": state.document.tasks[root]["branch"],
        "estimate": task["estimate"],
        "notes": "\n".join(_notes(task, found, [f for fact in reviews for f in fact.files])),
    }
    present = {column: value for column, value in values.items() if value}
    draft.row(present, after=chain[-1].id if chain else root, phase=task.phase)
    enter(draft, name, task.phase)
    counts = f"{sum(f.blockers for f in reviews)} blockers"
    counts += f", {sum(f.critical + f.high for f in reviews)} critical or high"
    if drift:
        draft.note(task.id, "Drift", one_line(f"{'; '.join(drift)} -> QA task {name}", 600))
    draft.note(task.id, "Review", f"needs-qa ({counts}) -> QA task {name} created")
    return name


def _what(drift: tuple[str, ...]) -> str:
    return "drift from the contract" if drift else "findings from review"


def _notes(task: Task, found: tuple[str, ...], files: Sequence[str]) -> list[str]:
    notes = [f"Phase: {task.phase}"] if task.phase is not None else []
    notes += ["Role: qa", f"Finding: {task.notes.get('Finding') or task.finding}"]
    texts = {"Source": task.notes.get("Source"), "Files": _files(task, files)}
    notes += [f"{label}: {text}" for label, text in texts.items() if text]
    notes += [f"Part: {text}" for text in task.notes.all("Part")]
    notes += [f"Remedies: {one_line(text, 600)}" for text in found[:MOST]]
    more = len(found) - MOST
    return notes + ([f"Remedies: {more} more, in the review of {task.id}"] if more > 0 else [])


def _files(task: Task, found: Sequence[str]) -> str:
    """The task's files, and those of the findings that are not among them."""
    own = task.notes.get("Files")
    known = {path.partition(":")[0] for path in named_files(task)}
    fresh = {f.partition(":")[0]: f for f in reversed(found) if f.partition(":")[0] not in known}
    return ", ".join([*([own] if own else []), *list(reversed(fresh.values()))[:MOST]])


def clear(state: State, draft: Draft, task: Task, evidence: Evidence) -> None:
    """A -QA row that becomes done takes its task, and the chain before it, along."""
    if task.role != "qa":
        return
    root = root_of(task)
    for row in (state.document.tasks.get(root), *chain_of(state.document, root)):
        if row is None or row.id == task.id or row.status is not Status.NEEDS_QA:
            continue
        transition(row, Event.QA_CLEAR)
        draft.put(row.id, "status", Status.DONE)
        draft.put(row.id, "completed_at", evidence.now)
        draft.note(row.id, "Cleared", f"by {task.id}")
        if evidence.landing and evidence.landing.landed:
            draft.renote(row.id, "Landed", evidence.landing.note)
