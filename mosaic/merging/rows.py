"""Which rows a merge has, and what each says: rows are known by their id, wherever they stand.

A row that one side took away and the other left alone is gone (it went into an archive). One that
was taken away here and changed there, or came twice and differs, is a conflict.
"""

from __future__ import annotations

from mosaic.edits import values
from mosaic.merging.marks import Clash
from mosaic.merging.values import SETS, Values, merge_cells
from mosaic.parse import cells, graph
from mosaic.parse.tasks import Document, Task
from mosaic.standard import Mapping
from mosaic.values import dataclass, replace


@dataclass(frozen=True)
class Row:
    """A row of the merge. ``sides`` are base, ours, theirs; None where one has it not."""

    id: str
    values: Values
    sides: tuple[Task | None, Task | None, Task | None]
    clashes: tuple[Clash, ...] = ()


def merge_rows(base: Document, ours: Document, theirs: Document) -> dict[str, Row]:
    """Every row that stays or is in conflict, by id."""
    found: dict[str, Row] = {}
    for name in dict.fromkeys((*ours.tasks, *theirs.tasks)):
        row = _row(name, (base.tasks.get(name), ours.tasks.get(name), theirs.tasks.get(name)))
        if row:
            found[name] = row
    inverse: dict[str, list[str]] = {}
    for name, row in found.items():
        for other in cells.parse_ids(_waits(row)):
            inverse.setdefault(other, []).append(name)
    sides = (ours, theirs)
    found = {n: _derived(row, tuple(inverse.get(n, ())), sides) for n, row in found.items()}
    return {**found, **_circles(found, (base, ours, theirs))}


def _row(name: str, sides: tuple[Task | None, Task | None, Task | None]) -> Row | None:
    base, ours, theirs = (values(task) if task else None for task in sides)
    if ours is not None and theirs is not None:
        if base is not None:
            merged, clashes = merge_cells(base, ours, theirs)
            return Row(name, merged, sides, clashes)
        both = dict.fromkeys((*ours, *theirs))
        differ = [c for c in both if _differs(c, ours, theirs)]
        clashes = tuple(Clash(c, None, ours.get(c, ""), theirs.get(c, "")) for c in differ)
        return Row(name, ours, sides, clashes)
    left = ours if ours is not None else theirs
    assert left is not None
    if base is None:
        return Row(name, left, sides)
    changed = [c for c in dict.fromkeys((*base, *left)) if _differs(c, base, left)]
    if not changed:
        return None
    said = (v.get(changed[0], "") if v is not None else None for v in (base, ours, theirs))
    return Row(name, left, sides, (Clash(changed[0], *said),))


def _differs(column: str, base: Values, left: Values) -> bool:
    """Whether a side changed this column; ``blocks`` says what others depend on, not the row."""
    return column != "blocks" and base.get(column, "") != left.get(column, "")


def _derived(row: Row, wanted: tuple[str, ...], sides: tuple[Document, Document]) -> Row:
    """The row with ``blocks`` derived from the merged dependencies, where each side had it so."""
    if "blocks" not in row.values or any(_wrong(row.id, side) for side in sides):
        return row
    if set(wanted) == set(cells.parse_ids(row.values["blocks"])):
        return row
    return replace(row, values={**row.values, "blocks": cells.format_ids(wanted)})


def _waits(row: Row) -> str:
    return row.values.get("depends_on", "")


def _wrong(name: str, side: Document) -> bool:
    """Whether a side's own ``blocks`` of a row is not what depends on it."""
    task = side.tasks.get(name)
    return task is not None and set(task.blocks) != set(side.dependents.get(name, ()))


def _circles(rows: Mapping[str, Row], sides: tuple[Document, Document, Document]) -> dict[str, Row]:
    """The rows in conflict because both sides' dependencies together go in a circle."""
    loop = graph.cycle({name: cells.parse_ids(_waits(row)) for name, row in rows.items()})
    if any(graph.cycle({t.id: t.depends_on for t in side.rows}) for side in sides[1:]):
        return {}
    found = {}
    for name in loop:
        said = [task["depends_on"] if task else "" for task in rows[name].sides]
        if said[1] != said[2]:
            clash = Clash(SETS[0], said[0], said[1], said[2])
            found[name] = replace(rows[name], clashes=(*rows[name].clashes, clash))
    return found
