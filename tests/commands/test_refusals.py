"""What a refusal says: places and carets, holders of locks, hooks' words, a bug's traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mosaic import advance, cli
from mosaic.events import note
from mosaic.ledger import entry, lock, worktree
from mosaic.ledger.git_ledger import HOOK_TRIES

from .conftest import Host
from .mishaps import (
    CONFIG,
    LEDGER,
    broken,
    cap,
    edited,
    held,
    hook,
    no_identity,
    odd_config,
    refuse_message,
    short_row,
)
from .test_exit_codes import CLAIM, NOTE

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


def test_a_held_lock_names_its_holder(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
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
    real = entry.store

    def meanwhile(*words: Any) -> Any:
        theirs = host.git("commit-tree", "-p", "main", "-m", "theirs", "main^{tree}")
        host.git("update-ref", "refs/heads/main", theirs)
        return real(*words)

    monkeypatch.setattr(entry, "store", meanwhile)
    said = host.run(*NOTE, "--json")
    assert (said.status, said.json["code"]) == (7, "contended")
    assert host.subjects()[:2] == ["theirs", "theirs"]
    assert not any("a word" in line for line in host.tasks().split("\n"))


def test_a_hook_that_commits_by_itself_is_named(host: Host) -> None:
    """It is not met again and again: the command stops soon."""
    hook(
        host,
        "commit-msg",
        "git update-ref refs/heads/main $(git commit-tree -p main -m theirs 'main^{tree}')",
    )
    said = host.run(*NOTE, "--json")
    assert (said.status, said.json["code"]) == (9, "hook-refused")
    assert "commit-msg" in said.out
    assert host.subjects()[0] == "theirs"
    assert host.subjects().count("theirs") == HOOK_TRIES + 1


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
    monkeypatch.setattr(note, "decide", failing(KeyboardInterrupt()))
    host.no(130, "interrupted", *NOTE)
    monkeypatch.undo()
    assert host.run(*NOTE).status == 0, "the lock is free again"


def test_a_bug_is_70_with_a_traceback_on_stderr(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note, "decide", failing(ZeroDivisionError("by \x1b[31m zero")))
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


def test_a_refused_claim_leaves_no_prompt(host: Host) -> None:
    cap("40K")(host)
    host.no(5, "budget-exceeded", *CLAIM)
    assert not (host.top / ".mosaic/orchestrator/briefs").exists()
