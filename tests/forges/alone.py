"""What stands for a forge where there is none: a program that the quality gates call, whose checks
are told by the test; out of order, it cannot be run, whatever the tree."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.remote.conftest import script

from .model import Check

#: One check at each run, the last for ever: its state, and what it says. A pending one runs until
#: the next is told, or it is ended.
_RUN = """cd "$(dirname "$0")/checks" || exit 9
echo run >> ../runs
take() {
    set -- *
    if [ $# -gt 1 ]; then mv "$1" ../past; file=../past; else file=$1; fi
}
take
while grep -q '^pending' "$file"; do sleep 0.05; take; done
tail -n +2 "$file"
grep -q '^green' "$file"
"""
_OUT = "echo 'fatal: out of order' >&2; exit 127\n"


@dataclass(frozen=True)
class Alone:
    """A folder that is first on PATH, with the gates' program."""

    folder: Path

    @property
    def program(self) -> Path:
        return self.folder / "ci"

    @property
    def gates(self) -> str:
        """The command of the gates; '' where there is no check."""
        return str(self.program) if any((self.folder / "checks").iterdir()) else ""

    @property
    def runs(self) -> int:
        """How often the gates ran."""
        file = self.folder / "runs"
        return file.read_text().count("\n") if file.exists() else 0

    def make(self, patch: pytest.MonkeyPatch) -> None:
        script(self.program, _RUN)
        (self.folder / "checks").mkdir()
        patch.setenv("PATH", f"{self.folder}{os.pathsep}{os.environ['PATH']}")
        self.says(Check("build"))

    def says(self, *checks: Check) -> None:
        """What the gates say at each run from now on: one check, for they are one command."""
        told = [(state, check.said) for check in checks for state in check.states]
        folder = self.folder / "checks"
        old = list(folder.iterdir())
        last = max((int(file.name) for file in old), default=100)
        for number, (state, said) in enumerate(told, last + 1):
            ready = self.folder / "ready"
            ready.write_text(f"{state}\n{said}\n")
            ready.replace(folder / str(number))
        for file in old:
            file.unlink(missing_ok=True)

    def fail(self) -> None:
        """What the gates call cannot be run."""
        script(self.program, _OUT)

    def mend(self) -> None:
        script(self.program, _RUN)
