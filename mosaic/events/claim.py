"""claim: the first ready task in table order goes to one agent, with a token of its own.

Dependencies, phase boundary and scope choose among the rows; PRD, workers, budget and context
hold for the claim as a whole. Where several reasons hold, PROTOCOL's order of exit codes decides
which is said first; all are listed (guide, Phase 2, steps 3-6).
"""

from __future__ import annotations

from mosaic import gates
from mosaic.change import Change, Draft
from mosaic.errors import (
    Deadlock,
    Finished,
    HandoffRequired,
    MosaicError,
    OverBudget,
    Refused,
    Wait,
)
from mosaic.events.decision import (
    Decision,
    clear_result,
    refuse,
    row_of,
    token_of,
    transition,
)
from mosaic.gates import budget
from mosaic.gates.attempts import attempts
from mosaic.gates.facts import Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import some, working
from mosaic.gates.verdict import Ruling
from mosaic.machine import Event, Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import Iterable, Mapping
from mosaic.state import State
from mosaic.values import dataclass

#: Rows of each kind that an answer names: at work, stuck, waiting; the rest is counted.
NAMED = 8
#: Gates that choose among rows; the others hold for the claim as a whole.
CHOOSING = ("dependencies", "phase-boundary", "scope")
WHOLE = tuple(g.name for g in gates.GATES if "claim" in g.moments and g.name not in CHOOSING)


@dataclass(frozen=True)
class Request:
    """What claim-next was asked. ``tokens`` are the claims that this clone holds."""

    agent: str
    token: str
    now: str
    context: float | None = None
    task: str = ""
    another: bool = False
    tokens: Mapping[str, str] | None = None


def decide(state: State, request: Request) -> Decision:
    """The claim, or why there is none.

    Errors, in this order: LedgerUnusable, UnknownTask, IllegalMove, Wait (agent-elsewhere),
    Finished, Deadlock, Wait (nothing-ready), HandoffRequired, OverBudget, Wait (worker-limit),
    Refused.
    """
    held = _held(state, request)
    if held:
        return Decision(None, held.id)
    if request.task:
        task = row_of(state, request.task)
        transition(task, Event.CLAIM)
        rulings = _judge(state, request, task)
    else:
        task, rulings = _first_ready(state, request)
    _allowed(state, task, rulings)
    return Decision(_change(state, task, request), task.id, rulings)


def _held(state: State, request: Request) -> Task | None:
    """The task that this agent holds without a recorded result, if the claim is this clone's."""
    rows = state.document.columns
    going = map(rows.row, rows.where(Status.IN_PROGRESS))
    mine = [t for t in going if t["agent"] == request.agent and working(t)]
    if not mine or request.another:
        return None
    if request.task and request.task not in [t.id for t in mine]:
        row_of(state, request.task)
        raise Refused(
            f"{request.agent} already holds {mine[0].id}",
            hint="record its result first, or ask for one more with --another",
        )
    task = next((t for t in mine if t.id == request.task), mine[0])
    if (request.tokens or {}).get(task.id) == token_of(task):
        return task
    raise Wait(
        f"{request.agent} holds {task.id}, which another clone claimed",
        code="agent-elsewhere",
        details=[f"{task.id}: in-progress since {task['started_at']}"],
        hint="claim under another agent name, or take the task over with"
        f" 'mosaic-orchestrator takeover {task.id} --agent NAME --reason WHY'",
    )


def _judge(
    state: State, request: Request, task: Task, only: tuple[str, ...] = ()
) -> tuple[Ruling, ...]:
    evidence = Evidence(now=request.now, context=request.context)
    return gates.judge(Proposal(state, evidence, task), "claim", only)


def _first_ready(state: State, request: Request) -> tuple[Task, tuple[Ruling, ...]]:
    """The first task that the choosing gates let through, with all rulings on it."""
    rows = state.document.columns
    if len(rows.where(Status.DONE, Status.DEFERRED)) == len(rows.ids):
        raise Finished(
            "every task is done or deferred",
            hint="run 'mosaic-orchestrator milestone-release --version V'",
        )
    waiting: list[str] = []
    last: Task | None = None
    for task in map(rows.row, rows.where(Status.NOT_STARTED)):
        if _parked(task, request.now):
            waiting.append(f"{task.id}: parked until {task.notes.get('Parked until')}")
            continue
        chosen: tuple[Ruling, ...] = ()
        for gate in CHOOSING:  # the first that says no is enough: most rows wait for another
            chosen += _judge(state, request, task, (gate,))
            if not chosen[-1].ok:
                break
        else:
            return task, gates.in_order((*chosen, *_judge(state, request, task, WHOLE)))
        waiting.append(f"{task.id}: {chosen[-1]}")
        last = task
    whole = _judge(state, request, last, WHOLE) if last else ()
    said = [f"{r.word}: {r}" for r in whole if not r.ok]
    raise _nothing(state.document.rows, [*some(waiting, NAMED), *said])


def _parked(task: Task, now: str) -> bool:
    """Whether the task is parked until a later moment; one that cannot be read is later."""
    until = task.said("Parked until")
    try:
        return bool(until) and cells.parse_when(until) > cells.parse_when(now)
    except ValueError:
        return True


def _nothing(rows: Iterable[Task], waiting: list[str]) -> MosaicError:
    """Nothing is ready: others are at work (wait), or nobody is (deadlock)."""
    going = [t for t in rows if t.status is Status.IN_PROGRESS or t.said("Parked until")]
    idle = (Status.BLOCKED, Status.FAILED, Status.NEEDS_QA, None)
    found = [t for t in rows if t.status in idle]
    stuck = some([f"{t.id}: {t['status'] or 'no status'} {_why(t)}".strip() for t in found], NAMED)
    if going:
        at_work = some([f"{t.id}: {t['status']}, {_doing(t)}" for t in going], NAMED)
        return Wait(
            "nothing is ready while others are in progress",
            code="nothing-ready",
            details=[*at_work, *stuck, *waiting],
            hint=_go_on(going),
        )
    return Deadlock(
        "no task can be claimed, and work remains",
        details=[*stuck, *waiting],
        hint="retry a failed task, unblock a blocked one, or defer it with a reason",
    )


def _why(task: Task) -> str:
    notes = task.notes
    said = notes.get("Blocked") or notes.get("Error") or notes.get("Question")
    return f"({said})" if said else ""


def _doing(task: Task) -> str:
    parked = task.said("Parked until")
    if parked:
        return f"parked until {parked}"
    return "its result awaits evidence" if task.recorded else f"{task['agent']} works on it"


def _go_on(going: list[Task]) -> str:
    recorded = [t.id for t in going if t.recorded]
    if recorded:
        return f"run 'mosaic-orchestrator integrate {recorded[0]}'"
    return "try again when one of them is recorded"


def _allowed(state: State, task: Task, rulings: tuple[Ruling, ...]) -> None:
    """Raise for the gates that said no, the first exit code first, with all of them."""
    bad = {r.gate: r for r in rulings if not r.ok}
    if not bad:
        return
    details = [f"{r.word}: {r}" for r in bad.values()]
    if "context" in bad:
        raise HandoffRequired(
            bad["context"].verdict.reason, details=details, hint=bad["context"].hint
        )
    if "budget" in bad:
        code = budget.code(budget.position(state)) or "budget-exceeded"
        raise OverBudget(
            bad["budget"].verdict.reason, code=code, details=details, hint=bad["budget"].hint
        )
    if "workers" in bad:
        raise Wait(
            bad["workers"].verdict.reason,
            code="worker-limit",
            details=details,
            hint=bad["workers"].hint,
        )
    refuse(f"{task.id} cannot be claimed", rulings)


def _change(state: State, task: Task, request: Request) -> Change:
    draft = Draft(state.document)
    clear_result(draft, task.id)
    draft.put(task.id, "status", Status.IN_PROGRESS)
    draft.put(task.id, "agent", request.agent)
    draft.put(task.id, "started_at", request.now)
    draft.renote(task.id, "Claim", f"{request.token} (attempt {attempts(task) + 1})")
    return draft.change(
        Event.CLAIM,
        f"Claim {task.id} for {request.agent}",
        tasks=(task.id,),
        agent=request.agent,
        claim=request.token,
    )
