"""milestone-release: notes, archive, one entry, an annotated tag; again, it goes on."""

from __future__ import annotations

import json

import pytest

from mosaic.state import is_state_file

from .conftest import Host

WORDS = ("milestone-release", "--version", "0.0.1")
PRD = ("--evidence", "prd=confirmed")


def finished(host: Host) -> Host:
    """A milestone of one finding in phase 4, all of it deferred."""
    report = "# Test coverage\n\n- **TEST-CORE-1** (Low): nothing adds, `tests/test_calc.py`\n"
    host.commit({"docs/reports/low/03-qa.md": report})
    host.ok("bootstrap-from-review", "docs/reports/low", "--milestone", "M1 first | steps")
    for task in ("MS-TEST-001", "MS-TEST-002"):
        host.ok("defer", task, "--reason", "no time", "--category", "Hard", "--risk", "Low",
                "--approach", "a")  # fmt: skip
    return host


@pytest.fixture
def ready(empty: Host) -> Host:
    return finished(empty)


ARCHIVE = "docs/tasks/M1-first-steps-tasks.md"


def test_what_a_release_leaves(ready: Host) -> None:
    table = ready.tasks()
    said = ready.ok(*WORDS, *PRD)
    assert (said["tag"], said["tagged"], said["archive"]) == ("v0.0.1", True, ARCHIVE)
    assert not (ready.top / "docs/TASKS.md").exists()
    assert not (ready.top / "docs/tasks/orchestrator-learnings.json").exists()
    archive = (ready.top / ARCHIVE).read_text()
    rows = [line for line in table.split("\n") if line.startswith("| MS-")]
    assert all(row in archive for row in rows)
    json.loads((ready.top / ARCHIVE.replace("-tasks.md", "-learnings.json")).read_text())
    notes = (ready.top / "docs/releases/v0.0.1.md").read_text()
    assert "MS-TEST-001" in notes
    assert "no time" in notes
    assert ready.git("rev-parse", "v0.0.1^{commit}") == said["commit"]
    assert ready.git("tag", "-l", "--format=%(contents:subject)", "v0.0.1") == (
        "Release v0.0.1 - M1 first | steps"
    )
    message = ready.git("show", "-s", "--format=%B", "main").split("\n")
    assert message[0] == "chore(orchestrator): Complete M1 first | steps milestone release"
    assert message[2] == "- Tagged: v0.0.1"
    changed = ready.git("show", "--format=", "--name-only", "main").split("\n")
    assert all(is_state_file(path) for path in changed)
    assert ready.git("status", "--porcelain") == ""


def test_again_nothing_is_done_twice(ready: Host) -> None:
    ready.ok(*WORDS, *PRD)
    before = ready.picture()
    again = ready.ok(*WORDS, *PRD)
    assert (again["already"], again["tagged"], again["commit"]) == (True, False, None)
    assert ready.picture() == before


def test_it_goes_on_where_it_stopped(ready: Host) -> None:
    """The entry is made, the tag could not be: the next call makes the tag alone."""
    ready.git("config", "tag.gpgsign", "true")
    ready.git("config", "gpg.program", "false")
    said = ready.run(*WORDS, *PRD, "--json")
    assert (said.status, said.json["code"]) == (9, "git-failed")
    entry = ready.git("rev-parse", "main")
    ready.git("config", "tag.gpgsign", "false")
    ready.commit({"README.md": "# meanwhile\n"})
    again = ready.ok(*WORDS, *PRD)
    assert (again["already"], again["tagged"]) == (True, True)
    assert ready.git("rev-parse", "v0.0.1^{commit}") == entry


def test_a_dry_run_tags_nothing(ready: Host) -> None:
    before = ready.picture()
    said = ready.ok(*WORDS, *PRD, "--dry-run")
    assert said["tagged"] is False
    assert "+++ b/docs/releases/v0.0.1.md" in said["diff"]
    assert ready.picture() == before


def test_what_is_left_refuses_all_at_once(host: Host) -> None:
    said = host.no(1, "gate-refused", "milestone-release", "--version", "0.1.0")
    text = "\n".join(said["details"])
    assert "MS-SEC-001 is not-started" in text
    assert "version" in text


@pytest.mark.parametrize("version", ["1", "0.0.1\n", "-1.0.0", "0.0.01", "v", "9" * 60])
def test_what_is_no_version(ready: Host, version: str) -> None:
    ready.no(2, "usage", "milestone-release", f"--version={version}")


def test_a_version_is_above_the_last_tag(ready: Host) -> None:
    ready.git("tag", "v0.0.1")
    ready.no(1, "gate-refused", *WORDS, *PRD)
    assert ready.ok("milestone-release", "--version", "v0.0.2", *PRD)["tag"] == "v0.0.2"


def test_a_prd_older_than_the_source_asks_to_be_confirmed(ready: Host) -> None:
    ready.commit({"src/calc.py": "x = 1\n"})
    said = ready.no(1, "gate-refused", *WORDS)
    assert "src/calc.py changed since it did" in said["details"][0]
    ready.commit({"docs/PRD.md": (ready.top / "docs/PRD.md").read_text() + "\nStill so.\n"})
    ready.ok(*WORDS)


def test_the_next_milestone_starts_on_free_ids(ready: Host) -> None:
    """Ids of archived rows are never used again; the archive is appended to, not replaced."""
    ready.ok(*WORDS, *PRD)
    said = ready.ok(
        "bootstrap-from-review", "docs/reports/review", "--milestone", "M2", "--version", "0.0.2"
    )
    assert said["tasks"][0]["id"] == "MS-SEC-001"
    ready.ok("add", "--description", "one more", "--category", "TEST")
    assert ready.ok("status")["tasks"] == 7
    row = ready.ok("show", "MS-TEST-001")
    assert row["archived"] is True
    assert ready.run("verify").status == 0
    assert "MS-TEST-003" in ready.tasks()


def test_the_tag_holds_what_was_delivered(ready: Host) -> None:
    """A base that is not the ledger's branch must be merged into it before the release."""
    ready.ok("config", "forge.base", "develop", "--reason", "work lands there")
    ready.git("switch", "-q", "-c", "develop")
    ready.commit({"src/new.py": "x = 1\n"})
    ready.git("switch", "-q", "main")
    said = ready.no(1, "gate-refused", *WORDS, *PRD)
    assert "'main' does not hold all of the base 'develop'" in said["message"]
    assert "merge 'develop' into 'main'" in said["hint"]
    ready.git("merge", "-q", "--no-ff", "-m", "Bring in develop", "develop")
    stale = ready.no(1, "gate-refused", *WORDS)
    assert "src/new.py changed since it did" in stale["details"][0]
    ready.ok(*WORDS, *PRD)
    assert ready.git("ls-tree", "--name-only", "v0.0.1", "src/new.py") == "src/new.py"
    ready.git("switch", "-q", "develop")
    ready.commit({"src/next.py": "x = 1\n"})
    ready.git("switch", "-q", "main")
    assert ready.ok(*WORDS, *PRD)["already"] is True


def test_done_by_hand_is_not_released(host: Host) -> None:
    """Rows that a person's commit made done are no delivered work: the release names the commit."""
    text = host.tasks()
    host.commit({"docs/TASKS.md": text.replace("| not-started |", "| done |")}, "tidy up")
    said = host.no(
        1, "check-failed", "milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed"
    )
    assert any(
        "tidy up" in line or host.git("rev-parse", "HEAD")[:10] in line for line in said["details"]
    )


def learned(host: Host) -> Host:
    """Two tasks of one type that used twice their estimate: a proposal follows."""
    file = "docs/tasks/orchestrator-learnings.json"
    root = json.loads((host.top / file).read_text())
    case = {"task_type": "TEST_ADD", "estimate_k": 10, "actual_k": 20, "variance_pct": 100}
    root["learnings"] = [{"task_id": f"OLD-TEST-00{n}", **case} for n in (1, 2)]
    host.write(file, json.dumps(root, indent=2) + "\n")
    host.ok("adopt", "--reason", "what we measured before")
    return host


def test_proposals_stay_in_the_repository(ready: Host) -> None:
    """The notes, which become the forge's release, say how many there are and where; a release
    that was made so stays so."""
    learned(ready).ok(*WORDS, *PRD)
    notes = (ready.top / "docs/releases/v0.0.1.md").read_text()
    place = ARCHIVE.replace("-tasks.md", "-learnings.json")
    assert f"1 proposal for later estimates, kept in {place}." in notes
    assert "OLD-TEST-001" not in notes
    (kept,) = json.loads((ready.top / place).read_text())["proposed_adjustments"]
    assert (kept["task_type"], kept["cases"]) == ("TEST_ADD", 2)
    again = ready.run(*WORDS, *PRD, "--share")
    assert "v0.0.1.md is made already, and its proposals were not shared" in again.out + again.err
    assert (ready.top / "docs/releases/v0.0.1.md").read_text() == notes


def test_proposals_are_shared_where_that_is_said(ready: Host) -> None:
    """With ``--share``, each with its evidence; a repeat has nothing to add."""
    learned(ready).ok(*WORDS, *PRD, "--share")
    notes = (ready.top / "docs/releases/v0.0.1.md").read_text()
    assert "- task type TEST_ADD, current base 20000, proposed base 40000" in notes
    assert "\n  - OLD-TEST-001: 10K → 20K (+100 %)\n" in notes
    again = ready.run(*WORDS, *PRD, "--share")
    assert again.status == 0
    assert "not shared" not in again.out + again.err


def test_what_failed_when_deployed_is_a_task(ready: Host) -> None:
    """The release is refused, and the task that mends it is added in one entry, once while it is
    open; a version that cannot be, and a dry run, add none."""
    ready.ok("config", "deploy.target", "coolify", "--reason", "r")
    failed = ("--evidence", "health=failed", "--evidence", "smoke=failed")
    ready.no(1, "gate-refused", "milestone-release", "--version", "9.0.0", *PRD, *failed)
    dry = ready.no(1, "gate-refused", *WORDS, *PRD, *failed, "--dry-run")
    assert "MS-SEC-001 would be added" in dry["message"]
    said = ready.run(*WORDS, *PRD, *failed, "--json")
    assert (said.status, said.json["code"]) == (1, "gate-refused")
    assert said.json["message"] == (
        "v0.0.1 cannot be released; MS-SEC-001 was added to mend what failed: 1 gate said no"
    )
    assert "task: MS-SEC-001" in said.json["details"]
    assert said.json["hint"] == "roll back to the last good digest"
    row = ready.ok("show", "MS-SEC-001")["task"]
    assert row["description"] == "Mend what failed when v0.0.1 was deployed: health, smoke"
    assert row["status"] == "not-started"
    message = ready.git("show", "-s", "--format=%B", "main").split("\n")
    assert message[0] == "chore(orchestrator): Add MS-SEC-001"
    assert "Mosaic-Evidence: health=failed asserted: --evidence" in message
    again = ready.no(1, "gate-refused", *WORDS, *PRD, "--evidence", "testing=failed")
    assert "MS-SEC-001 is to mend what failed" in again["message"]
    assert not ready.git("tag", "-l")
    words = ("--reason", "r", "--category", "Hard", "--risk", "Low", "--approach", "a")
    ready.ok("defer", "MS-SEC-001", *words)
    assert ready.run(*WORDS, *PRD, *failed, "--json").status == 1
    task = ready.ok("show", "MS-SEC-002")["task"]
    assert task["description"].endswith(": health, smoke (2)")
    assert ready.run("verify").status == 0


def test_what_was_deployed_is_kept(ready: Host) -> None:
    """Asked for where a target is set, all at once; then in the entry and in the notes."""
    ready.ok("config", "deploy.target", "coolify", "--reason", "r")
    said = ready.no(1, "gate-refused", *WORDS, *PRD)
    assert "no promoted: what the same digest was promoted to" in "\n".join(said["details"])
    digest = "sha256:" + "ab" * 32
    shown = {
        "digest.api": digest, "candidate": "sha-3f2a91c,v0.0.1-rc.4", "testing": "passed",
        "promoted": "staging,prod", "health": "passed", "smoke": "passed",
        "running-version": "0.0.1", "running.api": digest, "strategy": "blue-green",
        "registry-cleanup": "done",
    }  # fmt: skip
    words = [word for key, value in shown.items() for word in ("--evidence", f"{key}={value}")]
    latest = [word.replace("staging,prod", "latest") for word in words]
    assert "latest" in ready.no(1, "gate-refused", *WORDS, *PRD, *latest)["details"][0]
    ready.ok(*WORDS, *PRD, *words)
    notes = (ready.top / "docs/releases/v0.0.1.md").read_text()
    message = ready.git("show", "-s", "--format=%B", "main").split("\n")
    for key, value in shown.items():
        assert f"- {key}: {value}" in notes
        assert f"Mosaic-Evidence: {key}={value} asserted: --evidence" in message
    assert ready.run("verify").status == 0
