"""What a recorded task teaches: variance in its notes, and what is worth it in the learnings.

A phase's verification sums up its phase (guide, "Variance Thresholds" and "Retrospective
Triggers").
"""

from __future__ import annotations

from mosaic import learning
from mosaic.change import Draft
from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.learnings import Learning
from mosaic.parse.tasks import Task
from mosaic.state import LEARNINGS, State


def learn(state: State, draft: Draft, task: Task, now: str) -> None:
    """Write down what the record in the draft teaches. Errors: LedgerUnusable."""
    captured = _variance(draft, task, now)
    text = state.files.read(LEARNINGS)
    if text is None:
        return
    file = before = learning.read_learnings(text)
    if captured:
        file = learning.with_learning(file, captured)
    done = draft.value(task.id, "status") == Status.DONE
    if done and task.role == "verification" and task.phase is not None:
        summary = learning.phase_summary(state.mission_rows, task.phase, now)
        file = learning.with_phase_summary(file, summary)
    if file != before:
        draft.file(LEARNINGS, learning.write_learnings(file))


def _variance(draft: Draft, task: Task, now: str) -> Learning | None:
    """Note the variance; the learning where it is worth one."""
    used = draft.value(task.id, "used")
    if not used or not task.estimate:
        return None
    spent = cells.parse_tokens(used)
    share = learning.variance(spent, task.estimate)
    draft.renote(task.id, "Variance", f"{round(share * 100):+d} % ({learning.band(share)})")
    files = [f for f in task.notes.get("Files").split(",") if f.strip()]
    said = draft.notes(task.id).get("Work") or draft.notes(task.id).get("Error")
    return learning.capture(task, spent, now, max(len(files), 1), said)
