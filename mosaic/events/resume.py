"""resume: an archived ledger comes back as the table (guide, "Recovery")."""

from __future__ import annotations

from mosaic.change import Change
from mosaic.errors import LedgerUnusable, Refused
from mosaic.events.decision import Decision
from mosaic.machine import Event
from mosaic.parse import faults, tasks
from mosaic.state import LEARNINGS, State


def decide(state: State, archive: str) -> Decision:
    """Restore one archive. Errors: Refused where a ledger is there or the archive is not."""
    if state.text is not None and state.anything.rows:
        raise Refused(
            "there is a ledger; nothing to resume",
            hint="run 'mosaic-orchestrator status'",
        )
    text = state.files.read(archive) if archive in state.archives else None
    if text is None:
        raise Refused(
            f"no archive '{archive}'",
            details=list(state.archives),
            hint="give one of these with --from",
        )
    document = tasks.parse(text)
    wrong = faults.structure(document)
    if wrong:
        raise LedgerUnusable(
            f"{archive} has faults", details=[f"{archive}:{fault}" for fault in wrong]
        )
    learnings = archive.removesuffix("-tasks.md") + "-learnings.json"
    kept = state.files.read(learnings)
    restored = ((LEARNINGS, kept),) if kept and state.files.read(LEARNINGS) is None else ()
    change = Change(
        Event.RESUME,
        f"Resume from {archive}",
        tasks=tuple(document.tasks),
        files=restored,
        text=text,
    )
    return Decision(change, answer={"from": archive})
