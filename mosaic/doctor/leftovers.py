"""leftovers: what commands that were killed left of their own, and what a power loss emptied.

What is surely ours is listed for ``--fix``; a ref or object that is empty is only named, with the
way to bring it back.
"""

from __future__ import annotations

import os

from mosaic.doctor.copies import FIX
from mosaic.doctor.locks import FRESH, age, held, own_token
from mosaic.doctor.patient import Finding, Patient, worst
from mosaic.events.decision import token_of
from mosaic.ledger import processes
from mosaic.ledger.repository import Repository
from mosaic.machine import Status
from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import Iterator, shlex
from mosaic.state import State

#: Objects that are looked at; a clone with more loose ones wants 'git gc' first.
MOST_OBJECTS = 200_000
#: Seconds; nothing that is younger is a leftover.
OLD = 3600
_TOKEN = regex(r"mosaic-(?:index|lock)-([0-9a-f]{16})(?:\.lock)?|\.[^/]{1,80}\.([0-9a-f]{16})\.tmp")


def leftovers(patient: Patient) -> Finding:
    """Temporary worktrees and files, claims that ended, edits put aside."""
    found = [Finding("warn", f"{len(x)} {what}", FIX, [*map(str, x)]) for what, x in _ours(patient)]
    aside = patient.repository.private / "discarded"
    kept = len([*aside.iterdir()]) if aside.is_dir() else 0
    if kept:
        found.append(Finding("ok", "", details=[f"{kept} edit(s) that were put aside: {aside}"]))
    return worst(found, "nothing is left over")


def _ours(patient: Patient) -> Iterator[tuple[str, tuple[Path, ...]]]:
    for what, paths in (
        ("temporary work tree(s) of a killed command", temporary_trees(patient)),
        ("temporary file(s) of a killed command", temporary_files(patient)),
        ("claim(s) of rows that are not in progress", ended_claims(patient)),
    ):
        if paths:
            yield what, paths


def temporary_trees(patient: Patient) -> tuple[Path, ...]:
    """Leases of work trees aside whose holder is dead."""
    folder = patient.repository.private / "trees"
    return tuple(f for f in sorted(folder.iterdir()) if not held(f)) if folder.is_dir() else ()


def temporary_files(patient: Patient, *, locked: bool = False) -> tuple[Path, ...]:
    """Files whose writer is dead: unfinished ones of our own, and those of a token without note.

    ``locked``: the ledger's lock is the caller's, so that nobody is writing one.
    """
    private, found = patient.repository.private, []
    for folder in (private, private / "claims", private / "discarded"):
        free = locked or not held(private / "lock")
        files = sorted(folder.iterdir()) if free and folder.is_dir() else ()
        found += [file for file in files if file.is_file() and _unfinished(file)]
    for tree in patient.trees:
        for folder in (tree.git_dir, tree.top / "docs", tree.top / "docs/tasks"):
            names = sorted(folder.iterdir()) if folder.is_dir() else ()
            found += [f for f in names if _abandoned(patient, private, f)]
    return tuple(dict.fromkeys(found))


def _unfinished(file: Path) -> bool:
    owner = file.suffix[1:]
    return owner == "new" or (owner.isdigit() and processes.alive(int(owner)) is False)


def _abandoned(patient: Patient, private: Path, file: Path) -> bool:
    match = _TOKEN.fullmatch(file.name)
    if match is None or not file.is_file():
        return False
    token = (match.group(1) or match.group(2)).encode()
    return not own_token(private, file, token) and age(patient.now, file) >= OLD


def ended_claims(patient: Patient) -> tuple[Path, ...]:
    """Tokens of claims whose rows are not in progress any more, or gone."""
    rows = State(patient.ledger.files(patient.tip)).anything.tasks if patient.tip else {}
    going = {(n, token_of(row)) for n, row in rows.items() if row.status is Status.IN_PROGRESS}
    folder = patient.repository.private / "claims"
    names = {name for name, _ in going}
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(
        f
        for f in files
        if (f.suffix == ".json" and f.stem not in names)
        or (f.suffix == ".heartbeat" and (*f.stem.rpartition(".")[::2],) not in going)
        if age(patient.now, f) >= FRESH
    )


def objects(patient: Patient) -> Finding:
    """Refs and loose objects of no bytes: what a loss of power leaves of a file not written out."""
    common = patient.repository.common
    found = [_lost_ref(patient.repository, ref) for ref in _empty_refs(common)]
    files = list(_empty_objects(common / "objects"))
    if files:
        hint = (
            "run 'git fsck --no-dangling' to see what is missing; a fetch into a fresh clone has"
            " what was pushed: copy its objects here, after moving the empty files aside"
        )
        found.append(Finding("fail", f"{len(files)} object(s) are empty", hint, files[:12]))
    return worst(found, "no ref and no loose object is empty")


def _empty_refs(common: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(common / "refs"):
        for name in sorted(names):
            file = Path(folder) / name
            if not name.endswith(".lock") and not file.lstat().st_size:
                yield file


def _lost_ref(repository: Repository, file: Path) -> Finding:
    """One empty ref, and the way back: its reflog's last value, else what was last fetched."""
    name = file.relative_to(repository.common).as_posix()
    aside = repository.common / f"{file.name}.empty"
    first = f"mv -n {shlex.quote(str(file))} {shlex.quote(str(aside))}"
    for oid in _candidates(repository, name):
        if not repository.git.try_("cat-file", "-e", f"{oid}^{{commit}}").status:
            hint = f"restore it: {first} && git update-ref {name} {oid}"
            return Finding("fail", f"{name} is empty, as after a loss of power", hint)
    hint = f"no last value is known here; fetch it from the remote after '{first}'"
    return Finding("fail", f"{name} is empty, as after a loss of power", hint)


def _candidates(repository: Repository, name: str) -> Iterator[str]:
    log = repository.common / "logs" / name
    if log.is_file():
        for line in reversed(log.read_text(errors="replace").split("\n")[-20:]):
            words = line.split(" ")
            if len(words) > 1:
                yield words[1]
    remote = name.replace("refs/heads/", "refs/remotes/origin/", 1)
    if remote != name:
        told = repository.git.try_("rev-parse", "-q", "--verify", remote).line
        yield from [told] if told else []


def _empty_objects(folder: Path) -> Iterator[str]:
    seen = 0
    for first in sorted(name for name in os.listdir(folder) if len(name) == 2):
        with os.scandir(folder / first) as entries:
            for entry in entries:
                seen += 1
                if seen > MOST_OBJECTS:
                    return
                if not entry.stat(follow_symlinks=False).st_size:
                    yield f"{first}{entry.name}: {entry.path}"
