"""The same two pieces of work beside other task tools, in one interleaved run: take a task, and ask
what comes next. A tool that is not installed is named and left out; none is needed for our tests.

Each is asked in its plainest way, in a repository of so many open tasks that its own format holds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.hosts import host as make_host
from tests.bench.installed import Installed, environment, install
from tests.bench.processes import Run, run
from tests.ledgers import git

OURS = "mosaic"


@dataclass(frozen=True)
class Peer:
    """A tool: its program, how a repository of tasks is laid out for it, and what is asked of it.

    ``commits``: whether taking a task is a commit; ``take``, ``ask``: words for the n-th task.
    """

    name: str
    program: str
    commits: bool
    fill: Callable[[Path, int], None]
    take: Callable[[int], Sequence[str]]
    ask: Callable[[int], Sequence[str]]


def _taskwarrior(top: Path, count: int) -> None:
    rows = (
        json.dumps({
            "description": f"look at the input of handler {number}", "status": "pending",
            "uuid": f"00000000-0000-4000-8000-{number:012}", "entry": "20260101T000000Z",
        })
        for number in range(1, count + 1)
    )  # fmt: skip
    (top / "tasks.json").write_text("\n".join(rows) + "\n")
    settings = "data.location=.\nconfirmation=off\nverbose=nothing\nhooks=off\n"
    (top / ".taskrc").write_text(settings)
    done = run(("task", "rc:.taskrc", "import", "tasks.json"), top, environment(top))
    if done.status:
        raise SystemExit(done.out.decode())


def _todo_txt(top: Path, count: int) -> None:
    lines = (f"(B) look at the input of handler {number} +api\n" for number in range(count))
    (top / "todo.txt").write_text("".join(lines))
    names = (("TODO", "todo"), ("DONE", "done"), ("REPORT", "report"))
    files = "".join(f"export {name}_FILE='{top}/{file}.txt'\n" for name, file in names)
    (top / "todo.cfg").write_text(f"export TODO_DIR='{top}'\n{files}")


def _backlog(top: Path, count: int) -> None:
    folder = top / "backlog/tasks"
    folder.mkdir(parents=True)
    (top / "backlog/config.yml").write_text(
        'project_name: "bench"\ndefault_status: "To Do"\n'
        'statuses: ["To Do", "In Progress", "Done"]\nauto_commit: true\n'
        'remote_operations: false\ncheck_active_branches: false\ntask_prefix: "task"\n'
    )
    for number in range(1, count + 1):
        title = f"look at the input of handler {number}"
        (folder / f"task-{number} - {title.replace(' ', '-')}.md").write_text(
            f"---\nid: TASK-{number}\ntitle: {title}\nstatus: To Do\nassignee: []\n"
            "created_date: '2026-01-01 00:00'\nlabels: []\ndependencies: []\n---\n"
        )
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "tasks")


def _task_master(top: Path, count: int) -> None:
    (top / ".taskmaster/tasks").mkdir(parents=True)
    rows = [
        {
            "id": number, "title": f"look at the input of handler {number}", "status": "pending",
            "description": "bind the parameter", "dependencies": [], "priority": "high",
            "details": "", "testStrategy": "", "subtasks": [],
        }
        for number in range(1, count + 1)
    ]  # fmt: skip
    made = "2026-01-01T00:00:00.000Z"
    about = {"created": made, "updated": made, "description": "bench"}
    tasks = {"master": {"tasks": rows, "metadata": about}}
    (top / ".taskmaster/tasks/tasks.json").write_text(json.dumps(tasks))
    (top / ".taskmaster/config.json").write_text('{"models": {}, "global": {}}')


PEERS: tuple[Peer, ...] = (
    Peer("taskwarrior", "task", False, _taskwarrior,
         lambda n: ("task", "rc:.taskrc", str(n), "start"),
         lambda n: ("task", "rc:.taskrc", "limit:1", "-ACTIVE", "next")),
    Peer("todo.txt", "todo-txt", False, _todo_txt,
         lambda n: ("todo-txt", "-d", "todo.cfg", "pri", str(n), "A"),
         lambda n: ("todo-txt", "-d", "todo.cfg", "listpri", "B")),
    Peer("Backlog.md", "backlog", True, _backlog,
         lambda n: ("backlog", "task", "edit", str(n), "-s", "In Progress", "-a", "worker"),
         lambda n: ("backlog", "task", "list", "-s", "To Do", "--plain")),
    Peer("Task Master", "task-master", False, _task_master,
         lambda n: ("task-master", "set-status", str(n), "in-progress"),
         lambda n: ("task-master", "next")),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One tool with so many tasks: the runs of each piece of work."""

    rows: int
    name: str
    commits: bool
    take: list[Run]
    ask: list[Run]


def _repository(top: Path) -> Path:
    top.mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    git(top, "config", "user.name", "Bench")
    git(top, "config", "user.email", "bench@example.invalid")
    return top


def _asked(words: Sequence[str], top: Path, env: Mapping[str, str]) -> Run:
    done = run(words, top, env)
    if done.status:
        raise SystemExit(f"{' '.join(words)}: {done.status}\n{(done.out + done.err).decode()}")
    return done


def measure(place: Path, rows: int, rounds: int, peers: Sequence[Peer]) -> list[Line]:
    """Each tool once a round, ours first."""
    ours, env = Installed(install(place / "install"), environment(place)), environment(place)
    host = make_host(place / "ours", rows)
    lines = [Line(rows, OURS, True, [], [])]
    tops = []
    for peer in peers:
        top = _repository(place / peer.program)
        peer.fill(top, rows)
        tops.append(top)
        lines.append(Line(rows, peer.name, peer.commits, [], []))
    for number in range(1, rounds + 1):
        take = ours.words("claim-next", "--agent", f"w{number}", "--json")
        lines[0].take.append(_asked(take, host, env))
        lines[0].ask.append(_asked(ours.words("next", "--agent", "asker", "--json"), host, env))
        for peer, top, line in zip(peers, tops, lines[1:], strict=True):
            line.take.append(_asked(peer.take(number), top, {**env, "HOME": str(top)}))
            line.ask.append(_asked(peer.ask(number), top, {**env, "HOME": str(top)}))
    return lines


def table(lines: Sequence[Line]) -> list[str]:
    """What was measured, ours as the unit of its repository's size."""
    found = ["| tasks | tool | a commit each | take: ms | x ours | ask: ms | x ours |",
             "| -- | -- | -- | -- | -- | -- | -- |"]  # fmt: skip
    for line in lines:
        unit = next(one for one in lines if one.rows == line.rows and one.name == OURS)
        cells = [f"{line.rows:,}", line.name, "yes" if line.commits else "no"]
        for mine, floor in ((line.take, unit.take), (line.ask, unit.ask)):
            wall = statistics.median(one.wall for one in mine)
            cells += [f"{wall * 1e3:.0f}",
                      f"{wall / statistics.median(one.wall for one in floor):.2g}"]  # fmt: skip
        found.append(f"| {' | '.join(cells)} |")
    return found


def main(words: Sequence[str]) -> int:
    """Measure what is installed, and print the table."""
    asked = argparse.ArgumentParser(prog="bin/bench --peers", description=__doc__)
    asked.add_argument("--rows", default="100,1000", help="of these sizes")
    asked.add_argument("--rounds", type=int, default=5, help="so many runs of each")
    given = asked.parse_args(words)
    here = [peer for peer in PEERS if shutil.which(peer.program)]
    for peer in PEERS:
        if peer not in here:
            sys.stderr.write(f"not installed, left out: {peer.name} ({peer.program})\n")
    lines: list[Line] = []
    for size in given.rows.split(","):
        with tempfile.TemporaryDirectory(prefix="mosaic-peers-") as folder:
            lines += measure(Path(folder), int(size), given.rounds, here)
    sys.stdout.write("\n".join(table(lines)) + "\n")
    return 0
