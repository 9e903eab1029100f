"""An entry that a person amended, forged or picked twice has a way back: adopt accounts for it."""

from __future__ import annotations

import pytest

from .conftest import Host
from .mishaps import LEDGER

NOTE = ("note", "MS-SEC-001", "a word")


def flaws(host: Host) -> str:
    """What verify says, as one text."""
    said = host.run("verify")
    assert said.status == 1
    return said.err


def settled(host: Host) -> None:
    """Adopt makes one entry that names the commit; then nothing is wrong, nor left to adopt."""
    flawed = host.git("rev-parse", "HEAD")
    said = host.ok("adopt")
    assert said["commits"] == [flawed]
    assert f"Mosaic-Adopts: {flawed}" in host.git("log", "-1", "--format=%B")
    assert host.ok("verify")["ok"]
    assert host.ok("adopt")["already"] is True
    assert host.ok("validate", "--range", f"{flawed}~1..HEAD")["ok"]


def test_source_that_was_amended_into_an_entry(host: Host) -> None:
    """Of a claim too: its own cells are explained by its trailers, and stay."""
    host.ok("claim-next", "--agent", "worker-1")
    host.write("src/calc.py", "x = 1\n")
    host.git("commit", "-q", "-a", "--amend", "--no-edit", "--no-verify")
    assert "src/calc.py" in flaws(host)
    settled(host)
    assert host.ok("show", "MS-SEC-001")["task"]["status"] == "in-progress"


def test_a_cell_that_was_amended_into_an_entry(host: Host) -> None:
    host.ok(*NOTE)
    host.write(LEDGER, host.tasks().replace("SQL is built", "SQL is still built"))
    host.git("commit", "-q", "-a", "--amend", "--no-edit", "--no-verify")
    assert "no trailer accounts for description" in flaws(host)
    settled(host)


def test_an_entry_that_is_there_twice(host: Host) -> None:
    """What it says happened once; the second commit changed nothing."""
    host.ok(*NOTE)
    message = host.git("log", "-1", "--format=%B")
    host.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message)
    assert "the table does not" in flaws(host)
    settled(host)


@pytest.mark.parametrize("event", ["record", "nonsense"])
def test_done_that_was_forged_is_not_taken(host: Host, event: str) -> None:
    """Trailers that no event explains make nothing done; put back, it is accounted for."""
    before = host.tasks()
    host.write(LEDGER, before.replace("| MS-SEC-001 | not-started", "| MS-SEC-001 | done"))
    trailers = (
        f"Mosaic-Event: {event}", "Mosaic-Task: MS-SEC-001",
        'Mosaic-Change: MS-SEC-001 status "not-started" -> "done"', "Mosaic-Version: 1",
    )  # fmt: skip
    host.git("commit", "-q", "-a", "--no-verify", "-m", "x", "-m", "\n".join(trailers))
    flaws(host)
    said = host.no(1, "check-failed", "adopt")
    assert "nothing becomes done by hand" in said["details"][0]
    host.write(LEDGER, before)
    settled(host)
    assert host.ok("show", "MS-SEC-001")["task"]["status"] == "not-started"
