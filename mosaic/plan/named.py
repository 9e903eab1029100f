"""How a row names its findings, read back: the ``Finding:``, ``Source:`` and ``Part:`` notes.

A row of one finding has its title in the description. A row of several has lists in its notes,
and one ``Part: title -- files`` for each in the same order (PROTOCOL, "The table").
"""

from __future__ import annotations

from mosaic import learning
from mosaic.parse.tasks import Task
from mosaic.plan.rows import APART, GENERATED, LIST
from mosaic.values import dataclass


@dataclass(frozen=True)
class Named:
    """A finding as a row names it. ``file`` is its report, '' where the row has no source;
    ``title`` is as the row has it, cut where it was long; ``files`` is a text as in ``Files:``."""

    row: str
    id: str
    generated: bool
    file: str
    title: str
    files: str


def named(task: Task) -> tuple[Named, ...]:
    """The findings that a row names, as its notes or, in hand-made rows, its description do."""
    notes = task.notes
    names = notes.all("Finding") or (() if task.role else (task.finding,))
    sources = notes.all("Source") or ("",)
    parts = notes.all("Part")
    if parts and len(names) == len(sources) == 1:
        split = names[0].split(LIST), sources[0].split(LIST)
        if len(split[0]) == len(split[1]) == len(parts):
            return tuple(
                _named(task, name, source, title, files)
                for name, source, part in zip(*split, parts, strict=True)
                for title, _, files in (f"{part} ".rpartition(APART),)
            )
    title, files = learning.title(task), notes.get("Files")
    return tuple(_named(task, name, at, title, files) for name in names for at in sources)


def _named(task: Task, name: str, source: str, title: str, files: str) -> Named:
    generated = name.endswith(GENERATED)
    return Named(
        task.id,
        name.removesuffix(GENERATED),
        generated,
        source.rpartition(":")[0],
        title.strip(),
        files.strip(),
    )
