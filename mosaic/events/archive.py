"""archive: done and deferred rows of completed phases leave the table for their milestone's file.

Rows move as they stand, byte for byte, under a header of their own where the archive's last table
has another; a row that is there already is replaced. Archives are kept for ever (guide,
"Retention Policy").
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.decision import Decision
from mosaic.events.phases import verification_of
from mosaic.machine import Event, Status
from mosaic.parse import tasks
from mosaic.parse.tasks import Document, Task, TaskTable
from mosaic.standard import Sequence
from mosaic.state import State, archive_path

_FINISHED = (Status.DONE, Status.DEFERRED)


def decide(state: State) -> Decision:
    """Move what can be moved; nothing to move is already so."""
    document = state.document
    rows = [row for row in document.rows if row.status in _FINISHED and _complete(document, row)]
    if not rows:
        return Decision(None)
    if len(rows) == len(document.rows):
        rows = [row for row in rows if row.phase != max(r.phase or 0 for r in document.rows)]
        if not rows:
            return Decision(None)
    path = archive_path(state.config.mission.milestone or "milestone")
    draft = Draft(document)
    for row in rows:
        draft.remove(row.id)
    draft.file(path, archived(document, rows, state.files.read(path), state))
    subject = f"Archive {len(rows)} finished task{'s' if len(rows) != 1 else ''}"
    change = draft.change(Event.ARCHIVE, subject)
    return Decision(change, answer={"archive": path, "archived": [row.id for row in rows]})


def _complete(document: Document, row: Task) -> bool:
    """Whether the row's phase has ended: its verification is done."""
    verification = verification_of(document, row.phase)
    return verification is not None and verification.status is Status.DONE


def archived(document: Document, rows: Sequence[Task], archive: str | None, state: State) -> str:
    """The archive's text with these rows of the document in it."""
    milestone = state.config.mission.milestone or "milestone"
    there = tasks.parse(archive if archive is not None else f"# Archived tasks: {milestone}\n")
    replaced, left = {}, []
    for row in rows:
        old = there.tasks.get(row.id)
        if old and _header(there, old.table) == _header(document, row.table):
            replaced[old.line] = _line(document, row.line)
        else:
            left.append(row)
    text, end = there.page.with_lines(replaced), there.page.eol
    last = there.tables[-1] if there.tables else None
    open_end = last is not None and last.place.end == len(there.page.lines)
    before = _header(there, last) if last and open_end else ""
    parts = [text if text.endswith(("\n", "\r")) else text + end]
    for row in left:
        header = _header(document, row.table)
        if header != before:
            marks = _line(document, row.table.place.header + 1)
            gap = "\r" if parts[-1].endswith("\r") else end
            parts.append(f"{gap}{header}{end}{marks}{end}")
            before = header
        parts.append(_line(document, row.line) + end)
    return "".join(parts)


def _line(document: Document, number: int) -> str:
    return document.page.lines[number].text


def _header(document: Document, found: TaskTable) -> str:
    return _line(document, found.place.header)
