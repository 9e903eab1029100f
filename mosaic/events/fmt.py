"""fmt: the task tables' columns are aligned, or brought to the full header; no value changes.

An upgrade that brings in ``blocks`` fills it: it is the inverse of ``depends_on``.
"""

from __future__ import annotations

from mosaic.change import Change
from mosaic.edits import compare, wrong_blocks
from mosaic.errors import Bug, LedgerUnusable
from mosaic.events.decision import Decision
from mosaic.machine import Event
from mosaic.parse import tasks
from mosaic.parse.align import aligned
from mosaic.proof import apply
from mosaic.state import FileMap, State


def decide(state: State, *, upgrade: bool = False) -> Decision:
    """Align the columns.

    Errors: LedgerUnusable, also where a line that is nothing now would read as a row of the new
    order of columns; Bug where a value would read back otherwise.
    """
    document = state.document
    text = aligned(document, upgrade=upgrade)
    new = tasks.parse(text)
    if compare(document, new) or [t.id for t in document.rows] != [t.id for t in new.rows]:
        raise Bug("aligning the table would change a value; nothing was written")
    after = State(FileMap({tasks.PATH: text}))
    if after.faults:
        raise LedgerUnusable(
            f"{len(after.faults)} line(s) would be faults once the columns are in order;"
            " nothing was written",
            details=[after.located(fault) for fault in after.faults],
            hint="let a person correct these lines, run 'mosaic-orchestrator adopt', then fmt",
        )
    new_column = [t.id for t in document.rows if "blocks" not in t.table.index]
    derived = tuple(cell for cell in wrong_blocks(new) if cell.task in new_column)
    if derived:
        text = apply(new, Change(Event.FMT, "", cells=derived))
        text = aligned(tasks.parse(text))
    if text == state.text:
        return Decision(None)
    change = Change(
        Event.FMT,
        "Bring the ledger to the full header" if upgrade else "Align the ledger's columns",
        tasks=tuple(dict.fromkeys(cell.task for cell in derived)),
        cells=derived,
        text=text,
    )
    return Decision(change)
