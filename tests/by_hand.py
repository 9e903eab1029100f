"""A small ledger in a real repository, for tests of its history and of what people do to it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mosaic import cli
from mosaic.change import Change, Draft
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import find_repository
from mosaic.machine import Event
from mosaic.parse import tasks

HEADER = (
    "| id | status | description | issue | repo | branch | depends_on | blocks | agent |"
    " started_at | completed_at | estimate | used | notes |"
)
DELIMITER = "|" + "---|" * 14
#: Three tasks; the last one waits for the first two.
TABLE = f"""# Tasks

{HEADER}
{DELIMITER}
| MS-SEC-001 | not-started | SEC-1: close the door | | | fix/security | | MS-SEC-003 | | | | 8K | | Phase: 1 |
| MS-SEC-002 | not-started | SEC-2: hide the key | | | fix/security | | MS-SEC-003 | | | | 5K | | Phase: 1 |
| MS-SEC-003 | not-started | Verify phase 1 | | | fix/security | MS-SEC-001, MS-SEC-002 | | | | | 3K | | Phase: 1<br>Role: verification |

Words below the table.
"""  # noqa: E501
WHEN = "2020-01-02T03:04:05+00:00"
#: What an entry shows that makes a row done.
SHOWN = ("gates=0 verified: make test",)


@dataclass(frozen=True)
class Place:
    """A repository with a ledger in it."""

    path: Path

    def git(self, *words: str) -> str:
        done = subprocess.run(("git", *words), cwd=self.path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def tip(self) -> str:
        return self.git("rev-parse", "HEAD")

    @property
    def status(self) -> str:
        return self.git("status", "--porcelain")

    @property
    def file(self) -> Path:
        return self.path / tasks.PATH

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        """Change the working copy as a person would."""
        assert old in self.text
        self.file.write_text(self.text.replace(old, new, 1), encoding="utf-8")

    def commit_edit(self, old: str, new: str, message: str = "fix the table") -> str:
        """Change the ledger and commit it by hand; the commit."""
        self.edit(old, new)
        self.git("commit", "-qam", message)
        return self.tip

    def enter(self, make: Callable[[Draft], Change]) -> str:
        """Make an entry; its commit."""
        with GitLedger(find_repository(self.path)) as ledger, ledger.writing() as page:
            return page.commit(make(Draft(page.state.anything))).oid

    def put(self, event: Event, task: str, cells: Mapping[str, str]) -> str:
        """Make an entry that sets cells of one task."""

        def make(draft: Draft) -> Change:
            for column, value in cells.items():
                draft.put(task, column, value)
            shown = SHOWN if cells.get("status") == "done" else ()
            return draft.change(event, f"{event} {task}", tasks=(task,), evidence=shown)

        return self.enter(make)

    def claim(self, task: str, agent: str = "worker-1") -> str:
        """Claim a task, long ago."""
        return self.put(
            Event.CLAIM,
            task,
            {"status": "in-progress", "agent": agent, "started_at": WHEN,
             "notes": "Phase: 1\nClaim: 0badcafe (attempt 1)"},
        )  # fmt: skip

    def finish(self, task: str) -> str:
        """Record a claimed task as done."""
        notes = f"{tasks.parse(self.text).tasks[task]['notes']}\nResult: success none"
        cells = {"status": "done", "completed_at": WHEN, "used": "7K", "notes": notes}
        return self.put(Event.RECORD, task, cells)


def empty(path: Path) -> Place:
    """A repository with one commit and no ledger."""
    place = Place(path)
    path.mkdir(exist_ok=True)
    place.git("init", "-q")
    (path / "README.md").write_text("A host.\n")
    place.git("add", ".")
    place.git("commit", "-qm", "begin")
    return place


def bootstrapped(path: Path, text: str = TABLE) -> Place:
    """A repository whose ledger came by a bootstrap entry."""
    place = empty(path)
    ids = tuple(tasks.parse(text).tasks)
    place.enter(lambda _: Change(Event.BOOTSTRAP, "Bootstrap the ledger", tasks=ids, text=text))
    return place


def run(place: Place, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Run a verb in this process; its exit code, stdout and stderr."""
    capsys.readouterr()
    code = cli.run([words[0], "--repo", str(place.path), *words[1:]])
    said = capsys.readouterr()
    return code, said.out, said.err


def ask(place: Place, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run a verb with ``--json``; its exit code and the one object on stdout."""
    code, out, _ = run(place, capsys, *words, "--json")
    return code, json.loads(out)
