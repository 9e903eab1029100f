"""A task as a JSON object and as a line for people."""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.tasks import Task


def task_json(task: Task) -> dict[str, object]:
    """The columns as keys: lists for ids and notes, tokens as integers, null for empty dates."""
    return {
        "id": task.id,
        "status": task["status"],
        "description": task["description"],
        "issue": task["issue"],
        "repo": task["repo"],
        "branch": task["branch"],
        "depends_on": list(task.depends_on),
        "blocks": list(task.blocks),
        "agent": task["agent"],
        "started_at": task["started_at"] or None,
        "completed_at": task["completed_at"] or None,
        "estimate": task.estimate,
        "used": task.used,
        "notes": list(task.notes.entries),
    }


def tokens(count: int | None) -> str:
    """Tokens for people."""
    return "unknown" if count is None else cells.format_tokens(count)
