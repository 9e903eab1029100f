"""forge: which one the repository is on, and is what reaches it there? Nothing is asked of it."""

from __future__ import annotations

import os
import shutil

from mosaic.doctor.patient import Finding, Patient
from mosaic.forge.choose import choose
from mosaic.forge.program import GITHUB_HINT, GITLAB_HINT
from mosaic.forge.web import TOKENS
from mosaic.state import State

_PROGRAMS = {"github": ("gh", GITHUB_HINT), "gitlab": ("glab", GITLAB_HINT)}
_WITHOUT = "run 'mosaic-orchestrator config forge.provider local --reason WHY'"


def forge(patient: Patient) -> Finding:
    """The forge, by config and remote; the program, or the token, that it is asked with.

    What is missing fails where the config names the forge, and is a warning where the remote does.
    """
    config = State(patient.ledger.files(patient.tip)).config
    chosen = choose(patient.repository.git, patient.ledger.sharing, config)
    said = f"{chosen.provider}: {chosen.why}"
    bad = "warn" if config.forge.provider == "auto" else "fail"
    if chosen.is_local:
        return Finding("ok", said)
    if chosen.place is None:
        return Finding(bad, f"{said}, and no remote names a repository there", _WITHOUT)
    if chosen.provider not in _PROGRAMS:
        if any(os.environ.get(name) for name in TOKENS):
            return Finding("ok", f"{said}; a token is set")
        return Finding(bad, f"{said}, and no token is set", f"set {' or '.join(TOKENS)}")
    program, hint = _PROGRAMS[chosen.provider]
    found = shutil.which(program)
    if found is None:
        return Finding(bad, f"{said}, and '{program}' is not on PATH", hint)
    return Finding("ok", f"{said}; asked with {found}")
