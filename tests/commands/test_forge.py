"""forge on the local forge: nothing waits, and what it has not is refused with what does it. What
the others answer stands in tests/forges."""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic import cli
from mosaic.commands.forge import command
from mosaic.forge.alone import Alone
from mosaic.forge.protocol import Forge
from mosaic.ledger.repository import find_repository

from .conftest import Host

ACTIONS = ("issue-create", "issue-view", "issue-close", "pr-create", "pr-merge", "pr-ci-wait",
           "queue-wait", "milestone-close")  # fmt: skip
WANTING = (
    ("issue-create", "-t", "T"), ("issue-view", "-i", "1"), ("issue-close", "-i", "1"),
    ("pr-create", "-t", "T", "-H", "fix/x"), ("pr-merge", "-n", "1"), ("pr-ci-wait", "-n", "1"),
)  # fmt: skip


def test_the_verbs() -> None:
    assert tuple(command.commands) == ACTIONS


@pytest.mark.parametrize("words", WANTING, ids=[w[0] for w in WANTING])
def test_what_the_local_forge_has_not(host: Host, words: tuple[str, ...]) -> None:
    """The repository is named before the action, or behind it."""
    before = host.picture()
    ended = host.run("forge", *words)
    said = ended.err
    assert ended.status == 9
    assert said.startswith("error: the local forge has no ")
    assert "hint: run 'mosaic-orchestrator " in said
    assert host.picture() == before


def test_nothing_waits(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(host.top)
    assert cli.run(["forge", "queue-wait", "--purpose", "push"]) == 0
    said = host.capture.readouterr().out
    assert said == "nothing is in progress on 'main': go on with the push\n"


def test_words_that_are_missing(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(host.top)
    for words in (["queue-wait"], ["pr-merge"], ["pr-merge", "-n", "0"], ["other"]):
        assert cli.run(["forge", *words]) == 2
    assert cli.run(["forge", "milestone-close", "-t", "0.0.1"]) == 1


def local(top: Path, gates: str) -> Forge:
    return Alone(find_repository(top), gates)


def test_its_ci_is_the_run_of_the_quality_gates(host: Host) -> None:
    """Green, red, a run without any test, and none where there is no command."""
    commit = host.git("rev-parse", "HEAD")
    states = {
        "echo 3 passed": ("green", "exit 0"),
        "echo 1 failed; exit 3": ("red", "exit 3"),
        "echo no tests ran": ("red", "no test ran"),
    }
    for gates, expected in states.items():
        (check,) = local(host.top, gates).ci(commit).checks
        assert (check.state, check.word) == expected
    assert local(host.top, "").ci(commit).state == "none"
    assert host.git("worktree", "list").count("\n") == 0


def test_its_release_is_the_tag(host: Host) -> None:
    forge = local(host.top, "true")
    assert forge.where() == str(host.top)
    assert (forge.find_milestone("0.0.1"), forge.find_pull("a", "b")) == (None, None)
    assert forge.find_issue("x", None) is None
    host.git("tag", "v0.0.1")
    assert forge.release("v0.0.1", "t", "n").url == "refs/tags/v0.0.1"


def test_every_action_is_a_verb_of_the_group() -> None:
    """None is left out, whatever made it; what is no verb is an error, not silence."""
    from mosaic.commands import forge

    assert len(forge.command.commands) == len(forge.ACTIONS)
    assert all(name == one.name for name, one in forge.command.commands.items())
