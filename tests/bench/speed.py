"""Wall, CPU, memory, gits and bytes of the verbs against their floors, in one interleaved run.

The machine may be busy with other work: each round runs every floor and every verb once, and the
ratios are of medians of the same rounds; the least of each stands beside them.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import budgets
from tests.bench.budgets import CLICK, COMMIT, PASS, Host
from tests.bench.hosts import host as make_host
from tests.bench.installed import environment, install
from tests.bench.processes import Run, gits, run

_RESULT = {"status": "failed", "used": "3K", "commit_sha": None, "notes": "the tests stay red"}


@dataclass(slots=True)
class Row:
    """What was seen of one subject in one repository."""

    host: Host
    name: str
    runs: list[Run] = field(default_factory=list)
    gits: int = 0
    plain: int = 0
    json: int = 0

    @property
    def wall(self) -> float:
        return statistics.median(one.wall for one in self.runs)

    @property
    def least(self) -> float:
        return min(one.wall for one in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(one.cpu for one in self.runs)

    @property
    def peak(self) -> float:
        return max(one.peak for one in self.runs)


@dataclass(slots=True)
class Stage:
    """One repository with what is run in it, and a second one for git's own commit."""

    host: Host
    top: Path
    scripts: Path
    env: Mapping[str, str]
    rows: dict[str, Row] = field(default_factory=dict)
    count: int = 0
    task: str = ""

    @property
    def twin(self) -> Path:
        return self.top.with_name(f"{self.top.name}-twin")

    def row(self, name: str) -> Row:
        return self.rows.setdefault(name, Row(self.host, name))

    def words(self, verb: str, as_json: bool = True) -> tuple[str, ...]:
        """The command line of a verb in this round."""
        more = {
            "claim-next": ("--agent", f"w{self.count}"),
            "record-result": (self.task, "--result", str(self.top / ".git/answer.json")),
            "note": (self.task, f"see the thread {self.count}"),
            "show": (self.task,),
            "next": ("--agent", "asker"),
        }.get(verb, ())
        if verb.startswith("--"):
            return (str(self.scripts / "mosaic-orchestrator"), verb)
        script = str(self.scripts / f"mosaic-orchestrator-{verb}")
        return (script, *more, *(["--json"] if as_json else []))

    def change(self) -> None:
        """Change the twin's ledger, as a claim would."""
        file = self.twin / "docs/TASKS.md"
        head, cell, rest = file.read_text().partition("| not-started |")
        file.write_text(f"{head}| in-progress |{rest}" if cell else head + "\n")

    def floors(self) -> None:
        """One round of the floors."""
        python = sys.executable
        self.row(PASS).runs.append(run((python, "-c", "pass"), self.top, self.env))
        self.row(CLICK).runs.append(run((python, "-c", "import click"), self.top, self.env))
        self.change()
        words = ("git", "commit", "-q", "--only", "-m", "one cell", "--", "docs/TASKS.md")
        self.row(COMMIT).runs.append(_good(run(words, self.twin, self.env), words))

    def verb(self, verb: str, ask: Callable[[Sequence[str]], Run], as_json: bool = True) -> Run:
        """Run a verb; what it needs is made, what it made is kept for the next."""
        if verb == "record-result":
            answer = json.dumps({"task_id": self.task, **_RESULT})
            (self.top / ".git/answer.json").write_text(answer)
        words = self.words(verb, as_json)
        done = _good(ask(words), words)
        if verb == "claim-next" and as_json:
            self.task = json.loads(done.out)["task"]["id"]
        return done

    def round(self, verbs: Sequence[str]) -> None:
        """Everything once."""
        self.count += 1
        self.floors()
        for verb in verbs:
            self.row(verb).runs.append(self.verb(verb, lambda w: run(w, self.top, self.env)))

    def counts(self, verbs: Sequence[str]) -> None:
        """Gits and bytes, from a round that is not timed."""
        for as_json in (False, True):
            self.count += 1
            for verb in verbs:
                row, found = self.row(verb), list[str]()

                def traced(words: Sequence[str], found: list[str] = found) -> Run:
                    done, started = gits(words, self.top, self.env)
                    found += started
                    return done

                if not as_json and verb == "claim-next":  # its task is told by --json alone
                    row.plain = len(run((*self.words(verb, False), "--dry-run"), self.top,
                                        self.env).out)  # fmt: skip
                    self.verb(verb, lambda w: run(w, self.top, self.env))
                    continue
                done = self.verb(verb, traced, as_json)
                row.gits = len(found)
                if as_json:
                    row.json = len(done.out)
                else:
                    row.plain = len(done.out)


def _good(done: Run, words: Sequence[str]) -> Run:
    if done.status:
        raise SystemExit(f"{' '.join(words)}: {done.status}\n{done.out.decode()}")
    return done


VERBS = ("claim-next", "note", "status", "show", "record-result", "next", "--version", "--help")


def measure(place: Path, hosts: Sequence[Host], rounds: int) -> list[Row]:
    """Every verb in every repository."""
    scripts, env = install(place / "install"), environment(place)
    found: list[Row] = []
    for number, host in enumerate(hosts):
        stage = Stage(host, make_host(place / f"host{number}", host.rows, host.files), scripts, env)
        shutil.copytree(stage.top, stage.twin, symlinks=True)
        stage.counts(VERBS)
        for _ in range(rounds):
            stage.round(VERBS)
        found += stage.rows.values()
        sys.stderr.write(f"measured: {host.name}\n")
    return found


def ratio(row: Row, floor: str, rows: Sequence[Row], least: bool = False) -> float:
    """How many times its floor in the same repository: of medians, or of the least."""
    under = next(r for r in rows if r.host == row.host and r.name == floor)
    return row.least / under.least if least else row.wall / under.wall


def lines(rows: Sequence[Row]) -> list[str]:
    """The table."""
    head = ("where", "what", "ms", "min", "max", "cpu ms", "MiB", "gits", "--json", "plain")
    table = [(*head, "x pass", "x commit", "budget", "")]
    for row in rows:
        walls = [one.wall for one in row.runs]
        times = [ratio(row, floor, rows) for floor in (PASS, COMMIT)]
        limit = budgets.budget(row.name, row.host)
        met = limit and ratio(row, limit.floor, rows) <= limit.times
        table.append((
            row.host.name, row.name, f"{row.wall * 1e3:.1f}", f"{min(walls) * 1e3:.1f}",
            f"{max(walls) * 1e3:.1f}", f"{row.cpu * 1e3:.1f}", f"{row.peak:.0f}",
            str(row.gits or ""), str(row.json or ""), str(row.plain or ""),
            f"{times[0]:.1f}", f"{times[1]:.2f}",
            f"{limit.times:g} x {'pass' if limit.floor == PASS else 'commit'}" if limit else "",
            "" if limit is None else "met" if met else "MISSED",
        ))  # fmt: skip
    return [f"| {' | '.join(cells)} |" for cells in (table[0], ("--",) * len(table[0]), *table[1:])]


def growth(rows: Sequence[Row]) -> list[str]:
    """What a claim takes at 100,000 rows, against 10,000."""
    claims = {row.host: row for row in rows if row.name == "claim-next"}
    if budgets.HUGE not in claims or budgets.TEN not in claims:
        return []
    huge, times = claims[budgets.HUGE], claims[budgets.HUGE].wall / claims[budgets.TEN].wall
    good = times <= budgets.CLAIM_GROWTH and huge.peak <= budgets.CLAIM_PEAK
    return [f"a claim at 100,000 rows: {times:.1f} times one at 10,000 (budget "
            f"{budgets.CLAIM_GROWTH:g}), {huge.peak:.0f} MiB (budget {budgets.CLAIM_PEAK:g}): "
            f"{'met' if good else 'MISSED'}"]  # fmt: skip


def _plain(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "where": row.host.name, "what": row.name, "gits": row.gits, "bytes": row.plain,
            "json_bytes": row.json, "x_pass": round(ratio(row, PASS, rows), 2),
            "x_commit": round(ratio(row, COMMIT, rows), 2),
            "wall": [one.wall for one in row.runs], "cpu": [one.cpu for one in row.runs],
            "peak": row.peak,
        }
        for row in rows
    ]  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Measure, and print the table."""
    asked = argparse.ArgumentParser(prog="bin/bench", description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--quick", action="store_true", help="within five minutes: no 100,000 rows")
    asked.add_argument("--rows", help="of these repositories only, such as 100,1000")
    asked.add_argument("--rounds", type=int, default=0, help="so many runs of each")
    asked.add_argument("--json", action="store_true", help="every figure, to be kept")
    given = asked.parse_args(words)
    hosts: Sequence[Host] = budgets.HOSTS[:4] if given.quick else budgets.HOSTS
    if given.rows:
        sizes = {int(size) for size in given.rows.split(",")}
        hosts = [host for host in budgets.HOSTS if host.rows in sizes]
    rounds = given.rounds or (7 if given.quick else 11)
    with tempfile.TemporaryDirectory(prefix="mosaic-bench-") as folder:
        rows = measure(Path(folder), hosts, rounds)
    about = f"Python {platform.python_version()}, {platform.machine()}, {rounds} rounds"
    if given.json:
        sys.stdout.write(json.dumps({"about": about, "rows": _plain(rows)}, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join([about, "", *lines(rows), *growth(rows)]) + "\n")
    return 0
