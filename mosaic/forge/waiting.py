"""Waiting until the checks of a commit, what runs on a base, or a forge's own look at a pull
request, have ended.

The pauses grow from one second; each look is told. What has not ended in time is no failure of
anybody: the same command goes on from there.
"""

from __future__ import annotations

from mosaic.errors import Wait
from mosaic.forge.pace import Pace
from mosaic.forge.protocol import Check, Ci, Forge
from mosaic.standard import Callable, Literal, Sequence, TypeVar

#: The first and the longest pause between two looks, seconds.
FIRST, LONGEST = 1.0, 20.0
#: Seconds in which the first check of a commit has to show; a commit without any has no CI.
GRACE = 60.0
Purpose = Literal["push", "merge"]
T = TypeVar("T")


def wait_for_ci(forge: Forge, commit: str, pace: Pace) -> Ci:
    """The checks of exactly this commit, once all have ended or one is red; or none at all.

    Errors: ForgeFailed; Wait (forge-busy) naming what has not ended.
    """

    def ended(found: Ci, waited: float) -> bool:
        if found.state == "none":
            return waited >= min(GRACE, pace.limit)
        return found.state != "pending"

    found, over = _until(
        lambda: forge.ci(commit),
        ended,
        lambda now: f"CI of {commit[:12]}: {_shown(now.of('pending')) or 'no check yet'}",
        pace,
    )
    if over:
        raise _late(f"CI of {commit[:12]} has not ended", found.of("pending"), pace)
    return found


def wait_for_queue(forge: Forge, base: str, purpose: Purpose, pace: Pace) -> None:
    """The queue guard: return once nothing runs or waits on the base.

    Errors: ForgeFailed; Wait (forge-busy) naming what has not ended.
    """
    found, over = _until(
        lambda: forge.queue(base),
        lambda now, _: not now,
        lambda now: f"before the {purpose}, '{base}' is busy: {_shown(now)}",
        pace,
    )
    if over:
        raise _late(f"'{base}' is still busy", found, pace)


def wait_for_look(look: Callable[[], tuple[T, str]], what: str, pace: Pace) -> T:
    """What a forge says once it has looked; ``look`` gives that and '', or its word until then.

    Errors: what ``look`` raises; Wait (forge-busy).
    """
    (found, word), over = _until(
        look, lambda now, _: not now[1], lambda now: f"the forge looks at {what}: {now[1]}", pace
    )
    if over:
        raise _late(f"the forge has not ended looking at {what} ({word})", (), pace)
    return found


def _until(
    look: Callable[[], T],
    ended: Callable[[T, float], bool],
    say: Callable[[T], str],
    pace: Pace,
) -> tuple[T, bool]:
    """Look until it has ended; what was seen last, and whether the time was over before."""
    start, pause = pace.now(), FIRST
    while True:
        found, waited = look(), pace.now() - start
        if ended(found, waited):
            return found, False
        if waited >= pace.limit:
            return found, True
        pace.tell(f"{say(found)} ({waited:.0f} s)")
        pace.sleep(min(pause, max(pace.limit - waited, 0.0)))
        pause = min(pause * 1.5, LONGEST)


def _shown(checks: Sequence[Check]) -> str:
    more = f" and {len(checks) - 3} more" if len(checks) > 3 else ""
    return ", ".join(f"{check.name} ({check.word})" for check in checks[:3]) + more


def _late(what: str, checks: Sequence[Check], pace: Pace) -> Wait:
    return Wait(
        f"{what} after {pace.limit:.0f} s",
        code="forge-busy",
        details=[str(check) for check in checks],
        hint="run the same command again: it goes on from there",
    )
