"""Marker blocks in files that belong to the host: put in, found, and taken out byte for byte.

The block itself says how it came in: a block that ends the file without a line end was appended
to a text without one, and a file that is nothing but its block was made for it.
"""

from __future__ import annotations

from mosaic.values import dataclass


@dataclass(frozen=True)
class Marks:
    """The two lines around a block."""

    begin: bytes
    end: bytes


MARKDOWN = Marks(b"<!-- mosaic:begin -->", b"<!-- mosaic:end -->")
HASH = Marks(b"# mosaic:begin", b"# mosaic:end")


def line_end(data: bytes) -> bytes:
    """The line end of a file: that of its first line; LF where there is none."""
    first = data.find(b"\n")
    return b"\r\n" if first > 0 and data[first - 1 : first] == b"\r" else b"\n"


def find(data: bytes, marks: Marks) -> tuple[int, int] | None:
    """Where the block begins and where its last marker ends; None without a whole block.

    A begin without an end, or an end without a begin, is the host's own text.
    """
    start: int | None = None
    at = 0
    for line in data.split(b"\n"):
        text = line.rstrip(b"\r \t")
        if text == marks.begin:
            start = at
        elif text == marks.end and start is not None:
            return start, at + len(text)
        at += len(line) + 1
    return None


def body(data: bytes, marks: Marks) -> bytes | None:
    """What stands between the markers, without its outer line ends; None without a block."""
    place = find(data, marks)
    if place is None:
        return None
    inside = data[place[0] + len(marks.begin) : place[1] - len(marks.end)]
    return inside.replace(b"\r\n", b"\n").strip(b"\n")


def add(data: bytes | None, text: str, marks: Marks, *, script: bool = False) -> bytes:
    """The file with the block: at its end; in a ``script``, below the shebang and with LF.

    ``data`` is None where there is no file yet.
    """
    eol = b"\n" if script else line_end(data or b"")
    block = eol.join([marks.begin, *text.strip("\n").encode().split(b"\n"), marks.end])
    if data is None:
        return block + eol
    head, rest = _split(data) if script else (data, b"")
    if head.endswith(b"\n") or (not head and rest):
        return head + block + eol + rest
    return head + eol + block


def _split(data: bytes) -> tuple[bytes, bytes]:
    """A script before and after the place of its block: below the shebang, else at the top."""
    at = 0
    if data.startswith(b"#!"):
        at = data.find(b"\n") + 1 or len(data)
    return data[:at], data[at:]


def remove(data: bytes, marks: Marks) -> bytes | None:
    """The file without its block; None where the file was made for it and holds nothing else."""
    place = find(data, marks)
    if place is None:
        return data
    start, stop = place
    after = data[start + len(marks.begin) :]
    eol = b"\r\n" if after.startswith(b"\r\n") else b"\n"
    if stop == len(data) and start:
        return data[:start].removesuffix(eol)
    rest = data[stop:].lstrip(b" \t")
    return (data[:start] + rest.removeprefix(b"\r").removeprefix(b"\n")) or None
