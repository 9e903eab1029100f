"""Calls of the real commands: the exit code and the one JSON object that each answers with."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(__file__).resolve().parents[3] / "bin"


class Unexpected(SystemExit):
    """A command answered something that the mission did not expect; it ends here."""


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    said: dict[str, Any]


@dataclass(frozen=True)
class Mosaic:
    """The commands, run in one host repository; ``entries`` lists the commits they made."""

    host: Path
    entries: Path

    def __call__(self, verb: str, *words: str, ok: tuple[int, ...] = (0,)) -> Answer:
        """Run a verb with ``--json``. Errors: Unexpected for an exit code that is not in ``ok``."""
        command = (str(BIN / f"mosaic-orchestrator-{verb}"), *words, "--json")
        done = subprocess.run(
            command,
            cwd=self.host,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in ok:
            shown = " ".join(command)
            raise Unexpected(f"{shown}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        said = json.loads(done.stdout)
        if said.get("commit") and "already" in said:
            with self.entries.open("a", encoding="utf-8") as entries:
                entries.write(f"{said['commit']} {verb}\n")
        return Answer(done.returncode, said)


def helper(script: str, *words: str) -> str:
    """What another of these scripts answers: a worker, a reviewer."""
    command = (sys.executable, str(Path(__file__).with_name(script)), *words)
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unexpected(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def git(place: Path, *words: str) -> str:
    """What git prints. Errors: Unexpected."""
    done = subprocess.run(("git", *words), cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unexpected(f"git {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def say(word: str, text: str) -> None:
    """One step of the mission, in one short line."""
    sys.stdout.write(f"{word:>10}  {text}\n")
    sys.stdout.flush()
