"""defer: a task leaves the mission with a complete entry in the registry, its -QA rows with it."""

from __future__ import annotations

from mosaic.parse.registry import read_registry

from .conftest import Host
from .desk import Desk

REGISTRY = "docs/reports/deferred/deferred-errors.md"
WORDS = (
    "--reason", "needs a new schema", "--category", "Architectural", "--risk", "Medium",
    "--approach", "split the table first",
)  # fmt: skip


def test_the_registry_has_all_six_lines(host: Host) -> None:
    before = host.picture()
    diff = host.ok("defer", "MS-SEC-001", *WORDS, "--dry-run")["diff"]
    assert f"+++ b/{REGISTRY}" in diff
    assert host.picture() == before
    said = host.ok("defer", "MS-SEC-001", *WORDS)
    assert said["task"]["status"] == "deferred"
    (entry,) = read_registry((host.top / REGISTRY).read_text())
    assert entry.complete
    assert (entry.id, entry.file, entry.reason) == (
        "MS-SEC-001", "src/db.py:1-2", "needs a new schema"
    )  # fmt: skip
    assert entry.error == "SEC-DB-1: SQL is built from user input"
    assert host.ok("defer", "MS-SEC-001", *WORDS)["already"] is True
    changed = host.git("show", "--format=", "--name-only", "main").split("\n")
    assert changed == ["docs/TASKS.md", REGISTRY]


def test_what_is_in_the_registry_stays(host: Host) -> None:
    old = "# Ours\n\nA word of our own.\n\n## OLD-1: older\n\n- Risk: Low\n"
    host.commit({REGISTRY: old})
    host.ok("defer", "MS-SEC-001", *WORDS)
    assert (host.top / REGISTRY).read_text().startswith(old)


def test_the_last_error_is_the_registrys(host: Host) -> None:
    Desk(host).failed("TypeError: no 'execute'")
    host.ok("defer", "MS-SEC-001", *WORDS, "--file", "src/db.py:2")
    (entry,) = read_registry((host.top / REGISTRY).read_text())
    assert (entry.error, entry.file) == ("TypeError: no 'execute'", "src/db.py:2")


def test_qa_rows_go_with_their_task(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    bad = desk.review("code", commit, stats={"blockers": 1, "critical": 0, "high": 0})
    host.ok("record-result", "--result", desk.result(claimed, commit), "--code-review", bad)
    host.ok("defer", "MS-SEC-001", *WORDS)
    assert desk.show("MS-SEC-001-QA")["status"] == "deferred"
    entries = read_registry((host.top / REGISTRY).read_text())
    assert [(e.id, e.complete) for e in entries] == [
        ("MS-SEC-001", True), ("MS-SEC-001-QA", True),
    ]  # fmt: skip
    host.ok("depend", "MS-DOC-001", "--remove", "MS-SEC-001", "--reason", "nothing changed")
    desk.done({"docs/guide.md": "# How\n"})
    assert desk.verified()["task"]["status"] == "done", "the phase can end"
    assert host.run("verify").status == 0


def test_a_verification_can_end_its_phase_over_it(host: Host) -> None:
    """A deferred task with a complete entry counts as finished there, and nowhere else."""
    host.ok("defer", "MS-SEC-001", *WORDS)
    said = host.no(4, "deadlock", "claim-next", "--agent", "worker-1")
    assert any("MS-DOC-001" in line and "MS-SEC-001" in line for line in said["details"])
    host.ok("depend", "MS-DOC-001", "--remove", "MS-SEC-001", "--reason", "nothing changed")
    desk = Desk(host)
    desk.done({"docs/guide.md": "# How\n"})
    assert desk.verified()["task"]["status"] == "done"


def test_not_while_somebody_works_and_not_without_words(host: Host) -> None:
    host.no(2, "usage", "defer", "MS-SEC-001", "--reason", "later")
    host.no(2, "usage", "defer", "MS-SEC-001", *WORDS[:5], "Grave", *WORDS[6:])
    Desk(host).claim()
    host.no(1, "illegal-move", "defer", "MS-SEC-001", *WORDS)


def test_again_it_completes_the_entry(host: Host) -> None:
    """A task deferred by hand, or by less than a whole entry, is not stuck."""
    text = (host.top / "docs/TASKS.md").read_text()
    row = next(line for line in text.split("\n") if line.startswith("| MS-SEC-001 "))
    host.write("docs/TASKS.md", text.replace(row, row.replace("not-started", "deferred")))
    host.ok("adopt", "--reason", "not now")
    said = host.ok("defer", "MS-SEC-001", *WORDS)
    assert said["already"] is False
    (entry,) = read_registry((host.top / REGISTRY).read_text())
    assert (entry.id, entry.complete) == ("MS-SEC-001", True)
    assert "Deferred: needs a new schema" in Desk(host).show("MS-SEC-001")["notes"]
    assert host.ok("defer", "MS-SEC-001", *WORDS)["already"] is True
    host.no(1, "illegal-move", "defer", "MS-SEC-001", "--reason", "other", *WORDS[2:])
    assert host.run("verify").status == 0
