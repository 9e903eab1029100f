"""Git hooks that guard the ledger: put in beside what is there, taken out without a trace.

In the clone's own hooks folder a hook that is there is moved aside and runs first, with the same
arguments and stdin; its exit status counts. In a folder that the project commits (core.hooksPath)
a marker block goes into the project's own hook. A folder that other repositories share is left
alone.
"""

from __future__ import annotations

import os

from mosaic.hosting import blocks, drivers
from mosaic.hosting.installed import (
    Laid,
    Record,
    drop_folders,
    keep_record,
    missing_folders,
    note,
    read_record,
)
from mosaic.hosting.script import CHAINED, MARK, check, script
from mosaic.ledger.lock import locked
from mosaic.ledger.repository import Repository
from mosaic.pathname import Path
from mosaic.standard import Iterator
from mosaic.values import dataclass

NAMES = ("pre-commit", "pre-merge-commit")
_SHELLS = ("sh", "bash", "dash", "ksh", "zsh", "ash")
_CALL = "call mosaic-validate-tasks and mosaic-sole-writer from it yourself"


@dataclass(frozen=True)
class Place:
    """Where the hooks go; ``committed``: the project commits the folder; ``why``: not at all."""

    folders: tuple[Path, ...]
    committed: bool = False
    why: str = ""


def install(repository: Repository, *, dry: bool = False) -> tuple[Laid, ...]:
    """Put the hooks in; with ``dry``, only say what would be. Errors: Wait (locked)."""
    if dry:
        return tuple(put_in(repository, dry))
    with locked(repository.private / "lock"):
        return tuple(put_in(repository, dry))


def uninstall(repository: Repository, *, dry: bool = False) -> tuple[Laid, ...]:
    """Take the hooks out and restore what they were chained with. Errors: Wait (locked)."""
    if dry:
        return tuple(take_out(repository, dry))
    with locked(repository.private / "lock"):
        done = tuple(take_out(repository, dry))
        record = read_record(repository)
        drop_folders(repository, record)
        there = tuple(f for f in record.folders if (repository.top / f).exists())
        keep_record(repository, Record(record.files, there))
        return done


def put_in(repository: Repository, dry: bool) -> Iterator[Laid]:
    """Put each hook and the drivers in, the lock held."""
    place = place_of(repository)
    if place.why:
        yield Laid(str(repository.hooks), "left", place.why)
    for folder in place.folders:
        if not dry:
            made = missing_folders(repository.top, folder / "hook")
            note(repository, folders=made, hooks=(str(folder),))
            folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            yield _put(repository, folder / name, place.committed, dry)
    yield from drivers.put_in(repository, dry)


def take_out(repository: Repository, dry: bool) -> Iterator[Laid]:
    """Take each hook out of every folder it was put in, and the drivers, the lock held."""
    place = place_of(repository)
    known = (*(Path(f) for f in read_record(repository).hooks), repository.hooks, *place.folders)
    for folder in dict.fromkeys(known):
        for name in NAMES:
            for file in (folder / f"{name}.legacy", folder / name):
                yield from _take(repository, file, folder / f"{name}{CHAINED}", dry)
    yield from drivers.take_out(repository, dry)


def place_of(repository: Repository) -> Place:
    """Where this repository's hooks go, as core.hooksPath says."""
    git = repository.git
    scope, _, path = git.try_("config", "--show-scope", "--get", "core.hooksPath").line.partition(
        "\t"
    )
    if not scope:
        return Place((repository.hooks,))
    if scope not in ("local", "worktree"):
        said = f"core.hooksPath is set for more than this repository ({scope})"
        return Place((), why=f"{said}; {_CALL}")
    folder = repository.hooks
    if folder.name == "_" and any((folder / f).is_file() for f in ("h", "husky.sh")):
        folder = folder.parent  # husky's stubs, generated; its hooks proper are one above
    if folder.is_relative_to(repository.top) and not folder.is_relative_to(repository.git_dir):
        ignored = git.try_("check-ignore", "-q", "--", str(folder / NAMES[0])).status == 0
        if not ignored:
            return Place((folder,), committed=True)
    if os.path.isabs(path) or path.startswith("~"):
        return Place((folder,))
    each = [top / path for top in _tops(repository)]
    return Place(tuple(f for f in each if not any(above.is_file() for above in f.parents)))


def _tops(repository: Repository) -> tuple[Path, ...]:
    """Every worktree's top: a relative core.hooksPath is looked up in each."""
    listed = repository.git.run("worktree", "list", "--porcelain", "-z").text.split("\0")
    tops = [Path(line.removeprefix("worktree ")) for line in listed if line.startswith("worktree ")]
    return tuple(top for top in tops if (top / ".git").exists())


def _shown(repository: Repository, file: Path) -> str:
    inside = file.is_relative_to(repository.top)
    return file.relative_to(repository.top).as_posix() if inside else str(file)


def is_ours(file: Path) -> bool:
    """Whether a hook is a script of ours: its second line says so."""
    if file.is_symlink() or not file.is_file():
        return False
    lines = file.read_bytes().split(b"\n", 2)
    return len(lines) > 2 and lines[1].startswith(MARK)


def _put(repository: Repository, hook: Path, committed: bool, dry: bool) -> Laid:
    shown, chained = _shown(repository, hook), hook.with_name(f"{hook.name}{CHAINED}")
    if is_ours(hook.with_name(f"{hook.name}.legacy")):
        return Laid(shown, "there", "pre-commit runs it")
    if committed and not is_ours(hook) and os.path.lexists(hook):
        return _put_block(shown, hook, dry)
    data = script(hook.name, committed=committed).encode()
    if is_ours(hook):
        if hook.read_bytes() == data and os.access(hook, os.X_OK):
            return Laid(shown, "there")
        return _write(shown, hook, data, dry, "brought up to date")
    if not os.path.lexists(hook):
        return _write(shown, hook, data, dry)
    if hook.is_dir():
        return Laid(shown, "left", "it is a folder")
    if os.path.lexists(chained):
        return Laid(shown, "left", f"'{chained.name}' is there already; keep one of the two")
    if not dry:
        os.rename(hook, chained)
        _write(shown, hook, data, dry)
    return Laid(shown, "chained", f"the hook that was there is '{chained.name}' and runs first")


def _write(shown: str, hook: Path, data: bytes, dry: bool, why: str = "") -> Laid:
    """Write an executable hook by rename; who may read it may run it."""
    if not dry:
        temporary = hook.with_name(f".{hook.name}.{os.getpid()}.tmp")
        temporary.write_bytes(data)
        mode = temporary.stat().st_mode
        temporary.chmod(mode | (mode & 0o444) >> 2)
        os.replace(temporary, hook)
    return Laid(shown, "written", why)


def _put_block(shown: str, hook: Path, dry: bool) -> Laid:
    """A marker block at the top of the project's own hook, where that is a shell script."""
    if hook.is_symlink() or not hook.is_file():
        return Laid(shown, "left", f"it is no plain file; {_CALL}")
    data = hook.read_bytes()
    if not _is_shell(data):
        return Laid(shown, "left", f"it is no shell script; {_CALL}")
    without = blocks.remove(data, blocks.HASH)
    new = blocks.add(without or b"", check(), blocks.HASH, script=True)
    if new == data:
        return Laid(shown, "there")
    _rewrite(hook, new, dry)
    return Laid(shown, "added", "commit it, so that other clones and worktrees have it")


def _rewrite(hook: Path, data: bytes, dry: bool) -> None:
    if not dry:
        temporary = hook.with_name(f".{hook.name}.{os.getpid()}.tmp")
        temporary.write_bytes(data)
        temporary.chmod(hook.stat().st_mode & 0o7777)
        os.replace(temporary, hook)


def _is_shell(data: bytes) -> bool:
    """Whether a hook is a shell script; one without a shebang is run by sh, as husky does."""
    first = data.split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    if not first.startswith("#!"):
        return b"\0" not in data
    words = first[2:].replace("/", " ").split()
    return any(word in _SHELLS for word in words)


def _take(repository: Repository, hook: Path, chained: Path, dry: bool) -> Iterator[Laid]:
    """Remove one hook of ours, or our block in one; put back what it was chained with."""
    shown = _shown(repository, hook)
    if is_ours(hook):
        back = os.path.lexists(chained) and not _is_framework(hook, chained)
        if not dry and back:
            os.replace(chained, hook)
        elif not dry:
            hook.unlink()
            chained.unlink(missing_ok=True)
        yield Laid(shown, "restored" if back else "removed")
    elif hook.is_file() and not hook.is_symlink():
        data = hook.read_bytes()
        if blocks.find(data, blocks.HASH):
            _rewrite(hook, blocks.remove(data, blocks.HASH) or b"", dry)
            yield Laid(shown, "removed", "its block")
        elif os.path.lexists(chained) and not is_ours(hook.with_name(f"{hook.name}.legacy")):
            yield Laid(shown, "kept", f"another hook took its place; yours is '{chained.name}'")


def _is_framework(hook: Path, chained: Path) -> bool:
    """Whether what was chained is pre-commit's own script, and a newer one of those calls us.

    Put back as its legacy hook, it would call itself.
    """
    if not hook.name.endswith(".legacy") or not chained.is_file():
        return False
    return b"generated by pre-commit" in chained.read_bytes()
