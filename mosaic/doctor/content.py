"""ledger, config: the ledger parses without faults, and every key of its config is known."""

from __future__ import annotations

from mosaic.doctor.patient import Finding, Patient
from mosaic.errors import MosaicError
from mosaic.parse import config as config_file
from mosaic.parse import faults, tasks
from mosaic.parse.config import parse_config
from mosaic.state import State

#: Faults that are shown; validate shows all.
SHOWN = 5


def ledger(patient: Patient) -> Finding:
    """The ledger at its tip."""
    state = State(patient.ledger.files(patient.tip))
    if state.text is None:
        where = patient.ledger.ref.removeprefix("refs/heads/")
        hint = "run 'mosaic-orchestrator bootstrap-from-review DIR', or 'resume'"
        return Finding("warn", f"there is no ledger on {where} yet", hint)
    archived = frozenset(row.id for doc in state.archives.values() for row in doc.rows)
    found = faults.check(state.anything, archived)
    if found:
        lines = [f"{tasks.PATH}:{fault}" for fault in found[:SHOWN]]
        hint = "run 'mosaic-orchestrator validate' to see all, 'repair --dry-run' what is mended"
        return Finding("fail", f"the ledger has {len(found)} fault(s)", hint, lines)
    return Finding("ok", f"{len(state.anything.tasks)} task(s) without a fault")


def config(patient: Patient) -> Finding:
    """The config at the tip, and the copy here where it is another."""
    file = patient.repository.top / config_file.PATH
    texts = [patient.ledger.files(patient.tip).read(config_file.PATH) if patient.tip else None]
    if file.is_file():
        texts.append(file.read_bytes().decode("utf-8", "replace"))
    for text in dict.fromkeys(texts):
        try:
            parse_config(text or "")
        except MosaicError as error:
            return Finding("fail", error.message, error.hint, error.details)
    there = any(texts)
    return Finding("ok", "every key is known" if there else "no config.toml: all is at its default")
