"""Phase issues at bootstrap, closed by their verification; the release and its milestone."""

from __future__ import annotations

import pytest

from tests.ledgers import git

from .conftest import World
from .serving import Fault

RELEASE = ("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed")


def test_each_phase_gets_its_issue(world: World) -> None:
    """With the findings, labels, and the version's milestone; the rows carry its number."""
    said = world.bootstrap()
    first, third = world.project.issues
    assert [p["issue"] for p in said["phases"]] == [f"#{first.number}", f"#{third.number}"]
    assert [i.title for i in (first, third)] == ["Phase 1: Critical security fixes",
                                                 "Phase 3: Code quality"]  # fmt: skip
    assert first.labels == ["security", "critical"]
    assert third.labels == ["code-quality", "medium"]
    assert first.milestone is third.milestone is world.project.milestones[0]
    assert (first.milestone.title, first.milestone.about) == ("0.0.1", "M1")
    assert "- SEC-DB-1: SQL is built from user input" in first.body
    assert "<!-- mosaic:phase MS 0.0.1 1 -->" in first.body
    assert "CQ-CALC-1" not in first.body
    rows = {task["id"]: world.desk.show(task["id"])["issue"] for task in said["tasks"]}
    assert rows["MS-SEC-001"] == rows["MS-SEC-002"] == f"#{first.number}"
    assert rows["MS-CQ-001"] == f"#{third.number}"
    assert world.host.ok("verify")["ok"] is True


def test_a_dry_run_makes_none(world: World) -> None:
    world.bootstrap("--dry-run")
    assert world.fake.asked == []


def test_a_refused_bootstrap_makes_none(world: World) -> None:
    """What is wrong is said before anything is made on the forge."""
    said = world.host.run("bootstrap-from-review", "docs/reports/review", "--budget", "1K")
    assert said.status == 5
    assert world.fake.asked == []


def test_a_repeat_makes_no_second_issue(world: World) -> None:
    """Killed between issue and entry: the marker finds what is there, closed or not."""
    world.fake.faults = [Fault(500, "POST", 1), Fault(500, "POST", 1)]
    for _ in range(2):
        said = world.host.run(
            "bootstrap-from-review", "docs/reports/review", "--milestone", "M1",
            "--quality-gates", "true", "--json",
        )  # fmt: skip
        assert (said.status, said.json["code"]) == (9, "forge-failed")
    assert not (world.host.top / "docs/TASKS.md").exists()
    world.bootstrap()
    world.host.git("reset", "-q", "--hard", "HEAD~1")
    world.host.git("push", "-q", "--force", "origin", "main")
    world.bootstrap()
    assert len(world.project.issues) == 2
    assert len(world.project.milestones) == 1


def test_appended_rows_keep_their_phases_issue(world: World) -> None:
    world.bootstrap()
    more = "# QA\n\n### CQ-MORE-1: more\n\n**Severity:** Medium\n**File:** `src/calc.py:1`\n"
    more += "\n### TEST-NEW-1: nothing adds\n\n**Severity:** Low\n**File:** `tests/test_calc.py`\n"
    world.host.commit({"docs/reports/more/03-qa.md": more})
    world.host.git("push", "-q", "origin", "main")
    said = world.host.ok("bootstrap-from-review", "docs/reports/more", "--append")
    third, fourth = world.project.issues[1:]
    rows = {task["phase"]: world.desk.show(task["id"])["issue"] for task in said["tasks"]}
    assert rows == {3: f"#{third.number}", 4: f"#{fourth.number}"}


def test_without_a_forge_the_ledger_has_them(world: World) -> None:
    """By the config's word: ``TASKS:P1``, and the forge is asked nothing."""
    world.bootstrap("--forge", "local")
    assert world.desk.show("MS-SEC-001")["issue"] == "TASKS:P1"
    assert world.fake.asked == []
    config = (world.host.top / ".mosaic/orchestrator/config.toml").read_text()
    assert 'provider = "local"' in config


def test_the_verification_closes_the_phases_issue(world: World) -> None:
    """The other rows, and the record, leave it open."""
    world.bootstrap()
    desk = world.desk
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    before = world.fake.sent("P")
    claimed = desk.claim()
    desk.host.ok("record-result", "--result", desk.result(claimed, None))
    assert world.fake.sent("P") == before
    assert [i.closed for i in world.project.issues] == [False, False]
    said = world.host.ok("integrate", "MS-SEC-002")
    assert said["task"]["status"] == "done"
    assert [i.closed for i in world.project.issues] == [True, False]
    url = f"{world.fake.web}/"
    assert any(n.startswith(f"Issue: closed (verified: {url}") for n in said["task"]["notes"])
    message = world.host.git("show", "-s", "--format=%B", "main")
    assert "Mosaic-Evidence: issue=closed verified: " in message


def test_red_gates_leave_the_issue_open(world: World) -> None:
    world.bootstrap()
    desk = world.desk
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    claimed = desk.claim()
    desk.host.ok("record-result", "--result", desk.result(claimed, None))
    gates = ("config", "mission.quality_gates", "echo 1 failed; exit 1", "--reason", "a test")
    world.host.ok(*gates)
    said = world.host.ok("integrate", "MS-SEC-002")
    assert said["task"]["status"] == "failed"
    assert not world.project.issues[0].closed


@pytest.fixture
def finished(world: World) -> World:
    """A milestone all of which is deferred."""
    report = "# Test coverage\n\n- **TEST-CORE-1** (Low): nothing adds, `tests/test_calc.py`\n"
    world.host.commit({"docs/reports/low/03-qa.md": report})
    world.host.git("push", "-q", "origin", "main")
    world.host.ok("bootstrap-from-review", "docs/reports/low", "--milestone", "M1 first steps")
    for task in ("MS-TEST-001", "MS-TEST-002"):
        world.host.ok("defer", task, "--reason", "no time", "--category", "Hard", "--risk", "Low",
                      "--approach", "a")  # fmt: skip
    return world


def test_a_release_is_made_and_its_milestone_closed(finished: World) -> None:
    """After entry and tag are there; the notes are those of the entry."""
    said = finished.host.ok(*RELEASE)
    project = finished.project
    title, notes = project.releases["v0.0.1"]
    assert title == "v0.0.1"
    assert notes == (finished.host.top / "docs/releases/v0.0.1.md").read_text()
    assert f"On {finished.provider}: a release of the tag" in notes
    assert project.milestones[0].closed
    assert said["release"].startswith(finished.fake.web)
    assert (said["tagged"], said["pushed"], said["milestone_closed"]) == (True, True, True)
    assert git(project.remote, "tag") == "v0.0.1"


def test_a_release_goes_on_where_the_forge_failed(finished: World) -> None:
    finished.fake.faults = [Fault(500, "POST")]
    said = finished.host.run(*RELEASE, "--json")
    assert (said.status, said.json["code"]) == (9, "forge-failed")
    assert finished.project.releases == {}
    finished.fake.faults = []
    again = finished.host.ok(*RELEASE)
    assert (again["already"], again["tagged"]) == (True, False)
    assert list(finished.project.releases) == ["v0.0.1"]
    count = len(finished.fake.sent("P"))
    finished.host.ok(*RELEASE)
    assert len(finished.fake.sent("P")) == count, "something was done twice"


def test_a_release_without_a_push_says_what_is_left(finished: World) -> None:
    finished.host.ok("config", "ledger.push", "never", "--reason", "a test")
    said = finished.host.ok(*RELEASE)
    assert (said["release"], said["milestone_closed"]) == (None, False)
    assert any("push the tag, then run this again" in n for n in said["notices"])
