"""Sections of severities in which something is told and nothing was recognised.

What is said to be closed, counted or empty there needs no word.
"""

from __future__ import annotations

from mosaic.parse.review import columns, exclusions, labels, rules
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Context
from mosaic.parse.review.outline import Section
from mosaic.parse.review.rules import Reason
from mosaic.patterns import regex
from mosaic.standard import Mapping

_WORD = regex(r"[^\W\d_]+")
_FEWEST = 3
_LOOKED_AT = 120
#: Reasons that say why a severity's section has no finding.
_SETTLED = (
    *(rules.SAYS_CLOSED, rules.PRAISE, rules.STRUCK, rules.STATUS_DONE, rules.SAYS_NOTHING),
    *(rules.ELSEWHERE, rules.LABEL_LINE, rules.TALLY_ROW),
)


def is_silent(section: Section, context: Context, refused: Mapping[int, Reason]) -> bool:
    """Whether a section is a severity's, open, and has words that nothing turned down as closed,
    counted or empty."""
    if context.closed or not context.ranked or not section.level:
        return False
    said = [block for block in section.blocks if block.kind in ("text", "item", "row")]
    settled = any(refused.get(block.line) in _SETTLED for block in said)
    return not settled and any(_tells(block) for block in said)


def _tells(block: Block) -> bool:
    """Whether a block has words, and is no count, no label and no word for nothing."""
    if block.kind == "row":
        return not columns.is_tally(block.header)
    if exclusions.is_empty(block.text) or labels.is_label(block):
        return False
    return len(_WORD.findall(block.text[:_LOOKED_AT])) > _FEWEST
