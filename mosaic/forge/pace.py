"""Waiting for a forge: with a limit, and never in silence."""

from __future__ import annotations

import time

from mosaic.standard import Callable
from mosaic.values import dataclass


def _silent(line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Pace:
    """The clock that a forge is asked by, and who is told what is waited for.

    ``limit``: seconds to wait for checks, or for the queue, at most.
    """

    tell: Callable[[str], None] = _silent
    limit: float = 1800.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
