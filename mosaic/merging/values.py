"""One row's cells, merged three ways: what only one side changed is taken, from either side.

What claims and records write is one group and comes from one side whole, so that no row has one
worker's status with another's dates. Dependencies are a set; notes are lists by label, to which
both sides may add. All else that both changed, each in its own way, is a clash.
"""

from __future__ import annotations

from mosaic.edits import EVIDENCE, TOGETHER
from mosaic.machine import Status
from mosaic.merging.marks import Clash, clash, newer
from mosaic.parse import cells
from mosaic.parse.notes import Notes, parse_notes
from mosaic.standard import Iterator, Mapping

#: Cells that are sets of ids.
SETS = ("depends_on", "blocks")

Values = Mapping[str, str]
Group = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def merge_cells(base: Values, ours: Values, theirs: Values) -> tuple[Values, tuple[Clash, ...]]:
    """A row that both sides have: its merged values, and the clashes.

    A clash leaves ours in the values; a caller that finds one does not use them.
    """
    if not clash(base, ours, theirs):
        return newer(base, ours, theirs), ()
    columns = dict.fromkeys((*base, *ours, *theirs))
    versions = (base, ours, theirs)
    groups = [_group(values) for values in versions]
    found = list(_group_clashes(versions)) if clash(*groups) else []
    lead = ours if newer(*groups) == groups[1] else theirs
    merged: dict[str, str] = {}
    for column in columns:
        trio = [values.get(column, "") for values in versions]
        if column in TOGETHER:
            merged[column] = lead.get(column, "")
        elif column in SETS:
            merged[column] = merge_ids(*trio)
        elif column == "notes":
            merged[column], bad = _notes(versions, lead)
            found += [Clash(column, *trio)] if bad and not found else []
        else:
            merged[column] = newer(*trio)
            found += [Clash(column, *trio)] if clash(*trio) else []
    return merged, (*found, *_started(versions))


def _group(values: Values) -> Group:
    notes = parse_notes(values.get("notes", ""))
    return (
        tuple(values.get(column, "") for column in TOGETHER),
        tuple(notes.all(label) for label in EVIDENCE),
    )


def _group_clashes(versions: tuple[Values, Values, Values]) -> Iterator[Clash]:
    """The columns of the group in which the sides differ."""
    base, ours, theirs = versions
    differ = [c for c in TOGETHER if ours.get(c, "") != theirs.get(c, "")]
    for column in differ or ["notes"]:
        yield Clash(column, *(values.get(column, "") for values in (base, ours, theirs)))


def _started(versions: tuple[Values, Values, Values]) -> Iterator[Clash]:
    """A task that one side moved on, while the other changed what it waits for.

    Dependencies change only while a task is not started, so no order of events leads there.
    """
    base, ours, theirs = versions
    for one, other in ((ours, theirs), (theirs, ours)):
        moved = one.get("status") not in (base.get("status"), Status.NOT_STARTED)
        waits = [set(cells.parse_ids(v.get("depends_on", ""))) for v in (base, one, other)]
        if moved and waits[2] not in (waits[0], waits[1]):
            said = (values.get("depends_on", "") for values in versions)
            yield Clash("depends_on", *said)
            return


def merge_ids(base: str, ours: str, theirs: str) -> str:
    """Ids as a set: what either side added is in, what either side took out is not."""
    if not clash(base, ours, theirs):
        return newer(base, ours, theirs)
    old, mine, others = (cells.parse_ids(text) for text in (base, ours, theirs))
    kept = [i for i in mine if i in others or i not in old]
    return cells.format_ids((*kept, *(i for i in others if i not in mine and i not in old)))


def _notes(versions: tuple[Values, Values, Values], lead: Values) -> tuple[str, bool]:
    """The merged notes, and whether they clash; evidence comes from the lead alone."""
    trio = [values.get("notes", "") for values in versions]
    if not clash(trio[0], trio[1], trio[2]):
        return newer(trio[0], trio[1], trio[2]), False
    base, ours, theirs = (_by_label(parse_notes(text)) for text in trio)
    leading = ours if lead is versions[1] else theirs
    merged: dict[str, list[str]] = {}
    bad = False
    for label in dict.fromkeys((*ours, *theirs)):
        lists = [tuple(side.get(label, ())) for side in (base, ours, theirs)]
        if label in EVIDENCE:
            merged[label] = list(leading.get(label, ()))
        elif not clash(*lists):
            merged[label] = list(newer(*lists))
        else:
            merged[label] = added = [*lists[1], *(e for e in lists[2] if e not in lists[1])]
            bad = bad or not all(side[: len(lists[0])] == lists[0] for side in lists) or not added
    return str(Notes(tuple(_in_order(merged, trio[1:])))), bad


def _by_label(notes: Notes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for (label, _), entry in zip(notes.labelled, notes.entries, strict=True):
        found.setdefault(label, []).append(entry)
    return found


def _in_order(merged: dict[str, list[str]], sides: list[str]) -> Iterator[str]:
    """Each label's entries where our notes have that label, then where theirs do."""
    for text in sides:
        for label, _ in parse_notes(text).labelled:
            if merged.get(label):
                yield merged[label].pop(0)
