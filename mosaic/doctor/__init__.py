"""doctor: what has to be so in a repository is tried, one check a function, all of them speak.

``CHECKS`` names them all, in the order in which a person should read them. A check that cannot
look says ``unknown``; none changes anything.
"""

from __future__ import annotations

from mosaic.doctor import (
    content,
    copies,
    firing,
    forge,
    identity,
    leftovers,
    locks,
    programs,
    remotes,
    shape,
)
from mosaic.doctor.patient import Finding, Patient
from mosaic.errors import MosaicError
from mosaic.standard import Callable
from mosaic.values import dataclass


@dataclass(frozen=True)
class Check:
    """One check: its name, what it proves, and the function that finds out."""

    name: str
    about: str
    look: Callable[[Patient], Finding]


@dataclass(frozen=True)
class Checked:
    """A check and what it found."""

    check: Check
    finding: Finding


CHECKS: tuple[Check, ...] = (
    Check("git", "git is new enough", shape.git),
    Check("repository", "it is of a kind that holds a ledger", shape.repository),
    Check("objects", "no ref and no object is empty after a loss of power", leftovers.objects),
    Check("files", "no link, filter or sparse checkout is in the ledger's way", shape.files),
    Check("identity", "git knows in whose name to commit", identity.identity),
    Check("signing", "where commits are signed, a trial signature is made", identity.signing),
    Check("locks", "no lock is held or left behind", locks.locks),
    Check("recovery", "no entry is unfinished", copies.recovery),
    Check("config", "every key of config.toml is known", content.config),
    Check("ledger", "the ledger has no faults", content.ledger),
    Check("copies", "file, index and tip agree in each work tree", copies.copies),
    Check("program", "what the hooks call is there, and is this version", programs.program),
    Check("hooks", "each hook, fired in each work tree, refuses a hand edit", firing.hooks),
    Check("drivers", "the merge driver is in force, and a trial merge is right", programs.drivers),
    Check("remote", "the ledger's branch has the upstream that it needs", remotes.remote),
    Check("forge", "what the forge is asked with is there", forge.forge),
    Check("leftovers", "nothing is left of commands that were killed", leftovers.leftovers),
)


def examine(patient: Patient) -> tuple[Checked, ...]:
    """Let every check speak; one that fails to look stops no other."""
    return tuple(Checked(check, look(check, patient)) for check in CHECKS)


def look(check: Check, patient: Patient) -> Finding:
    """What one check finds; ``unknown`` where it cannot look."""
    try:
        return check.look(patient)
    except MosaicError as error:
        return Finding("unknown", error.message, error.hint, error.details)
    except OSError as error:
        return Finding("unknown", f"this could not be looked at: {error}")
