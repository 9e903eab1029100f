"""What an entry writes down of a record's evidence: facts as trailers, and notes that outlive it.

Each is ``verified``, where Mosaic looked itself, or ``asserted``, with who says so or which file.
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events import qa
from mosaic.events.decision import one_line
from mosaic.gates import documentation, review, tests
from mosaic.gates.facts import ChecklistFact, CheckRun, Evidence, Fact, marked
from mosaic.gates.integration import LOCAL
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import Iterator

#: The label of what a review asks for that does not stop the work (guide, Phase 2b, Step 3).
SHOULD_FIX = "Should-fix"
#: Runs of a worker that an entry names.
_MOST_RUNS = 8


def facts(task: Task, evidence: Evidence) -> list[object]:
    """The entry's ``Mosaic-Evidence``: each fact with whether Mosaic saw it, and its source."""
    seen = (_checklist(task, evidence), evidence.pull_request, evidence.ci, evidence.issue)
    found: list[object] = [fact for fact in seen if fact]
    if evidence.gate_run:
        run = evidence.gate_run
        found.append(f"gates={run.status} verified: {run.command} on tree {run.tree[:12]}")
    if evidence.landing and evidence.landing.landed:
        found.append(f"landed={evidence.landing.by[:12]} verified: {evidence.landing.how}")
    found += [f"review={fact.note}" for fact in evidence.reviews]
    found += [f"check={run.note} verified" for run in _checked(evidence)]
    found += _told(evidence)
    options = {key: "--agent" if key == "agent" else "--evidence" for key in evidence.asserted}
    return [*found, *(Fact(k, v, options[k], False) for k, v in evidence.asserted.items())]


def _told(evidence: Evidence) -> Iterator[Fact]:
    """What the result itself says: its commit, which git was asked for, and what only it knows."""
    result, commit = evidence.result, evidence.commit
    if result is None:
        return
    if commit is not None:
        yield Fact("result", commit.oid[:12], f"the tip of {commit.branch}", True)
    else:
        fixed = evidence.already_fixed
        source = "--evidence already-fixed" if fixed else "the worker's result"
        yield Fact("result", named(evidence)[:12], source, False)
    if result.used is not None:
        source = evidence.usage or "the worker's result"
        yield Fact("used", cells.format_tokens(result.used), source, False)
    for run in result.tests[:_MOST_RUNS]:
        yield Fact(
            "run", str(run.exit), f"the worker's result: {one_line(run.command, 200)}", False
        )


def write_notes(draft: Draft, task: Task, evidence: Evidence) -> None:
    """What outlives the command: the result, the reviews, the documentation, the landing."""
    if evidence.result:
        draft.renote(task.id, "Result", f"success {named(evidence)}")
        draft.put(task.id, "notes", str(draft.notes(task.id).drop(tests.RED)))
        for red in tests.red_runs(evidence.result):
            draft.note(task.id, tests.RED, one_line(red, 200))
        if evidence.result.notes:
            draft.renote(task.id, "Work", one_line(evidence.result.notes, 400))
        if evidence.result.tests_reason:
            draft.renote(task.id, "Tests", one_line(evidence.result.tests_reason, 200))
        if evidence.result.deviation:
            draft.renote(task.id, "Deviation", one_line(evidence.result.deviation, 200))
    _checks(draft, task, evidence)
    if tuple(fact.note for fact in evidence.reviews) != task.notes.all("Review"):
        notes = draft.notes(task.id).drop("Review")
        for fact in evidence.reviews:
            notes = notes.add("Review", fact.note)
        draft.put(task.id, "notes", str(notes))
    for said in (text for fact in review.counting(evidence, task) for text in fact.asks):
        noted = draft.notes(task.id).all(SHOULD_FIX)
        if said not in noted and len(noted) < qa.MOST:
            draft.note(task.id, SHOULD_FIX, said)
    if found := _checklist(task, evidence):
        draft.renote(task.id, "Documentation", one_line(found.note))
    if evidence.landing and evidence.landing.landed:
        draft.renote(task.id, "Landed", evidence.landing.note)
    for label, seen in (("PR", evidence.pull_request), ("Issue", evidence.issue)):
        if seen and seen.verified:
            draft.renote(task.id, label, one_line(seen.note, 400))
    if evidence.ci and evidence.forge != LOCAL:
        draft.renote(task.id, "CI", one_line(evidence.ci.note, 400))
    elif evidence.gate_run:
        run = evidence.gate_run
        word = "green" if run.green else "red"
        said = marked(word, f"{run.command}: exit {run.status}", True)
        draft.renote(task.id, "CI", one_line(said))
    for key, value in evidence.asserted.items():
        if key != "agent" and f"{key}={value}" not in task.notes.all("Asserted"):
            draft.note(task.id, "Asserted", f"{key}={value}")


def _checklist(task: Task, evidence: Evidence) -> ChecklistFact | None:
    """The documentation checklist, where it is of this task and this commit."""
    fact, commit = evidence.documentation, evidence.commit
    return fact if fact and commit and not documentation.apart(fact, task, commit) else None


def _checks(draft: Draft, task: Task, evidence: Evidence) -> None:
    """How the contract's checks ended on the recorded tree."""
    said = tuple(run.note for run in _checked(evidence))
    if said and said != task.notes.all("Check"):
        notes = draft.notes(task.id).drop("Check")
        for text in said:
            notes = notes.add("Check", text)
        draft.put(task.id, "notes", str(notes))


def _checked(evidence: Evidence) -> tuple[CheckRun, ...]:
    """The last run of each check on the recorded tree."""
    facts = evidence.contract
    if facts is None:
        return ()
    here = {run.name: run for run in facts.runs if run.tree[:12] == facts.tree[:12]}
    return tuple(here.values())


def named(evidence: Evidence) -> str:
    """The commit that a success is recorded with: its own, or the one that fixed it already."""
    if evidence.commit:
        return evidence.commit.oid
    landing = evidence.landing
    if evidence.already_fixed and landing and landing.landed:
        return landing.by
    return evidence.already_fixed or "none"
