"""What a caller hands in with a result, as facts: reviews bound to a commit, the checklist.

What the row's notes keep from earlier commands counts where nothing newer is handed in.
"""

from __future__ import annotations

from mosaic.events.decision import one_line
from mosaic.ledger.objects import Reader
from mosaic.parse.tasks import Task
from mosaic.pathname import Path
from mosaic.standard import Mapping
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.gates.facts import ChecklistFact, ReviewFact
    from mosaic.parse.results import WorkerResult
    from mosaic.parse.reviews import ReviewFinding, ReviewReport


@dataclass(frozen=True)
class Given:
    """What the caller hands in with a result: texts that were read already."""

    now: str
    result: WorkerResult | None = None
    reviews: tuple[ReviewReport, ...] = ()
    reviewed: str = ""
    checklist: tuple[str, str] | None = None
    asserted: Mapping[str, str] | None = None
    kept: str = ""
    usage: str = ""


def reviews(reader: Reader, task: Task, given: Given) -> tuple[ReviewFact, ...]:
    """Reviews handed in now, then those that the notes keep; the newest of each kind counts."""
    notes = task.notes.all("Review")
    if not (notes or given.reviews):
        return ()
    from mosaic.gates.facts import ReviewFact, read_review_note

    kept = {f.kind: f for f in map(read_review_note, notes) if f}
    for report in given.reviews:
        commit = reader.get(f"{report.commit or given.reviewed}^{{commit}}")
        if report.commit or given.reviewed:
            kept[report.kind] = ReviewFact(
                report.kind,
                report.verdict,
                report.blockers,
                report.critical,
                report.high,
                one_line(report.reviewer, 80) or "unnamed",
                commit.oid if commit else (report.commit or given.reviewed),
                tuple(map(_finding, report.grave)),
                tuple(filter(_is_path, (one_line(found.file, 200) for found in report.grave))),
                tuple(map(_finding, report.asked)),
                one_line(report.source, 120),
                report.ran,
            )
    return tuple(kept.values())


def _finding(found: ReviewFinding) -> str:
    """A finding in a line, as the notes can hold it."""
    from mosaic.gates.facts import MEANING

    title, file = one_line(found.title, 200), one_line(found.file, 120)
    said = one_line(found.description, 300)
    head = f"{title} ({file})" if file else title
    return f"{head}{MEANING}{said}" if said else head


def _is_path(text: str) -> bool:
    """Whether a finding's file may be a path of the repository, perhaps with its lines."""
    odd = text.startswith(("/", "-")) or "," in text or ".." in text.split("/")
    return not odd and ("/" in text or "." in text)


def documentation(task: Task, given: Given) -> ChecklistFact | None:
    """The checklist handed in now, else what the notes keep."""
    said = task.notes.get("Documentation")
    if not (given.checklist or said):
        return None
    from mosaic.gates.facts import ChecklistFact, read_checklist_note

    if not given.checklist:
        return read_checklist_note(said, task.id)
    from mosaic.parse.checklist import read_checklist

    name, found = (
        one_line(Path(given.checklist[0]).name, 80),
        read_checklist(given.checklist[1]),
    )
    left = len(found.open)
    said = f"{left} of {found.total} boxes open" if left else "complete"
    said = said if found.total else "without boxes"
    return ChecklistFact(said, f"{found.total} boxes in {name}", found.task, found.commit)
