"""evidence: the contract's checks, run on the very commit, kept by tree and command."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from mosaic.forge import running
from mosaic.ledger import heartbeats
from mosaic.ledger.repository import find_repository

from .conftest import GATES, Host
from .desk import FIX, Desk
from .mishaps import ended_soon

TASK = "MS-SEC-001"
RED = {**FIX, "src/db.py": "def q(db, n):\n    raise SystemExit(n)\n"}


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def agree(desk: Desk, **commands: str) -> None:
    """The contract asks for these checks, and the quality gates for nothing."""
    words = [w for name, text in commands.items() for w in ("--check", f"{name}={text}")]
    desk.host.ok("amend", TASK, *words, "--remove", "quality-gates", "--reason", "as agreed")


def run(desk: Desk, *words: str, status: int = 0) -> Any:
    before = desk.host.picture()
    said = desk.host.run("evidence", TASK, *words, "--json")
    assert said.status == status, said.out + said.err
    assert desk.host.picture() == before
    return said.json


def states(said: Any) -> dict[str, str]:
    return {check["name"]: check["state"] for check in said["checks"]}


def record(desk: Desk, commit: str, claimed: Any) -> Any:
    return desk.host.ok("record-result", "--result", desk.result(claimed, commit))


def waits(said: Any) -> list[tuple[str, str]]:
    return [(i["reason"], i["command"]) for i in said["awaiting"] if i["gate"] == "drift"]


def test_a_check_that_has_not_run_is_awaited_and_run_is_shown(desk: Desk) -> None:
    """Its command is named; run, it stands in the row, the entry, and other clones."""
    agree(desk, unit="grep -q select src/db.py")
    claimed = desk.claim()
    commit = desk.commit(claimed)
    said = record(desk, commit, claimed)
    tree = desk.host.git("rev-parse", f"{commit}^{{tree}}")
    assert said["outcome"] == "in-progress"
    assert waits(said) == [
        (f"validation_gap: the check 'unit' did not run on {tree[:12]}",
         f"run 'mosaic-orchestrator evidence {TASK} --run'")
    ]  # fmt: skip
    shown = run(desk)
    assert (states(shown), shown["commit"], shown["tree"]) == ({"unit": "missing"}, commit, tree)
    assert shown["next"] == f"mosaic-orchestrator evidence {TASK} --run"
    assert states(run(desk, "--run")) == {"unit": "green"}
    done = desk.host.ok("record-result", TASK, *desk.evidence(commit))
    assert waits(done) == []
    notes = desk.host.ok("show", TASK)["task"]["notes"]
    assert any(n.startswith(f"Check: unit 0 @ {tree[:12]} (") for n in notes)
    body = desk.host.git("log", "-1", "--format=%B", "main")
    assert f"Mosaic-Evidence: check=unit 0 @ {tree[:12]}" in body
    other = desk.host.top.parent / "clone"
    desk.host.git("clone", "-q", str(desk.host.top), str(other))
    clone = Host(other, desk.host.capture)
    clone.git("branch", claimed["branch"], f"origin/{claimed['branch']}")
    assert states(clone.ok("evidence", TASK)) == {"unit": "green"}
    assert desk.host.ok("integrate", TASK)["outcome"] == "done"
    assert desk.host.run("verify").status == 0


@pytest.mark.parametrize(
    ("command", "kind", "state"),
    [
        ("echo one; echo 'it is wrong' >&2; exit 3", "validation_gap", "red"),
        ("no-such-program-here", "impossible_runtime_assumption", "unable"),
        ("./src/db.py", "impossible_runtime_assumption", "unable"),
        ("echo 'Ran 0 tests in 0.000s'; echo OK", "validation_gap", "red"),
        ("echo 'collected 0 items'; echo 'no tests ran in 0.01s'", "validation_gap", "red"),
    ],
)
def test_evidence_is_kept_when_it_is_red_and_held_against_the_work(
    desk: Desk, command: str, kind: str, state: str
) -> None:
    agree(desk, unit=command, after="true")
    claimed = desk.claim()
    commit = desk.commit(claimed)
    assert states(run(desk, "--run", status=1)) == {"unit": state, "after": "green"}
    assert states(run(desk)) == {"unit": state, "after": "green"}
    said = record(desk, commit, claimed)
    assert said["outcome"] == "needs-qa"
    assert [line.partition(":")[0] for line in said["drift"]] == [kind]
    row = desk.host.ok("show", said["qa_task"])["task"]
    assert any(n.startswith(f"Remedies: {kind}: the check 'unit' ") for n in row["notes"])


def test_stale_evidence_never_passes(desk: Desk) -> None:
    """Green on one tree says nothing of the next, nor a green command of another one."""
    agree(desk, unit="grep -q select src/db.py")
    claimed = desk.claim()
    first = desk.commit(claimed)
    assert states(run(desk, "--run")) == {"unit": "green"}
    second = desk.commit(claimed, {"src/db.py": "x = 'select'\n"})
    assert states(run(desk)) == {"unit": "stale"}
    said = record(desk, second, claimed)
    old, new = (desk.host.git("rev-parse", f"{c}^{{tree}}")[:12] for c in (first, second))
    assert [reason for reason, _ in waits(said)] == [
        f"stale_evidence: the check 'unit' ran on {old}, and the work is {new}"
    ]
    refused = desk.host.run("integrate", TASK, "--json")
    assert (refused.status, refused.json["code"]) == (1, "gate-refused")
    run(desk, "--run")
    assert waits(desk.host.ok("record-result", TASK)) == []
    desk.host.ok("amend", TASK, "--check", "unit=true", "--reason", "another one")
    assert states(run(desk)) == {"unit": "stale"}
    again = desk.host.ok("record-result", TASK)
    assert [r for r, _ in waits(again)] == [
        "stale_evidence: the check 'unit' ran with another command"
    ]


def test_a_red_run_is_followed_by_a_green_one(desk: Desk) -> None:
    """Of one tree and one command the last run counts."""
    flag = desk.host.top.parent / "flag"
    agree(desk, unit=f"test -e {flag}")
    desk.commit(desk.claim())
    assert states(run(desk, "--run", status=1)) == {"unit": "red"}
    flag.touch()
    assert states(run(desk, "--run")) == {"unit": "green"}


def test_checks_run_in_series_in_one_clean_worktree(desk: Desk) -> None:
    """What one builds the next may use; what one changes in tracked files is put back; nothing of
    it reaches the user's own folder, and nothing is left."""
    agree(
        desk,
        build="pwd; mkdir -p out; echo 1 > out/x; echo broken > src/db.py; git status --short",
        unit="test -e out/x && grep -q select src/db.py && test -z \"$(git status --short src)\"",
    )  # fmt: skip
    desk.commit(desk.claim())
    said = run(desk, "--run")
    assert states(said) == {"build": "green", "unit": "green"}
    assert str(desk.host.top) not in said["checks"][0]["tail"].split("\n")[0]
    assert len(desk.host.git("worktree", "list").split("\n")) == 2
    assert not (desk.host.top / "out").exists()


def test_the_environment_is_clean(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret by its name, nothing of git's own or ours, nothing to read; what the host's
    programs need is theirs."""
    for name in ("SOME_API_KEY", "GH_TOKEN", "DB_PASSWORD", "GIT_DIR", "GIT_INDEX_FILE",
                 "MOSAIC_PYTHON"):  # fmt: skip
        monkeypatch.setenv(name, "leaked-value")
    monkeypatch.setenv("HARMLESS", "kept")
    monkeypatch.setenv("PYTHONPATH", "lib")
    env = running.clean()
    assert [k for k in env if env[k] == "leaked-value"] == []
    assert (env["HARMLESS"], env["CI"], "PATH" in env) == ("kept", "true", True)
    assert env["PYTHONPATH"] == "lib"
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    agree(desk, env="env; ! env | grep leaked-value", stdin='test -z "$(cat)"')
    desk.commit(desk.claim())
    assert states(run(desk, "--run")) == {"env": "green", "stdin": "green"}


def test_a_check_that_does_not_end_is_ended_with_all_it_started(
    tmp_path: Path,
) -> None:
    """Its children too, though it ignores being asked."""
    pids = tmp_path / "pids"
    command = f"trap '' TERM; sleep 300 & echo $! > {pids}; sleep 301 & echo $! >> {pids}; wait"
    ended = running.run_bounded(command, tmp_path, dict(os.environ), 1)
    assert ended.ended == "late"
    assert [ended_soon(int(pid)) for pid in pids.read_text().split()] == [True, True]


def test_what_a_check_leaves_running_is_ended(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    done = running.run_bounded(f"sleep 300 & echo $! > {pids}", tmp_path, dict(os.environ), 20)
    assert done.ended == "0"
    assert ended_soon(int(pids.read_text()))


def test_what_a_check_prints_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST", 100_000)
    ended = running.run_bounded("yes", tmp_path, dict(os.environ), 60)
    assert ended.ended == "flooded"
    assert len(ended.said) <= running.LOOKED_AT


def test_only_the_end_of_what_it_printed_is_kept_and_without_secrets(desk: Desk) -> None:
    key = "ghp_" + "a1B2" * 9
    agree(
        desk,
        unit=f"seq 1 5000; printf '\\033[31mred\\033[0m\\n'; echo {key[:10]}''{key[10:]}; exit 1",
    )
    desk.commit(desk.claim())
    tail = run(desk, "--run", status=1)["checks"][0]["tail"]
    assert len(tail) < 400
    assert "4999" in tail
    assert "\x1b" not in tail
    assert key not in tail
    assert "[redacted" in tail


def test_a_run_of_no_test_is_kept_in_the_row_as_it_was(desk: Desk) -> None:
    agree(desk, unit="echo 'no tests ran'")
    claimed = desk.claim()
    commit = desk.commit(claimed)
    run(desk, "--run", status=1)
    said = record(desk, commit, claimed)
    assert any(n.startswith("Check: unit untested @ ") for n in said["task"]["notes"])
    assert "the check 'unit' ran no test" in said["drift"][0]


def test_a_timeout_is_the_contracts(desk: Desk) -> None:
    body = {"checks": [{"name": "slow", "command": "sleep 60", "timeout": "1s"}]}
    file = desk.file("contract.json", json.dumps(body))
    desk.host.ok("amend", TASK, "--contract", file, "--reason", "as agreed")
    desk.commit(desk.claim())
    said = run(desk, "--run", status=1)
    assert (said["checks"][0]["ended"], said["checks"][0]["state"]) == ("late", "red")
    assert said["drift"] == [
        {
            "class": "validation_gap",
            "what": "the check 'slow' did not end in its time",
            "held": True,
        }
    ]


def test_the_quality_gates_are_a_check_of_every_draft(desk: Desk) -> None:
    """Landing asks for them; run before and red, they speak against the work."""
    claimed = desk.claim()
    said = run(desk, status=0)
    assert (states(said), said["commit"]) == ({"quality-gates": "missing"}, None)
    bad = {**FIX, "tests/test_db.py": "import unittest\n\n\nclass T(unittest.TestCase):\n"
           "    def test_it(self):\n        self.fail('no')\n"}  # fmt: skip
    commit = desk.commit(claimed, bad)
    assert states(run(desk, "--run", status=1)) == {"quality-gates": "red"}
    assert run(desk)["checks"][0]["command"] == GATES
    assert record(desk, commit, claimed)["outcome"] == "needs-qa"


def test_it_is_a_sign_of_life(desk: Desk) -> None:
    claimed = desk.claim()
    desk.commit(claimed)
    beat = heartbeats.place(find_repository(desk.host.top), TASK, claimed["claim"])
    os.utime(beat, (1, 1))
    run(desk)
    assert beat.stat().st_mtime > 1


def test_what_cannot_be_shown_or_run(desk: Desk) -> None:
    desk.host.no(1, "unknown-task", "evidence", "MS-SEC-999")
    bare = desk.host.ok("add", "--description", "More", "--severity", "low")["task"]["id"]
    assert "amend" in desk.host.no(1, "gate-refused", "evidence", bare)["hint"]
    desk.host.no(1, "gate-refused", "evidence", TASK, "--run")
    desk.host.ok("amend", TASK, "--remove", "quality-gates", "--reason", "none")
    desk.commit(desk.claim())
    assert "--check" in desk.host.no(1, "gate-refused", "evidence", TASK, "--run")["hint"]


def test_a_run_that_was_cut_off_is_none(desk: Desk) -> None:
    agree(desk, unit="true")
    desk.commit(desk.claim())
    run(desk, "--run")
    folder = desk.host.top / ".git/mosaic/checks" / TASK
    (file,) = folder.iterdir()
    file.write_text(file.read_text()[:20])
    (folder / "unit@x.json").write_text("[1]")
    assert states(run(desk)) == {"unit": "missing"}
    left = folder / "unit@y.json.4194305"  # above every process number
    left.write_text("{")
    run(desk, "--run")
    assert not left.exists()


def test_for_people(desk: Desk) -> None:
    agree(desk, unit="echo it is wrong; exit 1")
    desk.commit(desk.claim())
    said = desk.host.run("evidence", TASK, "--run")
    assert said.status == 1
    assert "check         unit: is red (exit 1)\n  it is wrong\n" in said.out
    assert "drift         validation_gap: the check 'unit' is red (exit 1): it is wrong" in said.out
