"""What became of generated reports, said with the answer of the entry that they follow."""

from __future__ import annotations

from mosaic.values import replace
from mosaic.views.answer import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.ledger.generated import Tidied

#: Reports left alone that people are told of; the rest is counted.
NAMED = 5


def with_tidied(answer: Answer, found: Tidied | None) -> Answer:
    """The answer with the reports that went, and a notice for those that stay; as it was where
    there is nothing to say."""
    if not found:
        return answer
    kinds = (
        ("deleted", found.deleted),
        ("escalated", found.escalated),
        ("archived", found.archived),
    )
    said = ", ".join(f"{len(paths)} {kind}" for kind, paths in kinds if paths)
    left = [f"report left as it is: {text}" for text in found.left[:NAMED]]
    left += [f"and {len(found.left) - NAMED} more"] if len(found.left) > NAMED else []
    text = f"{answer.text}\nreports: {said}" if said else answer.text
    data = {**answer.data, "reports": {kind: list(paths) for kind, paths in kinds}}
    return replace(answer, text=text, data=data, notices=(*answer.notices, *left))
