"""Loose objects written by ourselves where the repository is a plain one: no process for each.

As git writes them: under a name of their own, on the disk, then renamed to what they are called.
"""

from __future__ import annotations

import os
import zlib

from mosaic.ledger.files import forget
from mosaic.pathname import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash as Hash
    from hashlib import sha1 as sha1
else:
    try:  # hashlib loads OpenSSL, which takes longer than all that is hashed here
        from _sha1 import sha1
    except ImportError:
        from hashlib import sha1


#: Bytes whose hash is worth loading the faster library for.
_LONG = 1_000_000


def git_sha1(head: bytes, size: int) -> Hash:
    """git's own sum of so many bytes, begun; not for secrets."""
    if size < _LONG:
        return sha1(head)
    import hashlib

    return hashlib.sha1(head, usedforsecurity=False)


def blob_hash(like: str, size: int) -> Hash:
    """What a blob of so many bytes is hashed by, its header said; ``like``: an id of the kind."""
    head = b"blob %d\0" % size
    if len(like) == 40:
        return git_sha1(head, size)
    from hashlib import sha256

    return sha256(head)


def store(objects: Path, kind: str, body: bytes) -> str:
    """Store an object, on the disk when this returns; its id. Errors: OSError."""
    head = f"{kind} {len(body)}".encode() + b"\0"
    said = git_sha1(head, len(body))
    said.update(body)
    oid = said.hexdigest()
    file = objects / oid[:2] / oid[2:]
    if _young(file):
        return oid
    file.parent.mkdir(exist_ok=True)
    new = file.with_name(f"tmp_obj_{os.urandom(6).hex()}")  # git gc sweeps such names
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        with os.fdopen(descriptor, "wb") as stream:
            packed = zlib.compressobj(1)
            for part in (packed.compress(head), packed.compress(body), packed.flush()):
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(new, file)
    except OSError:
        forget(new)
        raise
    return oid


def _young(file: Path) -> bool:
    """Whether the object is there, its time now: a ``git prune`` at this moment leaves it."""
    try:
        os.utime(file)
    except OSError:  # not there, or somebody else's: git would write it as well
        return False
    return True
