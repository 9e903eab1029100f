"""The result is this task's, by its agent and its claim, and what it names as done is there.

A commit is asked of a success only: it exists, is the tip of the task's branch, and changes
something. A verification task may have none, and a commit on the base that fixed it already
stands for one. What the notes hold from before was written by entries. Source: the guide,
"Result Format".
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import is_verification
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.machine import Status
from mosaic.parse.results import STATUSES, WorkerResult
from mosaic.parse.tasks import Task
from mosaic.standard import Iterator, Sequence

#: Pieces of evidence that are told, and characters of each.
_SHOWN, _LONGEST = 5, 160
_FIXED = "for work that the base has already, give --evidence already-fixed=COMMIT"


def judge(proposal: Proposal) -> Verdict:
    """Pass where the result can be recorded; else all that is wrong with it."""
    task, evidence = proposal.task, proposal.evidence
    if task is None:
        return Pass("no task")
    result = evidence.result
    if result is None and not task.recorded:
        return Unknown("there is no result", _hint(task))
    if evidence.unaccounted is None:
        why = f"where the notes of {task.id} come from cannot be seen: the history is not all here"
        return Unknown(why, "run 'git fetch --unshallow'")
    wrong = [*_row(task, evidence), *_forged(task, evidence.unaccounted)]
    wrong += _words(task, result, evidence) if result is not None else _still(task, evidence)
    if wrong:
        return Refuse("; ".join(wrong), _hint(task))
    if result is not None and _looked_away(task, result, evidence):
        return Unknown(f"commit {result.commit_sha} was not looked at", _hint(task))
    return Pass()


def _hint(task: Task) -> str:
    return f"run 'mosaic-orchestrator record-result {task.id} --result FILE'"


def _forged(task: Task, pieces: Sequence[str]) -> Iterator[str]:
    for piece in pieces[:_SHOWN]:
        yield f"no entry wrote what the notes of {task.id} say: '{piece[:_LONGEST]}'"


def _row(task: Task, evidence: Evidence) -> Iterator[str]:
    if task.status is not Status.IN_PROGRESS:
        yield f"{task.id} is {task['status'] or 'without a status'}, not in-progress"
    agent = evidence.asserted.get("agent", "")
    if agent and agent != task["agent"]:
        yield f"{task.id} is {task['agent'] or 'nobody'}'s, not {agent}'s"


def _words(task: Task, result: WorkerResult, evidence: Evidence) -> Iterator[str]:
    if result.task_id != task.id:
        yield f"the result is of {result.task_id}, not of {task.id}"
    if result.status not in STATUSES:
        yield f"the status '{result.status}' is none of {', '.join(STATUSES)}"
    if result.used is not None and result.used <= 0:
        yield "used is 0: null says that it is not known"
    if result.status != "success" and not result.notes.strip():
        yield f"the result is '{result.status}' and its notes give no reason"
    yield from _claim(task, result, evidence)
    if result.status == "success":
        yield from _commit(task, result, evidence)


def _claim(task: Task, result: WorkerResult, evidence: Evidence) -> Iterator[str]:
    if result.claim and result.claim != evidence.claim:
        yield f"the result carries another claim's token than {task.id} has now"
    if not result.claim and evidence.claims > 1:
        yield f"the result carries no token, and {task.id} was claimed {evidence.claims} times"


def _commit(task: Task, result: WorkerResult, evidence: Evidence) -> Iterator[str]:
    commit, fixed = evidence.commit, evidence.already_fixed
    if fixed and commit is not None and commit.files:
        yield f"it names its own commit {commit.name} and already-fixed={fixed}: give one of them"
    if fixed and (commit is None or not commit.files):
        if evidence.landing is not None and not evidence.landing.landed:
            yield f"{fixed} is not on the base, or touches no file that {task.id} names"
    elif commit is not None:
        yield from _stands(task, commit)
        if not commit.files and commit.exists:
            yield f"commit {commit.name} changes nothing that the base has not; {_FIXED}"
    elif not result.commit_sha and not is_verification(task):
        yield f"a success names its commit; {_FIXED}"


def _still(task: Task, evidence: Evidence) -> Iterator[str]:
    """What is recorded still holds; a branch may go once its work has landed."""
    landed = evidence.landing is not None and evidence.landing.landed
    if evidence.commit is not None and not landed:
        yield from _stands(task, evidence.commit)


def _stands(task: Task, commit: CommitFacts) -> Iterator[str]:
    if not commit.exists:
        yield (
            f"commit {commit.name} does not exist here; where another clone has it, push its"
            f" {commit.branch}"
        )
        return
    if not commit.on_branch:
        yield f"commit {commit.name} is not on the task's branch {commit.branch}"
    elif commit.stale:
        yield f"{commit.branch} has moved past {commit.name}, to {commit.tip[:12]}"
    if not commit.contains:
        yield f"commit {commit.name} does not contain the work that {task.id} mends"


def _looked_away(task: Task, result: WorkerResult, evidence: Evidence) -> bool:
    """Whether the evidence is of no commit, or of another one than the result names."""
    if result.status != "success" or not result.commit_sha:
        return False
    commit = evidence.commit
    if evidence.already_fixed and (commit is None or not commit.files):
        return False
    if commit is None:
        return True
    return result.commit_sha != commit.name and not commit.oid.startswith(result.commit_sha)
