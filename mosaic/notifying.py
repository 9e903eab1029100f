"""The host's own command is told of an open question, as JSON on its standard input.

It runs after the entry, for so many seconds; that it fails changes nothing, and is a warning.
"""

from __future__ import annotations

from mosaic.ledger.bounded import child
from mosaic.ledger.git import tail, theirs
from mosaic.ledger.repository import Repository
from mosaic.standard import Mapping, json

#: Seconds that the command may take, and bytes that it may print.
LIMIT, MOST = 20.0, 1024 * 1024


def notify(repository: Repository, command: str, told: Mapping[str, object]) -> str:
    """Run the command with this on its standard input; '' or a warning. A shell runs it, as it
    does the quality gates: both come from the host's own config. It has the caller's environment,
    for its login, and what it leaves running may go on."""
    if not command:
        return ""
    given = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    top, env = repository.top, theirs()
    try:
        done = child(("sh", "-c", command), top, env, LIMIT, stdin=given, most=MOST, rest=True)
    except OSError as error:
        return f"notify.command could not be started: {error.strerror}"
    if done.late:
        return f"notify.command took over {LIMIT:g} seconds and was ended"
    if done.flooded:
        return f"notify.command printed more than {MOST:,} bytes and was ended"
    if done.status:
        said = " / ".join(tail((done.err or done.out).decode("utf-8", "replace"), 2))
        return f"notify.command ended with {done.status}{': ' if said else ''}{said}"
    return ""
