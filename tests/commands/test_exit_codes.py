"""Every exit code and every code word that can be met, each by the real command in a repository.

``Host.no`` asserts of each refusal that HEAD, refs, status, staged and unstaged work are the same.
"""

from __future__ import annotations

import inspect
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mosaic import advance, cli
from mosaic.commands import note as note_module
from mosaic.errors import CODES
from mosaic.ledger import lock, worktree

from .conftest import Host
from .desk import Desk

LEDGER = "docs/TASKS.md"
CONFIG = ".mosaic/orchestrator/config.toml"
CLAIM = ("claim-next", "--agent", "worker-1")
NOTE = ("note", "MS-SEC-001", "a word")
#: Code words that no command can end with yet, and why.
NOT_YET = (
    ("push-failed", "entries are not pushed yet"),
    ("outcome-unknown", "entries are not pushed yet"),
    ("forge-failed", "the local forge asks git for what the gates have asked before"),
    ("worker-failed", "no command starts workers yet"),
)


def broken(host: Host, old: str, new: str) -> None:
    """Commit an edit of the ledger as a person does."""
    text = host.tasks()
    assert old in text
    host.commit({LEDGER: text.replace(old, new, 1)}, "by hand")


def no_ledger(host: Host) -> None:
    host.git("rm", "-q", LEDGER)
    host.git("commit", "-qm", "gone")


def short_row(host: Host) -> None:
    broken(host, "| MS-DOC-001 | not-started |", "| MS-DOC-001 |")


def edited(host: Host) -> None:
    host.write(LEDGER, host.tasks().replace("not-started", "done", 1))


def conflict(host: Host) -> None:
    broken(host, "# Tasks\n", "<<<<<<< ours\n# Tasks\n=======\n# tasks\n>>>>>>> theirs\n")


def odd_config(host: Host) -> None:
    host.commit({CONFIG: (host.top / CONFIG).read_text() + "\n[limits]\nworker = 1\n"})


def no_prd(host: Host) -> None:
    host.git("rm", "-q", "docs/PRD.md")
    host.git("commit", "-qm", "no requirements")


def cap(tokens: str) -> Callable[[Host], None]:
    return lambda host: host.ok("config", "budget.cap", tokens, "--reason", "a test")


def all_deferred(host: Host) -> None:
    for row in ("SEC-001", "SEC-002", "DOC-001", "CQ-001", "CQ-002", "DOC-002"):
        defer(host, f"MS-{row}")


def defer(host: Host, task: str) -> None:
    host.ok(
        "defer", task, "--reason", "later", "--category", "Hard", "--risk", "Low",
        "--approach", "slowly",
    )  # fmt: skip


def blocked(host: Host) -> None:
    host.ok("block", "MS-SEC-001", "--reason", "waits for a key")


def one_claimed(host: Host) -> None:
    host.ok("claim-next", "--agent", "other-1")


def two_claimed(host: Host) -> None:
    """Two at work, and a third task ready."""
    cap("900K")(host)
    one_claimed(host)
    for name in ("a", "b"):
        host.ok("add", "--description", name, "--severity", "critical", "--file", f"src/{name}.py")
    host.ok("claim-next", "--agent", "other-2")


def no_identity(host: Host) -> None:
    home = Path(host.git("config", "--show-origin", "--get", "user.name").split("\t")[0][5:])
    home.write_text("[user]\n\tuseConfigOnly = true\n")


def hook(host: Host, name: str, body: str) -> None:
    file = host.top / ".git/hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def refuse_message(host: Host) -> None:
    hook(host, "commit-msg", "echo 'no ticket number' >&2; exit 1")


def refuse_ref(host: Host) -> None:
    hook(host, "reference-transaction", '[ "$1" = prepared ] && exit 1; exit 0')


def drop_trailers(host: Host) -> None:
    hook(host, "commit-msg", 'echo mine > "$1"')


def as_it_is(host: Host) -> None:
    """Nothing is prepared."""


CASES: tuple[tuple[str, int, Callable[[Host], None], tuple[str, ...]], ...] = (
    ("usage", 2, as_it_is, ("note", "MS-SEC-001")),
    ("gate-refused", 1, no_prd, CLAIM),
    ("illegal-move", 1, as_it_is, ("unblock", "MS-SEC-001", "--reason", "now")),
    ("unknown-task", 1, as_it_is, ("note", "MS-SEC-999", "a word")),
    ("finished", 3, all_deferred, CLAIM),
    ("deadlock", 4, blocked, CLAIM),
    ("budget-exceeded", 5, cap("40K"), CLAIM),
    ("budget-frozen", 5, cap("50K"), CLAIM),
    ("handoff-required", 6, as_it_is, (*CLAIM, "--context", "55")),
    ("worker-limit", 7, two_claimed, CLAIM),
    ("nothing-ready", 7, one_claimed, CLAIM),
    ("ledger-missing", 8, no_ledger, CLAIM),
    ("ledger-broken", 8, short_row, CLAIM),
    ("ledger-edited", 8, edited, CLAIM),
    ("ledger-conflict", 8, conflict, CLAIM),
    ("config-broken", 8, odd_config, CLAIM),
    ("git-failed", 9, no_identity, NOTE),
    ("hook-refused", 9, refuse_message, NOTE),
    ("hook-refused", 9, refuse_ref, NOTE),
    ("hook-refused", 9, drop_trailers, NOTE),
)
#: Code words that have a test of their own below.
APART = ("check-failed", "locked", "contended", "agent-elsewhere", "bug", "interrupted")


@pytest.mark.parametrize(
    ("code", "status", "prepare", "words"), CASES, ids=[f"{c[0]}-{c[2].__name__}" for c in CASES]
)
def test_code(
    host: Host, code: str, status: int, prepare: Callable[[Host], None], words: tuple[str, ...]
) -> None:
    """The envelope carries exit, code, a message and what to do; nothing else has changed."""
    prepare(host)
    said = host.no(status, code, *words)
    assert said["schema"] == "mosaic/error@1"
    assert (said["ok"], said["exit"]) == (False, status)
    assert said["message"] and not said["message"].endswith((".", "\n"))
    text = host.run(*words)
    assert (text.status, text.out) == (status, "")
    assert text.err.startswith(f"error: {said['message']} [{code}]\n")


def test_every_code_is_met_or_told_why_not() -> None:
    """CODES is split between the cases, those apart, and those that cannot be met yet."""
    met = {*(case[0] for case in CASES), *APART}
    known = {code: status for code, status, _ in CODES}
    assert met | {code for code, _ in NOT_YET} == set(known)
    assert not met & {code for code, _ in NOT_YET}
    assert all(known[code] == status for code, status, *_ in CASES)


# What holds first (PROTOCOL, "Exit codes"): 2, 8, already held, 3, 4, 7, 6, 5, 7, 1.


def test_usage_is_said_before_a_broken_ledger(host: Host) -> None:
    short_row(host)
    host.no(2, "usage", "claim-next", "--agent", "-")


def test_a_broken_ledger_is_said_before_what_is_held(host: Host) -> None:
    host.ok(*CLAIM)
    short_row(host)
    host.no(8, "ledger-broken", *CLAIM)


def test_what_is_held_is_given_again_whatever_else_holds(host: Host) -> None:
    host.ok(*CLAIM)
    no_prd(host)
    cap("10K")(host)
    before = host.picture()
    said = host.ok(*CLAIM, "--context", "60")
    assert (said["already"], said["commit"]) == (True, None)
    assert host.picture() == before


@pytest.mark.parametrize(
    ("prepare", "status", "code"),
    [(all_deferred, 3, "finished"), (blocked, 4, "deadlock"), (one_claimed, 7, "nothing-ready")],
)
def test_nothing_to_claim_is_said_before_context_and_budget(
    host: Host, prepare: Callable[[Host], None], status: int, code: str
) -> None:
    prepare(host)
    cap("10K")(host)
    said = host.no(status, code, *CLAIM, "--context", "60")
    if code != "finished":
        assert any(line.startswith("refuse: context") for line in said["details"])
        assert any(line.startswith("refuse: budget") for line in said["details"])


def test_context_is_said_before_budget_workers_and_prd_and_all_are_listed(host: Host) -> None:
    two_claimed(host)
    no_prd(host)
    cap("10K")(host)
    said = host.no(6, "handoff-required", *CLAIM, "--context", "60")
    gates = [line.split(": ")[1] for line in said["details"]]
    assert sorted(gates) == ["budget", "context", "prd", "workers"]
    assert host.no(5, "budget-exceeded", *CLAIM)["details"]
    cap("900K")(host)
    host.no(7, "worker-limit", *CLAIM)
    host.ok("config", "limits.workers", "9", "--reason", "a test")
    host.no(1, "gate-refused", *CLAIM)


def test_a_task_that_waits_is_said_after_context(host: Host) -> None:
    """--task with an open dependency is a refusal (1), and that comes last."""
    said = host.no(6, "handoff-required", *CLAIM, "--task", "MS-CQ-001", "--context", "60")
    assert any(line.startswith("refuse: dependencies") for line in said["details"])
    host.no(1, "gate-refused", *CLAIM, "--task", "MS-CQ-001")


@pytest.mark.parametrize("prepare", [as_it_is, all_deferred, blocked, one_claimed, cap("40K")])
def test_next_exits_as_claim_next_would(host: Host, prepare: Callable[[Host], None]) -> None:
    prepare(host)
    would = host.run("next", "--json")
    does = host.run(*CLAIM, "--json")
    assert would.status == does.status
    if does.status:
        assert would.json == does.json
    else:
        assert would.json["task"]["id"] == does.json["task"]["id"]


# The ledger and the config.


def test_every_fault_is_listed_with_its_place_and_a_caret(host: Host) -> None:
    lines = host.tasks().split("\n")
    row = next(n for n, line in enumerate(lines) if line.startswith("| MS-DOC-001"))
    short_row(host)
    broken(host, "| MS-CQ-001 |", "| MS-SEC-001 |")
    said = host.no(8, "ledger-broken", *CLAIM)
    first, second = (detail.split("\n") for detail in said["details"])
    short = host.tasks().split("\n")[row]
    assert first[0] == f"{LEDGER}:{row + 1}:{len(short) + 1}: 13 cells where the header has 14"
    assert first[2].strip() == "^"
    assert second[0] == f"{LEDGER}:{row + 3}:3: MS-SEC-001 stands on line {row} already"
    assert second[2].index("^") == second[1].index("MS-SEC-001")


def test_a_hand_edit_names_adopt(host: Host) -> None:
    edited(host)
    assert "mosaic-orchestrator adopt" in host.no(8, "ledger-edited", *NOTE)["hint"]
    host.git("add", LEDGER)
    host.git("checkout", "HEAD", "--", ":!docs")
    host.no(8, "ledger-edited", *NOTE)


def test_an_unknown_key_names_the_nearest(host: Host) -> None:
    odd_config(host)
    said = host.no(8, "config-broken", *CLAIM)
    assert said["details"] == [f"{CONFIG}: no key 'limits.worker'; did you mean 'limits.workers'?"]


def test_a_report_that_does_not_agree_with_itself_is_refused_where_asked(empty: Host) -> None:
    empty.write(
        "docs/reports/review/00-executive-summary.md",
        "# Summary\n\n| Severity | Count |\n|---|---|\n| Critical | 4 |\n| Medium | 1 |\n",
    )
    said = empty.no(1, "check-failed", "bootstrap-from-review", "docs/reports/review", "--strict")
    assert "ritical" in said["details"][0]
    empty.no(5, "budget-exceeded", "bootstrap-from-review", "docs/reports/review", "--budget", "9K")


# Locks and other clones.


@contextmanager
def held(path: Path) -> Iterator[int]:
    """The kernel's lock on a file, held by another process; its id."""
    code = (
        "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.flock(f, fcntl.LOCK_EX);"
        " f.truncate(0); f.write('4711 mosaic-orchestrator add'); f.flush(); print('held', flush=True);"
        " sys.stdin.read()"
    )
    with subprocess.Popen(
        (sys.executable, "-c", code, str(path)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        assert process.stdin is not None
        process.stdin.close()


def test_a_held_lock_names_its_holder(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspect.unwrap(lock.locked), "__defaults__", (0.05,))
    with held(host.top / ".git/mosaic/lock"):
        said = host.no(7, "locked", *NOTE)
        assert "4711 mosaic-orchestrator add" in said["message"]
        assert host.run("status").status == 0, "reading commands never lock"
    assert host.run(*NOTE).status == 0


def test_another_programs_index_lock_is_kept(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worktree, "INDEX_PATIENCE", 0.0)
    file = host.top / ".git/index.lock"
    file.write_text("somebody's")
    said = host.no(7, "locked", *NOTE)
    assert said["details"] == [f"lock: {file}"]
    assert file.read_text() == "somebody's"
    file.unlink()
    assert host.run(*NOTE).status == 0


def test_a_ledger_that_always_moves_is_contended(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody commits between every decision and its entry."""
    monkeypatch.setattr(advance, "TRIES", 2)
    hook(
        host,
        "commit-msg",
        "git update-ref refs/heads/main $(git commit-tree -p main -m theirs 'main^{tree}')",
    )
    said = host.run(*NOTE, "--json")
    assert (said.status, said.json["code"]) == (7, "contended")
    assert host.subjects()[:2] == ["theirs", "theirs"]
    assert not any("a word" in line for line in host.tasks().split("\n"))


def test_an_agent_of_another_clone_is_elsewhere(host: Host) -> None:
    host.ok(*CLAIM)
    clone = host.top.parent / "clone"
    host.git("clone", "-q", str(host.top), str(clone))
    there = Host(clone, host.capture)
    said = there.no(7, "agent-elsewhere", *CLAIM)
    assert "takeover MS-SEC-001" in said["hint"]


# Outside, bugs, and people.


def test_a_hooks_words_are_shown(host: Host) -> None:
    refuse_message(host)
    assert "no ticket number" in host.no(9, "hook-refused", *NOTE)["details"]


def test_no_identity_shows_gits_own_words_and_the_command(host: Host) -> None:
    no_identity(host)
    said = host.no(9, "git-failed", *NOTE)
    assert "commit-tree" in said["message"]
    assert any("user.name" in line or "name" in line for line in said["details"])


def test_not_a_repository_is_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = Host(tmp_path, capsys)
    said = outside.run(*NOTE, "--json")
    assert (said.status, said.json["code"]) == (2, "usage")
    assert "--repo DIR" in said.json["hint"]
    assert Host(tmp_path / "none", capsys).run("status").status == 2


def failing(error: BaseException) -> Callable[..., Any]:
    def decide(*_: object) -> Any:
        raise error

    return decide


def test_interrupted_is_130(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_module.note, "decide", failing(KeyboardInterrupt()))
    host.no(130, "interrupted", *NOTE)
    monkeypatch.undo()
    assert host.run(*NOTE).status == 0, "the lock is free again"


def test_a_bug_is_70_with_a_traceback_on_stderr(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_module.note, "decide", failing(ZeroDivisionError("by \x1b[31m zero")))
    said = host.no(70, "bug", *NOTE)
    assert "ZeroDivisionError" in said["message"]
    text = host.run(*NOTE)
    assert (text.status, text.out) == (70, "")
    assert "Traceback" in text.err
    assert "\x1b" not in text.err


def test_help_and_unknown_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["note", "--help"]) == 0
    assert cli.run(["no-such-verb"]) == 2
    assert cli.run(["note", "--json"]) == 2
    out, _ = capsys.readouterr()
    assert out.rstrip().endswith("}")


def test_json_is_one_object_on_stdout_also_for_errors(host: Host) -> None:
    said = host.run("claim-next", "--json")
    assert said.status == 2
    assert said.out.count("\n") == 1
    assert said.json["code"] == "usage"
    assert said.err == ""


def test_desk_and_host_agree(host: Host) -> None:
    """A refused claim leaves no brief behind."""
    cap("40K")(host)
    host.no(5, "budget-exceeded", *CLAIM)
    assert not (Desk(host).host.top / ".mosaic/orchestrator/briefs").exists()
