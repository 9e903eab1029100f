"""No answer grows with the number of rows: what there is more of is counted, not listed.

Every reading verb, and the refusals, in two ledgers of the same mixture of states: one with rows
beyond every number that an answer names, one with several times as many. Rows are listed where
they were asked for (``--limit``), and where a row's own cells are.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mosaic import cli
from mosaic.change import CellChange, Change
from mosaic.commands import VERBS
from mosaic.machine import Event
from tests.ledgers import CONFIG, HEADER, PRD, git

SMALL, LARGE = 600, 1_500
#: Bytes that wider figures and ids may take.
SLACK = 400
WHEN = "2026-01-02T10:00:00+00:00"
_COMMIT = "0123456789abcdef0123456789abcdef01234567"
#: Each state of a row: its status, whether somebody took it, and its notes.
STATES: tuple[tuple[str, bool, str], ...] = (
    ("in-progress", True, ""),
    ("in-progress", True, f"<br>Commit: {_COMMIT}"),
    ("not-started", False, "<br>Parked until: 2099-01-01T00:00:00+00:00"),
    ("failed", True, "<br>Error: the tests stay red"),
    ("blocked", False, "<br>Blocked: waits for a key"),
    ("blocked", False, "<br>Blocked: a question to a person<br>Question: Which? [this, that]"),
    ("needs-qa", True, ""),
    ("deferred", False, ""),
    ("done", True, ""),
)
LAST = "MS-SEC-9999"
ONE = "MS-SEC-0002"
#: Calls of reading verbs, and calls that are refused; LAST waits for every other row.
CALLS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("status", "--limit", "7"),
    ("next",),
    ("next", "--agent", "w9"),
    ("show", ONE),
    ("evidence", ONE),
    ("review", ONE),
    ("guard", "api/m1.py", "--task", ONE),
    ("graph",),
    ("graph", LAST, "--format", "mermaid"),
    ("board",),
    ("log",),
    ("log", ONE),
    ("recap",),
    ("validate", "docs/PRD.md"),
    ("verify", "--since", "HEAD"),
    ("prime",),
    ("kickstart",),
    ("doctor",),
    ("forge", "queue-wait", "--purpose", "push"),
    ("batch", "/dev/null"),
    ("claim-next", "--agent", "nobody"),
    ("claim-next", "--agent", "nobody", "--task", LAST),
    ("claim-next", "--agent", "nobody", "--task", ONE),
    ("milestone-release", "--version", "0.0.1"),
    ("compaction-handoff", "--context", "57", "--dry-run"),
    ("archive",),
    ("note", "MS-SEC-8888", "nobody has it"),
    ("resume", "--from", "docs/tasks/none-tasks.md"),
    ("integrate", ONE),
    ("retry", "MS-SEC-0008"),
)


def _row(name: str, state: tuple[str, bool, str], needs: str) -> str:
    status, taken, notes = state
    agent, started = (f"w{name[-4:]}", WHEN) if taken else ("", "")
    cells = [name, status, f"{name}: bind the parameter", "#1", "api", "fix/review", needs]
    cells += ["" if needs else LAST, agent, started, WHEN if status == "done" else "", "8K", ""]
    cells += [f"Phase: 1<br>Files: api/m{name[-4:]}.py{notes}"]
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells) + "\n"


@dataclass(frozen=True)
class Place:
    """A ledger of so many rows, and what a call says there."""

    top: Path
    rows: int
    entries: bool = True

    def make(self) -> None:
        names = [f"MS-SEC-{number:04}" for number in range(1, self.rows)]
        text = "".join(
            _row(name, STATES[at % len(STATES)], "") for at, name in enumerate(names)
        ) + _row(LAST, ("not-started", False, "<br>Role: verification"), ", ".join(names))
        files = {
            "docs/TASKS.md": f"# Tasks\n\n{HEADER}{text}", "docs/PRD.md": PRD,
            ".mosaic/orchestrator/config.toml": CONFIG,
            "docs/tasks/orchestrator-learnings.json": "{}\n", "api/m1.py": "x = 1\n",
        }  # fmt: skip
        for path, body in files.items():
            (self.top / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / path).write_text(body)
        git(self.top, "init", "-q", "-b", "main")
        git(self.top, "add", "-A")
        for message in self._messages(names) if self.entries else ("start",):
            done = subprocess.run(
                ("git", "commit", "-q", "--allow-empty", "-F", "-"), cwd=self.top,
                input=message, text=True, capture_output=True,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr

    @staticmethod
    def _messages(names: list[str]) -> Iterator[str]:
        """An entry that brings every row in, and one for each way to end all of them at once."""
        yield Change(Event.BOOTSTRAP, "Bootstrap", tasks=tuple(names)).message
        for status in ("done", "failed", "blocked"):
            cells = tuple(CellChange(name, "status", "in-progress", status) for name in names)
            wide = CellChange(LAST, "depends_on", "", ", ".join(names))
            change = Change(Event.RECORD, "Record all", tasks=(LAST, *names), cells=(*cells, wide))
            yield change.message

    def said(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        """How a call ends, and all that it says, for people and with --json."""
        capsys.readouterr()
        where = (words[0], "--repo", str(self.top), *words[1:])
        status = cli.run(list(where))
        plain = "".join(capsys.readouterr())
        assert cli.run([*where, "--json"]) == status
        return status, plain, "".join(capsys.readouterr())


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Place]:
    top = tmp_path_factory.mktemp("sizes")
    made = (Place(top / "small", SMALL), Place(top / "large", LARGE))
    for place in made:
        place.top.mkdir()
        place.make()
    return made


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_an_answer_is_no_longer_where_there_are_more_rows(
    places: tuple[Place, Place], capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    small, large = (place.said(capsys, *words) for place in places)
    assert small[0] == large[0]
    assert len(large[1]) <= len(small[1]) + SLACK, large[1][:3000]
    assert len(large[2]) <= len(small[2]) + SLACK, large[2][:3000]


def test_a_release_names_a_few_of_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows that are not finished, where the history has no flaw."""
    place = Place(tmp_path / "host", 200, entries=False)
    place.top.mkdir()
    place.make()
    status, _, said = place.said(capsys, "milestone-release", "--version", "0.0.1")
    assert (status, json.loads(said)["code"]) == (1, "gate-refused")
    assert len(said) < 1_200
    assert "MS-SEC-0001 is in-progress" in said
    assert "; and 170 more" in said


def test_every_reading_verb_is_called() -> None:
    """A verb without --dry-run reads; each of them is among the calls."""
    called = {words[0] for words in CALLS}
    for verb, module, _ in VERBS:
        if verb not in called:
            command = import_module(f"mosaic.commands.{module}").command.build()
            assert any("--dry-run" in param.opts for param in command.params), verb


def test_what_is_left_out_is_counted(
    places: tuple[Place, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    """In words and in JSON; --limit and --fields choose."""
    place, _ = places

    def ask(*words: str) -> Any:
        return json.loads(place.said(capsys, *words)[2])

    waiting = SMALL // len(STATES)
    status = ask("status")
    assert len(status["inbox"]) == 5
    assert status["more"]["inbox"] >= waiting - 6
    assert len(ask("status", "--limit", "9")["inbox"]) == 9
    refused = ask("next")
    assert refused["details"].count(next(d for d in refused["details"] if d.startswith("and "))) > 0
    assert len(refused["details"]) <= 3 * 9 + 2
    recap = ask("recap", "--limit", "3")
    assert len(recap["done"]) <= 3
    assert all(len(names) <= 3 for names in recap["others"].values())
    assert sum(recap["more"].values()) > SMALL // 2
    entry = ask("log", "--limit", "1")["entries"][0]
    assert (len(entry["tasks"]), len(entry["changes"])) == (20, 20)
    assert entry["left"] > SMALL
    assert len(ask("log", ONE, "--limit", "1")["entries"][0]["changes"]) == 1
    chosen = ask("log", "--limit", "1", "--fields", "event,tasks")["entries"]
    assert [sorted(one) for one in chosen] == [["event", "left", "tasks"]]
    columns = ask("board", "--limit", "1", "--fields", "agent,id")["columns"]
    assert {tuple(row) for one in columns for row in one["tasks"]} == {("agent", "id")}
    assert "is none of id, phase" in ask("board", "--fields", "id,colour")["message"]
    text = place.said(capsys, "board", "--limit", "1", "--fields", "id,estimate")[1]
    assert "  MS-SEC-0003  8000" in text


def test_a_long_value_is_whole_where_its_task_is_asked_for(
    places: tuple[Place, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    place, _ = places
    entry = json.loads(place.said(capsys, "log", LAST, "--limit", "1")[2])["entries"][0]
    assert [len(change["new"]) for change in entry["changes"]] == [(SMALL - 1) * 13 - 2]
