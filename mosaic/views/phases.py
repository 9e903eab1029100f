"""What is said when a phase goes from Bulk to Polish, ends, or is open again.

Source: the guide, "Two-Phase Completion Protocol", Reporting.
"""

from __future__ import annotations

from collections import Counter

from mosaic import learning
from mosaic.change import Change
from mosaic.gates.rows import in_phase
from mosaic.gates.triage import Phase, phase_of
from mosaic.ledger.written import Over
from mosaic.parse import paths
from mosaic.parse.registry import CATEGORIES
from mosaic.parse.tasks import Document
from mosaic.standard import Iterator, Mapping
from mosaic.state import FileMap, State

#: Tasks that a report names; the rest is counted.
NAMED = 20
_PLURALS = {"Quick-win": "Quick-wins", "Framework Limitation": "Framework limitations"}


def reports(before: State, after: Document, change: Change) -> list[str]:
    """The lines about every phase that an entry brought into another stage."""
    ended = [cell.task for cell in change.cells if cell.column == "status"]
    touched = {task.phase for name in ended if (task := after.tasks.get(name))} - {None}
    written: Mapping[str, str] = {path: text for path, text in change.files if text is not None} | {
        paths.LEDGER: str(after)
    }
    now, lines = State(Over(FileMap(written), before.files)), list[str]()
    for number in sorted(n for n in touched if n):
        lines += _moved(phase_of(before, number), phase_of(now, number), now)
    return lines


def _moved(old: Phase, new: Phase, now: State) -> Iterator[str]:
    if old.stage == new.stage:
        return
    if new.stage == "Complete":
        yield from complete(new, now)
    elif old.stage == "Bulk":
        yield from polish(new)
    else:
        per_cent = _per_cent(new.finished, new.total)
        yield f"Phase {new.number} is in {new.stage} again: {per_cent} ({new.finished}/{new.total})"


def polish(phase: Phase) -> Iterator[str]:
    """That Bulk is over, and what is left, in the order of work."""
    per_cent, left = _per_cent(phase.finished, phase.total), len(phase.left)
    yield f"Phase {phase.number} Bulk Complete: {per_cent} ({phase.finished}/{phase.total})"
    yield f"Entering Polish Phase: {left} task{'' if left == 1 else 's'} to triage"
    yield from (f"- {one}" for one in phase.left[:NAMED])
    if left > NAMED:
        yield f"- and {left - NAMED} more"


def complete(phase: Phase, now: State) -> Iterator[str]:
    """That the phase is over: what was fixed and what documented, by kind, and how it was
    estimated."""
    fixed = len(phase.fixed)
    per_cent = _per_cent(fixed, phase.total)
    yield f"Phase {phase.number} Complete: {per_cent} ({fixed}/{phase.total})"
    mended = Counter(one.category for one in phase.fixed)
    documented = Counter(one.category for one in phase.documented)
    for name in CATEGORIES:
        parts = [f"{mended[name]} fixed"] if mended[name] else []
        parts += [f"{documented[name]} documented"] if documented[name] else []
        if parts:
            yield f"- {_PLURALS.get(name, name)}: {', '.join(parts)}"
    found = learning.phase_summary(in_phase(now, phase.number), phase.number, "")
    if found["measured"]:
        mean = found["mean_variance_pct"]
        yield f"- Variance: {mean:+d} % in the mean of {found['measured']} measured tasks"


def _per_cent(part: int, whole: int) -> str:
    return f"{part * 100 // whole if whole else 100}%"
