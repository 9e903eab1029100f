"""What a remote costs: nothing where there is none, one fetch and one push where there is one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .conftest import CLAIM, NOTE, World


def counted(world: World, monkeypatch: pytest.MonkeyPatch, *words: str) -> Counter[str]:
    """The git commands that a verb starts itself, as git's own trace has them."""
    trace = world.remote.parent / "trace"
    trace.write_text("")
    with monkeypatch.context() as patch:
        patch.setenv("GIT_TRACE", str(trace))
        world.one.run(*words)
    return Counter(_commands(trace))


def _commands(trace: Path) -> list[str]:
    lines = (line.partition("trace: built-in: git ") for line in trace.read_text().split("\n"))
    return [found.split()[0] for _, sign, found in lines if sign]


def test_without_a_remote_nobody_is_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one process for the sake of a remote: no question about it, no fetch, no push."""
    world.one.ok(*NOTE)
    world.one.git("remote", "remove", "origin")
    for words in (("status",), ("show", "MS-SEC-001"), (*CLAIM, "w1"), ("note", "MS-SEC-001", "x")):
        found = counted(world, monkeypatch, *words)
        assert not {"fetch", "push", "log", "for-each-ref", "merge-base"} & set(found)
        assert found["config"] <= (1 if words[0] in ("claim-next", "note") else 0)


def test_reading_asks_git_once_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the remote; for an object only where it is not a loose one."""
    world.one.ok(*NOTE)
    found = counted(world, monkeypatch, "status")
    assert found in (Counter({"config": 1}), Counter({"cat-file": 1, "config": 1}))


def test_an_entry_is_one_fetch_and_one_push(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.one.ok(*NOTE)
    found = counted(world, monkeypatch, "note", "MS-SEC-001", "more")
    assert (found["fetch"], found["push"]) == (1, 1)
    assert (found["log"], found["rev-list"] <= 3) == (0, True)


def test_an_answer_of_seven_costs_one_fetch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for agent in ("w1", "w2"):
        world.one.ok(*CLAIM, agent)
    found = counted(world, monkeypatch, *CLAIM, "w3")
    assert (found["fetch"], found["push"]) == (1, 0)
