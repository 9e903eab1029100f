"""No task starts before the verification of the phase before its own is done.

The phase before is the nearest lower one that has rows. Has it no verification task, all its
rows must be finished. A row without a phase is not asked. Source: the guide, "Phase Boundary Rule".
"""

from __future__ import annotations

from mosaic.gates import rows
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.machine import Status


def judge(proposal: Proposal) -> Verdict:
    """Pass where the phase before is verified, or there is none."""
    task, state = proposal.task, proposal.state
    phase = task.phase if task is not None else None
    if task is None or phase is None:
        return Pass("no phase")
    before = max((n for n in state.phases if 0 < n < phase), default=None)
    if before is None:
        return Pass("no phase before it")
    checks = rows.verifications(state, before)
    asked = checks or rows.in_phase(state, before)
    open_ones = [row for row in asked if row.status is not Status.DONE]
    registry = rows.deferrals(state) if open_ones else {}
    if not checks:
        open_ones = [row for row in open_ones if not rows.finished(row, registry)]
    if open_ones:
        said = rows.listed([rows.standing(row, registry) for row in open_ones])
        what = "is not verified" if checks else "has no verification task and is not finished"
        return Refuse(
            f"phase {before} {what}: {said}",
            f"finish phase {before} first; 'mosaic-orchestrator status' shows what is left",
        )
    if checks:
        return Pass()
    return Pass(f"phase {before} has no verification task; its rows are finished", warning=True)
