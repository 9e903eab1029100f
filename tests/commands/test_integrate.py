"""integrate: squash, gates on the merged tree, done; base and ledger in one ref update."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from mosaic.forge import local, running
from mosaic.forge.pace import Pace
from mosaic.ledger import bounded
from mosaic.ledger.repository import find_repository

from .conftest import Host
from .desk import FIX, Desk
from .mishaps import ended_soon


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def gates(desk: Desk, command: str) -> None:
    desk.host.ok("config", "mission.quality_gates", command, "--reason", "a test")


def test_a_squash_below_the_entry_that_says_done(desk: Desk) -> None:
    claimed = desk.recorded()
    said = desk.host.ok("integrate", "MS-SEC-001")
    task = said["task"]
    assert (task["status"], said["already"]) == ("done", False)
    assert task["completed_at"]
    entry, squash, before = desk.host.git("rev-list", "-3", "main").split("\n")
    assert said["commit"] == entry
    assert f"Landed: {squash} (verified: squash merge of the tested tree)" in task["notes"]
    assert desk.host.git("show", "-s", "--format=%P", squash) == before
    body = desk.host.git("show", "-s", "--format=%B", squash)
    assert body.startswith("fix(SEC-DB-1): SQL is built from user input\n")
    for trailer in ("Task: MS-SEC-001", "Agent: worker-1", "Autonomy: full"):
        assert f"Mosaic-{trailer}" in body
    changed = desk.host.git("show", "--format=", "--name-only", squash).split("\n")
    assert changed == sorted(FIX)
    branch = desk.host.git("rev-parse", claimed["branch"])
    assert desk.host.git("merge-base", "main", branch) != branch, "the branch is as it was"
    assert desk.host.git("worktree", "list").count("\n") == 1, "no worktree of the gates is left"


def test_the_same_again_is_already_so(desk: Desk) -> None:
    desk.done()
    before = desk.host.picture()
    assert desk.host.ok("integrate", "MS-SEC-001")["already"] is True
    assert desk.host.picture() == before


def test_a_dry_run_runs_the_gates_and_lands_nothing(desk: Desk) -> None:
    desk.recorded()
    before = desk.host.picture()
    said = desk.host.ok("integrate", "MS-SEC-001", "--dry-run")
    assert said["task"]["status"] == "done"
    assert "pass: landing" in "\n".join(said["verdicts"])
    assert desk.host.picture() == before
    gates(desk, "false")
    assert desk.host.ok("integrate", "MS-SEC-001", "--dry-run")["task"]["status"] == "failed"


def test_red_gates_make_it_failed_and_land_nothing(desk: Desk) -> None:
    desk.recorded()
    gates(desk, "echo 2 failed; exit 1")
    base = desk.host.git("rev-parse", "main:src")
    said = desk.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "failed"
    assert any("2 failed" in note for note in said["task"]["notes"])
    assert desk.host.git("rev-parse", "main:src") == base
    assert said["next"] == "mosaic-orchestrator retry MS-SEC-001"


def test_gates_that_ran_no_test_are_not_green(desk: Desk) -> None:
    desk.recorded()
    gates(desk, "echo 'Ran 0 tests in 0.000s'; echo OK")
    said = desk.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "failed"
    assert any("no test ran" in note for note in said["task"]["notes"])


def test_a_program_that_the_work_took_away_sends_it_back(desk: Desk) -> None:
    """It is there on the base, so the gates can be run, and the work is what is wrong."""
    desk.host.write("tests/run.sh", "exit 0\n").chmod(0o755)
    desk.host.commit({}, "a program")
    claimed = desk.claim()
    desk.commit(claimed)
    place = desk.root / "work" / claimed["branch"]
    desk.host.git("mv", "tests/run.sh", "tests/gone.sh", cwd=place)
    commit = desk.commit(claimed, {})
    desk.host.ok("record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit))
    gates(desk, "tests/run.sh")
    assert desk.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "failed"


def test_gates_run_on_the_merged_tree(desk: Desk) -> None:
    """Neither the branch alone nor the checkout: what will be on the base."""
    desk.host.write("src/dirty.py", "not part of it\n")
    desk.recorded()
    desk.host.git("add", "docs")
    other = {"src/other.py": "x = 1\n"}
    for path, text in other.items():
        desk.host.write(path, text)
        desk.host.git("add", path)
    desk.host.git("commit", "-qm", "meanwhile")
    gates(desk, "test -f src/other.py && test -f tests/test_db.py && test ! -f src/dirty.py")
    assert desk.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_a_conflict_sends_the_work_back(desk: Desk) -> None:
    desk.recorded()
    desk.host.commit({"src/db.py": "somebody else's\n"})
    said = desk.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "failed"
    assert any("merge conflict with the base in src/db.py" in n for n in said["task"]["notes"])
    assert (desk.host.top / "src/db.py").read_text() == "somebody else's\n"


def test_work_that_is_on_the_base_already_is_tested_there(desk: Desk) -> None:
    claimed = desk.recorded()
    desk.host.git("merge", "-q", "--squash", claimed["branch"])
    desk.host.git("commit", "-qm", "by hand")
    before = desk.host.git("rev-parse", "main")
    said = desk.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "done"
    assert desk.host.git("rev-parse", "main~1") == before, "nothing is squashed twice"


def test_what_is_still_awaited_refuses(desk: Desk) -> None:
    desk.host.no(1, "illegal-move", "integrate", "MS-SEC-001")
    claimed = desk.claim()
    desk.host.no(1, "gate-refused", "integrate", "MS-SEC-001")
    commit = desk.commit(claimed)
    desk.host.ok("record-result", "--result", desk.result(claimed, commit))
    said = desk.host.no(1, "gate-refused", "integrate", "MS-SEC-001")
    assert [line.split(": ")[1] for line in said["details"]] == ["review", "documentation"]


def test_a_host_without_gates_is_told_the_line_to_add(desk: Desk) -> None:
    desk.recorded()
    gates(desk, '""')
    said = desk.host.no(1, "gate-refused", "integrate", "MS-SEC-001")
    assert "config mission.quality_gates" in said["hint"]


def test_a_tip_that_moved_after_the_record_refuses(desk: Desk) -> None:
    claimed = desk.recorded()
    desk.commit(claimed, {"src/more.py": "unreviewed = True\n"})
    said = desk.host.no(1, "gate-refused", "integrate", "MS-SEC-001")
    assert "has moved past" in said["details"][0]


def test_a_verification_is_the_gates_on_the_base(desk: Desk) -> None:
    """No commit: its evidence is the run; its entry closes the phase's internal issue."""
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    said = desk.verified()
    assert (said["task"]["id"], said["task"]["status"]) == ("MS-SEC-002", "done")
    message = desk.host.git("show", "-s", "--format=%B", "main")
    assert "Ref: TASKS:P1 closed" in message
    assert "Mosaic-Evidence: gates=0 verified" in message


def test_a_verification_with_red_gates_fails(desk: Desk) -> None:
    desk.done()
    desk.done({"docs/guide.md": "# How\n"})
    gates(desk, "false")
    assert desk.verified()["task"]["status"] == "failed"


def test_a_verification_waits_for_its_phase(desk: Desk) -> None:
    desk.host.no(1, "gate-refused", "claim-next", "--agent", "a", "--task", "MS-SEC-002")


def test_a_base_apart_from_the_ledger_moves_with_it(empty: Host) -> None:
    """The ledger on a branch of its own: squash and entry land in one update of two refs."""
    empty.git("branch", "ledger")
    empty.ok(
        "bootstrap-from-review", "docs/reports/review", "--ledger-ref", "ledger",
        "--quality-gates", "true",
    )  # fmt: skip
    assert not (empty.top / "docs/TASKS.md").exists()
    empty.ok("config", "forge.base", "main", "--reason", "work lands there")
    desk = Desk(empty)
    desk.recorded()
    base, ledger = empty.git("rev-parse", "main"), empty.git("rev-parse", "ledger")
    said = empty.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "done"
    assert empty.git("rev-parse", "main~1") == base
    assert empty.git("rev-parse", "ledger~1") == ledger
    assert (empty.top / "src/db.py").read_text() == FIX["src/db.py"]
    assert empty.git("status", "--porcelain") == "?? .mosaic/" or not empty.git(
        "status", "--porcelain"
    )
    assert empty.git("show", "--format=", "--name-only", "ledger") == "docs/TASKS.md"


MEANWHILE = "echo run >> {count}; cd '{top}'; test -e {path} || (mkdir -p $(dirname {path}) && \
echo 1 > {path} && git add {path} && git commit -qm meanwhile -- {path}); echo '3 passed'"


@pytest.mark.parametrize(
    ("path", "runs"), [("docs/tasks/contracts/x.json", 1), ("src/meanwhile.py", 2)]
)
def test_a_base_that_moved_under_the_gates(desk: Desk, path: str, runs: int) -> None:
    """State files alone: the squash is built anew; anything else: the gates run again."""
    desk.recorded()
    count = desk.root / "count"
    gates(desk, MEANWHILE.format(count=count, top=desk.host.top, path=path))
    said = desk.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "done"
    assert count.read_text() == "run\n" * runs
    subjects = desk.host.subjects()
    assert subjects[1:3] == ["fix(SEC-DB-1): SQL is built from user input", "meanwhile"]
    assert desk.host.git("show", f"main:{path}") == "1"
    assert desk.host.git("status", "--porcelain") == ""


def test_interrupted_under_the_gates_nothing_is_half_done(desk: Desk) -> None:
    """Ctrl-C in a process of its own: 130, no worktree of the gates left, nothing that they
    started, the lock free."""
    desk.recorded()
    pids = desk.host.top / ".git/pids"
    gates(desk, f"sleep 300 & echo $! > {pids}; kill -INT $PPID; sleep 300")
    before = desk.host.picture()
    words = ("-m", "mosaic", "integrate", "MS-SEC-001", "--json", "--repo", str(desk.host.top))
    done = subprocess.run((sys.executable, *words), capture_output=True, text=True)
    assert (done.returncode, json.loads(done.stdout)["code"]) == (130, "interrupted")
    assert ended_soon(int(pids.read_text()))
    assert desk.host.picture() == before
    assert desk.host.git("worktree", "list").count("\n") == 1
    gates(desk, "true")
    assert desk.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_the_gates_run_as_a_check_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule for both: the same command has the same environment, wherever it runs."""
    monkeypatch.setenv("GH_TOKEN", "leaked-value")
    monkeypatch.setenv("PYTHONPATH", "lib")
    desk.recorded()
    gates(desk, '! env | grep leaked-value && test $PYTHONPATH = lib && test -z "$(cat)"')
    assert desk.host.ok("evidence", "MS-SEC-001", "--run")["checks"][0]["state"] == "green"
    assert desk.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_a_flood_of_the_gates_is_stopped_and_is_not_green(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where it ends well when it is stopped; no more than the end of it is read."""
    monkeypatch.setattr(running, "MOST", 100_000)
    desk.recorded()
    gates(desk, "trap 'exit 0' TERM; while :; do seq 1 20000; done")
    task = desk.host.ok("integrate", "MS-SEC-001")["task"]
    assert task["status"] == "failed"
    assert "bytes and was stopped" in "\n".join(task["notes"])


def test_the_gates_are_not_silent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "TELL", 0.0)
    heard: list[str] = []
    repository = find_repository(desk.host.top)
    run = local.run_gates(
        repository,
        desk.host.git("rev-parse", "HEAD"),
        "sleep 0.5; echo 3 passed",
        Pace(heard.append),
    )
    assert (run.green, run.tail) == (True, "3 passed")
    assert heard[0] == "the quality gates still run (0 s): sleep 0.5; echo 3 passed"


def test_what_the_tests_said_counts_though_much_follows(desk: Desk) -> None:
    """A run's own words are looked for in more than what is shown of it."""
    repository = find_repository(desk.host.top)
    run = local.run_gates(
        repository, desk.host.git("rev-parse", "HEAD"), "echo no tests ran; seq 1 20000"
    )
    assert (run.status, run.ran_tests, run.tail.split("\n")[-1]) == (0, False, "20000")
