"""The record of what was put into a clone, so that uninstalling takes away that and no more.

It lies in the common git directory, where all worktrees see it and none commits it. It is written
before what it records.
"""

from __future__ import annotations

import hashlib
import os

from mosaic.ledger.repository import Repository
from mosaic.pathname import Path
from mosaic.standard import Mapping, json
from mosaic.values import dataclass, field, replace


@dataclass(frozen=True)
class Laid:
    """What happened to one path. ``what`` is one of CHANGES, or 'there', 'left', 'kept'."""

    path: str
    what: str
    why: str = ""


CHANGES = ("written", "added", "chained", "removed", "restored")


@dataclass(frozen=True)
class Record:
    """Files by path with the digest of what was written; folders that were made; hook folders."""

    files: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()


def digest(data: bytes) -> str:
    """What a file's bytes are recognised by."""
    return hashlib.sha256(data).hexdigest()


def _file(repository: Repository) -> Path:
    return repository.private / "installed.json"


def read_record(repository: Repository) -> Record:
    """The clone's record; an empty one where there is none."""
    file = _file(repository)
    if not file.is_file():
        return Record()
    body = json.loads(file.read_text(encoding="utf-8"))
    return Record(body["files"], tuple(body["folders"]), tuple(body["hooks"]))


def keep_record(repository: Repository, record: Record) -> None:
    """Write the record; an empty one is no file."""
    file = _file(repository)
    if record == Record():
        file.unlink(missing_ok=True)
        return
    repository.private.mkdir(exist_ok=True)
    temporary = file.with_name(f"installed.{os.getpid()}")
    body = {"files": dict(record.files), "folders": record.folders, "hooks": record.hooks}
    temporary.write_text(json.dumps(body), encoding="utf-8")
    os.replace(temporary, file)


def note(
    repository: Repository,
    *,
    files: Mapping[str, str] | None = None,
    folders: tuple[str, ...] = (),
    hooks: tuple[str, ...] = (),
) -> None:
    """Add to the record what is about to be put in."""
    old = read_record(repository)
    new = replace(
        old,
        files={**old.files, **(files or {})},
        folders=tuple(dict.fromkeys((*old.folders, *folders))),
        hooks=tuple(dict.fromkeys((*old.hooks, *hooks))),
    )
    if new != old:
        keep_record(repository, new)


def missing_folders(top: Path, path: Path) -> tuple[str, ...]:
    """The folders above ``path`` that do not exist yet, outermost first; below ``top`` relative."""
    found: list[str] = []
    folder = path.parent
    while not folder.exists():
        inside = folder.is_relative_to(top)
        found.append(folder.relative_to(top).as_posix() if inside else str(folder))
        folder = folder.parent
    return tuple(reversed(found))


def drop_folders(repository: Repository, record: Record) -> None:
    """Remove the folders that were made and are empty now, innermost first."""
    for name in sorted(record.folders, key=len, reverse=True):
        folder = repository.top / name
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()
