"""Claims of this clone alone that are still worked on, judged by the gates once more.

Their entries fit the fresh table cell by cell, and may still be too many for it: others claim too.
A claim whose result is recorded is past judging: it holds no worker's slot any more.
"""

from __future__ import annotations

from mosaic import gates
from mosaic.change import CellChange, Change
from mosaic.gates.facts import Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import working
from mosaic.ledger.objects import CommitFiles
from mosaic.ledger.written import Over
from mosaic.machine import Event, Status
from mosaic.parse import tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.standard import Iterator, Sequence
from mosaic.state import FileMap, State

#: A claim: the number of its entry, and the row that it took.
Claimed = tuple[int, str]


def refusals(files: CommitFiles, claimed: Sequence[Claimed]) -> Iterator[tuple[int, str]]:
    """Each claim that the gates refuse on the table that has them all, and why.

    One after the other, in their order: a claim is judged beside those before it.
    """
    table = tasks.parse(files.read(tasks.PATH) or "")
    last = {name: number for number, name in claimed if _at_work(table, name)}
    for name in last:
        table = _put(table, name, Status.IN_PROGRESS, Status.NOT_STARTED)
    for name, number in last.items():
        said = _against(State(Over(FileMap({tasks.PATH: str(table)}), files)), name)
        if said:
            yield number, said
        table = _put(table, name, Status.NOT_STARTED, Status.IN_PROGRESS)


def _at_work(table: Document, name: str) -> bool:
    return name in table.tasks and working(table.tasks[name])


def _put(table: Document, name: str, old: Status, new: Status) -> Document:
    cell = CellChange(name, "status", old, new)
    return tasks.parse(apply(table, Change(Event.CLAIM, "", cells=(cell,))))


def _against(state: State, name: str) -> str:
    """What the gates say against a claim, '' where nothing; time is when it was made."""
    row = state.anything.tasks[name]
    rulings = gates.judge(Proposal(state, Evidence(now=row["started_at"]), row), "claim")
    return "; ".join(f"{ruling.word}: {ruling}" for ruling in rulings if not ruling.ok)
