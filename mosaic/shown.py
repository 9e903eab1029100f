"""What an entry must show for the evidence that it writes into a row's notes.

Each label of evidence is written by few events, and what gates read as shown stands in the entry's
``Mosaic-Evidence`` too. It tells a forged entry from ours where the forger left that out; one that
is ours to the letter it cannot tell.
"""

from __future__ import annotations

from mosaic.change import CellChange
from mosaic.machine import Event, Status
from mosaic.parse import cells
from mosaic.parse.notes import Notes, parse_notes
from mosaic.parse.tasks import Document
from mosaic.standard import Iterable, Iterator, Sequence

#: The labels that gates read as evidence, and how a trailer begins that stands behind one, if any.
SHOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Result", ()),
    ("Tests", ()),
    ("Red", ()),
    ("Review", ("review=",)),
    ("Documentation", ("documentation=",)),
    ("Landed", ("landed=",)),
    ("CI", ("gates=", "ci=")),
    ("PR", ("pr=",)),
    ("Issue", ("issue=",)),
    ("Asserted", ()),
    ("Check", ("check=",)),
    ("Deviation", ()),
    ("Approved", ("approved=",)),
)
#: The only event that writes them; a person's word has one of its own.
BY, WORD, WORD_BY = Event.RECORD, "Approved", Event.APPROVE
#: What an entry shows one of when it makes a row done.
OF_DONE = ("landed=", "gates=", "ci=")
#: A review's note that the entry itself makes of its verdict.
_OWN = "needs-qa ("


def pieces(notes: Notes) -> frozenset[tuple[str, str]]:
    """Each piece of evidence that notes hold, as label and text."""
    return frozenset(
        (label, text)
        for label, _ in SHOWN
        for text in notes.all(label)
        if not (label == "Review" and text.startswith(_OWN))
    )


def brought(old: str, new: str) -> frozenset[tuple[str, str]]:
    """The pieces of evidence that a change of the notes brings."""
    return pieces(parse_notes(new)) - pieces(parse_notes(old))


def lacking(
    event: str, evidence: Sequence[str], changed: Iterable[CellChange], after: Document
) -> Iterator[tuple[str, str]]:
    """All that an entry writes and does not show, as pairs of task and reason."""
    for cell in changed:
        if cell.column == "notes":
            for piece, why in unshown(event, evidence, cell.old, cell.new):
                yield cell.task, f"{why} ({piece[:80]})"
        if (event, cell.column, cell.new) == (BY, "status", Status.DONE):
            if not after.tasks[cell.task].recorded:
                yield cell.task, "it became done without a 'Result:' in its notes"
            if not any(fact.startswith(OF_DONE) for fact in evidence):
                yield cell.task, "it became done, and no Mosaic-Evidence says that anything landed"


def unshown(event: str, evidence: Sequence[str], old: str, new: str) -> Iterator[tuple[str, str]]:
    """Each piece that an entry of this event cannot have brought, or does not show: the piece as
    it stands in the notes, and why."""
    behind = dict(SHOWN)
    for label, text in sorted(brought(old, new)):
        piece = cells.visible(f"{label}: {text}")
        if event != (WORD_BY if label == WORD else BY):
            yield piece, f"a {event} entry writes no '{label}:'"
        elif behind[label] and not any(fact.startswith(behind[label]) for fact in evidence):
            yield piece, f"no Mosaic-Evidence stands behind its '{label}:'"
