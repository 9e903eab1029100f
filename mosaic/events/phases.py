"""A phase's verification task: it depends on every row of its phase, whenever that came."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import clear_result
from mosaic.machine import OF_A_CLAIM, Status
from mosaic.parse.tasks import Document, Task


def verification_of(document: Document, phase: int | None) -> Task | None:
    """The phase's verification row, or None."""
    if phase is None:
        return None
    return next((t for t in document.rows if t.phase == phase and t.role == "verification"), None)


def enter(draft: Draft, task: str, phase: int | None) -> None:
    """Let the phase's verification depend on a row that came or was opened again.

    A verification that is done already is opened again in the same entry.
    """
    verification = verification_of(draft.document, phase)
    if verification is None or verification.id == task:
        return
    draft.depend(verification.id, task)
    if verification.status in (Status.DONE, Status.DEFERRED):
        draft.put(verification.id, "status", Status.NOT_STARTED)
        for column in OF_A_CLAIM:
            draft.put(verification.id, column, "")
        clear_result(draft, verification.id)
        draft.note(verification.id, "Reopened", f"{task} entered the phase")


def chain_of(document: Document, task: str) -> tuple[Task, ...]:
    """The -QA rows of a task, in order: ``{id}-QA``, ``{id}-QA2`` …"""
    head = f"{task}-QA"
    rows = [(t.id.removeprefix(head), t) for t in document.rows if t.id.startswith(head)]
    numbered = [(int(n or "1"), t) for n, t in rows if not n or (n.isascii() and n.isdigit())]
    return tuple(t for _, t in sorted(numbered, key=lambda pair: pair[0]))


def parent_id(qa: str) -> str:
    """The id of the task that a -QA row remedies."""
    head, mark, number = qa.rpartition("-QA")
    return head if mark and (not number or number.isdigit()) else qa


def mended(document: Document, task: Task) -> Task | None:
    """The row whose recorded commit a -QA row works on from: the last before it in its chain that
    has one, else its task; None for any other row, and where nothing was recorded."""
    if task.role != "qa":
        return None
    root = parent_id(task.id)
    rows = [row for row in (document.tasks.get(root), *chain_of(document, root)) if row]
    before = rows[: next((at for at, row in enumerate(rows) if row.id == task.id), 0)]
    return next((r for r in reversed(before) if r.recorded not in ("", "none")), None)
