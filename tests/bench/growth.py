"""What the repository grows by with each entry: loose, packed by git, and once rows are archived.

An entry is a commit, the trees of its two folders, and the ledger whole, each a compressed object.
git's own packing keeps a ledger as what it differs by from another. ``archive`` makes the ledger
itself smaller: entries after it are of what is left.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench import budgets
from tests.bench.hosts import host
from tests.bench.installed import Installed
from tests.bench.processes import run
from tests.bench.rows import Finding
from tests.bench.scenes import good
from tests.ledgers import git

#: The last phase's rows, which are open.
_CATEGORY = "DOC"


def _size(top: Path) -> tuple[int, int]:
    """Objects that are loose, and bytes of all objects, as ``git count-objects -v`` has them."""
    folder = top / ".git/objects"
    files = [file for file in folder.rglob("*") if file.is_file()]
    packs = sum(file.parent.name == "pack" for file in files)
    return len(files) - packs, sum(file.stat().st_size for file in files)


def _notes(top: Path, mosaic: Installed, entries: int, rows: int) -> None:
    """So many entries, one on each row of the open phase after the other."""
    said = [
        json.dumps(["note", f"MS-{_CATEGORY}-{n % rows + 1:03}", f"see {n}"])
        for n in range(entries)
    ]
    file = top / ".git/events"
    file.write_text("\n".join(said) + "\n")
    words = mosaic.words("batch", str(file), "--json")
    good(run(words, top, mosaic.env), words)


def growth(place: Path, mosaic: Installed, rows: int, entries: int) -> Iterator[Finding]:
    """Bytes an entry at so many rows; then where three quarters of them are in the archive."""
    for gone, said in ((0, ""), (3, ", three quarters archived")):
        top = host(place / f"growth{rows}-{gone}", rows, done=3 - gone, gone=gone)
        git(top, "gc", "-q")
        before = _size(top)
        _notes(top, mosaic, entries, rows // 4 - 1)
        loose = _size(top)
        name = f"an entry at {rows:,} rows{said}"
        yield Finding(f"{name}: objects", (loose[0] - before[0]) / entries, "", budgets.OBJECTS)
        yield Finding(f"{name}: loose", (loose[1] - before[1]) / entries / 1024, "KiB")
        git(top, "gc", "-q", "--prune=now")
        packed = (_size(top)[1] - before[1]) / entries / 1024
        yield Finding(f"{name}: packed by git gc", packed, "KiB")
