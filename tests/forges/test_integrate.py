"""integrate on every forge: CI, squash merge, proof from git, and the entry; run again, it goes on.

``absent.py`` says what of it a forge cannot have.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.commands.desk import FIX
from tests.ledgers import git

from .conftest import EVERY, World
from .model import Check
from .serving import Fault

WORLDS = EVERY
TASK = "MS-SEC-001"


@pytest.fixture
def mission(world: World) -> World:
    """The mission of the host's report, its entries on the remote's main branch."""
    world.bootstrap()
    return world


def recorded(world: World) -> Any:
    """A task recorded with every evidence; the claim's answer with its commit."""
    claimed = world.desk.recorded()
    return {**claimed, "oid": world.host.git("rev-parse", claimed["branch"])}


def refused(world: World, status: int, code: str, *words: str) -> Any:
    """integrate must end so, without an entry; what is known of the remote may move."""
    before = (world.host.git("rev-parse", "HEAD"), world.host.git("status", "--porcelain"))
    said = world.host.run("integrate", TASK, *words, "--json")
    assert (said.status, said.json["code"]) == (status, code), said.out
    assert (world.host.git("rev-parse", "HEAD"), world.host.git("status", "--porcelain")) == before
    return said.json


def unblocked(world: World) -> None:
    world.host.ok("unblock", TASK, "--reason", "the forge is well again")


def test_the_whole_way(mission: World) -> None:
    """The row is done by one entry above one squash, with evidence that names where each fact was
    seen."""
    recorded(mission)
    before = mission.project.tip("main")
    said = mission.host.ok("integrate", TASK)
    assert said["task"]["status"] == "done"
    remote = mission.project.remote
    landed = git(remote, "rev-parse", f"{said['commit']}^")
    assert git(remote, "rev-parse", f"{landed}^") == before
    subject = git(remote, "show", "-s", "--format=%s", landed)
    assert subject == "fix(SEC-DB-1): SQL is built from user input"
    assert f"Mosaic-Task: {TASK}" in git(remote, "show", "-s", "--format=%b", landed)
    assert mission.project.tip("main") == said["commit"] == mission.host.git("rev-parse", "main")
    assert (mission.host.top / "src/db.py").read_text() == FIX["src/db.py"]
    notes = "\n".join(said["task"]["notes"])
    assert "CI: green (verified: " in notes
    assert f"Landed: {landed} (verified: squash merge of " in notes
    message = mission.host.git("show", "-s", "--format=%B", "main")
    assert "Mosaic-Evidence: ci=green verified: " in message
    assert mission.host.ok("verify")["ok"] is True


def test_the_pull_request_by_which_it_lands(mission: World) -> None:
    claimed = recorded(mission)
    said = mission.host.ok("integrate", TASK)
    (pull,) = mission.project.pulls
    assert (pull.head, pull.base, pull.merged_head) == (claimed["branch"], "main", claimed["oid"])
    assert pull.title == "fix(SEC-DB-1): SQL is built from user input"
    assert f"Mosaic-Task: {TASK}" in pull.body
    assert f"<!-- mosaic:task {TASK} -->" in pull.body
    landed = git(mission.project.remote, "rev-parse", f"{said['commit']}^")
    assert landed == pull.merged_as
    notes = "\n".join(said["task"]["notes"])
    assert f"PR: merged (verified: #{pull.number} {mission.fake.web}/" in notes
    assert f"Landed: {landed} (verified: squash merge of #{pull.number}, " in notes
    message = mission.host.git("show", "-s", "--format=%B", "main")
    assert "Mosaic-Evidence: pr=merged verified: " in message
    assert f"on {claimed['oid'][:12]}" in message


def test_the_same_again_is_already_so(mission: World) -> None:
    recorded(mission)
    mission.host.ok("integrate", TASK)
    before = (len(mission.fake.asked), mission.host.picture(), mission.project.tip("main"))
    assert mission.host.ok("integrate", TASK)["already"] is True
    now = (len(mission.fake.asked), mission.host.picture(), mission.project.tip("main"))
    assert now == before


def test_with_a_merge_commit_above_the_squash(mission: World) -> None:
    """As GitLab's default method does: what landed is the merge."""
    mission.project.merge_commits = True
    recorded(mission)
    said = mission.host.ok("integrate", TASK)
    landed = mission.project.pulls[0].merged_as
    assert f"Landed: {landed} " in "\n".join(said["task"]["notes"])


def test_a_dry_run_changes_nothing_there(mission: World) -> None:
    recorded(mission)
    """Locally the gates run all the same, and what would land is said."""
    before = (mission.changes, mission.host.picture(), mission.project.tip("main"))
    said = mission.host.run("integrate", TASK, "--dry-run", "--json")
    assert said.status == (0 if mission.alone else 1), said.out
    assert (mission.changes, mission.host.picture(), mission.project.tip("main")) == before
    assert mission.project.pulls == []


def test_record_result_takes_no_word_for_what_the_forge_can_answer(mission: World) -> None:
    recorded(mission)
    said = mission.host.ok(
        "record-result", TASK, "--evidence", "ci=green", "--evidence", "pr=merged"
    )
    assert said["task"]["status"] == "in-progress"
    wanted = "nobody looked" if mission.alone else f"only asserted, and {mission.provider}"
    assert any(wanted in a["reason"] for a in said["awaiting"])


def test_a_red_check_sends_the_work_back(mission: World) -> None:
    """The row is failed, and names the check and where to read it; nothing is merged."""
    recorded(mission)
    more = () if mission.alone else (Check("build"),)
    mission.checks(*more, Check("unit", ["red"], "3 failed"))
    said = mission.host.ok("integrate", TASK)
    assert said["task"]["status"] == "failed"
    (error,) = [n for n in said["task"]["notes"] if n.startswith("Error: ")]
    locally = ("quality gates not green (exit 1): ", "/bin/ci: ", "3 failed")
    for words in locally if mission.alone else ("is red: ", "unit: ", "http"):
        assert words in error
    assert not mission.landed


def test_no_ci_is_not_green(mission: World) -> None:
    recorded(mission)
    mission.no_checks()
    said = refused(mission, 1, "gate-refused", "--wait", "0")
    wanted = "no quality gates are configured" if mission.alone else "CI: none, not green"
    assert any(wanted in line for line in (said["message"], *said["details"]))
    assert not mission.landed


def test_a_check_that_ran_no_test_is_not_green(mission: World) -> None:
    """Locally the gates are the host's own, and the work is sent back."""
    recorded(mission)
    mission.checks(Check("unit", ["green"], "no tests ran"))
    if mission.alone:
        said = mission.host.ok("integrate", TASK)
        assert said["task"]["status"] == "failed"
        assert any("not green (no test ran)" in note for note in said["task"]["notes"])
    else:
        said = refused(mission, 1, "gate-refused")
        assert any("CI: green, but no test ran" in line for line in said["details"])
    assert not mission.landed


def test_checks_that_are_late_are_gone_on_with(mission: World) -> None:
    """The limit ends the command with 7; the next one finds the pull request and goes on."""
    oid = recorded(mission)["oid"]
    mission.checks(Check("build", ["pending"]), commit=oid)
    said = refused(mission, 7, "forge-busy", "--wait", "0")
    wanted = ("/bin/ci",) if mission.alone else ("build", "pipeline")
    assert any(word in line for line in said["details"] for word in wanted)
    assert "run the same command again" in said["hint"]
    assert mission.desk.show(TASK)["status"] == "in-progress"
    mission.checks(Check("build", ["pending", "green"]), commit=oid)
    again = mission.host.run("integrate", TASK)
    assert again.status == 0, again.err
    assert mission.desk.show(TASK)["status"] == "done"
    if not mission.alone:
        assert "CI of" in again.err
        assert len(mission.project.pulls) == 1


def test_killed_half_way_it_goes_on(mission: World) -> None:
    """Killed while it waits for CI: nothing is half-done, and the same command lands it."""
    oid = recorded(mission)["oid"]
    mission.checks(Check("build", ["pending"]), commit=oid)
    words = ("-m", "mosaic", "integrate", TASK, "--wait", "60", "--repo", str(mission.host.top))
    with subprocess.Popen((sys.executable, *words), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        if mission.alone:
            while not mission.alone.runs and process.poll() is None:
                time.sleep(0.02)
        else:
            assert process.stderr.readline().startswith(f"CI of {oid[:12]}: ")
        process.kill()
    assert mission.desk.show(TASK)["status"] == "in-progress"
    assert not mission.landed
    mission.checks(Check("build", ["green"]), commit=oid)
    assert mission.host.ok("integrate", TASK)["task"]["status"] == "done"
    assert len(mission.project.pulls) == (0 if mission.alone else 1)
    assert mission.host.ok("verify")["ok"] is True


def test_a_forge_that_still_looks_blocks_no_row(mission: World) -> None:
    """The limit ends the command with 7 and no entry; the next one merges."""
    recorded(mission)
    mission.project.looking = -1
    said = refused(mission, 7, "forge-busy", "--wait", "0")
    assert "has not ended looking at " in said["message"]
    assert "run the same command again" in said["hint"]
    mission.project.looking = 0
    assert mission.host.ok("integrate", TASK)["task"]["status"] == "done"
    assert len(mission.project.pulls) == 1


def test_an_open_pull_request_is_adopted(mission: World) -> None:
    claimed = recorded(mission)
    mission.host.git("push", "-q", "origin", claimed["branch"])
    mine = mission.forge().open_pull("by a person", "words", claimed["branch"], "main")
    assert mission.host.ok("integrate", TASK)["task"]["status"] == "done"
    (pull,) = mission.project.pulls
    assert (pull.number, pull.title) == (mine.number, "by a person")


def merged_by_a_person(world: World, claimed: Any) -> str:
    """The commit by which somebody else squash-merged the task's branch."""
    host, branch = world.host, claimed["branch"]
    if world.alone:
        host.git("merge", "-q", "--squash", branch)
        host.git("commit", "-q", "-m", "by a person")
        host.git("push", "-q", "origin", "main")
        return host.git("rev-parse", "HEAD")
    host.git("push", "-q", "origin", branch)
    forge = world.forge()
    pull = forge.open_pull("by a person", "words", branch, "main")
    return forge.merge(pull, claimed["oid"], "by a person", "words")


def test_what_is_merged_already_is_adopted(mission: World) -> None:
    """Killed after the merge, or merged by a person: proof and entry follow."""
    landed = merged_by_a_person(mission, recorded(mission))
    changes = mission.changes
    said = mission.host.ok("integrate", TASK)
    assert said["task"]["status"] == "done"
    assert f"Landed: {landed}" in "\n".join(said["task"]["notes"])
    assert mission.changes == changes, "something was changed on the forge"
    parent = git(mission.project.remote, "rev-parse", f"{said['commit']}^")
    assert parent == landed, "it was squashed twice"


def test_a_merge_of_something_else_is_no_landing(mission: World) -> None:
    """Merged with that head, says the forge; git says that the base has another patch."""
    claimed = recorded(mission)
    mission.host.git("push", "-q", "origin", claimed["branch"])
    forge = mission.forge()
    pull = forge.open_pull("T", "B", claimed["branch"], "main")
    forge.merge(pull, claimed["oid"], "T", "B")
    other = mission.branch("other", {"src/other.py": "x = 1\n"})
    assert other
    fake = mission.project.pulls[0]
    second = forge.open_pull("T", "B", "other", "main")
    fake.merged_as = forge.merge(second, other, "T", "B")
    said = refused(mission, 1, "gate-refused")
    assert any("landing" in line and "not on the base" in line for line in said["details"])


def test_a_conflict_sends_the_work_back(mission: World) -> None:
    recorded(mission)
    mission.host.git("pull", "-q", "--rebase")
    mission.host.commit({"src/db.py": "somebody else's\n"})
    mission.host.git("push", "-q", "origin", "main")
    said = mission.host.ok("integrate", TASK)
    assert said["task"]["status"] == "failed"
    assert any("merge conflict with the base in src/db.py" in n for n in said["task"]["notes"])
    assert mission.project.pulls == []


def test_a_base_that_moved_on_is_tested_here(mission: World) -> None:
    """CI saw the branch alone; what would land is run through the quality gates first."""
    recorded(mission)
    mission.host.git("pull", "-q", "--rebase")
    mission.host.commit({"src/other.py": "x = 1\n"})
    mission.host.git("push", "-q", "origin", "main")
    gates = "test ! -e src/other.py || test ! -e tests/test_db.py"
    mission.host.ok("config", "mission.quality_gates", gates, "--reason", "a test")
    said = mission.host.ok("integrate", TASK)
    assert said["task"]["status"] == "failed"
    assert not mission.landed


def test_a_branch_that_moved_is_stale(mission: World, tmp_path: Path) -> None:
    """Somebody pushed to the task's branch: what was reviewed is not what would land."""
    claimed = recorded(mission)
    if mission.alone:
        mission.desk.commit(claimed, {"src/late.py": "unreviewed = 1\n"})
        said = refused(mission, 1, "gate-refused")
        assert any("has moved past" in line for line in said["details"])
        assert (mission.alone.runs, mission.landed) == (0, False)
        return
    mission.host.git("push", "-q", "origin", claimed["branch"])
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(mission.project.remote), str(other))
    git(other, "checkout", "-q", claimed["branch"])
    (other / "src/late.py").write_text("unreviewed = 1\n")
    git(other, "add", "-A")
    git(other, "commit", "-qm", "late")
    git(other, "push", "-q")
    said = refused(mission, 1, "gate-refused")
    assert "the evidence is stale" in said["message"]
    assert mission.project.pulls == []


def test_a_failing_forge_blocks_the_row(mission: World) -> None:
    """With the exact command; unblocked and integrated again, it goes on where it stopped."""
    recorded(mission)
    mission.fail()
    said = mission.host.run("integrate", TASK, "--json")
    assert said.status == 9
    assert said.json["code"] == "forge-failed"
    assert any("out of order" in line for line in (said.json["message"], *said.json["details"]))
    assert f"{TASK} is blocked" in said.json["details"]
    assert f"unblock {TASK}" in said.json["hint"]
    mission.mend()
    task = mission.desk.show(TASK)
    assert task["status"] == "blocked"
    (why,) = [n for n in task["notes"] if n.startswith("Blocked: ")]
    commands = {"gitea": "GET http", "local": "/ci"}
    assert commands.get(mission.provider, "api --include --method GET") in why
    assert mission.project.tip("main") == mission.host.git("rev-parse", "main")
    unblocked(mission)
    assert mission.host.ok("integrate", TASK)["task"]["status"] == "done"


def test_a_protected_base_blocks_the_row_with_its_reason(mission: World) -> None:
    recorded(mission)
    mission.project.protected = "At least 1 approving review is required"
    said = mission.host.run("integrate", TASK, "--json")
    assert (said.status, said.json["code"]) == (9, "forge-failed")
    assert mission.desk.show(TASK)["status"] == "blocked"
    mission.project.protected = ""
    unblocked(mission)
    assert mission.host.ok("integrate", TASK)["task"]["status"] == "done"
    assert len(mission.project.pulls) == 1


def test_an_unreachable_forge_blocks_the_row(mission: World) -> None:
    """What the remote's git still takes, the ledger says. Locally what the gates call is out."""
    recorded(mission)
    mission.stop()
    said = mission.host.run("integrate", TASK, "--json")
    assert (said.status, said.json["code"]) == (9, "forge-failed")
    assert mission.desk.show(TASK)["status"] == "blocked"


def test_nothing_is_asked_before_the_row_may_land(mission: World) -> None:
    refused(mission, 1, "illegal-move")
    claimed = mission.desk.claim()
    commit = mission.desk.commit(claimed)
    mission.host.ok("record-result", "--result", mission.desk.result(claimed, commit))
    refused(mission, 1, "gate-refused")
    assert mission.project.pulls == []
    assert mission.project.tip(claimed["branch"]) == ""
    assert not (mission.alone and mission.alone.runs)


@pytest.mark.parametrize("step", ["open", "merge"])
def test_an_answer_that_is_lost(mission: World, step: str) -> None:
    """The forge has done it, and the command does not know: the next one finds it done."""
    recorded(mission)
    merges = {"github": "PUT", "gitlab": "PUT", "gitea": "/merge"}
    method = "POST" if step == "open" else merges[mission.provider]
    mission.fake.faults = [Fault(500, method, 1, late=True)]
    said = mission.host.run("integrate", TASK, "--json")
    assert (said.status, said.json["code"]) == (9, "forge-failed")
    assert mission.desk.show(TASK)["status"] == "blocked"
    unblocked(mission)
    assert mission.host.ok("integrate", TASK)["task"]["status"] == "done"
    (pull,) = mission.project.pulls
    squashes = git(
        mission.project.remote, "log", "--format=%s", f"{pull.merged_as}", "--", "src/db.py"
    )
    assert squashes.split("\n")[:-1] == [pull.title]


#: What is said where a program, or the token, is not there; and the hint.
MISSING = {
    "local": ("the quality gates cannot be run: ", "is installed where this command runs"),
    "gitea": ("no token for 'http://127.0.0.1", "set GITEA_TOKEN or FORGEJO_TOKEN"),
    "github": ("cannot be run: no such file", "install gh"),
    "gitlab": ("cannot be run: no such file", "install glab"),
}


def test_a_program_that_is_not_there(mission: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """gh is not installed, no token is set, or what the gates call is gone: the row is blocked, and
    the hint says what to do."""
    recorded(mission)
    mission.hide(monkeypatch)
    wanted, hint = MISSING[mission.provider]
    said = mission.host.run("integrate", TASK, "--json")
    assert (said.status, said.json["code"]) == (9, "forge-failed")
    assert wanted in said.json["message"]
    assert hint in said.json["hint"]
    assert mission.alone or "forge.provider = 'local'" in said.json["hint"]
    assert mission.desk.show(TASK)["status"] == "blocked"


@pytest.mark.parametrize("red", [False, True])
def test_docs_land_without_ci_but_not_with_a_red_one(mission: World, red: bool) -> None:
    """Nobody asks a pull request or CI of docs; what is red is red all the same."""
    mission.desk.done()
    claimed = mission.desk.recorded({"docs/guide.md": "# How\n"})
    commit = mission.host.git("rev-parse", claimed["branch"])
    if red:
        mission.checks(Check("links", ["red"]), commit=commit)
    else:
        mission.no_checks(commit)
    said = mission.host.ok("integrate", claimed["task"]["id"], "--wait", "0")
    assert said["task"]["status"] == ("failed" if red else "done")
    assert not [note for note in said["task"]["notes"] if note.startswith("CI: ")]


def test_a_workers_words_close_no_issue(mission: World) -> None:
    """A forge closes issues by words in what is merged; a phase's waits for its verification."""
    claimed = mission.desk.claim()
    commit = mission.desk.commit(claimed)
    notes = "Fixes #1, closes: acme/widgets#2; resolved https://github.com/acme/widgets/issues/1"
    result = mission.desk.result(claimed, commit, notes=f"{notes}; lint exit 0, tests exit 0")
    mission.host.ok("record-result", "--result", result, *mission.desk.evidence(commit))
    mission.host.ok("integrate", TASK)
    words = ("log", "--format=%B", "main", "--", "src/db.py")
    squash = git(mission.project.remote, *words)
    assert "Fixes about #1, closes about acme/widgets#2" in squash
    for text in (squash, *(pull.body for pull in mission.project.pulls)):
        for word in ("fixes #", "closes: acme", "resolved http", "closes #"):
            assert word not in text.casefold()
