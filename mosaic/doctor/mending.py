"""--fix: what is safe, each thing said. An unfinished entry, our own leftovers, hooks and drivers
that were lost, and copies that are only behind.

Never somebody's lock, never a person's edit, never a file of the project's.
"""

from __future__ import annotations

import os

from mosaic.doctor import copies, leftovers
from mosaic.doctor.firing import was_installed
from mosaic.doctor.patient import Patient
from mosaic.errors import MosaicError
from mosaic.hosting import drivers
from mosaic.hosting.hooks import install, place_of
from mosaic.hosting.installed import CHANGES, Laid
from mosaic.ledger.checkout import clear_left
from mosaic.ledger.lock import locked
from mosaic.ledger.recovery import blobs_at, recover
from mosaic.ledger.worktree import Follower
from mosaic.standard import Iterator
from mosaic.values import dataclass


@dataclass(frozen=True)
class Mended:
    """One thing that ``--fix`` did, or could not do."""

    what: str
    done: bool = True


def mend(patient: Patient) -> tuple[Mended, ...]:
    """Mend what is safe. Errors: Wait (locked) where another command works."""
    found = [*_finish(patient)]
    if all(mended.done for mended in found):
        found += [*_refresh(patient), *_clean(patient)]
    return (*found, *_reinstall(patient))


def _finish(patient: Patient) -> Iterator[Mended]:
    """Finish an entry that a killed command left."""
    place = patient.repository
    note = place.private / "recovery.json"
    if not note.exists():
        return
    try:
        with locked(place.private / "lock") as descriptor:
            held = (descriptor,) if descriptor >= 0 else ()
            said = recover(place, patient.ledger.reader, held)
    except MosaicError as error:
        yield Mended(f"the unfinished entry could not be finished: {error.message}", False)
        return
    yield from (Mended(line) for line in said or ("the unfinished entry's note is settled",))


def _refresh(patient: Patient) -> Iterator[Mended]:
    """Bring copies that are only behind to the tip, looked at anew under the lock."""
    if not any(copy.state == "behind" for copy in copies.differing(patient)):
        return
    reader = patient.ledger.reader
    with locked(patient.repository.private / "lock") as descriptor:
        held = (descriptor,) if descriptor >= 0 else ()
        tip = patient.ledger.local
        for copy in copies.differing(patient):
            if copy.state != "behind":
                continue
            old = reader.get(copy.old) if copy.old else None
            new = blobs_at(reader, tip, (copy.path,))
            blob = new[copy.path]
            follower = Follower(copy.worktree, os.urandom(8).hex(), held)
            try:
                follower.lock()
                follower.prepare({copy.path: blob[0] if blob else None})
                follower.follow(new, {copy.path: (old.oid, old.body) if old else None})
            finally:
                follower.release()
            yield Mended(f"brought {copy.path} in {copy.worktree.top} to the ledger's tip")


def _clean(patient: Patient) -> Iterator[Mended]:
    """Remove our own leftovers, under the lock, so that none is in use."""
    with locked(patient.repository.private / "lock"):
        leases = leftovers.temporary_trees(patient)
        if leases:
            clear_left(patient.repository)
        for lease in leases:
            yield Mended(f"removed a work tree aside ({lease})", not lease.exists())
        for file in leftovers.temporary_files(patient, locked=True):
            file.unlink(missing_ok=True)
            yield Mended(f"removed {file}")
        for file in leftovers.ended_claims(patient):
            file.unlink(missing_ok=True)
            yield Mended(f"removed {file}, of an ended claim")


def _reinstall(patient: Patient) -> Iterator[Mended]:
    """Put hooks and drivers in again that were lost; never into the project's own files."""
    if not was_installed(patient):
        return
    place = patient.repository
    own = {laid.path for laid in drivers.put_in(place, True)}
    hooks = [laid for laid in install(place, dry=True) if laid.path not in own]
    foreign = place_of(place).committed or any(laid.what in ("added", "chained") for laid in hooks)
    if foreign:
        with locked(place.private / "lock"):
            laid: tuple[Laid, ...] = tuple(drivers.put_in(place, False))
    else:
        laid = install(place)
    yield from (Mended(f"{x.what}: {x.path}") for x in laid if x.what in CHANGES)
