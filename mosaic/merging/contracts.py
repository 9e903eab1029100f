"""The merge of a task's contract: key by key, where only one side changed a key.

A contract that both sides changed in the same key, or that would contradict itself, is a conflict
that names the keys. The merged contract has a digest of its own: nobody has approved it yet.
"""

from __future__ import annotations

from mosaic.merging.marks import Merged, by_lines, clash, newer
from mosaic.parse.contract import parse_contract
from mosaic.parse.terms import Broken, Contract
from mosaic.values import replace

#: What binds; each is one side's, whole.
PARTS = ("targets", "scope", "out_of_bounds", "evidence", "checks")


def merge(path: str, base: str, ours: str, theirs: str, size: int) -> Merged:
    """Merge two versions of the contract at ``path``; ``base`` is '' where there was none."""
    found = [_contract(text, path) for text in (base, ours, theirs)]
    old, mine, others = found[0] or Contract(), found[1], found[2]
    if mine is None or others is None or bool(base) != bool(found[0]):
        return by_lines(base, ours, theirs, size, "a version is no contract as Mosaic writes it")
    both = [key for key in PARTS if clash(*(getattr(side, key) for side in (old, mine, others)))]
    if both or mine.task != others.task:
        said = f"both sides changed {', '.join(both or ['task'])}"
        return by_lines(base, ours, theirs, size, f"{said} of this contract")
    merged = _merged(old, mine, others)
    wrong = parse_contract(merged.text, path, merged.task)
    if isinstance(wrong, Broken):
        why = f"merged, it would contradict itself: {wrong.faults[0].message}"
        return by_lines(base, ours, theirs, size, why)
    return Merged(merged.text)


def _contract(text: str, path: str) -> Contract | None:
    """The contract, where it is written as Mosaic writes it."""
    found = parse_contract(text, path) if text else None
    return found if isinstance(found, Contract) and found.text == text else None


def _merged(old: Contract, ours: Contract, theirs: Contract) -> Contract:
    parts = {k: newer(getattr(old, k), getattr(ours, k), getattr(theirs, k)) for k in PARTS}
    drafted = ours.drafted and theirs.drafted
    return replace(ours, **parts, origin="drafted" if drafted else "amended")
