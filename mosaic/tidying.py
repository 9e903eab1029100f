"""Generated reports are cleaned up after an entry, by what became of the tasks they are about.

A task that is done takes its reports along, one that failed sends them to ``escalated/``, a
phase's verification cleans up its phase, a release archives what was escalated. Source: the
guide, "Report Cleanup".
"""

from __future__ import annotations

import os

from mosaic.advance import Outcome
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Status
from mosaic.parse.paths import REPORTS
from mosaic.parse.tasks import Document, Task
from mosaic.standard import Iterable, Iterator, TypeVar
from mosaic.state import State, slug

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.ledger.generated import Reports, Tidied
    from mosaic.parse.generated import Names

T = TypeVar("T")
_OVER = (Status.DONE, Status.DEFERRED)


def after_record(ledger: GitLedger, outcome: Outcome[T], dry_run: bool) -> Tidied | None:
    """Clean up after a record or a landing; also where it was so already, since an earlier
    command may have been stopped before it came to this. None where there are no reports."""
    if dry_run or not os.path.lexists(ledger.repository.top / REPORTS):
        return None
    from mosaic.ledger.generated import Reports
    from mosaic.parse.generated import PENDING, names_of

    with Reports(ledger.repository) as reports:
        if not reports.has(PENDING):
            return reports.done
        after = outcome.after
        for row in _ended(outcome, after):
            names = names_of([row])
            if row.status is Status.FAILED:
                _escalate(reports, names)
            elif row.role == "verification":
                names = names_of(outcome.before.in_phase(row.phase or 0))
                _delete(reports, names, _needed(after, row.phase))
            else:
                _delete(reports, names, _needed(after))
        return reports.done


def after_archive(ledger: GitLedger, state: State, tasks: Iterable[str]) -> Tidied:
    """Clean up what is left of rows that went to the archive with their phases."""
    from mosaic.ledger.generated import Reports
    from mosaic.parse.generated import PENDING, names_of

    with Reports(ledger.repository) as reports:
        rows = [row for name in tasks if (row := state.task(name))]
        if rows and reports.has(PENDING):
            _delete(reports, names_of(rows), _needed(state.anything))
        return reports.done


def after_release(ledger: GitLedger, milestone: str) -> Tidied:
    """Put what was escalated under the milestone's name."""
    from mosaic.ledger.generated import Reports
    from mosaic.parse.generated import ARCHIVED, ESCALATED

    with Reports(ledger.repository) as reports:
        if reports.has(ESCALATED):
            moved = reports.move(ESCALATED, lambda _: True, ARCHIVED, slug(milestone))
            reports.done.archived.extend(moved)
        return reports.done


def _escalate(reports: Reports, names: Names) -> None:
    from mosaic.parse.generated import ESCALATED, PENDING

    moved = reports.move(PENDING, lambda r: names.has_id(r) or names.has_path(r), ESCALATED)
    reports.done.escalated.extend(moved)


def _delete(reports: Reports, names: Names, needed: Names) -> None:
    """Delete reports of these names. One that only names a file stays while a row that is still
    to be done names that file, or is named by the report."""
    from mosaic.parse.generated import PENDING

    def due(report: str) -> bool:
        if names.has_id(report):
            return True
        return names.has_path(report) and not (needed.has_path(report) or needed.has_id(report))

    reports.delete(PENDING, due)


def _ended(outcome: Outcome[T], after: Document) -> Iterator[Task]:
    """The rows that are done or failed by this entry, or were so before it."""
    change = outcome.decision.change
    moved = [c.task for c in (change.cells if change else ()) if c.column == "status"]
    for name in dict.fromkeys((outcome.decision.task, *moved)):
        row = after.tasks.get(name)
        if row and row.status in (Status.DONE, Status.FAILED):
            yield row


def _needed(after: Document, without: int | None = None) -> Names:
    """The names of rows that are still to be done, of other phases than ``without``."""
    from mosaic.parse.generated import names_of

    open_ones = (row for row in after.rows if row.status not in _OVER)
    return names_of(row for row in open_ones if without is None or row.phase != without)
