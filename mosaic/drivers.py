"""What git asks while it merges and shows: the merge driver and the diff driver's text.

``python -m mosaic.drivers merge %O %A %B %P %L`` ends with 0 where the merge is clean, 1 where
conflicts are left in the file (gitattributes(5)), above 128 where nothing was merged.
"""

from __future__ import annotations

import os
import sys

from mosaic.merging import Conflict, merge
from mosaic.parse import cells
from mosaic.parse.flat import flat
from mosaic.pathname import Path
from mosaic.standard import Iterable, Sequence

_USAGE = "usage: python -m mosaic.drivers merge ANCESTOR OURS THEIRS PATH SIZE | textconv FILE"
_HINT = (
    "hint: choose one version of what is marked, 'git add' the file and go on with git; then"
    " 'mosaic-orchestrator adopt' accounts for your choice"
)
#: Above 128 git takes it that nothing was merged.
FAILED = 129
#: How many conflicts are said; the file has them all.
MOST = 20


def merge_driver() -> int:
    """Console script ``mosaic-merge-driver``: see ``main``."""
    return main(["merge", *sys.argv[1:]])


def textconv() -> int:
    """Console script ``mosaic-textconv``: see ``main``."""
    return main(["textconv", *sys.argv[1:]])


def main(words: Sequence[str]) -> int:
    """Run a driver; the exit status."""
    if words[:1] == ["merge"] and len(words) == 6 and words[5].isdecimal():
        ancestor, ours, theirs = (Path(word) for word in words[1:4])
        return _merge(ancestor, ours, theirs, words[4], max(7, int(words[5])))
    if words[:1] == ["textconv"] and len(words) == 2:
        sys.stdout.buffer.write(flat(_text(Path(words[1]))).encode("utf-8", "surrogateescape"))
        return 0
    _say([_USAGE])
    return FAILED


def _merge(ancestor: Path, ours: Path, theirs: Path, path: str, size: int) -> int:
    found = merge(path, _text(ancestor), _text(ours), _text(theirs), size)
    why = _put(ours, found.text.encode("utf-8", "surrogateescape"))
    if why:
        _say([f"{path}: the merge cannot be written, and nothing was merged: {why}"])
        return FAILED
    if not found.conflicts:
        return 0
    _say([*_told(path, found.conflicts), _HINT])
    return 1


def _put(file: Path, data: bytes) -> str:
    """Put the bytes in place whole; where they cannot be, why, and the file is as it was."""
    new = file.with_name(f"{file.name}.mosaic")
    try:
        new.write_bytes(data)
        os.replace(new, file)
    except OSError as error:
        new.unlink(missing_ok=True)
        return str(error.strerror)
    return ""


def _told(path: str, conflicts: Sequence[Conflict]) -> Iterable[str]:
    yield from (f"{path}:{c.line}: {c}" for c in conflicts[:MOST])
    if len(conflicts) > MOST:
        yield f"{path}: and {len(conflicts) - MOST} conflicts more"


def _text(file: Path) -> str:
    """A file's text; bytes that are no UTF-8 go through unchanged."""
    return file.read_bytes().decode("utf-8", "surrogateescape")


def _say(lines: Iterable[str]) -> None:
    sys.stderr.write("".join(f"{cells.visible(line)}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
