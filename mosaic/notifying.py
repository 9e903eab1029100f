"""The host's own command is told of an open question, as JSON on its standard input.

It runs after the entry, for so many seconds; that it fails changes nothing, and is a warning.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from mosaic.ledger.bounded import child
from mosaic.ledger.git import tail
from mosaic.ledger.repository import Repository
from mosaic.standard import json

#: Seconds that the command may take.
LIMIT = 20.0


def notify(repository: Repository, command: str, told: Mapping[str, object]) -> str:
    """Run the command with this on its standard input; '' or a warning. A shell runs it, as it
    does the quality gates: both come from the host's own config."""
    if not command:
        return ""
    given = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    try:
        done = child(("sh", "-c", command), repository.top, os.environ, LIMIT, stdin=given)
    except OSError as error:
        return f"notify.command could not be started: {error.strerror}"
    if done.late:
        return f"notify.command took over {LIMIT:g} seconds and was ended"
    if done.status:
        said = " / ".join(tail((done.err or done.out).decode("utf-8", "replace"), 2))
        return f"notify.command ended with {done.status}{': ' if said else ''}{said}"
    return ""
