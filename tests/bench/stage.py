"""One repository with the scenes that are run in it, a round at a time, and a twin for git's floor.

Where every verb has its scene each round begins in fresh copies of the prepared repositories;
where only the hot ones have, rounds follow each other in one repository, each on a task of its own.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import hosts
from tests.bench.budgets import CLICK, COMMIT, PASS, Host
from tests.bench.processes import counted, run
from tests.bench.rows import Row
from tests.bench.scenes import HOT, SCENES, Play, Scene, good

#: The floors are measured again after so many scenes.
AGAIN = 3
#: Rounds that there are however long they take.
LEAST = 3


@dataclass
class Stage:
    """Where one host's rows are measured."""

    host: Host
    place: Path
    scripts: Path
    env: Mapping[str, str]
    whole: bool
    rows: dict[str, Row] = field(default_factory=dict)
    count: int = 0
    prepared: dict[str, Path] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make the repositories."""
        rows, files = self.host.rows, self.host.files
        self.prepared["open"] = hosts.host(self.place / "open", rows, files)
        shutil.copytree(self.place / "open", self.place / "twin", symlinks=True)
        if self.whole:
            self.prepared["ended"] = hosts.host(self.place / "ended", rows, done=1)
            self.prepared["finished"] = hosts.host(self.place / "finished", rows, done=4)
            self.prepared["bare"] = hosts.bare(self.place / "bare", rows)

    def row(self, name: str) -> Row:
        return self.rows.setdefault(name, Row(self.host, name))

    def begin(self) -> dict[str, Play]:
        """The next round's plays, by the name of their repository."""
        self.count += 1
        if not self.whole:
            top = self.prepared["open"]
            return {"open": Play(top, self.scripts, self.env, self.count - 1)}
        shutil.rmtree(self.place / "round", ignore_errors=True)
        for name, top in self.prepared.items():
            shutil.copytree(top, self.place / "round" / name, symlinks=True)
        tops = {name: self.place / "round" / name for name in self.prepared}
        return {name: Play(top, self.scripts, self.env) for name, top in tops.items()}

    def floors(self) -> tuple[tuple[str, Path, tuple[str, ...]], ...]:
        """Each floor: its name, where it is run, its words. The twin's ledger is changed for it."""
        file = self.place / "twin/docs/TASKS.md"
        head, cell, rest = file.read_text().partition("| not-started |")
        file.write_text(f"{head}| in-progress |{rest}" if cell else head + "\n")
        python, top = sys.executable, self.prepared["open"]
        commit = ("git", "commit", "-q", "--only", "-m", "one cell", "--", "docs/TASKS.md")
        return (
            (PASS, top, (python, "-c", "pass")),
            (CLICK, top, (python, "-c", "import click")),
            (COMMIT, self.place / "twin", commit),
        )

    def round(self, scenes: Sequence[Scene]) -> None:
        """Each scene once, timed, with the floors before it and between."""
        plays = self.begin()
        for number, scene in enumerate(scenes):
            if number % AGAIN == 0:
                for name, top, floor in self.floors():
                    self.row(name).runs.append(good(run(floor, top, self.env), floor))
            words = self._words(scene, plays)
            done = good(run(words, plays[scene.host].top, self.env), words)
            self.row(scene.verb).runs.append(done)
            self.row(scene.verb).json = len(done.out)

    def counts(self, scenes: Sequence[Scene]) -> None:
        """Peaks, gits and bytes without --json, from a round that is not timed."""
        for name, top, words in self.floors():
            seen = counted(words, top, self.env)
            good(seen.run, words)
            self.row(name).peak = seen.peak
        plays = self.begin()
        for scene in scenes:
            words = self._words(scene, plays, as_json=False)
            seen = counted(words, plays[scene.host].top, self.env)
            row = self.row(scene.verb)
            row.peak, row.gits = seen.peak, len(seen.gits)
            row.plain = len(good(seen.run, words).out)

    @staticmethod
    def _words(scene: Scene, plays: Mapping[str, Play], as_json: bool = True) -> tuple[str, ...]:
        play = plays[scene.host]
        words = play.words(scene.verb, *scene.words(play))
        return (*words, "--json") if as_json and not scene.verb.startswith("--") else words


def measured(stage: Stage, rounds: int, fewer: int, enough: float) -> list[Row]:
    """The hot scenes so many times, the rest a few times fewer.

    After ``enough`` seconds no round begins past the third, nor with the rest past the second.
    """
    stage.prepare()
    every = SCENES if stage.whole else HOT
    stage.counts(every)
    begun = time.perf_counter()
    for number in range(rounds):
        late = time.perf_counter() - begun > enough
        if late and number >= LEAST:
            break
        stage.round(every if number < fewer and not (late and number > 1) else HOT)
    return list(stage.rows.values())
