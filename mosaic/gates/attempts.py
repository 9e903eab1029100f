"""A task is tried again only while it was claimed fewer times than ``limits.attempts``.

Claims are counted from the notes' ``Claim: <token> (attempt N)``. Source: the guide, "Error
Handling".
"""

from __future__ import annotations

from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.parse.cells import is_number
from mosaic.parse.tasks import Task
from mosaic.patterns import regex

_ATTEMPT = regex(r"\(attempt ([0-9]{1,6})\)")


def judge(proposal: Proposal) -> Verdict:
    """Pass where an attempt is left."""
    task = proposal.task
    if task is None:
        return Pass("no task")
    made, most = attempts(task), proposal.state.config.limits.attempts
    if made < most:
        return Pass(f"attempt {made + 1} of {most}")
    return Refuse(
        f"{task.id} had {made} of {most} attempts",
        f"run 'mosaic-orchestrator defer {task.id}' with its reason, or"
        f" 'mosaic-orchestrator config limits.attempts {made + 1} --reason REASON'",
    )


def attempts(task: Task) -> int:
    """How many times the task was claimed: its claims, or the highest attempt that one names."""
    claims = task.notes.all("Claim")
    return max([len(claims), *map(_number, claims)])


def _number(claim: str) -> int:
    """Which attempt a claim says it is; 0 where it says none."""
    _, mark, rest = claim.partition("(attempt ")
    number, end, _ = rest.partition(")")
    if not mark or (end and is_number(number, 1, 6)):
        return int(number) if mark else 0
    match = _ATTEMPT.search(claim)
    return int(match.group(1)) if match else 0
