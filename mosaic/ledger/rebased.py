"""A hand edit of an older state, brought to the ledger's tip: three ways, row by row, cell by cell.

Where that takes no guess the edit is taken as if it had been made on the tip. Where it does, the
edit stays as it is, and each row and column that both changed is named.
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable
from mosaic.ledger.objects import CommitFiles
from mosaic.merging import Conflict, is_known, merge
from mosaic.merging.marks import shown
from mosaic.pathname import Path
from mosaic.standard import Mapping, Sequence

_HINT = (
    "run 'mosaic-orchestrator adopt --discard', which saves the edit aside; bring the branch up"
    " with 'git pull --rebase', then make the edit again"
)


def rebased(
    top: Path, texts: Mapping[str, str], old: CommitFiles, new: CommitFiles
) -> Mapping[str, str]:
    """The edited texts on the new state; what it has already is no edit any more.

    Errors: LedgerUnusable (ledger-edited) with every place at which both changed something.
    """
    found: dict[str, str] = {}
    wrong: list[str] = []
    for path, text in texts.items():
        base, tip = old.read(path), new.read(path)
        if base == tip:
            found[path] = text
        elif said := _against(path, base or "", tip, text):
            wrong += said
        elif (merged := merge(path, base or "", tip or "", text).text) != tip:
            found[path] = merged
    if wrong:
        raise LedgerUnusable(
            f"the copy in '{top}' was edited, and the ledger has moved on since",
            code="ledger-edited",
            details=wrong,
            hint=_HINT,
        )
    return found


def has(path: str, base: bytes | None, tip: bytes | None, copy: bytes | None) -> bool:
    """Whether the tip is what the copy says, or has the whole edit already."""
    if copy == tip or copy is None or tip is None or not is_known(path):
        return copy == tip
    old, new, edit = ((data or b"").decode("utf-8", "replace") for data in (base, tip, copy))
    merged = merge(path, old, new, edit)
    return not merged.conflicts and merged.text == new


def _against(path: str, base: str, tip: str | None, text: str) -> Sequence[str]:
    """Why the edit of a file cannot be brought to the tip."""
    if text == tip:
        return ()
    if not is_known(path) or tip is None:
        return (f"{path}: the edit is of an older state",)
    return [f"{path}: {_said(conflict)}" for conflict in merge(path, base, tip, text).conflicts]


def _said(conflict: Conflict) -> str:
    found = conflict.clash
    if found is None:
        return conflict.why or "both changed these lines"
    return (
        f"{conflict.task} {found.column}: the edit says {shown(found.theirs)}, the ledger"
        f" {shown(found.ours)}; before, it was {shown(found.base)}"
    )
