"""doctor's word on the forge: which it is, and whether what reaches it is there; it asks nobody."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import World


def look(world: World) -> Any:
    said = world.host.run("doctor", "--json").json
    return next(check for check in said["checks"] if check["name"] == "forge")


@pytest.mark.parametrize("named", [False, True])
def test_what_reaches_the_forge(world: World, monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    """Missing, it is a warning where the remote named the forge; it fails where the config did."""
    world.bootstrap()
    if named:
        world.host.ok("config", "forge.provider", world.provider, "--reason", "a test")
    asked = len(world.fake.asked)
    found = look(world)
    assert (found["verdict"], found["message"].split(":")[0]) == ("ok", world.provider)
    world.hide(monkeypatch)
    found = look(world)
    assert found["verdict"] == ("fail" if named else "warn")
    assert "forge.provider = 'local'" in found["hint"] or "TOKEN" in found["hint"]
    assert len(world.fake.asked) == asked
