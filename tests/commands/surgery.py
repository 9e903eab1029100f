"""One check of doctor at a time, and all of them through the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mosaic import doctor as examination
from mosaic.doctor.patient import Finding, Patient
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import find_repository
from tests.commands.conftest import Host

#: A moment after everything that a test makes.
LATER = "2100-01-01T00:00:00+00:00"


def look(top: Path, name: str, *, remote: bool = False, now: str = LATER) -> Finding:
    """What one check finds in a work tree."""
    check = next(check for check in examination.CHECKS if check.name == name)
    with GitLedger(find_repository(top)) as ledger:
        return examination.look(check, Patient(ledger, now, remote))


def doctor(host: Host, *words: str) -> tuple[int, dict[str, Any], Any]:
    """The command with ``--json``: exit status, checks by name, the envelope."""
    said = host.run("doctor", *words, "--json")
    return said.status, {check["name"]: check for check in said.json["checks"]}, said.json


def linked(host: Host, name: str, *words: str) -> Path:
    """A linked worktree beside the host."""
    top = host.top.parent / name
    host.git("worktree", "add", "-q", str(top), *words)
    return top
