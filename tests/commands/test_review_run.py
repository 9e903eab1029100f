"""review --run: the configured reviewers judge the commit; nothing of the task reaches a shell."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from mosaic import reviewing
from mosaic.ledger import bounded

from .conftest import Host
from .desk import Desk
from .mishaps import ended_soon

#: A reviewer that says what it was given: the prompt, its folder, its words.
REVIEWER = """import json, os, sys
prompt = sys.stdin.read()
commit = prompt.split("There, commit ", 1)[1].split(" ", 1)[0]
with open({seen!r}, "a") as file:
    file.write(json.dumps([sys.argv[1:], os.getcwd(), open("src/db.py").read(), prompt]) + "\\n")
boxes = prompt.replace("- [ ]", "- [x]").partition("# Documentation checklist")
print("I looked.", boxes[1] + boxes[2], sep="\\n")
print(json.dumps({{"verdict": "approve", "blockers": 0, "findings": [], **{more}}}))
"""


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def configure(desk: Desk, *kinds: str, more: str = "{}", script: str = "") -> None:
    """Make a script the reviewer of these kinds; ``more`` are its keys, as Python."""
    seen = desk.root / "seen"
    text = script or REVIEWER.format(seen=str(seen), more=more)
    command = [sys.executable, desk.file(f"reviewer-{'-'.join(kinds)}.py", text), "a b"]
    for kind in kinds:
        desk.host.ok("config", f"review.{kind}", json.dumps(command), "--reason", "ours")


def recorded(desk: Desk) -> str:
    claimed = desk.claim()
    commit = desk.commit(claimed)
    desk.host.ok("record-result", "--result", desk.result(claimed, commit))
    return commit


def seen(desk: Desk) -> list[Any]:
    return [json.loads(line) for line in (desk.root / "seen").read_text().split("\n") if line]


def test_reviewers_judge_a_tree_of_the_commit_and_their_words_are_recorded(desk: Desk) -> None:
    """Prompt by standard input, in the commit's own tree, with the checklist; the line that is
    printed records both reviews, as run by us, and the checklist."""
    commit = recorded(desk)
    configure(desk, "code", "security")
    desk.host.write("src/db.py", "dirty\n")
    before = desk.host.picture()
    said = desk.host.ok("review", "MS-SEC-001", "--run")
    assert desk.host.picture() == before
    assert [one["kind"] for one in said["reviews"]] == ["code", "security"]
    assert (said["prompts"], said["checklist"]) == ({}, None)
    words, folder, source, prompt = seen(desk)[0]
    assert words == ["a b"]
    assert folder != str(desk.host.top)
    assert "select ?" in source, "the commit's, not what lies in the checkout"
    assert f"The repository is {folder}." in prompt
    assert desk.host.git("worktree", "list").count("\n") == 1
    name, *options = shlex.split(said["next"])[1:]
    answer = desk.host.ok(name, *options)
    assert [one["gate"] for one in answer["awaiting"]] == ["landing", "integration"]
    notes = answer["task"]["notes"]
    assert any("| python" in n and f"@ {commit[:12]} (verified: " in n for n in notes), notes
    assert desk.host.ok("review", "MS-SEC-001", "--run")["reviews"] == []


def test_only_what_is_missing_is_run(desk: Desk) -> None:
    commit = recorded(desk)
    configure(desk, "code", "security")
    desk.host.ok("record-result", "MS-SEC-001", *desk.evidence(commit)[:2])
    said = desk.host.ok("review", "MS-SEC-001", "--run")
    assert [one["kind"] for one in said["reviews"]] == ["security"]


def test_a_finding_is_shown_and_makes_a_qa_row(desk: Desk) -> None:
    recorded(desk)
    found = {"severity": "blocker", "title": "quotes pass", "file": "src/db.py:2"}
    configure(desk, "code", "security", more=repr({"findings": [found], "reviewer": "eve"}))
    text = desk.host.run("review", "MS-SEC-001", "--run").out
    assert "blocker: quotes pass (src/db.py:2)" in text
    said = desk.host.ok("review", "MS-SEC-001", "--run")
    assert said["reviews"][0]["blockers"] == 1
    answer = desk.host.ok(*shlex.split(said["next"])[1:])
    assert answer["qa_task"] == "MS-SEC-001-QA"


def test_a_scanners_log_is_of_the_commit_that_it_ran_on(desk: Desk) -> None:
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan"}}, "results": []}]}
    commit = recorded(desk)
    configure(desk, "code")
    configure(desk, "security", script=f"print({json.dumps(json.dumps(log))})")
    said = desk.host.ok("review", "MS-SEC-001", "--run")
    assert said["reviews"][1]["reviewer"] == "scan"
    answer = desk.host.ok(*shlex.split(said["next"])[1:])
    assert f"| scan @ {commit[:12]} (verified: " in " ".join(answer["task"]["notes"])


def test_without_a_reviewer_the_line_to_add_is_told(desk: Desk) -> None:
    recorded(desk)
    said = desk.host.no(1, "gate-refused", "review", "MS-SEC-001", "--run")
    assert "config review.code 'COMMAND'" in said["hint"]
    configure(desk, "code")
    said = desk.host.no(1, "gate-refused", "review", "MS-SEC-001", "--run")
    assert "the security review" in said["message"]
    assert not (desk.root / "seen").exists()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import sys; sys.exit('quota of the day')", "ended with exit status 1"),
        ("print('I like it')", "gave no review that can be read"),
        ("print('{\"verdict\": \"splendid\"}')", "gave no review that can be read"),
        ("import json; print(json.dumps({'verdict': 'approve', 'commit': 'b' * 40}))",
         "it judged bbbbbbbbbbbb, not"),
    ],
)  # fmt: skip
def test_a_reviewer_that_fails_is_named_with_its_command(desk: Desk, script: str, why: str) -> None:
    """Exit 9, worker-failed, the exact command; what the other one said is kept."""
    recorded(desk)
    configure(desk, "security")
    configure(desk, "code", script=script)
    said = desk.host.no(9, "worker-failed", "review", "MS-SEC-001", "--run")
    assert why in said["message"]
    assert (
        shlex.join([sys.executable, str(desk.root / "inbox/reviewer-code.py"), "a b"])
        in (said["message"])
    )


def test_what_the_others_said_is_kept_when_one_fails(desk: Desk) -> None:
    recorded(desk)
    desk.host.ok("config", "review.code", '["no-such-reviewer"]', "--reason", "a test")
    configure(desk, "security")
    said = desk.host.no(9, "worker-failed", "review", "MS-SEC-001", "--run")
    assert said["message"].startswith("'no-such-reviewer' cannot be started")
    kept = next(line for line in said["details"] if line.startswith("kept: the security review"))
    assert json.loads(Path(kept.rpartition(" in ")[2]).read_text())["verdict"] == "approve"


def test_a_reviewer_has_its_time_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """review.timeout; what it started ends with it."""
    monkeypatch.setattr(bounded, "END_LIMIT", 0.2)
    recorded(desk)
    child = desk.root / "child"
    script = (
        "import subprocess, sys, time\n"
        f"one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(child)!r}, 'w').write(str(one.pid))\ntime.sleep(600)\n"
    )
    configure(desk, "code", "security", script=script)
    desk.host.ok("config", "review.timeout", "1s", "--reason", "a test")
    said = desk.host.no(9, "worker-failed", "review", "MS-SEC-001", "--run")
    assert "did not end within 1 s and was stopped" in said["message"]
    assert not alive(int(child.read_text()))


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def test_a_line_is_split_as_a_shell_would_and_no_shell_runs_it(desk: Desk) -> None:
    """Neither the config's words nor the task's description are ever a shell's."""
    script = desk.file("reviewer.py", REVIEWER.format(seen=str(desk.root / "seen"), more="{}"))
    line = shlex.join([sys.executable, script, "$(touch PWNED)", "a;b"])
    for kind in ("code", "security"):
        desk.host.ok("config", f"review.{kind}", line, "--reason", "a test")
    recorded(desk)
    desk.host.ok("review", "MS-SEC-001", "--run")
    assert seen(desk)[0][0] == ["$(touch PWNED)", "a;b"]
    assert not list(desk.root.rglob("PWNED"))


def test_what_a_reviewer_leaves_running_ends_with_it(desk: Desk) -> None:
    recorded(desk)
    pid = desk.root / "left"
    script = f"""import subprocess, sys
sys.stdin.read()
left = subprocess.Popen(["sleep", "300"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
open({str(pid)!r}, "w").write(str(left.pid))
print('{{"verdict": "approve", "blockers": 0, "findings": []}}')
"""
    configure(desk, "code", "security", script=script)
    desk.host.ok("review", "MS-SEC-001", "--run")
    assert ended_soon(int(pid.read_text()))


def test_a_reviewer_that_prints_without_end_is_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(desk)
    monkeypatch.setattr(reviewing, "MOST", 100_000)
    configure(desk, "code", "security", script="while True: print('y' * 1000)\n")
    said = desk.host.no(9, "worker-failed", "review", "MS-SEC-001", "--run")
    assert "printed more than 100,000 bytes" in said["message"]
