"""The merge and diff drivers of a clone: a block in its git config, another in its attributes.

Both files lie in the common git directory, so that all worktrees have them and none commits them.
Where Mosaic is gone, merging falls back to git's own, left as a conflict and said; showing falls
back to the file as it is.
"""

from __future__ import annotations

import os
import sys

from mosaic.hosting import blocks
from mosaic.hosting.installed import Laid, missing_folders, note
from mosaic.ledger.repository import Repository
from mosaic.merging import KNOWN
from mosaic.parse import tasks
from mosaic.pathname import Path
from mosaic.standard import Iterator, shlex

#: Where git keeps what the diff driver printed.
CACHE = "refs/notes/textconv/mosaic"
_ROOT = Path(__file__).resolve().parents[2]

_RUN = """\
if command -v {script} >/dev/null 2>&1; then {script} {words}; \
elif [ -x {python} ] && [ -f {root}/mosaic/drivers.py ]; \
then PYTHONPATH={root}"${{PYTHONPATH:+:$PYTHONPATH}}" \
{python} -P -m mosaic.drivers {verb} {words}; \
else (exit 127); fi"""
#: A merge that ended in no way that the driver has (its program is gone, or broken) left ours as
#: the result, with no mark that theirs is missing: then git's own merge marks what overlaps.
_MERGE = """\
set -- %O %A %B %P %L; {run}; rc=$?; \
if [ $rc = 0 ] || [ $rc -gt 128 ]; then exit $rc; fi; \
if [ $rc = 1 ] && grep -q '^<<<<<<<' "$2"; then exit 1; fi; \
echo "mosaic: not found, so $4 was merged line by line and is left as a conflict;" >&2; \
echo "mosaic: look at every row before you add it, then run mosaic-orchestrator-validate" >&2; \
git merge-file -q --marker-size="$5" -L ours -L base -L theirs "$2" "$1" "$3"; exit 1"""
#: The last word is a version: git keeps what was printed for as long as this line is the same.
_TEXTCONV = """{{ {run}; }} 2>/dev/null || cat -- "$1\""""


def attributes() -> str:
    """The lines of the attributes."""
    lines = [f"{path} merge=mosaic" for path in KNOWN]
    return "\n".join(f"{x} diff=mosaic" if x.startswith(tasks.PATH) else x for x in lines)


def config() -> str:
    """The lines of the git config."""
    names = {"python": shlex.quote(sys.executable), "root": shlex.quote(str(_ROOT))}
    run = _RUN.format(script="mosaic-merge-driver", verb="merge", words='"$@"', **names)
    driver = _MERGE.format(run=run.replace("%", "%%"))
    show = _RUN.format(script="mosaic-textconv", verb="textconv", words='"$1"', **names)
    textconv = f"sh -c {shlex.quote(_TEXTCONV.format(run=show))} mosaic-textconv-1"
    return (
        '[merge "mosaic"]\n\tname = rows by id and cells by column\n'
        f"\tdriver = {_quoted(driver)}\n"
        f'[diff "mosaic"]\n\ttextconv = {_quoted(textconv)}\n\tcachetextconv = true\n'
        f"\txfuncname = {_quoted('^([A-Za-z0-9._-]+) · ')}"
    )


def _quoted(value: str) -> str:
    """A value as git's config holds it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _files(repository: Repository) -> tuple[Path, Path]:
    """git's config of the clone, and its attributes; where one is a link, what it leads to."""
    common = repository.common
    return (common / "config").resolve(), (common / "info/attributes").resolve()


def put_in(repository: Repository, dry: bool) -> Iterator[Laid]:
    """Put both blocks in, the lock held."""
    file, other = _files(repository)
    yield _put(repository, file, config(), dry)
    yield _put(repository, other, attributes(), dry)


def take_out(repository: Repository, dry: bool) -> Iterator[Laid]:
    """Take both blocks out, and what git kept of the diff driver's text, the lock held."""
    for file in _files(repository):
        data = file.read_bytes() if file.is_file() else b""
        if blocks.find(data, blocks.HASH) is None:
            continue
        if dry or _written(file, blocks.remove(data, blocks.HASH)):
            yield Laid(_shown(repository, file), "removed", "its block")
        else:
            yield Laid(_shown(repository, file), "kept", "another git command holds its lock")
    if _forgotten(repository, dry):
        yield Laid(CACHE, "removed")


def _forgotten(repository: Repository, dry: bool) -> bool:
    """Drop what git kept of the diff driver's text; whether there was any."""
    there = repository.git.try_("show-ref", "--verify", "--quiet", CACHE).status == 0
    if there and not dry:
        repository.git.run("update-ref", "-d", CACHE)
    return there


def _put(repository: Repository, file: Path, text: str, dry: bool) -> Laid:
    shown = _shown(repository, file)
    data = file.read_bytes() if file.is_file() else None
    if blocks.body(data or b"", blocks.HASH) == text.encode():
        return Laid(shown, "there")
    old = blocks.remove(data, blocks.HASH) if data is not None else None
    if not dry:
        note(repository, folders=missing_folders(repository.top, file))
        file.parent.mkdir(parents=True, exist_ok=True)
        if not _written(file, blocks.add(old, text, blocks.HASH)):
            return Laid(shown, "left", "another git command holds its lock; run this again")
        _forgotten(repository, dry)
    return Laid(shown, "written" if data is None else "added", "the merge and diff drivers")


def _shown(repository: Repository, file: Path) -> str:
    inside = file.is_relative_to(repository.top)
    return file.relative_to(repository.top).as_posix() if inside else str(file)


def _written(file: Path, data: bytes | None) -> bool:
    """Write a file as git does, through its lock; False where that is held. None: no file."""
    lock = file.with_name(f"{file.name}.lock")
    try:
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:  # whoever holds it is writing the file right now
        return False
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data or b"")
    if file.exists():
        lock.chmod(file.stat().st_mode & 0o7777)
    if data is None:
        file.unlink()
        lock.unlink()
    else:
        os.replace(lock, file)
    return True
