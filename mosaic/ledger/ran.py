"""How checks ended in this clone, kept in the common git directory by task, tree and command.

A run is of one tree: nothing here says which run still counts. What was cut off by a loss of power
is no run.
"""

from __future__ import annotations

from mosaic.gates.facts import CheckRun
from mosaic.ledger.files import forget, keep, sweep_folder
from mosaic.pathname import Path
from mosaic.standard import Iterator, json

#: Runs of one task that are kept, the newest ones.
MOST = 100
_KEYS = ("name", "key", "tree", "ended", "when", "tail")


def folder(private: Path, task: str) -> Path:
    """Where a task's runs are."""
    return private / "checks" / task


def keep_run(private: Path, task: str, run: CheckRun) -> Path:
    """Keep how a check ended, whatever it was; where it is. A newer run takes an older one's
    place."""
    here = folder(private, task)
    file = here / f"{run.name}@{run.tree[:12]}-{run.key}.json"
    keep(file, json.dumps({key: getattr(run, key) for key in _KEYS}), locked=False)
    sweep_folder(here)
    for old in _by_age(here)[:-MOST]:
        forget(old)
    return file


def kept_runs(private: Path, task: str) -> tuple[CheckRun, ...]:
    """A task's runs, oldest first."""
    return tuple(_read(folder(private, task)))


def _read(here: Path) -> Iterator[CheckRun]:
    for file in _by_age(here):
        try:
            body = json.loads(file.read_bytes())
            yield CheckRun(*(str(body[key]) for key in _KEYS))
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _by_age(here: Path) -> list[Path]:
    found = []
    for file in here.glob("*.json") if here.is_dir() else ():
        try:
            found.append((file.stat().st_mtime_ns, file.name, file))
        except FileNotFoundError:
            continue
    return [file for _, _, file in sorted(found)]
