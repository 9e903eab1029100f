"""What may move to what, as data: the task statuses, the events, and one tuple of transitions.

The docs' diagram and table are generated from TRANSITIONS; gates judge whether a legal move is
also a deserved one. Source: the guide's status column, and PROTOCOL, "The machine".
"""

from __future__ import annotations

from mosaic.errors import IllegalMove
from mosaic.standard import StrEnum
from mosaic.values import dataclass


class Status(StrEnum):
    """Where a task stands; the value is what the table's cell says."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    FAILED = "failed"
    BLOCKED = "blocked"
    NEEDS_QA = "needs-qa"
    DEFERRED = "deferred"


class Event(StrEnum):
    """What moved the ledger; the value is what the entry's ``Mosaic-Event`` trailer says."""

    BOOTSTRAP = "bootstrap"
    ADD = "add"
    CLAIM = "claim"
    RECORD = "record"
    QA_CLEAR = "qa-clear"
    TAKEOVER = "takeover"
    RETRY = "retry"
    BLOCK = "block"
    UNBLOCK = "unblock"
    ANSWER = "answer"
    PARK = "park"
    UNPARK = "unpark"
    DEFER = "defer"
    REOPEN = "reopen"
    NOTE = "note"
    AMEND = "amend"
    DEPEND = "depend"
    APPROVE = "approve"
    HOLD = "hold"
    UNHOLD = "unhold"
    CONFIG = "config"
    ADOPT = "adopt"
    REPAIR = "repair"
    FMT = "fmt"
    HANDOFF = "handoff"
    ARCHIVE = "archive"
    RELEASE = "release"
    RESUME = "resume"


@dataclass(frozen=True)
class Transition:
    """One legal move: ``event`` takes a task from one of ``sources`` to one of ``targets``.

    No sources: the row comes into being. ``clears`` are the cells that the move empties.
    """

    event: Event
    sources: tuple[Status, ...]
    targets: tuple[Status, ...]
    who: str
    clears: tuple[str, ...] = ()


_ALL = tuple(Status)
_WORKABLE = (Status.NOT_STARTED, Status.IN_PROGRESS)
#: Statuses of a task that is still to be finished.
_OPEN = tuple(status for status in Status if status not in (Status.DONE, Status.DEFERRED))
#: The cells of a claim: a task that is to be claimed again starts without them.
OF_A_CLAIM = ("agent", "started_at", "completed_at")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Event.BOOTSTRAP, (), (Status.NOT_STARTED,), "bootstrap-from-review"),
    Transition(Event.ADD, (), (Status.NOT_STARTED,), "add"),
    Transition(Event.CLAIM, (Status.NOT_STARTED,), (Status.IN_PROGRESS,), "claim-next"),
    Transition(
        Event.RECORD,
        (Status.IN_PROGRESS,),
        (Status.IN_PROGRESS, Status.DONE, Status.NEEDS_QA, Status.FAILED, Status.BLOCKED),
        "record-result, integrate",
    ),
    Transition(
        Event.QA_CLEAR,
        (Status.NEEDS_QA,),
        (Status.DONE,),
        "record-result or integrate of its last -QA task, same entry",
    ),
    Transition(Event.TAKEOVER, (Status.IN_PROGRESS,), (Status.IN_PROGRESS,), "takeover"),
    Transition(
        Event.RETRY,
        (Status.FAILED, Status.BLOCKED, Status.IN_PROGRESS),
        (Status.NOT_STARTED,),
        "retry",
        OF_A_CLAIM,
    ),
    Transition(Event.BLOCK, (Status.NOT_STARTED, Status.IN_PROGRESS), (Status.BLOCKED,), "block"),
    Transition(
        Event.UNBLOCK, (Status.BLOCKED,), (Status.IN_PROGRESS, Status.NOT_STARTED), "unblock"
    ),
    Transition(Event.ANSWER, (Status.BLOCKED,), (Status.IN_PROGRESS, Status.NOT_STARTED), "answer"),
    Transition(Event.PARK, _WORKABLE, _WORKABLE, "what runs workers, when a quota is used up"),
    Transition(Event.UNPARK, _WORKABLE, _WORKABLE, "what runs workers"),
    Transition(
        Event.DEFER,
        (Status.NOT_STARTED, Status.FAILED, Status.BLOCKED, Status.NEEDS_QA),
        (Status.DEFERRED,),
        "defer",
    ),
    Transition(
        Event.REOPEN, (Status.DONE, Status.DEFERRED), (Status.NOT_STARTED,), "reopen", OF_A_CLAIM
    ),
    Transition(Event.DEPEND, (Status.NOT_STARTED,), (Status.NOT_STARTED,), "depend"),
    Transition(Event.AMEND, _OPEN, _OPEN, "amend"),
    Transition(Event.APPROVE, _OPEN, _OPEN, "approve"),
    Transition(Event.NOTE, _ALL, _ALL, "note"),
)

#: Events that only ever keep the status they find.
KEEPING: tuple[Event, ...] = (
    Event.TAKEOVER, Event.PARK, Event.UNPARK, Event.DEPEND, Event.AMEND, Event.APPROVE, Event.NOTE,
)  # fmt: skip


#: What to type where a task stands so and something else was tried.
_NEXT = {
    Status.NOT_STARTED: "'mosaic-orchestrator claim-next --agent NAME --task {}' begins it",
    Status.IN_PROGRESS: "'mosaic-orchestrator record-result {} --result FILE' ends it",
    Status.FAILED: "'mosaic-orchestrator retry {}' begins it again",
    Status.BLOCKED: "'mosaic-orchestrator show {}' says what it waits for",
    Status.DEFERRED: "'mosaic-orchestrator reopen {} --reason WHY' brings it back",
    Status.NEEDS_QA: "'mosaic-orchestrator show {}' says what is to be made good",
    Status.DONE: "'mosaic-orchestrator show {}' says what was recorded",
}


def parse_status(text: str) -> Status | None:
    """The status that a cell names, or None: reading is tolerant, moving is strict."""
    return _STATUSES.get(text)


_STATUSES = {status.value: status for status in Status}


def legal(status: Status) -> tuple[Transition, ...]:
    """Every transition that may start from this status, in table order."""
    return tuple(t for t in TRANSITIONS if status in t.sources)


def find(task: str, status: Status | None, said: str, event: Event) -> Transition:
    """The transition by which ``event`` moves a task, or IllegalMove naming the legal events.

    ``said`` is the status cell as it stands, for the message when it is no status at all.
    """
    if status is None:
        raise IllegalMove(
            f"{task} has the status '{said}', which is none that can move",
            hint=f"statuses are {', '.join(Status)}; correct the cell, then run adopt",
        )
    for transition in legal(status):
        if transition.event is event:
            return transition
    words = ", ".join(dict.fromkeys(t.event.value for t in legal(status)))
    raise IllegalMove(
        f"{task} is {status}: {event} does not apply",
        hint=f"{_NEXT[status].format(task)}; from {status}, the ledger knows: {words}",
    )


def reaches(old: Status, new: Status, events: tuple[Event, ...]) -> bool:
    """Whether one of these events may take a task from ``old`` to ``new``."""
    return any(
        new in t.targets and (t.event not in KEEPING or old is new)
        for t in legal(old)
        if t.event in events
    )
