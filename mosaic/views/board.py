"""The rows by status, in the machine's order, so many of each."""

from __future__ import annotations

from mosaic.machine import Status
from mosaic.parse.tasks import Task
from mosaic.standard import Sequence
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.fields import cells_of, picked
from mosaic.views.grid import grid
from mosaic.views.task import tokens


def board(state: State, most: int, beside: tuple[str, ...], fields: Sequence[str] = ()) -> Answer:
    """Every status that occurs, with its rows; archived ones are not on the board."""
    found: dict[str, list[Task]] = {status.value: [] for status in Status}
    for row in state.anything.rows:
        found.setdefault(row["status"] or "none", []).append(row)
    columns = {status: rows for status, rows in found.items() if rows}
    lines = [
        line for status, rows in columns.items() for line in _column(status, rows, most, fields)
    ]
    data = {
        "columns": [
            {
                "status": status,
                "count": len(rows),
                "tasks": [picked(_json(row), fields) for row in rows[:most]],
            }
            for status, rows in columns.items()
        ]
    }
    return Answer("board", "\n".join(lines) or "no rows", data, beside)


def _column(status: str, rows: list[Task], most: int, fields: Sequence[str]) -> list[str]:
    cells = [
        cells_of(picked(_json(r), fields)) if fields
        else (r.id, r["agent"] or "-", tokens(r.estimate), r["description"][:60])
        for r in rows[:most]
    ]  # fmt: skip
    shown = [f"  {line.rstrip()}" for line in grid(cells).split("\n") if line]
    more = [f"  and {len(rows) - most} more"] if len(rows) > most else []
    return [f"{status} ({len(rows)})", *shown, *more]


def _json(row: Task) -> dict[str, object]:
    return {
        "id": row.id,
        "phase": row.phase,
        "agent": row["agent"],
        "estimate": row.estimate,
        "used": row.used,
        "description": row["description"],
    }
