"""The merge of the learnings file: its lists only ever grow, so that both sides' additions stand.

All else is merged key by key. A file that is not as Mosaic writes it, or of which both sides
changed the same thing, is merged by lines.
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable
from mosaic.merging.marks import Merged, by_lines, clash, newer
from mosaic.parse.learnings import LearningsFile, read_learnings, write_learnings
from mosaic.standard import Any, Sequence, TypeVar
from mosaic.values import fields, replace

T = TypeVar("T")
_LISTS = ("learnings", "phase_summaries", "proposed_adjustments", "investigation_queue")


def merge(base: str, ours: str, theirs: str, size: int) -> Merged:
    """Merge two versions of the file; ``base`` is '' where there was none."""
    files = [_file(text) for text in (base, ours, theirs)]
    if base and files[0] is None:
        return by_lines(base, ours, theirs, size)
    old, mine, others = files[0] or LearningsFile(), files[1], files[2]
    if mine is None or others is None:
        return by_lines(base, ours, theirs, size)
    merged = _merged(old, mine, others, new=not base)
    return Merged(write_learnings(merged)) if merged else by_lines(base, ours, theirs, size)


def _file(text: str) -> LearningsFile | None:
    """The file, where it is written as Mosaic writes it."""
    try:
        found = read_learnings(text) if text else None
    except LedgerUnusable:  # what cannot be read is merged as lines, and so told to the person
        return None
    return found if found and write_learnings(found) == text else None


def _merged(
    base: LearningsFile, ours: LearningsFile, theirs: LearningsFile, *, new: bool
) -> LearningsFile | None:
    """The merged values; None where both sides changed one, or took entries away."""
    changed: dict[str, Any] = {}
    for name in (field.name for field in fields(LearningsFile)):
        trio = [getattr(file, name) for file in (base, ours, theirs)]
        if name in _LISTS and clash(*trio):
            grown = _grown(*trio)
            if grown is None:
                return None
            changed[name] = grown
        elif clash(*trio) and not (new and name == "created_at"):
            return None
        else:
            changed[name] = newer(*trio)
    return replace(ours, **changed)


def _grown(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> tuple[T, ...] | None:
    """A list to which both sides added; None where one did more than that."""
    if any(tuple(side[: len(base)]) != tuple(base) for side in (ours, theirs)):
        return None
    return (*ours, *(item for item in theirs[len(base) :] if item not in ours[len(base) :]))
