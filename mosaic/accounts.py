"""Whether entries wrote what a row's notes hold as evidence, since its last claim.

A person who can commit can write anything into the table. Before gates count it, the claim's own
entries are asked: a piece that none of them brought was put there by other means.
"""

from __future__ import annotations

from mosaic.change import parse_cell_change
from mosaic.events.decision import token_of
from mosaic.ledger.entry import trailers
from mosaic.ledger.git import Git
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Event
from mosaic.parse import cells
from mosaic.parse.notes import parse_notes
from mosaic.parse.tasks import Task
from mosaic.shown import WORD, brought, pieces, unshown
from mosaic.standard import Iterator, Sequence

#: What a row loses only by an entry: gates refuse for it.
_AGAINST = "Red"


def unaccounted(ledger: GitLedger, task: Task) -> tuple[str, ...] | None:
    """Each piece of evidence in the notes that no entry accounts for; None where the history that
    would say so is not here."""
    token, held = token_of(task), pieces(task.notes)
    ours = ledger.claims().get(task.id) == token
    if not (token or held) or (ours and not held):
        return ()
    git, tip = ledger.repository.git, ledger.tip
    claim = _claim(git, tip, task.id, token)
    if not claim and (ledger.repository.common / "shallow").exists():
        return None
    if token and not claim:
        return (cells.visible(f"Claim: {token}"),)
    missing = _missing(task, tuple(_changes(git, tip, task.id, claim)))
    if not claim or not any(piece.startswith(f"{WORD}: ") for piece in missing):
        return missing
    before = _missing(task, tuple(_changes(git, tip, task.id, "")))  # a word outlives the claim
    return tuple(p for p in missing if not p.startswith(f"{WORD}: ") or p in before)


def _claim(git: Git, tip: str, task: str, token: str) -> str:
    """The entry that gave the claim its token, or ''."""
    if not (token.isascii() and token.isalnum() and len(token) <= 64):
        return ""
    words = (f"--grep=^Mosaic-Claim: {token}$", f"--grep=^Mosaic-Task: {_plain(task)}$")
    return git.run("log", "-1", "--format=%H", "--all-match", *words, tip, "--").line


def _plain(task: str) -> str:
    """The task's id as a regular expression that means it alone."""
    return task.replace(".", "\\.")


Noted = tuple[str, Sequence[str], str, str]


def _changes(git: Git, tip: str, task: str, claim: str) -> Iterator[Noted]:
    """Event, evidence, old and new of each entry since the claim that changed the row's notes,
    newest first."""
    since = ("--not", f"{claim}^@") if claim else ()
    words = (f"--grep=^Mosaic-Task: {_plain(task)}$", tip, *since)
    said = git.run("log", "--topo-order", "--format=%B%x00", *words, "--").text
    for message in said.split("\0"):
        found = trailers(message)
        events = [value for name, value in found if name == "Mosaic-Event"]
        evidence = [value for name, value in found if name == "Mosaic-Evidence"]
        for cell in (parse_cell_change(v) for name, v in found if name == "Mosaic-Change"):
            if events and cell is not None and (cell.task, cell.column) == (task, "notes"):
                yield events[0], evidence, cell.old, cell.new


def _missing(task: Task, changes: Sequence[Noted]) -> tuple[str, ...]:
    known: set[tuple[str, str]] = set()
    for event, evidence, old, new in changes:
        refused = {piece for piece, _ in unshown(event, evidence, old, new)}
        known |= {p for p in brought(old, new) if cells.visible(f"{p[0]}: {p[1]}") not in refused}
    forged = sorted(pieces(task.notes) - known)
    last = next((parse_notes(new) for event, _, _, new in changes if event != Event.ADOPT), None)
    gone = set(last.all(_AGAINST)) - set(task.notes.all(_AGAINST)) if last else set()
    return (
        *(cells.visible(f"{label}: {text}") for label, text in forged),
        *(cells.visible(f"{_AGAINST}: {text} (taken out)") for text in sorted(gone)),
    )
