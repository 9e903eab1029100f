"""What recap says: what was done, by whom, how far alone, and how well it was foreseen."""

from __future__ import annotations

from mosaic.gates.rows import listed
from mosaic.recap import Finished, Recap, Worker
from mosaic.standard import Mapping
from mosaic.views.answer import Answer
from mosaic.views.grid import grid
from mosaic.views.task import tokens

_BANDS = {
    "log": "within 30 %",
    "flag": "to 50 %",
    "capture": "to 100 %",
    "critical": "beyond 100 %",
    "unmeasured": "not measured",
}


def recapped(found: Recap, since: str, most: int) -> Answer:
    """The answer, at most so many named of each; a stretch without an entry says so."""
    if not found.entries:
        return Answer(
            "recap", "no entries" + (f" since {since}" if since else ""), _json(found, most)
        )
    lines = [
        f"{_count(found.entries, 'entry', 'entries')}, {found.first[:16]} to {found.last[:16]}",
        _done(found),
        *(f"  {line}" for line in _rows(found, most)),
        _more(len(found.done), most),
        *(f"{status}: {listed(names, most)}" for status, names in found.others.items()),
        f"used: {tokens(found.spent)} tokens",
        *(f"  {name}: {_worker(worker)}" for name, worker in _first(found.workers, most)),
        _more(len(found.workers), most),
        _autonomy(found),
        *(f"  {t.task} to {t.agent}: {t.reason}" for t in found.takeovers[:most]),
        _more(len(found.takeovers), most),
        _variance(found),
        _forecast(found),
    ]
    return Answer("recap", "\n".join(line for line in lines if line), _json(found, most))


def _rows(found: Recap, most: int) -> list[str]:
    table = grid([_row(task) for task in found.done[:most]])
    return [line.rstrip() for line in table.split("\n") if line]


def _row(task: Finished) -> tuple[str, ...]:
    off = "" if task.variance is None else signed(task.variance)
    spent = f"{tokens(task.estimate)} → {tokens(task.used)}"
    helped = "" if task.autonomy == "full" else task.autonomy
    return (task.id, task.agent, spent, off, helped, task.description[:60])


def _done(found: Recap) -> str:
    pace = f", {found.per_day:.1f} a day" if found.per_day is not None else ""
    return f"done: {_count(len(found.done), 'task', 'tasks')}{pace}"


def _worker(worker: Worker) -> str:
    failed = f", {worker.failed} failed" if worker.failed else ""
    claims = _count(worker.claims, "claim", "claims")
    return f"{claims}, {worker.done} done{failed}, {tokens(worker.used)} used"


def _autonomy(found: Recap) -> str:
    if found.autonomy is None:
        return ""
    kinds = ", ".join(f"{found.share_of(kind)} {kind}" for kind in ("full", "assisted", "takeover"))
    return f"autonomy: {round(100 * found.autonomy)} % ({kinds})"


def _variance(found: Recap) -> str:
    said = [f"{count} {_BANDS[name]}" for name, count in found.bands.items() if count]
    return f"variance: {', '.join(said)}" if said else ""


def _forecast(found: Recap) -> str:
    plan = found.forecast
    if plan.error is None or plan.mean_miss is None:
        return ""
    over = f"{tokens(plan.estimate)} → {tokens(plan.used)}"
    tasks = _count(plan.measured, "task", "tasks")
    miss = f"a task is off by {round(100 * plan.mean_miss)} % in the mean"
    return f"forecast error: {signed(plan.error)} ({over}, {tasks}); {miss}"


def signed(share: float) -> str:
    """A share as signed per cent."""
    return f"{round(100 * share):+d} %"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _more(number: int, most: int) -> str:
    return f"  and {number - most} more" if number > most else ""


def _first(workers: Mapping[str, Worker], most: int) -> list[tuple[str, Worker]]:
    return list(workers.items())[:most]


def _json(found: Recap, most: int) -> dict[str, object]:
    plan = found.forecast
    kinds = {"done": found.done, "agents": found.workers, "takeovers": found.takeovers}
    more = {
        name: len(of) - most for name, of in {**kinds, **found.others}.items() if len(of) > most
    }
    return {
        "first": found.first or None,
        "last": found.last or None,
        "entries": found.entries,
        "events": dict(found.events),
        "done": [_task(task) for task in found.done[:most]],
        "others": {status: list(names[:most]) for status, names in found.others.items()},
        "used": found.spent,
        "per_day": _rounded(found.per_day),
        "agents": [
            {"agent": name, "claims": w.claims, "done": w.done, "failed": w.failed, "used": w.used}
            for name, w in _first(found.workers, most)
        ],
        "authors": list(found.people),
        "autonomy": {
            "full": found.share_of("full"),
            "assisted": found.share_of("assisted"),
            "takeover": found.share_of("takeover"),
            "rate": _rounded(found.autonomy),
        },
        "takeovers": [
            {"task": t.task, "agent": t.agent, "when": t.when, "reason": t.reason}
            for t in found.takeovers[:most]
        ],
        "variance": found.bands,
        "forecast": {
            "measured": plan.measured,
            "estimate": plan.estimate,
            "used": plan.used,
            "error": _rounded(plan.error),
            "mean_miss": _rounded(plan.mean_miss),
        },
        **({"more": more} if more else {}),
    }


def _task(task: Finished) -> dict[str, object]:
    return {
        "id": task.id,
        "description": task.description,
        "agent": task.agent,
        "when": task.when,
        "estimate": task.estimate,
        "used": task.used,
        "variance": _rounded(task.variance),
        "autonomy": task.autonomy,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
