"""Files in the notes: ``Files: a.ts:45-67, b.ts`` written and read back; one path, one key."""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.review.finding import FileRef
from mosaic.standard import Iterable

_LINES = frozenset("0123456789-,")


def one_line(text: str) -> str:
    """The text as any cell or note can hold it: one line, nothing hidden, no ``<br>``."""
    shown = cells.clean(" ".join(text.split()))[0]
    return " ".join(shown.replace(cells.BREAK, " ").split())


def path_key(path: str) -> str:
    """What two spellings of one file have in common."""
    plain = one_line(path).replace("\\", "/").replace(", ", ",")
    while plain.startswith("./"):
        plain = plain[2:].lstrip()
    return plain


def format_files(files: Iterable[FileRef]) -> str:
    """The text of a ``Files:`` note; a comma and a blank stand between two files only."""
    return ", ".join(dict.fromkeys(_written(f) for f in files if path_key(f.path)))


def parse_files(text: str) -> tuple[FileRef, ...]:
    """The files of a ``Files:`` note; for other texts, what stands between the commas."""
    return tuple(_read(part.strip()) for part in text.split(", ") if part.strip())


def _written(file: FileRef) -> str:
    lines = "".join(file.lines.split()).replace("–", "-").replace("—", "-")
    path = path_key(file.path)
    return f"{path}:{lines}" if lines and _LINES.issuperset(lines) else path


def _read(part: str) -> FileRef:
    path, _, lines = part.rpartition(":")
    return FileRef(path, lines) if path and lines and _LINES.issuperset(lines) else FileRef(part)
