"""What status, show and next answer."""

from __future__ import annotations

from mosaic.gates import budget
from mosaic.parse.tasks import Task
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.grid import grid
from mosaic.views.standing import FINISHED, Standing
from mosaic.views.task import task_json, tokens

#: Rows that status names of each kind; the rest is counted.
NAMED = 5


def status(state: State, beside: tuple[str, ...], limit: int) -> Answer:
    """Where the mission stands; rows only where ``limit`` asks for some."""
    here = Standing(state)
    position = budget.position(state)
    stuck = [f"{row.id}: {row['status'] or 'no status'}" for row in here.stuck]
    data: dict[str, object] = {
        "tasks": len(here.rows),
        "finished": here.finished,
        "per_cent": here.per_cent,
        "counts": here.counts,
        "phase": here.phase,
        "in_flight": list(here.in_flight[:NAMED]),
        "stuck": stuck[:NAMED],
        "budget": {
            "mode": position.mode,
            "used": position.used,
            "projected": position.projected,
            "cap": position.in_force,
        },
    }
    counts = ", ".join(f"{count} {name}" for name, count in here.counts.items())
    lines = [f"{here.progress}: {counts}", here.phase_name, f"budget: {here.budget}"]
    lines += _some("in flight", here.in_flight) + _some("stuck", tuple(stuck))
    if limit:
        rows = [row for row in here.rows if row.status not in FINISHED][:limit]
        data["rows"] = [{"id": r.id, "status": r["status"], "agent": r["agent"]} for r in rows]
        lines.append(grid([(r.id, r["status"], r["agent"], r["description"][:60]) for r in rows]))
    return Answer("status", "\n".join(lines), data, beside)


def _some(name: str, items: tuple[str, ...]) -> list[str]:
    more = [f"  and {len(items) - NAMED} more"] if len(items) > NAMED else []
    return [f"{name}:", *(f"  {item}" for item in items[:NAMED]), *more] if items else []


def show(task: Task, archived: bool, beside: tuple[str, ...]) -> Answer:
    """One task, every cell that says something."""
    names = (n for n in task.table.index if task[n] and n != "notes")
    lines = [f"{name:13} {' '.join(task[name].split())}" for name in names]
    lines += [f"{'note':13} {entry}" for entry in task.notes.entries]
    data = {"task": task_json(task), "archived": archived}
    return Answer("show", "\n".join(lines), data, beside)


def next_task(task: Task, beside: tuple[str, ...]) -> Answer:
    """What claim-next would claim now."""
    said = f"{task.id} is next: {task['description']} (estimate {tokens(task.estimate)})"
    data = {"task": task_json(task), "next": "mosaic-orchestrator claim-next --agent NAME"}
    return Answer("next", said, data, beside)
