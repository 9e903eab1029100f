"""What happened since the last handoff, resume or bootstrap: an orchestrator's session."""

from __future__ import annotations

from mosaic.ledger.entry import trailers
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Event
from mosaic.standard import Iterator
from mosaic.values import dataclass

#: Entries that begin a session.
BOUNDS = (Event.HANDOFF.value, Event.RESUME.value, Event.BOOTSTRAP.value)


@dataclass(frozen=True)
class Past:
    """One entry of the past: its id, its event, the tasks that it names."""

    oid: str
    event: str
    tasks: tuple[str, ...]


def entries(ledger: GitLedger) -> Iterator[Past]:
    """The entries on the ledger's ref, newest first."""
    tip = ledger.tip
    if not tip:
        return
    args = ("log", "-z", "--first-parent", "--format=%H%n%B", "--grep=^Mosaic-Event: ", tip, "--")
    for block in ledger.repository.git.run(*args).text.split("\0"):
        oid, _, message = block.partition("\n")
        found = trailers(message)
        event = dict(found).get("Mosaic-Event", "")
        if event:
            yield Past(oid, event, tuple(v for k, v in found if k == "Mosaic-Task"))


def session(ledger: GitLedger) -> tuple[Past, ...]:
    """This session's entries, newest first; right after a handoff, those of the one it ended."""
    found: list[Past] = []
    for past in entries(ledger):
        if past.event == Event.HANDOFF and past.oid == ledger.tip:
            continue
        if past.event in BOUNDS:
            break
        found.append(past)
    return tuple(found)


def event_at_tip(ledger: GitLedger) -> str:
    """The event of the entry at the tip; '' where the tip is a commit of another kind."""
    commit = ledger.reader.get(ledger.tip) if ledger.tip else None
    if commit is None:
        return ""
    _, _, message = commit.body.decode("utf-8", "replace").partition("\n\n")
    return dict(trailers(message)).get("Mosaic-Event", "")
