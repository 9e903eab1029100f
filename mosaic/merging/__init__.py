"""Merging two versions of a state file over their common ancestor, row by row and cell by cell.

Pure: three texts in, one text and its conflicts out. What takes a guess is a conflict, kept
between markers with both versions and the base, so that no command works on it; no row and no
value is ever lost. Source: PROTOCOL, "Entries" (Merging).
"""

from __future__ import annotations

from mosaic.merging import contracts, learnings, ledger, registry
from mosaic.merging.marks import Conflict as Conflict
from mosaic.merging.marks import Merged as Merged
from mosaic.parse import paths

#: The files whose merges git hands to the driver, as patterns of git's attributes.
KNOWN = (
    paths.LEDGER,
    paths.LEARNINGS,
    paths.REGISTRY,
    f"{paths.ARCHIVES}/*-tasks.md",
    f"{paths.ARCHIVES}/*-learnings.json",
    f"{paths.CONTRACTS}/*.json",
)


def is_known(path: str) -> bool:
    """Whether the driver merges this file."""
    folder, _, name = path.rpartition("/")
    archive = folder == paths.ARCHIVES and name.endswith(("-tasks.md", "-learnings.json"))
    return path in KNOWN or archive or _is_contract(path)


def _is_contract(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder == paths.CONTRACTS and name.endswith(".json")


def merge(path: str, base: str, ours: str, theirs: str, size: int = 7) -> Merged:
    """Merge two versions of the file at ``path``; ``size`` is the length of conflict markers.

    A contract is merged by its keys, any other file in JSON as learnings, the registry by its
    sections, all else as a ledger. Where only one side changed, the result is that side, byte for
    byte.
    """
    if ours == theirs or theirs == base:
        return Merged(ours)
    if ours == base:
        return Merged(theirs)
    if _is_contract(path):
        return contracts.merge(path, base, ours, theirs, size)
    if path.endswith(".json"):
        return learnings.merge(base, ours, theirs, size)
    if path == paths.REGISTRY:
        return registry.merge(base, ours, theirs, size)
    return ledger.merge(base, ours, theirs, size)


def is_result(path: str, bases: tuple[str, ...], ours: str, theirs: str, found: str) -> bool:
    """Whether a text is what the driver makes of two parents, over any of their ancestors."""
    if found in (ours, theirs):
        return True
    return any(merge(path, base, ours, theirs) == Merged(found) for base in bases)
