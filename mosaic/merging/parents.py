"""A merge commit against its parents: whether its ledger is legal, and what it has of its own."""

from __future__ import annotations

from mosaic.change import CellChange
from mosaic.edits import TOGETHER, Difference, Values, evidence_of, values
from mosaic.merging import is_result
from mosaic.parse import paths
from mosaic.parse.tasks import Document, Task
from mosaic.standard import Sequence


def is_legal(before: Sequence[str | None], bases: tuple[str, ...], after: str | None) -> bool:
    """Whether a merge's ledger is a parent's, or what the merge driver makes of two parents.

    ``before`` has the ledger at each parent, ``bases`` at their common ancestors; None: no file.
    """
    if after in before or len(before) != 2:
        return after in before
    return is_result(paths.LEDGER, bases, before[0] or "", before[1] or "", after or "")


def of_merge(parents: list[Document], merged: Document) -> Difference:
    """What a merge has that none of its parents has so; ``blocks`` may be derived again.

    What claims and records write has to be one parent's all together.
    """
    changed: list[CellChange] = []
    came: dict[str, Values] = {}
    for name, row in merged.tasks.items():
        stood = [p.tasks[name] for p in parents if name in p.tasks]
        if not stood:
            came[name] = values(row)
        derived = set(row.blocks) == set(merged.dependents.get(name, ()))
        mixed = not any(_together(s) == _together(row) for s in stood)
        for column in row.table.index if stood else ():
            own = all(s[column] != row[column] for s in stood) and (
                column != "blocks" or not derived
            )
            other = mixed and column in (*TOGETHER, "notes") and stood[0][column] != row[column]
            if own or other:
                changed.append(CellChange(name, column, stood[0][column], row[column]))
    gone = {
        name: values(row)
        for name, row in parents[0].tasks.items()
        if name not in merged.tasks and all(name in p.tasks for p in parents)
    }
    return Difference(tuple(changed), came, gone)


def _together(row: Task) -> tuple[object, ...]:
    """What claims and records wrote of a row."""
    evidence = evidence_of(row["notes"])
    return (*(row[column] for column in TOGETHER), *evidence.values())
