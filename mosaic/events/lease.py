"""A claim's lease: trusted for ``limits.lease`` after its start and after each sign of life.

Clocks decide only whether a retry may be made now, never whose a task is: that is the token's. A
moment ahead of this machine's clock counts as it stands up to a day; a sign further ahead counts
for nothing, and a start further ahead refuses, since nobody can tell which clock is wrong.
"""

from __future__ import annotations

from mosaic.errors import Refused
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import datetime, timedelta
from mosaic.values import dataclass

#: How far ahead of this machine's clock a moment may lie and still be believed.
SKEW = timedelta(days=1)


@dataclass(frozen=True)
class Sign:
    """A sign of life: what it is of, and when, ISO 8601; '' for what is alive at this moment."""

    what: str
    when: str = ""


@dataclass(frozen=True)
class Signs:
    """Every sign of life that was found, and what else was looked at, in words."""

    seen: tuple[Sign, ...] = ()
    looked: tuple[str, ...] = ()


def look_abandoned(task: Task, lease: int, now: str, signs: Signs) -> tuple[str, ...]:
    """What was looked at, where the lease (in seconds) ran out and no sign is younger.

    Errors: Refused, naming what says that the worker lives, or that nobody can tell.
    """
    moment, span = cells.parse_when(now), timedelta(seconds=lease)
    since = _started(task)
    if since > moment + SKEW:
        raise _living(
            task,
            f"{task.id} was started at {task['started_at']}, which is more than a day ahead of"
            " this machine's clock: nobody can tell whether its lease ran out",
        )
    if moment < since + span:
        end = (since + span).isoformat()
        raise _living(task, f"{task['agent']} works on {task.id} under a lease until {end}")
    looked = []
    for sign in signs.seen:
        if not sign.when:
            raise _living(task, f"worker still alive: {sign.what}")
        when = cells.parse_when(sign.when)
        if when > moment + SKEW:
            looked.append(f"{sign.what}: {sign.when}, more than a day ahead, does not count")
        elif moment < when + span:
            raise _living(task, f"worker still alive: {sign.what} {_ago(moment, when)}")
        else:
            looked.append(f"{sign.what} {_ago(moment, when)}")
    return (*looked, *signs.looked)


def _started(task: Task) -> datetime:
    try:
        return cells.parse_when(task["started_at"])
    except ValueError as error:
        raise _living(
            task, f"when {task.id} was started cannot be read: {cells.visible(str(error))}"
        ) from error


def _living(task: Task, said: str) -> Refused:
    takeover = f"'mosaic-orchestrator takeover {task.id} --agent NAME --reason WHY'"
    return Refused(said, hint=f"wait, or {takeover}")


def _ago(now: datetime, when: datetime) -> str:
    """How long ago, in one unit; a moment to come as it stands."""
    if when > now:
        return f"at {when.isoformat()}, ahead of this machine's clock"
    return f"{spoken(int((now - when).total_seconds()))} ago"


def spoken(seconds: int) -> str:
    """A stretch of time in one unit, for people."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= 2 * size or unit == "second":
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return ""
