"""Ctrl-C, a terminal that goes, a polite kill, at any call: exit 130, nothing half-done.

The signal goes to the command's process group, as a terminal sends it; twice, a few calls apart,
as an impatient person does. The quick profile meets each kind of call once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash import checker
from tests.crash.scene import ROOT, SCENES, Stage, environment, run, words_of
from tests.crash.strike import FULL, Injector, fresh
from tests.crash.test_every_call import quiet

KINDS = (
    (signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGHUP, 0),
    (signal.SIGINT, 1), (signal.SIGINT, 3),
)  # fmt: skip
CLAIM = next(scene for scene in SCENES if scene.name == "claim")


@pytest.mark.parametrize(("number", "gap"), KINDS, ids=lambda value: str(int(value)))
def test_a_signal_at_any_call(
    number: signal.Signals,
    gap: int,
    injector: Injector,
    stage: Stage,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Old or new, and said so by 130; the same command given again goes on."""
    points = injector.points(CLAIM, stage)
    settings = {"HOW": "signal", "SIGNAL": str(int(number)), "GAP": str(gap)}
    met = 0
    for point in points if FULL else fresh(points, [])[KINDS.index((number, gap)) :: len(KINDS)]:
        top = stage.copy(CLAIM, tmp_path / "x")
        before = checker.picture(top)
        struck = injector.strike(CLAIM, top, {**settings, "AT": str(point.number)})
        if not struck.fired:
            continue  # chance has it that this run made fewer calls
        met += 1
        assert struck.said.status == 130, (struck.call, struck.said)
        assert struck.said.json["code"] == "interrupted"
        quiet(struck.said)
        assert checker.sound(top, before) in ([], ["claim"])
        again = injector.run(CLAIM, top)
        assert again.status == 0, (struck.call, again)
        assert checker.sound(top, before) == ["claim"]
        checker.settled(top, CLAIM)
    record_property("signals", met)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_program_starts(
    number: signal.Signals, stage: Stage, tmp_path: Path
) -> None:
    """At any moment of a launcher's run: no traceback of ours, and the next command goes on."""
    top = stage.copy(CLAIM, tmp_path / "x")
    before = checker.picture(top)
    for pause in range(10):
        with subprocess.Popen(
            (ROOT / "bin/mosaic-orchestrator", *words_of("claim", top), "--repo", top),
            env=environment(top, {"MOSAIC_PYTHON": sys.executable}),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:  # fmt: skip
            time.sleep(pause * 0.03)
            os.killpg(process.pid, number)
            _, err = process.communicate()
        assert process.returncode in (0, 1, 130, -number), err  # 1: while Python itself starts
        assert b"mosaic/" not in err
    assert run(top, *words_of("claim", top)).status == 0
    assert checker.sound(top, before) == ["claim"]
    checker.settled(top, CLAIM)
