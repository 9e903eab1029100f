"""next: what claim-next would claim; it exits as claim-next would, and writes nothing."""

from __future__ import annotations

from .conftest import Host
from .desk import Desk


def test_the_same_task_without_claiming_it(host: Host) -> None:
    before = host.picture()
    assert host.ok("next")["task"]["id"] == "MS-SEC-001"
    text = host.run("next").out
    assert text.startswith("MS-SEC-001 is next: SEC-DB-1: SQL is built from user input (estimate ")
    assert host.picture() == before


def test_what_an_agent_holds_comes_first(host: Host) -> None:
    Desk(host).claim()
    assert host.ok("next", "--agent", "worker-1")["task"]["id"] == "MS-SEC-001"
    said = host.no(7, "nothing-ready", "next")
    assert any("MS-SEC-001: in-progress, worker-1 works on it" in d for d in said["details"])


def test_what_awaits_evidence_names_integrate(host: Host) -> None:
    Desk(host).recorded()
    said = host.no(7, "nothing-ready", "next")
    assert said["hint"] == "run 'mosaic-orchestrator integrate MS-SEC-001'"


def test_a_deadlock_names_each_and_what_it_waits_for(host: Host) -> None:
    Desk(host).failed("tests are red")
    said = host.no(4, "deadlock", "next")
    assert said["details"][0] == "MS-SEC-001: failed (tests are red)"
    assert any(d.startswith("MS-DOC-001: ") and "MS-SEC-001" in d for d in said["details"])


def test_words(host: Host) -> None:
    host.no(6, "handoff-required", "next", "--context", "55")
    host.no(2, "usage", "next", "--context", "many")
    host.no(2, "usage", "next", "--agent", "a b")
