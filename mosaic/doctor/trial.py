"""Trials: programs run within a bounded time, and a throw-away repository to try things in.

The throw-away one has a ledger of its own and shares nothing with the user's: no object, no
index, no config, no ref.
"""

from __future__ import annotations

import shutil
import tempfile

from mosaic.doctor.patient import Tree
from mosaic.ledger import bounded
from mosaic.ledger.git import SETTLED, Git, environment
from mosaic.parse import tasks
from mosaic.pathname import Path
from mosaic.standard import Iterator, Mapping, Sequence, contextmanager
from mosaic.values import dataclass

#: Seconds that a program on trial may take.
PATIENCE = 60.0
#: What of a work tree is copied for hooks to look at: so many files, each of so many bytes.
MOST_FILES, MOST_BYTES = 2000, 262_144
#: A status that the machine does not have; the trial's ledger is edited by hand to it.
FORBIDDEN = "edited-by-hand"
_ROW = ("T-1", "not-started", "a trial", *[""] * (len(tasks.COLUMNS) - 4), "Phase: 1")


@dataclass(frozen=True)
class Ran:
    """How git ended; ``status`` is None where it was stopped for time."""

    status: int | None
    said: str


def git_within(seconds: float, cwd: Path, *words: str, env: Mapping[str, str] | None = None) -> Ran:
    """git without a terminal, within so many seconds; then it is ended with its children."""
    surroundings = environment(env)
    surroundings.pop("MOSAIC_ENTRY", None)
    ended = bounded.child(("git", *SETTLED, *words), cwd, surroundings, seconds)
    said = (ended.out + ended.err)[:MOST_BYTES].decode("utf-8", "replace")
    return Ran(None if ended.late else ended.status, said)


@contextmanager
def throw_away(like: Tree | None = None) -> Iterator[Git]:
    """A repository with a sound ledger committed; ``like``: with a copy of a work tree's files."""
    folder = Path(tempfile.mkdtemp(prefix="mosaic-doctor-"))
    try:
        git = Git(folder)
        git.run("init", "-q", "--template=", "-b", "trial")
        git.run("config", "user.name", "Mosaic's doctor")
        git.run("config", "user.email", "doctor@mosaic.invalid")
        git.run("config", "commit.gpgSign", "false")
        git.run("config", "core.hooksPath", "/dev/null")
        if like:
            _copy(like, folder)
        write_ledger(folder, ledger_text())
        git.filtered("add", "-A", "-f")
        git.filtered("commit", "-q", "-m", "a trial")
        yield git
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ledger_text(*rows: Sequence[str]) -> str:
    """A ledger's text; without rows, with one task that is not started."""
    lines = [tasks.COLUMNS, ["---"] * len(tasks.COLUMNS), *(rows or [_ROW])]
    return "# Tasks\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row(name: str, **cells: str) -> tuple[str, ...]:
    """A row of a trial's ledger; cells by column."""
    values = {**dict(zip(tasks.COLUMNS, _ROW, strict=True)), "id": name, **cells}
    return tuple(values[column] for column in tasks.COLUMNS)


def write_ledger(folder: Path, text: str) -> None:
    """Write a trial's ledger."""
    file = folder / tasks.PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _copy(tree: Tree, folder: Path) -> None:
    """Copy what hooks may want to look at: small plain files that git knows, as they are."""
    paths = [p for p in Git(tree.top).run("ls-files", "-z").text.split("\0") if p]
    if len(paths) > MOST_FILES:
        paths = [p for p in paths if "/" not in p][:MOST_FILES]
    for path in paths:
        source, target = tree.top / path, folder / path
        plain = source.is_file() and not source.is_symlink()
        if plain and source.stat().st_size <= MOST_BYTES and not path.startswith(".git/"):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
