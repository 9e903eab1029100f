"""Every verb against its floors, what many entries and claimers cost, and which budgets are met.

The machine may be busy with other work: each round runs every floor and every verb once, ratios
are of medians of the same rounds, and CPU stands beside walls.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench import budgets, many, report
from tests.bench.budgets import Host
from tests.bench.growth import growth
from tests.bench.history import history
from tests.bench.installed import Installed, environment, install
from tests.bench.rows import Finding, Row, judged
from tests.bench.stage import Stage, measured


@dataclass(frozen=True)
class Size:
    """How much is measured: every verb in the hosts of ``whole``, the hot ones in all ``hosts``.

    ``rounds`` of the hot verbs, no more past ``enough`` seconds, and ``fewer`` of the rest; a
    history of ``entries`` in a ledger of ``rows``; ``events`` of a batch; ``each`` claimer's
    claims, then more for so many ``seconds``; ``grown``: rows, and entries, of which the
    repository's growth is measured.
    """

    hosts: tuple[Host, ...]
    whole: tuple[Host, ...]
    rounds: int
    fewer: int
    enough: float
    rows: int
    entries: int
    events: int
    each: int
    seconds: float
    grown: tuple[tuple[int, int], ...]


_SMALL, _MOST = (budgets.HUNDRED, budgets.THOUSAND, budgets.TEN), budgets.HOSTS
QUICK = Size(
    hosts=_MOST[:4], whole=(budgets.HUNDRED,), rounds=5, fewer=3, enough=20.0, rows=100,
    entries=5_000, events=40, each=3, seconds=2.0, grown=((1_000, 40), (10_000, 10)),
)  # fmt: skip
FULL = Size(
    hosts=_MOST, whole=_SMALL, rounds=11, fewer=3, enough=600.0, rows=1_000, entries=5_000,
    events=200, each=6, seconds=10.0, grown=((1_000, 200), (10_000, 100)),
)  # fmt: skip
#: What is measured besides the verbs: a name, as an option has it, and the findings.
PARTS: tuple[tuple[str, Callable[[Path, Installed, Size], Iterator[Finding]]], ...] = (
    ("history", lambda p, m, s: history(p, m, s.fewer, s.rows, s.entries)),
    ("growth", lambda p, m, s: (one for g in s.grown for one in growth(p, m, *g))),
    ("batch", lambda p, m, s: many.batch(p, m, s.events)),
    ("claimers", lambda p, m, s: many.claimers(p, m, s.each, s.seconds)),
    ("clones", lambda p, m, s: many.clones(p, m)),
    ("bytes", lambda p, m, s: many.tokens(p, m)),
)


def verbs(place: Path, mosaic: Installed, size: Size) -> list[Row]:
    """Every verb in every repository of this size."""
    found: list[Row] = []
    for number, host in enumerate(size.hosts):
        here = place / f"host{number}"
        stage = Stage(host, here, mosaic.scripts, mosaic.env, host in size.whole)
        begun = time.perf_counter()
        found += measured(stage, size.rounds, size.fewer, size.enough)
        _told(host.name, begun)
    return found


def besides(place: Path, mosaic: Installed, size: Size, parts: Sequence[str]) -> list[Finding]:
    """What the parts of these names find."""
    found: list[Finding] = []
    for name, part in PARTS:
        if name in parts:
            begun = time.perf_counter()
            found += part(place, mosaic, size)
            _told(name, begun)
    return found


def _told(name: str, begun: float) -> None:
    sys.stderr.write(f"measured: {name}, {time.perf_counter() - begun:.0f} s\n")


def _asked(words: Sequence[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="bin/bench", description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--quick", action="store_true", help="fewer rounds, no 100,000 rows")
    asked.add_argument("--rows", help="the verbs alone, in these repositories, such as 100,1000")
    for name, _ in PARTS:
        asked.add_argument(f"--{name}", action="store_true", help=f"{name} alone, without verbs")
    asked.add_argument("--many", action="store_true", help="all of those, without verbs")
    asked.add_argument("--rounds", type=int, default=0, help="so many runs of each hot verb")
    asked.add_argument("--json", action="store_true", help="every figure, to be kept")
    asked.add_argument("--markdown", action="store_true", help="the section of performance.md")
    return asked.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Measure, and print the table and the budgets."""
    given = _asked(words)
    size = QUICK if given.quick else FULL
    if given.rounds:
        size = replace(size, rounds=given.rounds, fewer=min(size.fewer, given.rounds))
    parts = [name for name, _ in PARTS if given.many or getattr(given, name)]
    alone = bool(parts or given.rows)
    if given.rows:
        sizes = {int(rows) for rows in given.rows.split(",")}
        size = replace(size, hosts=tuple(host for host in _MOST if host.rows in sizes))
    begun, before = time.perf_counter(), report.load()
    with tempfile.TemporaryDirectory(prefix="mosaic-bench-") as folder:
        place = Path(folder)
        mosaic = Installed(install(place / "install"), environment(place))
        rows = verbs(place, mosaic, size) if given.rows or not parts else []
        found = besides(place, mosaic, size, parts if alone else [name for name, _ in PARTS])
    about = report.about(before, size.rounds, time.perf_counter() - begun)
    about = f"{about} {report.doubt(before, rows)}".rstrip()
    form = report.plain if given.json else report.section if given.markdown else report.table
    sys.stdout.write(form(about, rows, [*judged(rows), *found]) + "\n")
    return 0
