"""What resume answers: the archives, or the ledger that came back."""

from __future__ import annotations

from mosaic.advance import Outcome
from mosaic.standard import Sequence
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.standing import FINISHED


def listed(state: State, archives: Sequence[str]) -> Answer:
    """The archives, newest first, or that there is a ledger and nothing to resume."""
    if state.text is not None and state.anything.rows:
        return Answer(
            "resume",
            "there is a ledger; nothing to resume",
            {"already": True, "archives": [], "next": "mosaic-orchestrator status"},
        )
    lines = [f"  {path}: {_open_rows(state, path)} open task(s)" for path in archives]
    head = "no ledger; archives, newest first:" if archives else "no ledger and no archive"
    unfinished = [path for path in archives if _open_rows(state, path)]
    following = (
        f"mosaic-orchestrator resume --from {unfinished[0]}"
        if unfinished
        else "mosaic-orchestrator bootstrap-from-review DIR"
    )
    data = {"already": False, "archives": list(archives), "next": following}
    return Answer("resume", "\n".join([head, *lines, f"next: {following}"]), data)


def _open_rows(state: State, path: str) -> int:
    """How many rows of an archive are neither done nor deferred."""
    return sum(row.status not in FINISHED for row in state.archives[path].rows)


def resumed(outcome: Outcome[None], archive: str, dry_run: bool) -> Answer:
    """The answer to ``--from``."""
    return changed(
        "resume",
        outcome,
        f"{len(outcome.after.rows)} row(s) are back from {archive}",
        following="mosaic-orchestrator status",
        dry_run=dry_run,
    )
