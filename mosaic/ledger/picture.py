"""How old what is known of the upstream is: reading commands never ask it, and say so.

Each fetch of the ledger's ref leaves its time on an empty file; a person's own ``git fetch`` leaves
it on git's. An answer that ends a loop (nothing to claim) always says it, any other after a while.
"""

from __future__ import annotations

import os
import time

from mosaic.errors import Deadlock, Finished, MosaicError, Wait
from mosaic.events.lease import spoken
from mosaic.ledger.repository import Repository
from mosaic.ledger.sharing import ASKED, Sharing
from mosaic.pathname import Path
from mosaic.standard import Iterator, contextmanager

#: Seconds after which an answer says how old it is.
OLD = 600.0


def aged(repository: Repository, sharing: Sharing, after: float = OLD) -> tuple[str, ...]:
    """A notice where the upstream was asked longer ago than ``after`` seconds."""
    upstream = sharing.upstream
    if upstream is None:
        return ()
    common = repository.common
    files = (repository.private / ASKED, common / "FETCH_HEAD", common / upstream.tracking)
    last = max(map(_time, files)) or _time(common / "packed-refs")  # as a clone begins
    seconds = max(0.0, time.time() - last)
    if seconds <= after:
        return ()
    when = f"{spoken(int(seconds))} ago" if last else "when this clone was made"
    again = f"'git fetch {upstream.remote}' asks again"
    return (f"nobody was asked: this is {upstream.shown} as it was {when}; {again}",)


@contextmanager
def told(repository: Repository, sharing: Sharing) -> Iterator[None]:
    """An error that claim-next would only raise after a fetch says that there was none."""
    try:
        yield
    except (Finished, Deadlock, Wait) as error:
        _add(error, aged(repository, sharing, after=0.0))
        raise


def _add(error: MosaicError, lines: tuple[str, ...]) -> None:
    error.details = (*error.details, *lines)


def _time(file: Path) -> float:
    try:
        return os.stat(file).st_mtime
    except OSError:
        return 0.0
