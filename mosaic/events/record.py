"""record: what a worker answered is judged; the row becomes done, or says what is still to show.

A result or sole-writer gate that refuses changes nothing. A review against the work makes the row
needs-qa and brings a ``-QA`` row; anything else that is missing leaves it in progress, awaiting
(guide, Phase 2, steps 9-14, and Phase 2b). Task and QA chain become done in the one entry that
makes the last of them done.
"""

from __future__ import annotations

from mosaic import gates
from mosaic.change import Change, Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, one_line, refuse, row_of, token_of, transition
from mosaic.events.learn import learn
from mosaic.gates.facts import Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Ruling
from mosaic.machine import Event, Status
from mosaic.parse import cells
from mosaic.parse.results import WorkerResult
from mosaic.parse.tasks import Task
from mosaic.state import State
from mosaic.values import dataclass

#: How much of a worker's reason goes into the row; its whole answer is kept in the clone.
REASON = 4000


@dataclass(frozen=True)
class Judged:
    """A task's evidence judged: the rulings, and the status that they lead to."""

    status: Status
    rulings: tuple[Ruling, ...]

    @property
    def awaiting(self) -> tuple[Ruling, ...]:
        """What is still to be shown."""
        return tuple(r for r in self.rulings if not r.ok)


def decide(state: State, name: str, evidence: Evidence, by: str = "Record") -> Decision:
    """The record. Errors: UnknownTask, IllegalMove, Refused (result, sole writer).

    ``evidence.result`` is None where the result was recorded before and more evidence comes.
    """
    task = row_of(state, name)
    result = evidence.result
    if _already(task, evidence):
        return Decision(None, task.id)
    transition(task, Event.RECORD)
    if result is None and not task.recorded:
        raise Refused(
            f"{task.id} has no recorded result yet",
            hint=f"run 'mosaic-orchestrator record-result {task.id} --result FILE'",
        )
    if result and result.status != "success":
        return _ended(state, task, result, evidence)
    judged = _judge(state, task, evidence)
    return _write(state, task, evidence, judged, by)


def _already(task: Task, evidence: Evidence) -> bool:
    """Whether the row says already what this result says."""
    result = evidence.result
    if result is None:
        return task.status is Status.DONE and bool(task.recorded)
    if result.claim and result.claim != token_of(task):
        return False
    if task.status in (Status.DONE, Status.NEEDS_QA):
        from mosaic.events.noting import named

        commit = result.commit_sha or named(evidence)
        return result.status == "success" and task.recorded.startswith(commit)
    ended = {"failed": (Status.FAILED, "Error"), "blocked": (Status.BLOCKED, "Blocked")}
    if result.status not in ended:
        return False
    status, label = ended[result.status]
    return task.status is status and task.notes.get(label) == one_line(result.notes, REASON)


def _ended(state: State, task: Task, result: WorkerResult, evidence: Evidence) -> Decision:
    """A result that says failed or blocked: the row says so at once."""
    rulings = gates.judge(Proposal(state, evidence, task), "record", gates.HARD)
    if not all(r.ok for r in rulings):
        refuse(f"the result of {task.id} is not taken", rulings, evidence.kept)
    failed = result.status == "failed"
    draft = Draft(state.document)
    draft.put(task.id, "status", Status.FAILED if failed else Status.BLOCKED)
    draft.put(task.id, "completed_at", evidence.now)
    draft.note(
        task.id,
        "Error" if failed else "Blocked",
        one_line(result.notes, REASON) or "no reason given",
    )
    extra: dict[str, object] = {"outcome": result.status}
    if result.status == "blocked":
        extra |= _asked(state, draft, task, result)
    _use(draft, task, result)
    learn(state, draft, task, evidence.now)
    change = draft.change(
        Event.RECORD, f"Record {task.id}: {result.status}", tasks=(task.id,), agent=task["agent"]
    )
    return Decision(change, task.id, rulings, extra)


def _asked(state: State, draft: Draft, task: Task, result: WorkerResult) -> dict[str, object]:
    """Write what a blocked worker asks; what the command says of it."""
    from mosaic.events.ask import asked_by, put_question
    from mosaic.parse.questions import question_json

    question = asked_by(result, state.config.limits.clarity)
    if question is None:
        return {}
    put_question(draft, task.id, question)
    return {"question": question_json(task.id, question)}


def _judge(state: State, task: Task, evidence: Evidence) -> Judged:
    proposal = Proposal(state, evidence, task)
    rulings = gates.judge(proposal, "record")
    if gates.stopping(rulings):
        refuse(f"the result of {task.id} is not taken", rulings, evidence.kept)
    if gates.against(rulings):
        return Judged(Status.NEEDS_QA, rulings)
    rulings = (*rulings, *gates.judge(proposal, "done"))
    done = all(r.ok for r in rulings)
    return Judged(Status.DONE if done else Status.IN_PROGRESS, rulings)


def _write(state: State, task: Task, evidence: Evidence, judged: Judged, by: str) -> Decision:
    from mosaic.events import qa
    from mosaic.events.noting import named, write_notes

    draft = Draft(state.document)
    write_notes(draft, task, evidence)
    if evidence.result and task.recorded != named(evidence):
        _use(draft, task, evidence.result)
    extra: dict[str, object] = {"outcome": judged.status.value}
    if judged.status is Status.NEEDS_QA:
        drift = _drift(judged)
        extra["qa_task"] = qa.bring(draft, state, task, evidence, _against(judged), drift)
        extra |= {"drift": list(drift)} if drift else {}
    if judged.status is Status.DONE:
        qa.clear(state, draft, task, evidence)
    if judged.status is not Status.IN_PROGRESS:
        draft.put(task.id, "status", judged.status)
        draft.put(task.id, "completed_at", evidence.now)
        learn(state, draft, task, evidence.now)
    else:
        extra["awaiting"] = [
            {"gate": r.gate, "reason": r.verdict.reason, "command": r.hint} for r in judged.awaiting
        ]
    change = _change(draft, task, evidence, judged, by)
    if not (change.cells or change.rows):
        return Decision(None, task.id, judged.rulings, extra)
    return Decision(change, task.id, judged.rulings, extra)


def _change(draft: Draft, task: Task, evidence: Evidence, judged: Judged, by: str) -> Change:
    from mosaic.events.noting import facts

    said = "awaiting evidence" if judged.status is Status.IN_PROGRESS else judged.status.value
    used = draft.value(task.id, "used")
    figures = f" ({task['estimate'] or '?'} -> {used})" if used else ""
    closes = judged.status is Status.DONE and task.role == "verification"
    issue = task["issue"] if closes and task["issue"].startswith("TASKS:") else ""
    what = f"{by} {task.id}" if evidence.result or by != "Record" else f"Add evidence to {task.id}"
    return draft.change(
        Event.RECORD,
        f"{what}: {said}{figures}",
        tasks=(task.id,),
        agent=task["agent"],
        evidence=tuple(one_line(str(f)) for f in facts(task, evidence)),
        references=(f"{issue} closed",) if issue else (),
    )


def _use(draft: Draft, task: Task, result: WorkerResult) -> None:
    """Add to ``used``: all attempts together; an unknown figure adds nothing."""
    if result.used is not None:
        draft.put(task.id, "used", cells.format_tokens((task.used or 0) + result.used))


def _against(judged: Judged) -> tuple[str, ...]:
    """What other gates than review and drift, whose findings are told one by one, hold against the
    work."""
    told = ("review", "drift")
    return tuple(r.verdict.reason for r in gates.against(judged.rulings) if r.gate not in told)


def _drift(judged: Judged) -> tuple[str, ...]:
    """What the contract holds against the work, each class of drift a line of its own."""
    from mosaic.gates.surfaces import apart

    said = [r.verdict.reason for r in gates.against(judged.rulings) if r.gate == "drift"]
    return tuple(line for text in said for line in apart(text))
