"""Every fact of an entry, and every note that outlives it, says whether Mosaic saw it, and where
it is from."""

from __future__ import annotations

import json
import re

from mosaic.gates.facts import Fact, Landing, read_note

from .conftest import Host
from .desk import Desk

FACT = re.compile(r"[a-z-]+=.+(?:verified: .+|asserted: .+|\((?:verified|asserted): .+\))")
MARKED = ("Review", "Documentation", "Landed", "CI")


def test_from_claim_to_done(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    runs = [{"command": "make test", "exit_code": 0, "output": "3 passed"}]
    usage = desk.file("usage.json", json.dumps({"type": "result", "usage": {"input_tokens": 4000}}))
    host.ok(
        "record-result", "--result", desk.result(claimed, commit, tests=runs), "--usage", usage,
        "--agent", "worker-1", "--evidence", "ticket=42", *desk.evidence(commit),
    )  # fmt: skip
    recorded = facts(host)
    assert f"result={commit[:12]} verified: the tip of {claimed['branch']}" in recorded
    assert "used=4K asserted: usage.json" in recorded
    assert "run=0 asserted: the worker's result: make test" in recorded
    assert "ticket=42 asserted: --evidence" in recorded
    assert "agent=worker-1 asserted: --agent" in recorded
    assert any(f.startswith("documentation=complete asserted: ") for f in recorded)
    host.ok("integrate", "MS-SEC-001")
    landed = facts(host)
    assert any(f.startswith("gates=0 verified: ") for f in landed)
    assert any(f.startswith("landed=") and " verified: " in f for f in landed)
    for fact in (*recorded, *landed):
        assert FACT.fullmatch(fact), fact
    notes = desk.show("MS-SEC-001")["notes"]
    kept = [note for note in notes if note.partition(":")[0] in MARKED]
    assert len(kept) == 5
    for note in kept:
        assert re.search(r" \((verified|asserted): [^)]+\)?", note), note
        assert ("(asserted: " in note) == note.startswith(("Review", "Documentation"))


def facts(host: Host) -> list[str]:
    """The last entry's evidence."""
    words = ("log", "-1", "--format=%(trailers:key=Mosaic-Evidence,valueonly)", "main")
    return [line for line in host.git(*words).split("\n") if line]


def test_a_note_is_read_back_with_its_mark() -> None:
    """What was only asserted does not become verified by lying in the notes."""
    for verified in (True, False):
        fact = Fact("ci", "green", "npm test (all): exit 0", verified)
        assert read_note("ci", fact.note) == fact
    older = read_note("ci", "green (npm test: exit 0)")
    assert older == Fact("ci", "green", "npm test: exit 0", True)
    assert read_note("ci", "") is None
    landing = Landing(True, "b" * 40, "c" * 40, "squash merge of the tested tree", True)
    found = read_note("landed", landing.note)
    assert found == Fact("landed", "c" * 40, "squash merge of the tested tree", True)
