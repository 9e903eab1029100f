"""The forge verbs, on every forge."""

from __future__ import annotations

import json
from typing import Any

from mosaic import cli
from tests.test_schemas import faults

from .conftest import World
from .model import Check


def run(world: World, *words: str, status: int = 0) -> Any:
    """A forge verb with ``--json``; its envelope, held against the schema."""
    world.host.capture.readouterr()
    ended = cli.run(["forge", *words, "--json"])
    out, err = world.host.capture.readouterr()
    assert ended == status, out + err
    said = json.loads(out)
    assert faults("forge" if "action" in said else "error", said) == []
    return said


def test_an_issue_from_its_making_to_its_end(world: World) -> None:
    words = ("-t", "Phase 1: x", "-b", "a `b`\n$(c)", "-l", "security, critical", "-m", "0.0.1")
    said = run(world, "issue-create", *words)
    number = str(said["issue"]["number"])
    assert (said["action"], said["provider"]) == ("issue-create", world.provider)
    assert said["issue"]["labels"] == ["security", "critical"]
    assert said["issue"]["milestone"] == "0.0.1"
    assert world.project.issues[0].body == "a `b`\n$(c)"
    assert run(world, "issue-view", "-i", number)["issue"]["body"] == "a `b`\n$(c)"
    for _ in range(2):
        assert run(world, "issue-close", "-i", number)["issue"]["state"] == "closed"
    assert world.project.issues[0].closed
    text = cli.run(["forge", "issue-view", "-i", number])
    shown = world.host.capture.readouterr().out
    assert text == 0
    assert shown.startswith(f"#{number} closed: Phase 1: x [security, critical]\n{world.fake.web}")


def test_an_issue_that_is_not_there(world: World) -> None:
    said = run(world, "issue-view", "-i", "77", status=9)
    assert said["code"] == "forge-failed"
    assert "404" in said["message"]


def test_a_pull_request_from_its_making_to_its_end(world: World) -> None:
    commit = world.branch("fix/one")
    made = run(world, "pr-create", "-t", "T", "-b", "B", "-H", "fix/one", "-B", "main")
    number = str(made["pull"]["number"])
    assert (made["already"], made["pull"]["head_commit"]) == (False, commit)
    again = run(world, "pr-create", "-t", "T2", "-b", "B2", "-H", "fix/one")
    assert (again["already"], again["pull"]["title"]) == (True, "T2")
    assert run(world, "pr-ci-wait", "-n", number)["ci"]["state"] == "green"
    merged = run(world, "pr-merge", "-n", number)
    assert merged["pull"]["merged_as"] == world.project.tip("main")
    assert run(world, "pr-merge", "-n", number)["already"] is True
    assert len(world.project.pulls) == 1


def test_an_expected_head_is_held(world: World) -> None:
    commit = world.branch("fix/one")
    run(world, "pr-create", "-t", "T", "-H", "fix/one")
    base = world.project.tip("main")
    said = run(world, "pr-merge", "-n", "1", "--head", base, status=9)
    assert "409" in said["message"]
    assert world.project.tip("main") == base != commit


def test_checks_that_are_not_green_are_exit_1(world: World) -> None:
    commit = world.branch("fix/one")
    run(world, "pr-create", "-t", "T", "-H", "fix/one")
    world.project.checks[commit] = [Check("unit", ["red"])]
    said = run(world, "pr-ci-wait", "-n", "1", status=1)
    assert (said["ok"], said["ci"]["state"]) == (False, "red")
    world.project.checks[commit] = []
    said = run(world, "pr-ci-wait", "-n", "1", "--wait", "0", status=1)
    assert said["ci"]["state"] == "none"
    world.project.checks[commit] = [Check("unit", ["pending"])]
    assert run(world, "pr-ci-wait", "-n", "1", "--wait", "0", status=7)["code"] == "forge-busy"


def test_the_queue(world: World) -> None:
    said = run(world, "queue-wait", "--purpose", "merge", "-B", "main")
    assert (said["base"], said["purpose"]) == ("main", "merge")
    world.project.running = [Check("deploy", ["pending"])]
    said = run(world, "queue-wait", "--purpose", "push", "--wait", "0", status=7)
    assert said["code"] == "forge-busy"


def test_a_milestone_is_closed_by_its_title(world: World) -> None:
    run(world, "milestone-close", "-t", "0.0.1", status=1)
    world.project.milestone("0.0.1")
    assert run(world, "milestone-close", "-t", "0.0.1")["milestone"]["state"] == "closed"
    assert run(world, "milestone-close", "-t", "0.0.1")["already"] is True


def test_a_dry_run_asks_nothing_to_change(world: World) -> None:
    world.branch("fix/one")
    run(world, "pr-create", "-t", "T", "-H", "fix/one")
    world.project.milestone("0.0.1")
    world.project.issue("T")
    count = len(world.fake.sent("P"))
    for words in (
        ("issue-create", "-t", "T"), ("issue-close", "-i", "2"), ("pr-merge", "-n", "1"),
        ("pr-create", "-t", "T", "-H", "fix/one"), ("milestone-close", "-t", "0.0.1"),
    ):  # fmt: skip
        assert run(world, *words, "--dry-run")["dry_run"] is True
    assert len(world.fake.sent("P")) == count
