"""What resume answers: the archives, or the ledger that came back."""

from __future__ import annotations

from collections.abc import Sequence

from mosaic.advance import Outcome
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


def listed(state: State, archives: Sequence[str]) -> Answer:
    """The archives, newest first, or that there is a ledger and nothing to resume."""
    if state.text is not None and state.anything.rows:
        return Answer(
            "resume",
            "there is a ledger; nothing to resume",
            {"already": True, "archives": [], "next": "mosaic-orchestrator status"},
        )
    lines = [f"  {path}" for path in archives]
    head = "no ledger; archives, newest first:" if archives else "no ledger and no archive"
    following = (
        f"mosaic-orchestrator resume --from {archives[0]}"
        if archives
        else "mosaic-orchestrator bootstrap-from-review DIR"
    )
    data = {"already": False, "archives": list(archives), "next": following}
    return Answer("resume", "\n".join([head, *lines, f"next: {following}"]), data)


def resumed(outcome: Outcome[None], archive: str, dry_run: bool) -> Answer:
    """The answer to ``--from``."""
    return changed(
        "resume",
        outcome,
        f"{len(outcome.after.rows)} row(s) are back from {archive}",
        following="mosaic-orchestrator status",
        dry_run=dry_run,
    )
