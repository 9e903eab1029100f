"""A phase ends in polish: its verification is done only when every other task of it is finished.

Finished is done, or deferred with a complete entry in the registry. Below 90 % a phase is in
Bulk, from 90 % in Polish. Source: the guide, "Two-Phase Completion Protocol".
"""

from __future__ import annotations

from mosaic.gates import rows
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.machine import Status
from mosaic.standard import Literal
from mosaic.state import State

#: Per cent of a phase's tasks from which it is in Polish.
POLISH = 90


def judge(proposal: Proposal) -> Verdict:
    """Pass for all but a verification task whose phase has unfinished tasks."""
    task, state = proposal.task, proposal.state
    if task is None or task.phase is None or not rows.is_verification(task):
        return Pass("no phase ends with it")
    registry = rows.deferrals(state)
    open_ones = [
        rows.standing(row, registry)
        for row in rows.in_phase(state, task.phase)
        if not rows.is_verification(row) and not rows.finished(row, registry)
    ]
    if not open_ones:
        return _easy(state, task.phase)
    finished, total = completion(state, task.phase)
    return Refuse(
        f"phase {task.phase} is in {stage(finished, total)}, {finished} of {total} finished:"
        f" {rows.listed(open_ones)}",
        "finish each, or defer it: 'mosaic-orchestrator defer TASK --reason REASON"
        " --category CATEGORY --risk RISK --approach APPROACH'",
    )


def _easy(state: State, phase: int) -> Verdict:
    """Pass; with a warning where something was deferred that the guide would have fixed."""
    registry = rows.deferrals(state)
    easy = [
        f"{row.id} is deferred as {registry[row.id].category}"
        for row in rows.in_phase(state, phase)
        if row.status is Status.DEFERRED
        and registry[row.id].category.casefold() in ("quick-win", "medium")
    ]
    return Pass(f"{rows.listed(easy)}: such tasks are better fixed", True) if easy else Pass()


def completion(state: State, phase: int) -> tuple[int, int]:
    """How many of a phase's tasks are finished, and how many it has; verifications apart."""
    registry = rows.deferrals(state)
    checks = rows.verifications(state, phase)
    found = [(part, part.of_phase(phase)) for part in state.mission]
    said = [(part.status[at], part.ids[at]) for part, places in found for at in places]
    finished = sum(rows.ended(status, name, registry) for status, name in said)
    return finished - sum(rows.finished(c, registry) for c in checks), len(said) - len(checks)


def stage(finished: int, total: int) -> Literal["Bulk", "Polish"]:
    """The half of the two-phase protocol that a phase is in; one without tasks is in Polish."""
    return "Bulk" if finished * 100 < total * POLISH else "Polish"
