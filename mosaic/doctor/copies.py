"""recovery, copies: nothing is half done, and each work tree's files are those of the tip.

A copy that is only behind (it and its index are one older entry's) differs from one that a person
edited: the first is refreshed by ``--fix``, the second is a person's, and named.
"""

from __future__ import annotations

from mosaic.doctor.locks import held
from mosaic.doctor.patient import Finding, Patient, worst
from mosaic.errors import LedgerUnusable
from mosaic.ledger import publish
from mosaic.ledger.git import Git
from mosaic.ledger.placing import read_copy
from mosaic.ledger.recovery import blobs_at
from mosaic.ledger.repository import Worktree, worktrees_of
from mosaic.ledger.worktree import clean_oid, staged
from mosaic.parse import tasks
from mosaic.pathname import Path
from mosaic.standard import Iterator, Mapping, json
from mosaic.state import STATE_FILES
from mosaic.values import dataclass

#: How many entries back a copy is looked for.
LOOKED = 200
_ADOPT = "run 'mosaic-orchestrator adopt' to take it in, or with --discard to put it aside"
FIX = "run 'mosaic-orchestrator doctor --fix'"


def recovery(patient: Patient) -> Finding:
    """Whether an entry is unfinished."""
    private = patient.repository.private
    file = private / "recovery.json"
    if not file.exists() and (private / "pending-push.json").exists():
        return _pending(private / "pending-push.json")
    if not file.exists():
        return Finding("ok", "no entry is unfinished")
    if held(private / "lock"):
        return Finding("warn", "an entry is being written right now", "look again in a moment")
    try:
        ref = json.loads(file.read_bytes())["ref"]
    except (ValueError, KeyError, TypeError):
        hint = "see that 'git status' is as you expect, then move that file aside"
        return Finding("fail", f"the note of an unfinished entry cannot be read: {file}", hint)
    hint = f"any writing command finishes it; or {FIX}"
    return Finding("fail", f"a killed command left an entry of {ref} unfinished", hint, [str(file)])


def _pending(note: Path) -> Finding:
    """A push whose outcome no command has seen yet."""
    try:
        publish.read(note)
    except LedgerUnusable as error:
        return Finding("fail", error.message, error.hint)
    hint = "any writing command settles it, once the remote answers"
    return Finding("warn", "the outcome of a push is not known yet", hint)


@dataclass(frozen=True)
class Copy:
    """One state file that differs from the tip in one work tree.

    ``state``: edited, staged, unmerged, behind. ``old``: the blob that a copy behind is of.
    """

    worktree: Worktree
    path: str
    state: str
    old: str = ""


def copies(patient: Patient) -> Finding:
    """File, index and tip, in each work tree that has the ledger's branch out."""
    if not _there(patient):
        return Finding("ok", "there is no ledger yet; what init lays out is taken in by bootstrap")
    places = _places(patient)
    found = [_said(copy) for copy in differing(patient)]
    return worst(found, f"file, index and tip agree in {len(places)} work tree(s)")


def _there(patient: Patient) -> bool:
    """Whether the branch has a ledger: before that, and after a release, edits are no fault.

    Work trees have the local ref out, which may be behind the upstream's.
    """
    tip = patient.ledger.local
    return bool(tip) and patient.ledger.files(tip).read(tasks.PATH) is not None


def _places(patient: Patient) -> tuple[Worktree, ...]:
    place = patient.repository
    return worktrees_of(place.git, patient.ledger.ref, place)


def differing(patient: Patient) -> tuple[Copy, ...]:
    """Every copy that is not the tip's, and what it is instead; none where there is no ledger."""
    if not _there(patient):
        return ()
    committed = blobs_at(patient.ledger.reader, patient.ledger.local, STATE_FILES)
    return tuple(c for w in _places(patient) for c in _differing(patient, w, committed))


def _differing(
    patient: Patient, worktree: Worktree, committed: Mapping[str, tuple[str, bytes] | None]
) -> Iterator[Copy]:
    git = Git(worktree.top)
    index = staged(git, tuple(committed))
    for path, blob in committed.items():
        entry, data, tip = index.get(path), read_copy(worktree.top, path), blob[0] if blob else ""
        known = entry.oid if entry else ""
        if entry and entry.unmerged:
            yield Copy(worktree, path, "unmerged")
            continue
        skipped = entry is not None and entry.skipped and data is None
        here = known if skipped else clean_oid(git, path, data) if data is not None else ""
        if (here, known) == (tip, tip):
            continue
        if here == known and _was(patient, path, here):
            yield Copy(worktree, path, "behind", here)
        else:
            yield Copy(worktree, path, "edited" if known == tip else "staged", known)


def _was(patient: Patient, path: str, oid: str) -> bool:
    """Whether a file was this blob ('' for none) in one of the last entries."""
    words = ("log", "-n", str(LOOKED), "--no-renames", "--no-abbrev", "--raw", "-m", "--format=")
    tip = patient.ledger.local
    told = patient.repository.git.run(*words, tip, "--", path).text
    olds = {line.split()[2] for line in told.split("\n") if line.startswith(":")}
    return oid in olds if oid else any(set(old) == {"0"} for old in olds)


def _said(copy: Copy) -> Finding:
    where = f"{copy.path} in {copy.worktree.top}"
    if copy.state == "unmerged":
        hint = "choose one version of what is marked, 'git add' the file and go on with git"
        return Finding("fail", f"{where} is not merged yet", hint)
    if copy.state == "behind":
        return Finding("fail", f"{where} is behind the ledger's tip, and not edited", FIX)
    hint = _ADOPT if copy.path == tasks.PATH else "commit it first"
    if copy.state == "staged":
        return Finding("fail", f"{where} was staged by hand", hint)
    return Finding("fail", f"{where} was edited by hand", hint)
