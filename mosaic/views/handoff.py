"""The ORCHESTRATOR HANDOFF message, filled in, with the takeover kickstart; and the summary.

Source: the guide, "Context Threshold Protocol" and "Enhanced Compaction Summary".
"""

from __future__ import annotations

from mosaic import learning
from mosaic.advance import Outcome
from mosaic.errors import MosaicError
from mosaic.events import claim
from mosaic.gates.rows import some
from mosaic.ledger.session import Past
from mosaic.machine import Event, Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.pathname import Path
from mosaic.state import LEARNINGS, State
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.standing import Standing
from mosaic.views.task import tokens
from mosaic.views.template import filled

#: Per cent of context from which continuing is not allowed.
NO_FURTHER = 60
#: Lines of a list, and rows of a table, that the message has; the rest is counted.
NAMED, TABLED = 20, 50


def handed_off(
    outcome: Outcome[None], top: Path, context: float, past: tuple[Past, ...], now: str, dry: bool
) -> Answer:
    """The answer of compaction-handoff: the message is its text."""
    state = outcome.before
    texts = handoff_texts(state, top, context, past, now)
    here = Standing(state)
    extra = {
        **texts,
        "progress": {"finished": here.finished, "tasks": here.total},
        "in_flight": list(here.in_flight[:NAMED]),
        **({"more": {"in_flight": left}} if (left := len(here.in_flight) - NAMED) > 0 else {}),
        "next_task": next_id(state, now) or None,
        "continue": context < NO_FURTHER,
    }
    return changed(
        "compaction-handoff",
        outcome,
        "the mission is handed off",
        extra=extra,
        text=texts["message"],
        following="stop, and start a fresh orchestrator with the kickstart",
        dry_run=dry,
    )


def rehearse(state: State, top: Path, context: float, past: tuple[Past, ...], now: str) -> None:
    """Fill the texts once before anything moves. Errors: LedgerUnusable; as ``filled``."""
    if state.document.rows:
        handoff_texts(state, top, context, past, now)


def handoff_texts(
    state: State, top: Path, context: float, past: tuple[Past, ...], now: str
) -> dict[str, str]:
    """The message, the kickstart in it, and the summary. Errors: as ``filled``."""
    values = _values(state, top, context, past)
    kickstart = filled("orchestrator/takeover-kickstart.md", top, values)
    values["KICKSTART"] = kickstart.strip()
    return {
        "message": filled("orchestrator/handoff.md", top, values),
        "kickstart": kickstart,
        "summary": filled(
            "orchestrator/compaction-summary.md", top, _summary(state, top, past, now, values)
        ),
    }


def next_id(state: State, now: str = "") -> str:
    """The id that claim-next would claim, or '' where it would claim none."""
    try:
        return claim.decide(state, claim.Request("(nobody)", "", now)).task
    except MosaicError:
        return ""


def _values(state: State, top: Path, context: float, past: tuple[Past, ...]) -> dict[str, str]:
    here, mission = Standing(state), state.config.mission
    limit = "Continuing is not allowed." if context >= NO_FURTHER else ""
    return {
        "CONTEXT": f"{context:g} %",
        "LIMIT_NOTE": limit,
        "PROGRESS": here.progress,
        "PHASE": here.phase_name,
        "NEXT_TASK": next_id(state) or "none is ready; see what is in flight",
        "BUDGET": here.budget,
        "QUALITY": quality(state, past),
        "STATE_FILES": f"- docs/TASKS.md ✓\n- {LEARNINGS} ✓",
        "SESSION": _lines(results(state, past)),
        "IN_FLIGHT": _lines(here.in_flight),
        "MISSION": mission.description or "Finish the open tasks of the ledger.",
        "PROJECT_PATH": str(top),
        "QUALITY_GATES": mission.quality_gates or "none configured",
    }


def _lines(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in some(items, NAMED)) or "None."


def _recorded(state: State, past: tuple[Past, ...]) -> tuple[Task, ...]:
    """The tasks that this session's entries ended, in the order of the entries."""
    names = [p.tasks[0] for p in reversed(past) if p.event == Event.RECORD and p.tasks]
    found = (state.task(name) for name in dict.fromkeys(names))
    return tuple(t for t in found if t and t.status is not Status.IN_PROGRESS)


def results(state: State, past: tuple[Past, ...]) -> tuple[str, ...]:
    """The session's results: estimate → used, variance (guide, "Enhanced Compaction Summary")."""
    return tuple(
        f"{task.id}: {task['status']} ({tokens(task.estimate)} → {tokens(task.used)}{_off(task)})"
        for task in _recorded(state, past)
    )


def _off(task: Task) -> str:
    if not task.used or not task.estimate:
        return ""
    return f", {round(learning.variance(task.used, task.estimate) * 100):+d} %"


def quality(state: State, past: tuple[Past, ...]) -> str:
    """What the landings of this session say of the quality gates."""
    said = [t.notes.get("CI").split(" ")[0] for t in _recorded(state, past) if t.notes.get("CI")]
    if not said:
        return "no gates were run in this session"
    red = sum(word != "green" for word in said)
    return f"{len(said) - red} of {len(said)} runs green"


def _summary(
    state: State, top: Path, past: tuple[Past, ...], now: str, values: dict[str, str]
) -> dict[str, str]:
    ended = _recorded(state, past)
    off = [t for t in ended if t.used and t.estimate]
    flagged = [t for t in off if learning.band(_share(t)) in ("capture", "critical")]
    rest = [r for r in state.mission_rows if r.status not in (Status.DONE, Status.DEFERRED)]
    return {
        **values,
        "PROJECT": top.name,
        "MILESTONE": state.config.mission.milestone or "none named",
        "CURRENT_DATETIME": now,
        "COMPLETED": "\n".join(
            f"| {t.id} | {cells.write(t['description'])} | {tokens(t.estimate)} →"
            f" {tokens(t.used)} | {_off(t).lstrip(', ') or 'unknown'} |"
            for t in ended[:TABLED]
        )
        + _left(len(ended), "| | "),
        "LEARNINGS": _lines(tuple(f"{t.id}:{_off(t).lstrip(',')}" for t in flagged)),
        "REMAINING": "\n".join(
            f"| {t.id} | {t['status']} | {tokens(t.estimate)} |" for t in rest[:TABLED]
        )
        + _left(len(rest), "| "),
    }


def _left(number: int, cells_after: str) -> str:
    """A table's last row, which counts those that are not shown."""
    return f"\n| and {number - TABLED} more | {cells_after}|" if number > TABLED else ""


def _share(task: Task) -> float:
    return learning.variance(task.used or 0, task.estimate or 1)
