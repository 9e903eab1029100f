"""Mosaic as an installation has it: a copy with its bytecode, and a console script for each verb.

The scripts are what pip makes of an entry point: the package's ``main``, under the verb's name.
"""

from __future__ import annotations

import compileall
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic.commands import VERBS
from tests.bench.processes import Run, run

ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = """#!{python}
import sys

sys.path.insert(0, {place!r})
from mosaic.cli import main

sys.exit(main())
"""


def install(place: Path) -> Path:
    """Put a compiled copy there; the folder of its scripts."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "mosaic", place / "lib/mosaic", ignore=leave)
    shutil.copytree(ROOT / "templates", place / "lib/mosaic/templates", ignore=leave)
    if not compileall.compile_dir(place / "lib", quiet=1):
        raise SystemExit("the copy does not compile")
    scripts = place / "bin"
    scripts.mkdir()
    for verb in ("", *(f"-{name}" for name, _, _ in VERBS)):
        script = scripts / f"mosaic-orchestrator{verb}"
        script.write_text(_SCRIPT.format(python=sys.executable, place=str(place / "lib")))
        script.chmod(0o755)
    return scripts


def environment(home: Path) -> dict[str, str]:
    """Nobody's own settings: no git config but the repository's, bytecode used as it is."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR")}
    return {
        **kept, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


@dataclass(frozen=True)
class Installed:
    """The scripts of a copy, and what they run in."""

    scripts: Path
    env: Mapping[str, str]

    def words(self, verb: str, *words: str) -> tuple[str, ...]:
        """The command line of a verb."""
        return (f"{self.scripts}/mosaic-orchestrator-{verb}", *words)

    def run(self, top: Path, verb: str, *words: str) -> Run:
        """One command as a process, with ``--json``."""
        return run(self.words(verb, *words, "--json"), top, self.env)
