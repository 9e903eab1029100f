"""A person's own copies of the state files in the worktree that has the ledger's ref out.

An edit that was not committed is taken in by adopt and repair, or put aside by adopt --discard;
it is never overwritten otherwise.
"""

from __future__ import annotations

import secrets

from mosaic.errors import LedgerUnusable, Refused
from mosaic.ledger import conflicts
from mosaic.ledger.files import keep
from mosaic.ledger.git import Git
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.objects import no_text
from mosaic.ledger.page import WATCHED
from mosaic.ledger.placing import blob_id, read_copy
from mosaic.ledger.recovery import blobs_at
from mosaic.ledger.repository import Worktree, worktrees_of
from mosaic.ledger.worktree import Follower, edited_paths, staged
from mosaic.parse import cells
from mosaic.pathname import Path
from mosaic.standard import UTC, Callable, Mapping
from mosaic.state import STATE_FILES
from mosaic.values import dataclass, field


@dataclass(frozen=True)
class Copies:
    """The state files that a person edited: their texts as git would keep them, by path."""

    tip: str
    top: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


def settled(ledger: GitLedger) -> Copies:
    """What is edited once a killed command's leftovers, which are no edit, have been finished.

    Errors: as ``edited``; Wait (locked).
    """
    with ledger.writing(taken=dict.fromkeys(WATCHED, "")):
        return edited(ledger)


def edited(ledger: GitLedger) -> Copies:
    """What a person edited and did not commit, as an edit of the ledger's tip.

    Errors: Refused where a file was deleted, or was staged otherwise than it is now;
    LedgerUnusable where one is no UTF-8, or does not fit what others did since.
    """
    tip, local = ledger.tip, ledger.local
    for worktree in _worktrees(ledger):
        paths = _edited(ledger, local, worktree)
        if paths:
            texts = {path: _taken(ledger, worktree, local, path) for path in paths}
            return Copies(tip, worktree.top, _on_tip(ledger, worktree.top, local, texts))
    return Copies(tip)


def read_into(
    ledger: GitLedger, taken: dict[str, str], wanted: Callable[[str, str], bool] = lambda p, t: True
) -> Copies:
    """As ``edited``, with what an event takes in put into ``taken``: each time it is decided, since
    somebody else may have adopted or discarded the edit meanwhile."""
    found = edited(ledger)
    taken.clear()
    taken.update({path: text for path, text in found.texts.items() if wanted(path, text)})
    return found


def _on_tip(
    ledger: GitLedger, top: Path, local: str, texts: Mapping[str, str]
) -> Mapping[str, str]:
    """The edits as they would be of the ledger's tip: taken in as they are, older ones would undo
    what others did since.

    Errors: LedgerUnusable (ledger-edited) where both changed the same, or entries and commits that
    only this clone has would have to be brought along.
    """
    if ledger.tip == local:
        return texts
    from mosaic.ledger.rebased import rebased

    here = ledger.sharing.standing
    if here.own and here.behind:
        raise LedgerUnusable(
            f"the copy in '{top}' was edited, and the ledger has moved on since",
            code="ledger-edited",
            details=["the branch here has commits that are not there"],
            hint="run 'mosaic-orchestrator adopt --discard', which saves the edit aside; bring the"
            " branch up with 'git pull --rebase', then make the edit again",
        )
    return rebased(top, texts, ledger.files(local), ledger.files(ledger.tip))


def _worktrees(ledger: GitLedger) -> tuple[Worktree, ...]:
    repository = ledger.repository
    return worktrees_of(repository.git, ledger.ref, repository)


def _edited(ledger: GitLedger, tip: str, worktree: Worktree) -> tuple[str, ...]:
    return edited_paths(worktree, blobs_at(ledger.reader, tip, STATE_FILES))


def _taken(ledger: GitLedger, worktree: Worktree, tip: str, path: str) -> str:
    """The text that git would commit of this copy, its filters applied."""
    data = read_copy(worktree.top, path)
    if data is None:
        raise Refused(
            f"{path} was deleted by hand",
            code="check-failed",
            hint="run 'mosaic-orchestrator adopt --discard' to bring it back",
        )
    git = Git(worktree.top)
    words = ("hash-object", "--stdin", f"--path={path}")
    oid = git.filtered(*words, stdin=data).line
    entry = staged(git, (path,)).get(path)
    if entry and entry.unmerged:
        conflicts.refuse(worktree, (path,))
        raise conflicts.in_conflict(worktree, (f"{path}: it is not merged yet",))
    committed = blobs_at(ledger.reader, tip, (path,))[path]
    if entry and entry.oid not in (oid, committed[0] if committed else ""):
        raise Refused(
            f"{path} was staged otherwise than it is in the work tree",
            code="check-failed",
            hint="stage the version that you mean, or none, and run adopt again",
        )
    if oid != blob_id(data, oid):  # a filter changed it; else nothing of the edit is stored
        git.filtered(*words, "-w", stdin=data)
        found = ledger.reader.get(oid)
        data = found.body if found else data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise no_text(path, error) from error


def discard(ledger: GitLedger, now: str, dry_run: bool = False) -> tuple[Path, ...]:
    """Save every edited copy aside, then bring the ledger's own back; where they were saved.

    A version that was staged and is another than the copy is saved too. ``now`` is ISO 8601.
    """
    saved: list[Path] = []
    with ledger.writing(taken=dict.fromkeys(WATCHED, "")) as page:
        for worktree in page.worktrees:
            paths = _edited(ledger, page.local, worktree)
            for name, data in [
                v for path in paths for v in _versions(ledger, worktree, page.local, path)
            ]:
                file = _free(ledger.repository.private / "discarded", name, now)
                saved.append(file)
                if not dry_run:
                    keep(file, data)
            if paths and not dry_run:
                _restore(ledger, worktree, page.local, paths, page.held)
    return tuple(saved)


def _versions(
    ledger: GitLedger, worktree: Worktree, tip: str, path: str
) -> list[tuple[str, bytes]]:
    """The copy, and what was staged where that is another, each with a name to save it under."""
    name, found = path.rpartition("/")[2], []
    copy = read_copy(worktree.top, path)
    if copy is not None:
        found.append((name, copy))
    entry = staged(Git(worktree.top), (path,)).get(path)
    blob = ledger.reader.get(entry.oid) if entry else None
    committed = blobs_at(ledger.reader, tip, (path,))[path]
    if blob and blob.body not in (copy, committed[1] if committed else None):
        found.append((f"staged-{name}", blob.body))
    return found


def _free(folder: Path, name: str, now: str) -> Path:
    """A path for a saved copy at which there is nothing yet."""
    moment = cells.parse_when(now).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    file, number = folder / f"{moment}-{name}", 1
    while file.exists():
        number += 1
        file = folder / f"{moment}-{number}-{name}"
    return file


def _restore(
    ledger: GitLedger, worktree: Worktree, tip: str, paths: tuple[str, ...], held: tuple[int, ...]
) -> None:
    blobs = blobs_at(ledger.reader, tip, paths)
    follower = Follower(worktree, secrets.token_hex(8), held)
    follower.lock()
    try:
        follower.prepare({path: blob[0] if blob else None for path, blob in blobs.items()})
        follower.follow(blobs, blobs, None)
    finally:
        follower.release()
