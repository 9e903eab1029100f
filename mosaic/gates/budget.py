"""The mission stays within its cap: the projected total decides how work goes on.

Below 70 % of the cap normal, from 70 to 90 % conservative (one worker, nothing exploratory),
above 90 % no new starts, above the cap stopped. A soft cap leads at most to conservative, and a
bootstrap is refused only above a given cap. Source: the guide, Step 3b.
"""

from __future__ import annotations

from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import is_verification
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.machine import Status
from mosaic.parse.cells import format_tokens
from mosaic.parse.config import Budget
from mosaic.parse.rows import Columns
from mosaic.parse.tasks import Task
from mosaic.standard import Literal
from mosaic.state import State
from mosaic.values import dataclass

Mode = Literal["normal", "conservative", "frozen", "stopped"]

#: Per cent of the cap: from the first one conservative, above the second one frozen.
CONSERVATIVE, FREEZE = 70, 90
#: What may still be deferred or split.
_OPEN = (Status.NOT_STARTED, Status.FAILED, Status.BLOCKED, Status.NEEDS_QA)
#: What is not finished, and what says no status.
_GOING = (*(s for s in Status if s not in (Status.DONE, Status.DEFERRED)), None)


@dataclass(frozen=True)
class Position:
    """Where the mission stands, in tokens; ``per_cent`` is of the cap in force, None without one.

    ``used`` is what is known to be spent, ``remaining`` what is projected besides.
    """

    cap: int | None
    soft_cap: int | None
    used: int
    remaining: int
    projected: int
    per_cent: float | None
    mode: Mode

    @property
    def in_force(self) -> int | None:
        """The given cap, else the soft one."""
        return self.cap if self.cap is not None else self.soft_cap

    def __str__(self) -> str:
        total = f"projected {format_tokens(self.projected)}"
        if self.in_force is None or self.per_cent is None:
            return f"{total}, no cap"
        kind = "cap" if self.cap is not None else "soft cap"
        return f"{total} of the {kind} {format_tokens(self.in_force)} ({self.per_cent:.1f} %)"


def judge(proposal: Proposal) -> Verdict:
    """Pass where work may start; without a task the proposal is a bootstrap."""
    here = position(proposal.state, proposal.extra)
    if proposal.task is None:
        if here.mode == "stopped":
            return Refuse(f"{here}: above the cap", _hint(proposal.state))
        frozen = here.mode == "frozen"
        return Pass(f"{here}: above {FREEZE} %" if frozen else "", frozen)
    if here.mode == "stopped":
        return Refuse(f"{here}: above the cap, work stops", _hint(proposal.state))
    if here.mode == "frozen":
        return Refuse(f"{here}: above {FREEZE} %, no new starts", _hint(proposal.state))
    tight = here.mode == "conservative"
    return Pass(f"{here}: conservative, one worker" if tight else "", tight)


def position(state: State, extra: int = 0) -> Position:
    """The mission's position; ``extra`` are the tokens of rows that are yet to come."""
    used, projected = state.once(_sums)
    return stand(used, projected + extra, state.config.budget)


def _sums(state: State) -> tuple[int, int]:
    """What the mission's rows have used, and will have used in the end."""
    used = sum(sum(filter(None, part.used)) for part in state.mission)
    return used, sum(map(_projected, state.mission))


def _projected(rows: Columns) -> int:
    """What these rows will have cost; only those are looked at whole whose columns do not say."""
    total, asked = 0, set(rows.saying("Result", rows.where(*_GOING)))
    columns = zip(rows.status, rows.used, rows.estimate, strict=True)
    for at, (status, used, estimate) in enumerate(columns):
        if estimate is None or at in asked or (status is Status.DEFERRED and used is None):
            total += projection(rows.row(at))
        elif used is None:
            total += estimate
        elif status is Status.DONE or status is Status.DEFERRED:
            total += used
        else:
            total += used + estimate
    return total


def stand(used: int, projected: int, limits: Budget) -> Position:
    """The position that these sums, in tokens, have within the limits."""
    cap, soft = limits.cap, limits.soft_cap
    in_force = cap if cap is not None else soft
    share = projected * 100 / in_force if in_force else None
    mode = _mode(projected, in_force, cap is not None)
    return Position(cap, soft, used, projected - used, projected, share, mode)


def projection(task: Task) -> int:
    """Tokens that a row will have cost in the end (PROTOCOL, "Gates").

    A row that was deferred before anybody claimed it costs nothing, so that deferring helps.
    """
    status, spent = task.status, task.used
    if status is Status.DEFERRED and spent is None and not task.said("Claim"):
        return 0
    estimate = expected(task)
    if status in (Status.DONE, Status.DEFERRED):
        return spent if spent is not None else estimate
    used = spent or 0
    return max(used, estimate) if task.recorded else used + estimate


def expected(task: Task) -> int:
    """The row's estimate, else the base of its type."""
    estimate = task.estimate
    if estimate is not None:
        return estimate
    from mosaic import learning

    return learning.base_estimate(learning.type_of(task))


def code(position: Position) -> str | None:
    """The error code that a position stands for, or None where work may start."""
    return {"stopped": "budget-exceeded", "frozen": "budget-frozen"}.get(position.mode)


def reducible(state: State) -> tuple[Task, ...]:
    """What could be deferred or split: open rows, the lowest priority and the largest first."""
    open_rows = [r for r in state.anything.rows if r.status in _OPEN and not is_verification(r)]
    return tuple(sorted(open_rows, key=lambda r: (-_priority(r), -expected(r))))


def _priority(task: Task) -> int:
    return task.phase if task.phase is not None else 5


def _mode(projected: int, cap: int | None, given: bool) -> Mode:
    if cap is None or projected * 100 < cap * CONSERVATIVE:
        return "normal"
    if not given or projected * 100 <= cap * FREEZE:
        return "conservative"
    return "frozen" if projected <= cap else "stopped"


def _hint(state: State) -> str:
    large = [f"{r.id} ({format_tokens(expected(r))})" for r in reducible(state)[:5]]
    reduce = f"defer or split {', '.join(large)}; or " if large else ""
    return f"{reduce}run 'mosaic-orchestrator config budget.cap TOKENS --reason REASON'"
