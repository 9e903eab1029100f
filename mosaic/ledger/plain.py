"""A plain repository's objects and refs, read from its files; on any doubt git is asked.

In git's own order: a loose ref before a packed one. An object that is loose is read as git reads
it, by its header, its length and zlib's own sum. What is not there, or not as git writes it today,
is no answer: a pack may have it, another place, or a git that packs at this moment.
"""

from __future__ import annotations

import os
import zlib

from mosaic.standard import Callable
from mosaic.values import dataclass

TREE, FILES = b"40000", (b"100644", b"100755", b"120000")
#: Bytes of a tree above which git finds a name sooner; and of objects that are kept.
_LARGE, _MOST = 100_000, 16_000_000
_KINDS = (b"blob", b"tree", b"commit", b"tag")
#: Bytes within which an object's header ends.
_HEAD = 32
#: Bytes that zlib can make of one, and a little more: a header that says more is wrong.
_DENSEST = 1040
_HEX = "0123456789abcdef"
#: Refs that are alike in every worktree: where one is not in its two places, it is nowhere.
_SHARED = ("refs/heads/", "refs/remotes/", "refs/tags/")
_NAMES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"


@dataclass(frozen=True)
class Object:
    """One object of the repository."""

    oid: str
    kind: str
    body: bytes


class Unsure(Exception):
    """Only git can tell."""


class Absent(Unsure):
    """There is no such ref, loose or packed, looked for in git's own order."""


def is_oid(word: str) -> bool:
    """Whether a word is an object's whole id, of SHA-1."""
    return len(word) == 40 and not word.strip(_HEX)


def never_replaced(common: str) -> bool:
    """Whether every object is what its id says: nothing stands for another (git-replace)."""
    if "GIT_REPLACE_REF_BASE" in os.environ or os.path.lexists(f"{common}/refs/replace"):
        return False
    return b" refs/replace/" not in _packed(common)


def ref_at(common: str, name: str) -> str:
    """The id at HEAD or at a ref's full name. Errors: Absent, Unsure."""
    if name == "HEAD":
        said = _line(f"{common}/HEAD")
        if is_oid(said):
            return said
        name = said.removeprefix("ref: ")
    parts = name.split("/")
    if parts[0] != "refs" or name.strip(_NAMES) or not all(map(_usual, parts)):
        raise Unsure
    try:
        found = _line(f"{common}/{name}")
    except FileNotFoundError:
        found = _packed_at(common, name)
    if not is_oid(found):
        raise Unsure
    return found


def _usual(part: str) -> bool:
    """Whether a part of a ref's name is one that git lets be, and no lock of its own."""
    return part.strip(".") == part != "" and not part.endswith(".lock")


def loose(common: str, oid: str) -> Object:
    """A loose object. Errors: Unsure where it is not there, or not whole."""
    try:
        data = _bytes(f"{common}/objects/{oid[:2]}/{oid[2:]}")
        head = zlib.decompressobj().decompress(data, _HEAD).partition(b"\0")[0]
        kind, _, size = head.partition(b" ")
        if kind not in _KINDS or not size.isdigit() or int(size) > len(data) * _DENSEST:
            raise Unsure
        stream = zlib.decompressobj()
        stream.decompress(data, len(head) + 1)
        # into one piece of its own size: a large body is never there twice
        body = stream.flush(int(size) or 1)
    except (OSError, zlib.error) as error:
        raise Unsure from error
    if not stream.eof or stream.unused_data or size != b"%d" % len(body):
        raise Unsure
    return Object(oid, kind.decode(), body)


def item(tree: Object, name: bytes) -> tuple[bytes, str] | None:
    """The mode and the id of a name in a tree, or None. Errors: Unsure."""
    body, at, end = tree.body, 0, len(tree.body)
    if tree.kind != "tree" or end > _LARGE:
        raise Unsure
    wanted = b" " + name
    while at < end:
        nul = body.find(b"\0", at)
        if nul < at:
            raise Unsure
        if body.endswith(wanted, at, nul) and body.find(b" ", at) == nul - len(wanted):
            return body[at : nul - len(wanted)], body[nul + 1 : nul + 21].hex()
        at = nul + 21
    return None


class Plain:
    """The objects of a plain repository by their names; what was read is kept."""

    __slots__ = ("_asked", "_common", "_kept", "_size", "_sure")

    def __init__(self, common: str, asked: Callable[[str], Object | None]) -> None:
        """``asked``: what git says of an id."""
        self._common, self._asked, self._size = common, asked, 0
        self._kept: dict[str, Object] = {}
        self._sure: bool | None = None

    def get(self, name: str) -> Object | None:
        """The object that a name means, None where there is certainly none. Errors: Unsure."""
        if self._sure is None:
            self._sure = never_replaced(self._common)
        if not self._sure:
            raise Unsure
        start, colon, path = name.partition(":")
        what, caret, kind = start.partition("^")
        if caret and kind not in ("{commit}", "{tree}"):
            raise Unsure
        try:
            found = self._object(what if is_oid(what) else self._ref(what))
        except Absent:
            return None
        if colon or kind == "{tree}":
            found = self._tree(found)
        elif caret and found.kind != "commit":
            raise Unsure
        return self._below(found, path) if colon else found

    def kept(self, oid: str) -> bytes | None:
        """The bytes of an object that was read before and is still held."""
        found = self._kept.get(oid)
        return found.body if found else None

    def _keep(self, found: Object) -> None:
        if self._size > _MOST:
            self._kept.clear()
            self._size = 0
        self._kept[found.oid] = found
        self._size += len(found.body)

    def _ref(self, name: str) -> str:
        try:
            return ref_at(self._common, name)
        except OSError as error:
            raise Unsure from error

    def _object(self, oid: str) -> Object:
        found = self._kept.get(oid)
        if found is None:
            try:
                found = loose(self._common, oid)
            except Unsure:
                found = self._asked(oid)
                if found is None:
                    raise
            self._keep(found)
        return found

    def _tree(self, found: Object) -> Object:
        """A commit's tree; a tree itself."""
        if found.kind == "commit" and found.body.startswith(b"tree "):
            found = self._object(found.body[5:45].decode("ascii", "replace"))
        if found.kind != "tree":
            raise Unsure
        return found

    def _below(self, tree: Object, path: str) -> Object | None:
        parts = path.encode("utf-8", "surrogateescape").split(b"/")
        if any(part in (b"", b".", b"..") for part in parts):
            raise Unsure
        for number, part in enumerate(parts, 1):
            found, last = item(tree, part), number == len(parts)
            if found is None:
                return None
            mode, oid = found
            if mode != TREE and (mode not in FILES or not last):
                raise Unsure
            tree = self._object(oid)
            if (tree.kind == "tree") != (mode == TREE):
                raise Unsure
        return tree


def _packed_at(common: str, name: str) -> str:
    """The id at a packed ref. Errors: Absent where it is not there; Unsure."""
    data = b"\n" + _packed(common)
    at = data.find(b" " + name.encode() + b"\n")
    if at < 0 and data.endswith(b"\n") and name.startswith(_SHARED):
        raise Absent
    if at < 41 or data[at - 41] != 10:
        raise Unsure
    return data[at - 40 : at].decode("ascii", "replace")


def _packed(common: str) -> bytes:
    try:
        return _bytes(f"{common}/packed-refs")
    except FileNotFoundError:
        return b""


def _line(file: str) -> str:
    """A file of one line. Errors: Unsure where it is none; OSError."""
    text = _bytes(file).decode("utf-8", "replace")
    if not text.endswith("\n") or text.count("\n") != 1:
        raise Unsure
    return text[:-1]


def _bytes(file: str) -> bytes:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        size, found = os.fstat(descriptor).st_size, b""
        while more := os.read(descriptor, max(size - len(found), 0) + 1):
            found += more
        return found
    finally:
        os.close(descriptor)
