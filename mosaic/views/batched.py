"""What a batch says when all its lines are answered: how many there were, and how they ended."""

from __future__ import annotations

from collections import Counter

from mosaic.standard import Sequence
from mosaic.views.answer import Answer

#: The exit code of a verb that was interrupted: nothing comes after it.
INTERRUPTED = 130


def batched(ends: Sequence[int]) -> Answer:
    """The count; the exit code is 0 where every line succeeded, else 1, or 130."""
    failed = Counter(end for end in ends if end)
    status = INTERRUPTED if INTERRUPTED in failed else 1 if failed else 0
    data = {
        "asked": len(ends),
        "done": len(ends) - failed.total(),
        "exits": {str(end): count for end, count in sorted(failed.items())},
    }
    how = ", ".join(f"{count} with exit {end}" for end, count in sorted(failed.items()))
    text = f"{data['done']} of {len(ends)} done" + (f"; {how}" if how else "")
    return Answer("batch", text, data, status=status)
