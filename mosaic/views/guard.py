"""What guard answers: allowed, or each violation with its rule."""

from __future__ import annotations

from mosaic.guarding import Guarded
from mosaic.parse import cells
from mosaic.views.answer import Answer

#: Violations that are shown to people; programs get them all.
NAMED = 20


def guarded(found: Guarded) -> Answer:
    """The verdict; its status is 1 where something is against the changes."""
    count = len(found.violations)
    named = [(cells.visible(v.path).replace("\n", "\\n"), v) for v in found.violations[:NAMED]]
    shown = [f"{path}: {v.reason} [{v.rule}]" for path, v in named]
    more = [f"and {count - NAMED} more"] if count > NAMED else []
    under = f"the contract {found.contract.digest[:12]}" if found.contract else "no contract"
    said = f"{found.paths} path(s) of {found.task.id}, under {under}: "
    data = {
        "task": found.task.id,
        "contract": found.contract.digest if found.contract else None,
        "paths": found.paths,
        "violations": [
            {"path": v.path, "rule": v.rule, "reason": v.reason} for v in found.violations
        ],
    }
    text = "\n".join([said + (f"{count} violation(s)" if count else "allowed"), *shown, *more])
    return Answer("guard", text, data, status=1 if count else 0)
