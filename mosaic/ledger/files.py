"""Small files of Mosaic's own: whole or not there, and on the disk before the command goes on.

Under the ledger's lock one name for the new bytes is enough; without it each writer has one of its
own. What a dead one left is swept away by the next.
"""

from __future__ import annotations

import os
import sys

from mosaic.pathname import Path

_NEW = ".new"
#: Folders in the private one that hold such files.
_FOLDERS = ("", "claims", "discarded", "reviews")


def keep(file: Path, text: str | bytes, *, locked: bool = True) -> None:
    """Put a file's bytes on the disk in one step; its folder is made where there is none.

    ``locked``: the ledger's lock is held; if not, somebody else may keep the same file meanwhile.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + (_NEW if locked else f".{os.getpid()}"))
    try:
        write_through(new, text.encode() if isinstance(text, str) else text)
        os.replace(new, file)
    except OSError:
        forget(new)
        raise
    sync_folder(file.parent)


def forget(file: Path) -> None:
    """Remove what may be gone, and what cannot be removed now: a later sweep takes it."""
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return


def mark(file: Path) -> None:
    """Let an empty file's time be now; where it cannot be kept, it stays what it was."""
    try:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    except OSError:
        return


def write_through(file: Path, data: bytes) -> None:
    """Write a file and wait until its bytes are on the disk."""
    with file.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk."""
    if sys.platform == "win32":  # there a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(private: Path) -> None:
    """Remove what a dead holder of the lock left unfinished; called with the lock held."""
    for name in _FOLDERS:
        sweep_folder(private / name)


def sweep_folder(folder: Path) -> None:
    """Remove what the dead left unfinished in one folder."""
    for file in folder.iterdir() if folder.is_dir() else ():
        owner = file.suffix[1:]  # where there is no lock, the writer's process number
        if file.suffix == _NEW or (owner.isdigit() and _dead(int(owner))):
            forget(file)


def _dead(process: int) -> bool:
    from mosaic.ledger.holders import alive

    return not alive(process)
