"""What ``init`` wrote and nobody has committed: bootstrap takes it into its entry.

A file comes along only where it differs from the commit by what init put there: its own file as
written, or its block in a file of the host's. A person's other edits in it leave it out.
"""

from __future__ import annotations

from mosaic.hosting import blocks
from mosaic.hosting.installed import digest, read_record
from mosaic.hosting.layout import BLOCKS, GUIDE
from mosaic.ledger.objects import CommitFiles
from mosaic.ledger.placing import read_copy
from mosaic.ledger.repository import Repository


def written_by_init(repository: Repository, tip: CommitFiles) -> dict[str, str]:
    """The working copies to take in, as text by path."""
    found: dict[str, bytes] = {}
    guide = read_copy(repository.top, GUIDE)
    if guide is not None and digest(guide) == read_record(repository).files.get(GUIDE):
        found[GUIDE] = guide
    for path, marks in BLOCKS:
        copy = read_copy(repository.top, path) if _plain(repository, path) else None
        if copy is None or blocks.find(copy, marks) is None:
            continue
        before = tip.bytes_of(path)
        bare = blocks.remove(before, marks) if before is not None else None
        if blocks.remove(copy, marks) == bare:
            found[path] = copy
    changed = {path: data for path, data in found.items() if data != tip.bytes_of(path)}
    return {path: text for path, data in changed.items() if (text := _text(data)) is not None}


def _plain(repository: Repository, path: str) -> bool:
    return not (repository.top / path).is_symlink()


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
