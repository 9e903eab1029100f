"""A task is tried again only while it was claimed fewer times than ``limits.attempts``.

Claims are counted from the notes' ``Claim: <token> (attempt N)``. Source: the guide, "Error
Handling".
"""

from __future__ import annotations

from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict
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
    numbers = [int(match.group(1)) for c in claims if (match := _ATTEMPT.search(c))]
    return max([len(claims), *numbers])
