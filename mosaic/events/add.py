"""add: one task by hand; it enters its phase, and the phase's verification waits for it.

Where it names files, a contract is drafted for it in the same entry, as bootstrap does.
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision
from mosaic.events.ended import next_id, verify_again
from mosaic.events.past import past_cases
from mosaic.events.phases import enter, verification_of
from mosaic.gates.contracts import path_of
from mosaic.machine import Event, Status
from mosaic.parse import cells, graph
from mosaic.parse.notes import Notes
from mosaic.parse.tasks import Document, Task
from mosaic.plan.contracts import BESIDE, of_files
from mosaic.plan.estimate import by_hand, corrections
from mosaic.plan.subject import PHASES, by_words
from mosaic.state import State
from mosaic.values import dataclass

#: What a category's phase is where no severity says it (guide, Step 6, "Category prefixes").
_PHASE_OF = {"SEC": 1, "HIGH": 2, "CQ": 3, "PERF": 3, "TEST": 4, "DOC": 4}
_CATEGORY_OF = {"critical": "SEC", "high": "HIGH", "medium": "CQ", "low": "TEST"}
SEVERITIES = tuple(_CATEGORY_OF)
CATEGORIES = tuple(_PHASE_OF)


@dataclass(frozen=True)
class Request:
    """The row that is wanted. ``estimate`` is tokens; None takes the base of its type,
    corrected by past cases."""

    description: str
    severity: str = ""
    category: str = ""
    files: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    estimate: int | None = None


def decide(state: State, request: Request) -> Decision:
    """The new row; the same description, files and dependencies twice are one.

    A phase that ended and went to the archive gets a verification of its own again, in the same
    entry. Errors: LedgerUnusable; Refused for a dependency that is no task, or that waits for
    the verification which would wait for the new row.
    """
    document = state.document
    unknown = [name for name in request.depends_on if state.task(name) is None]
    if unknown:
        raise Refused(f"no such task: {', '.join(unknown)}", code="unknown-task")
    files = ", ".join(request.files)
    for row in document.rows:
        same = (row["description"], row.notes.get("Files"), set(row.depends_on))
        if same == (request.description, files, set(request.depends_on)):
            return Decision(None, row.id)
    category = request.category or _CATEGORY_OF[request.severity]
    phase = SEVERITIES.index(request.severity) + 1 if request.severity else _PHASE_OF[category]
    name = next_id(state, category)
    draft = Draft(document)
    before = verification_of(document, phase)
    if before is not None:
        _refuse_cycle(document, before, request.depends_on)
    draft.row(_values(state, request, name, phase, files), after=_above(state, phase), phase=phase)
    enter(draft, name, phase if before else None)
    verify_again(draft, state, phase, (name,))
    _bind(draft, state, request, name)
    change = draft.change(Event.ADD, f"Add {name}", tasks=(name,))
    return Decision(change, name)


def _bind(draft: Draft, state: State, request: Request, name: str) -> None:
    """Draft the task's contract from the files that it names, as bootstrap does."""
    beside = bool({request.category, by_words(request.description)} & BESIDE)
    contract = of_files(name, request.files, beside, own=state.config.kinds.own)
    if contract is not None:
        draft.file(path_of(name), contract.text)


def _refuse_cycle(document: Document, verification: Task, wanted: tuple[str, ...]) -> None:
    """Refused for every dependency that is the phase's verification, or waits for it."""
    edges = {row.id: row.depends_on for row in document.rows}
    late = [n for n in wanted if n == verification.id or verification.id in graph.reach(edges, n)]
    if late:
        raise Refused(
            f"{verification.id} verifies the phase and would wait for the new task; the new task"
            " cannot come after it",
            details=[
                f"{n} is that verification" if n == verification.id
                else f"{n} waits for {verification.id}"
                for n in late
            ],
            hint=f"leave out --depends-on {', '.join(late)}, or put the task into a later phase",
        )  # fmt: skip


def _above(state: State, phase: int) -> str:
    """The row under which the new one goes: the last of its phase before the closing ones."""
    rows = [r for r in state.document.rows if r.phase == phase and not r.role]
    return rows[-1].id if rows else ""


def _values(state: State, request: Request, name: str, phase: int, files: str) -> dict[str, str]:
    notes = Notes().add("Phase", str(phase))
    notes = notes.add("Files", files) if files else notes
    estimate = request.estimate
    if estimate is None:
        known = corrections(past_cases(state))
        cost = by_hand(request.description, len(request.files), known)
        estimate, notes = cost.tokens, notes.add("Estimate", cost.reason)
    values = {
        "id": name,
        "status": Status.NOT_STARTED.value,
        "description": request.description,
        "issue": f"TASKS:P{phase}",
        "branch": PHASES[phase - 1].branch,
        "depends_on": cells.format_ids(request.depends_on),
        "estimate": cells.format_tokens(estimate),
        "notes": str(notes),
    }
    return {column: value for column, value in values.items() if value}
