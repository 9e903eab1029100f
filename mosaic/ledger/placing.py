"""One file of the work tree: read without following a link, put in place whole, by rename."""

from __future__ import annotations

import os
import stat

from mosaic.errors import LedgerUnusable, Outside
from mosaic.ledger.files import forget, write_through
from mosaic.pathname import Path
from mosaic.standard import IO

#: Bytes of a working copy that are read at a time.
_PIECE = 1 << 20


def read_copy(top: Path, path: str) -> bytes | None:
    """The working copy's bytes, or None where there is none. Errors: as ``mode_of``."""
    return (top / path).read_bytes() if mode_of(top, path) else None


def copy_is(top: Path, path: str, blob: tuple[str, bytes | None]) -> bool | None:
    """Whether the working copy's bytes are a blob's, or None where there is no copy; where the
    blob's bytes are not at hand, its id tells. Errors: as ``mode_of``.

    Read piece by piece, as a large ledger is held more than once already.
    """
    if not mode_of(top, path):
        return None
    oid, data = blob
    with (top / path).open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if data is None:
            return _has_id(stream, size, oid)
        at = 0
        while piece := stream.read(_PIECE):
            if data[at : at + len(piece)] != piece:
                return False
            at += len(piece)
    return at == len(data)


def _has_id(stream: IO[bytes], size: int, oid: str) -> bool:
    from mosaic.ledger.loose import blob_hash

    said = blob_hash(oid, size)
    while piece := stream.read(_PIECE):
        said.update(piece)
    return said.hexdigest() == oid


def blob_id(data: bytes, like: str) -> str:
    """The id of these bytes as a blob, of the same kind of ids as ``like``."""
    from mosaic.ledger.loose import blob_hash

    said = blob_hash(like, len(data))
    said.update(data)
    return said.hexdigest()


def mode_of(top: Path, path: str) -> int:
    """A plain file's mode in the work tree, 0 where there is none.

    Errors: LedgerUnusable where it is no plain file, or a folder above it is a link or a file.
    """
    at = top
    for part in path.split("/")[:-1]:
        at = at / part
        try:
            mode = at.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return 0
        if stat.S_ISLNK(mode):
            raise LedgerUnusable(
                f"'{at.relative_to(top)}' is a symbolic link; the ledger wants plain folders",
                hint="make it a folder of the repository",
            )
        if not stat.S_ISDIR(mode):
            raise LedgerUnusable(
                f"'{at.relative_to(top)}' is a file; the ledger wants plain folders",
                hint="move that file aside, and let git bring the folder back",
            )
    try:
        mode = (top / path).lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    if not stat.S_ISREG(mode):
        raise LedgerUnusable(
            f"'{path}' in the work tree is no plain file",
            hint="keep it as a plain file of the repository",
        )
    return mode


def temporary_name(top: Path, path: str, token: str) -> Path:
    """Where a file's new bytes stand until they are renamed over it."""
    return (top / path).with_name(f".{Path(path).name}.{token}.tmp")


def put_file(top: Path, path: str, data: bytes, token: str = "") -> None:
    """Put a file in place by rename, its bytes on the disk first; its mode stays. Never through a
    link. Without a token, what dead processes left of writing this very file is swept away."""
    target = top / path
    mode = mode_of(top, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not token:
        _sweep(target)
    temporary = temporary_name(top, path, token or str(os.getpid()))
    try:
        write_through(temporary, data)
        if mode:
            os.chmod(temporary, stat.S_IMODE(mode))
        os.replace(temporary, target)
    except OSError as error:
        forget(temporary)
        raise Outside(f"'{path}' cannot be written: {error.strerror}") from error


def try_put(top: Path, path: str, data: bytes) -> str:
    """As ``put_file``; where it cannot be, why, in place of an error."""
    try:
        put_file(top, path, data)
    except (LedgerUnusable, Outside, OSError) as error:
        return f"{error}"
    return ""


def _sweep(target: Path) -> None:
    for file in target.parent.iterdir():
        name, _, owner = file.name.removesuffix(".tmp").rpartition(".")
        if file.suffix == ".tmp" and name == f".{target.name}" and owner.isdigit():
            from mosaic.ledger.holders import alive

            if not alive(int(owner)):
                forget(file)
