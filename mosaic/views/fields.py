"""Which parts of each row are shown, where ``--fields`` chooses: the keys of the row's JSON."""

from __future__ import annotations

from mosaic.standard import Mapping, Sequence

#: The keys of a row that board lists, and of an entry that log lists.
ROW = ("id", "phase", "agent", "estimate", "used", "description")
ENTRY = (
    "commit", "when", "author", "event", "subject", "tasks", "agent", "claim", "changes",
    "evidence",
)  # fmt: skip


def picked(row: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    """The row's parts of these names, in their order; all of it where no name is given."""
    return {name: row[name] for name in names} if names else dict(row)


def cells_of(row: Mapping[str, object]) -> tuple[str, ...]:
    """The parts as a person reads them, each in one line."""
    return tuple(_said(value) for value in row.values())


def _said(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['task']} {value['column']}"
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "-"
    return "-" if value in (None, "") else str(value)
