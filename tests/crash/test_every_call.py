"""Nothing is lost under a crash: each command is struck at every call that changes a file.

At each point the command dies (before the call, after it, half-way through a write, or only the
one process), or the call fails (no space, I/O error; once, or from then on). Then the same
command is given again. RELIABILITY in docs/reliability.md says what must hold; ``checker`` asks.

``MOSAIC_TESTS=full`` meets every call with every fault. The quick profile meets every kind of
call once: all of a claim's, and of each other command those that a claim has not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash import checker
from tests.crash.scene import SCENES, Said, Scene, Stage
from tests.crash.strike import FAULTS, FULL, Fault, Injector, Struck, fresh, share

#: The exit codes of the contract that a fault may lead to.
CODES = frozenset({0, 1, 7, 8, 9})


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_struck_at_every_call(
    scene: Scene,
    fault: Fault,
    injector: Injector,
    stage: Stage,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Old or new, never between; the next command goes on by itself."""
    points = injector.points(scene, stage)
    if FULL:
        points = [point for point in points if point.at(fault)]
    else:
        known = [] if scene is SCENES[0] else injector.points(SCENES[0], stage)
        points = share(fresh(points, known), fault)
    met, wrong = 0, []
    for point in points:
        top = stage.copy(scene, tmp_path / "x")
        before = checker.picture(top)
        struck = injector.strike(scene, top, {**fault.settings, "AT": str(point.at(fault))})
        met += struck.fired
        try:
            judge(injector, scene, top, before, struck)
        except AssertionError as error:
            wrong.append(f"{point.number} {struck.call}: {error}")
    record_property("points", len(points))
    record_property("met", met)
    assert not wrong, "\n".join([f"{len(wrong)} of {met} points", *wrong])


def judge(
    injector: Injector, scene: Scene, top: Path, before: checker.Picture, struck: Struck
) -> None:
    """What must hold right after the fault, and what after the next command."""
    quiet(struck.said)
    red = struck.call.startswith("sh ")  # the gate's own shell, not ours: the gate has failed
    events = checker.sound(top, before, whole=scene.name != "integrate", red=red)
    checker.whole(top, before)
    assert events in ([], [scene.event])
    if struck.said.status == 0:
        assert events == [scene.event], "acknowledged, and not in the history"
    elif struck.said.status > 0 and not scene.parts:
        assert struck.said.status in CODES, struck.said
        assert events == [], f"said not done, and it is: {struck.said}"
    again = injector.run(scene, top)
    quiet(again)
    landed_before = events == [scene.event]
    if again.status:
        assert red or again.json["code"] in scene.again, again
        assert landed_before, again
    assert checker.sound(top, before, red=red) == [scene.event]
    checker.settled(top, scene)


def quiet(said: Said) -> None:
    assert "Traceback" not in said.err, said.err
    assert "Traceback" not in said.out
