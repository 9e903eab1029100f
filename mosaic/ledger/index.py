"""git's index, read and patched without a process where it is a plain one.

Plain is version 2 with extensions that a changed entry leaves true (gitformat-index). Any other
index, an entry that is unmerged, assumed unchanged or no plain file: git is asked instead.
"""

from __future__ import annotations

import os

from mosaic.ledger.loose import git_sha1
from mosaic.pathname import Path
from mosaic.standard import Collection, Mapping
from mosaic.values import dataclass, replace

#: An entry's fields before its path; where in it its mode, its id and its flags begin.
_FIXED, _MODE, _OID, _FLAGS = 62, 24, 40, 60
_FILE = 0o100644
#: Bytes of the hash at an index's end.
SUM = 20
#: Extensions that are kept, those that are dropped as they say where others stand.
_KEPT, _DROPPED = (b"TREE", b"REUC", b"UNTR"), (b"EOIE", b"IEOT")


@dataclass(frozen=True)
class Index:
    """A plain index. ``places``: where the entry of each path that was asked for begins."""

    data: bytes
    end: int
    places: Mapping[str, int]

    def oid(self, path: str) -> str:
        """The blob that is staged, '' where there is none."""
        at = self.places.get(path)
        return self.data[at + _OID : at + _FLAGS].hex() if at is not None else ""

    def plain(self, at: int) -> bool:
        """Whether an entry is a file of the usual mode, at no stage, with no flag."""
        mode = int.from_bytes(self.data[at + _MODE : at + _MODE + 4])
        return mode == _FILE and not self.data[at + _FLAGS] & 0xF0


#: The index that was read last, by what its file was: git puts a new file in its place each time.
_last: list[tuple[tuple[str, int, int, int, int], tuple[str, ...], Index]] = []


def read(file: Path, paths: Collection[str]) -> Index | None:
    """An index with the entries of these paths, or None where git must be asked."""
    try:
        told = file.stat()
        key = (str(file), told.st_ino, told.st_mtime_ns, told.st_ctime_ns, told.st_size)
        known = next((one for one in _last if one[0] == key), None)
        data = known[2].data if known else file.read_bytes()
    except OSError:
        return None
    if known and set(paths) <= set(known[1]):
        return replace(known[2], places=_only(known[2], paths))
    asked = {*paths, *(known[1] if known else ())}
    index = _parsed(data, asked)
    _last[:] = [(key, tuple(asked), index)] if index else []
    return replace(index, places=_only(index, paths)) if index else None


def _only(index: Index, paths: Collection[str]) -> Mapping[str, int]:
    """The places of these paths alone."""
    return {path: at for path, at in index.places.items() if path in paths}


def _parsed(data: bytes, paths: Collection[str]) -> Index | None:
    if data[:8] != b"DIRC\0\0\0\2" or not any(data[-20:]):
        return None
    wanted = {at: path for path in paths for at in _found(data, path)}
    places, end = _scan(data, wanted)
    index = Index(data, end, places)
    return index if end and all(map(index.plain, places.values())) and _known(index) else None


def _found(data: bytes, path: str) -> list[int]:
    """Wherever an entry of this path may begin."""
    name, found = os.fsencode(path) + b"\0", list[int]()
    at = data.find(name)
    while at >= 0:
        found.append(at - _FIXED)
        at = data.find(name, at + 1)
    return found


def _scan(data: bytes, wanted: Mapping[int, str]) -> tuple[dict[str, int], int]:
    """The entries that are wanted, and where all of them end; 0 where that cannot be told.

    Of every entry only its length is looked at: there may be a hundred thousand.
    """
    at, places, last = 12, dict[str, int](), len(data) - 20
    coming = sorted({*wanted, len(data)}, reverse=True)
    target = coming.pop()
    try:
        for _ in range(int.from_bytes(data[8:12])):
            while at > target:
                target = coming.pop()
            length = _long(data, at) if data[at + _FLAGS] & 0x0F else data[at + 61]
            if at == target and len(os.fsencode(wanted[at])) == length:
                if wanted[at] in places:
                    return places, 0
                places[wanted[at]] = at
            at += (70 + length) & -8
    except (IndexError, ValueError):  # it ends before its entries do
        return places, 0
    return places, at if at <= last else 0


def _long(data: bytes, at: int) -> int:
    """The length of a path of more than 255 bytes."""
    length = (data[at + _FLAGS] & 0x0F) << 8 | data[at + _FLAGS + 1]
    return data.index(b"\0", at + _FIXED) - at - _FIXED if length == 0xFFF else length


def _known(index: Index) -> bool:
    """Whether every extension is one that may be kept or dropped."""
    return all(name in (*_KEPT, *_DROPPED) for name, _ in _extensions(index)) and bool(index.end)


def _extensions(index: Index) -> list[tuple[bytes, bytes]]:
    found, at, last = [], index.end, len(index.data) - 20
    while at < last:
        size = int.from_bytes(index.data[at + 4 : at + 8])
        found.append((index.data[at : at + 4], index.data[at + 8 : at + 8 + size]))
        at += 8 + size
    return found if at == last else [(b"?", b"")]


def patched(index: Index, oids: Mapping[str, str]) -> bytearray:
    """The index with other blobs staged, not yet stamped; every path is one of its places."""
    new = bytearray(memoryview(index.data)[: index.end])
    for path, oid in oids.items():
        at = index.places[path]
        new[at : at + _MODE] = bytes(_MODE)
        new[at + _MODE + 4 : at + _OID] = bytes(_OID - _MODE - 4)
        new[at + _OID : at + _FLAGS] = bytes.fromhex(oid)
    for name, body in _extensions(index):
        if name in _KEPT:
            kept = _invalid(body, [os.fsencode(path) for path in oids]) if name == b"TREE" else body
            new += name + len(kept).to_bytes(4) + kept
    return new


def _folders(path: bytes) -> list[bytes]:
    """Every folder above a path, with its slash."""
    return [path[: at + 1] for at in range(len(path)) if path[at : at + 1] == b"/"]


def _invalid(body: bytes, paths: Collection[bytes]) -> bytes:
    """The cache of trees without those on the way to these paths; what comes after the last of
    them is not looked at."""
    left = {b"", *(folder for path in paths for folder in _folders(path))}
    out, at, above = [], 0, list[tuple[bytes, int]]()
    while left and at < len(body):
        nul = body.index(b"\0", at)
        line = body.index(b"\n", nul)
        count, trees = body[nul + 1 : line].split(b" ")
        end = line + 1 if count.startswith(b"-") else line + 21
        folder = above[-1][0] + body[at:nul] + b"/" if above else b""
        out.append(body[at:nul] + b"\0-1 " + trees + b"\n" if folder in left else body[at:end])
        left.discard(folder)
        if above:
            above[-1] = (above[-1][0], above[-1][1] - 1)
        above.append((folder, int(trees)))
        while above and not above[-1][1]:
            above.pop()
        at = end
    return b"".join(out) + body[at:]


def stamp(prepared: Path, new: bytearray, places: Mapping[str, int], top: Path) -> None:
    """Put what the work tree's files are, and the checksum, into an index that is written."""
    for path, at in places.items():
        told = os.lstat(top / path)
        times = (divmod(ns, 10**9) for ns in (told.st_ctime_ns, told.st_mtime_ns))
        numbers = [number for pair in times for number in pair] + [told.st_dev, told.st_ino]
        new[at : at + _MODE] = _words(numbers)
        new[at + _MODE + 4 : at + _OID] = _words([told.st_uid, told.st_gid, told.st_size])
    with prepared.open("rb+") as file:
        for at in places.values():
            file.seek(at)
            file.write(new[at : at + _OID])
        file.seek(len(new))
        file.write(checksum(new))


def checksum(data: bytearray) -> bytes:
    """The hash at an index's end."""
    said = git_sha1(b"", len(data))
    said.update(data)
    return said.digest()


def _words(numbers: Collection[int]) -> bytes:
    return b"".join((number & 0xFFFFFFFF).to_bytes(4) for number in numbers)
