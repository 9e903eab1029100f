"""config: one key of config.toml, as an entry with its reason; the file's other lines stay."""

from __future__ import annotations

import pytest

from .conftest import Host

FILE = ".mosaic/orchestrator/config.toml"


def test_one_line_changes(host: Host) -> None:
    host.commit({FILE: "# ours\n" + (host.top / FILE).read_text()})
    old = (host.top / FILE).read_text()
    before = host.picture()
    host.ok("config", "budget.cap", "600K", "--reason", "phase 2 grew", "--dry-run")
    assert host.picture() == before
    said = host.ok("config", "budget.cap", "600K", "--reason", "phase 2 grew")
    assert (said["key"], said["value"]) == ("budget.cap", "600K")
    new = (host.top / FILE).read_text()
    assert [line for line in new.split("\n") if line not in old.split("\n")] == ['cap = "600K"']
    assert set(old.split("\n")) <= set(new.split("\n"))
    message = host.git("show", "-s", "--format=%B", "main")
    assert message.startswith("chore(orchestrator): Set budget.cap to 600K\n\nReason: phase 2 grew")
    again = host.ok("config", "budget.cap", "600K", "--reason", "again")
    assert (again["already"], again["commit"]) == (True, None)
    assert host.ok("status")["budget"]["cap"] == 600_000


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("limits.worker", "3"),
        ("limits.workers", "many"),
        ("limits.workers", "0"),
        ("budget.cap", "-4K"),
        ("forge.branch", "always-the-same"),
        ("forge.base", "../x"),
        ("mission.prefix", "ms"),
        ("ledger.push", "perhaps"),
        ("ledger.ref", "elsewhere"),
        ("mission.version", "1"),
        ("", "x"),
        ("mission.description", "a\nb"),
    ],
)
def test_what_a_key_does_not_take_is_usage(host: Host, key: str, value: str) -> None:
    said = host.no(2, "usage", "config", "--reason", "x", key, value)
    assert key != "limits.worker" or "limits.workers" in said["message"]


def test_hand_edits_of_the_config_are_not_overwritten(host: Host) -> None:
    host.write(FILE, (host.top / FILE).read_text() + "# mine\n")
    said = host.no(8, "ledger-edited", "config", "limits.workers", "3", "--reason", "x")
    assert FILE in said["message"]


def test_for_people(host: Host) -> None:
    said = host.run("config", "limits.workers", "3", "--reason", "more hands")
    assert said.out.startswith("limits.workers is 3 [")


def test_a_budget_of_nothing_is_told_as_that(host: Host) -> None:
    error = host.no(2, "usage", "config", "budget.cap", "0", "--reason", "r")
    assert error["message"] == "budget.cap wants more than no tokens, not '0'"
