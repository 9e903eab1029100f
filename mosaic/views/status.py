"""What status, show and next answer."""

from __future__ import annotations

from mosaic.events.lease import spoken
from mosaic.gates import budget
from mosaic.gates.rows import some
from mosaic.liveness import Lease
from mosaic.parse.tasks import Task
from mosaic.standard import Iterable, Mapping, Sequence
from mosaic.state import State
from mosaic.values import replace
from mosaic.views.answer import Answer
from mosaic.views.questions import inbox, open_questions
from mosaic.views.standing import FINISHED, Standing
from mosaic.views.task import task_json, tokens

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.gates.triage import Triaged
    from mosaic.ledger.course import Moment

#: Rows that status names of each kind, more where ``--limit`` asks for more; the rest is counted.
NAMED = 5


def status(
    state: State, beside: tuple[str, ...], limit: int, leases: tuple[Lease, ...] = ()
) -> Answer:
    """Where the mission stands; rows only where ``limit`` asks for some."""
    here = Standing(state)
    position = budget.position(state)
    stuck = [f"{row.id}: {row['status'] or 'no status'}" for row in here.stuck]
    most = max(NAMED, limit)
    kinds: dict[str, Sequence[object]] = {
        "in_flight": here.in_flight,
        "stuck": stuck,
        "triage": here.triage,
        "inbox": open_questions(state),
        "leases": leases,
    }
    more = {name: len(found) - most for name, found in kinds.items() if len(found) > most}
    data: dict[str, object] = {
        "tasks": here.total,
        "finished": here.finished,
        "per_cent": here.per_cent,
        "counts": here.counts,
        "phase": here.phase,
        "in_flight": list(here.in_flight[:most]),
        "stuck": stuck[:most],
        "triage": [triage_json(one) for one in here.triage[:most]],
        "inbox": list(kinds["inbox"][:most]),
        "leases": [lease_json(lease) for lease in leases[:most]],
        "budget": {
            "mode": position.mode,
            "used": position.used,
            "remaining": position.remaining,
            "projected": position.projected,
            "cap": position.in_force,
        },
        **({"more": more} if more else {}),
    }
    counts = ", ".join(f"{count} {name}" for name, count in here.counts.items())
    lines = [f"{here.progress}: {counts}", here.phase_name, f"budget: {here.budget}"]
    lines += _some("in flight", here.in_flight, most) + _some("stuck", stuck, most)
    lines += _some("to triage", [*map(str, here.triage)], most)
    lines += _some("questions", inbox(state), most)
    lines += _some("leases", [f"{x.task}: {_lease(x)}" for x in leases], most)
    if limit:
        from mosaic.views.grid import grid

        rows = [row for row in here.rows if row.status not in FINISHED][:limit]
        data["rows"] = [{"id": r.id, "status": r["status"], "agent": r["agent"]} for r in rows]
        lines.append(grid([(r.id, r["status"], r["agent"], r["description"][:60]) for r in rows]))
    return Answer("status", "\n".join(lines), data, beside)


def over_time(answer: Answer, moments: Iterable[Moment]) -> Answer:
    """The same answer with the budget after each entry: as a plot, and as a series."""
    from mosaic.views.spent import plot, points, series

    found, budget_json = points(moments), answer.data["budget"]
    assert isinstance(budget_json, dict)
    data = {**answer.data, "budget": {**budget_json, "series": series(found)}}
    return replace(answer, text=f"{answer.text}\n\n{plot(found)}".rstrip("\n"), data=data)


def _some(name: str, items: Sequence[str], most: int) -> list[str]:
    return [f"{name}:", *(f"  {item}" for item in some(items, most))] if items else []


def triage_json(one: Triaged) -> dict[str, object]:
    """A task that is left of a phase in Polish, as a JSON object."""
    task = one.task
    return {"id": task.id, "category": one.category, "status": task["status"], "where": one.where}


def lease_json(lease: Lease) -> dict[str, object]:
    """A lease as a JSON object; ``left`` in seconds, below 0 where it ran out."""
    return {
        "id": lease.task,
        "agent": lease.agent,
        "until": lease.until,
        "left": lease.left,
        "last_sign": lease.seen,
        "held_here": lease.held,
    }


def _lease(lease: Lease) -> str:
    """A lease for people."""
    time = spoken(abs(lease.left))
    left = f"{time} left" if lease.left > 0 else f"ran out {time} ago"
    where = "" if lease.held else ", claimed by another clone"
    return f"{left}, last sign of life {lease.seen}{where}"


def looked_at(answer: Mapping[str, object]) -> str:
    """Where retry looked for signs of life, and found none that is young enough."""
    lines = answer.get("looked_at")
    return "\n".join(f"looked at {line}" for line in lines) if isinstance(lines, list) else ""


def show(
    task: Task,
    archived: bool,
    beside: tuple[str, ...],
    lease: Lease | None = None,
    state: State | None = None,
) -> Answer:
    """One task, every cell that says something; with a ``state``, what it is bound by too."""
    said, bound, odd = _bound(task, state) if state else ([], {}, ())
    names = (n for n in task.table.index if task[n] and n != "notes")
    lines = [f"{name:13} {' '.join(task[name].split())}" for name in names]
    lines += [f"{'note':13} {entry}" for entry in task.notes.entries]
    lines += [f"{'lease':13} {_lease(lease)}"] if lease else []
    lines += said
    data: dict[str, object] = {"task": task_json(task), "archived": archived}
    data |= {"lease": lease_json(lease)} if lease else {}
    return Answer("show", "\n".join(lines), data | bound, (*beside, *odd))


def _bound(task: Task, state: State) -> tuple[list[str], dict[str, object], tuple[str, ...]]:
    """What is said of a row's contract, where it has one: lines, JSON, notices."""
    from mosaic.gates.contracts import contract_of

    contract = contract_of(task, state)
    if contract is None:
        return [], {}, ()
    from mosaic.views.contract import shown

    return shown(task, contract)


def next_task(task: Task, beside: tuple[str, ...]) -> Answer:
    """What claim-next would claim now."""
    said = f"{task.id} is next: {task['description']} (estimate {tokens(task.estimate)})"
    data = {"task": task_json(task), "next": "mosaic-orchestrator claim-next --agent NAME"}
    return Answer("next", said, data, beside)
