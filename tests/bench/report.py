"""What bin/bench prints: a table of rows, a table of findings, and which budgets are met."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence

from tests.bench.budgets import PASS
from tests.bench.rows import FLOORS, Finding, Row, cpu_ratio, ratio

_HEAD = (
    "where", "what", "ms: median (min, max)", "x `pass`", "x `click`", "x `commit`", "CPU ms",
    "CPU x `pass`", "MiB", "gits", "bytes `--json`", "bytes",
)  # fmt: skip

_CORES = os.cpu_count() or 1


def load() -> float:
    """How many processes want to run, in the mean of the last minute."""
    return os.getloadavg()[0]


def about(before: float, rounds: int, seconds: float) -> str:
    """One line: what was measured on, how often, how long, and how busy it was."""
    git = subprocess.run(("git", "version"), capture_output=True, text=True, check=True).stdout
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python "
        f"{platform.python_version()}, git {git.split()[2]}; {rounds} rounds, "
        f"{seconds / 60:.1f} minutes, a load of {before:.1f} at the start and {load():.1f} at the "
        "end."
    )


def doubt(before: float, rows: Sequence[Row]) -> str:
    """Why walls are not to be believed in this run, '' where nothing speaks against them.

    A busy machine; or ``--version``, a Python that does more than an empty one, came out below it.
    """
    odd = [r.host.name for r in rows if r.name == "--version" and ratio(r, PASS, rows) < 1]
    said = ["more wanted to run than there are cores"] if max(before, load()) > _CORES else []
    said += [f"`--version` came out below an empty Python ({'; '.join(odd)})"] if odd else []
    if not said:
        return ""
    return f"Walls say little here, met or missed: {' and '.join(said)}. Compare the CPU."


def rows_table(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as a Markdown table."""
    yield f"| {' | '.join(_HEAD)} |"
    yield f"|{'---|' * len(_HEAD)}"
    for row in rows:
        least, most = (one * 1e3 for one in row.between)
        counts = (row.gits, row.json, row.plain)
        cells = (
            row.host.name, f"`{row.name}`", f"{row.wall * 1e3:.1f} ({least:.1f}, {most:.1f})",
            *(f"{ratio(row, floor, rows):.2f}" for floor, _ in FLOORS), f"{row.cpu * 1e3:.1f}",
            f"{cpu_ratio(row, PASS, rows):.1f}", f"{row.peak:.0f}",
            *("" if row.name in dict(FLOORS) else str(count) for count in counts),
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def figure(number: float, unit: str) -> str:
    """A figure with its unit; whole numbers as they are."""
    said = f"{number:,.0f}" if number == int(number) or number >= 1_000 else f"{number:.3g}"
    return f"{said} {unit}".rstrip()


def findings_table(found: Sequence[Finding]) -> Iterator[str]:
    """The findings as a Markdown table."""
    yield "| what | found | budget | |"
    yield "|---|---|---|---|"
    for one in found:
        budget = f"{'at least' if one.more else 'at most'} {figure(one.limit or 0, one.unit)}"
        met = {None: "", True: "met", False: "missed"}[one.met]
        limit = budget if one.limit is not None else ""
        met += f"; {one.note}" if one.note else ""
        yield f"| {one.what} | {figure(one.found, one.unit)} | {limit} | {met} |"


def verdict(found: Sequence[Finding]) -> Iterator[str]:
    """How many budgets are met; each that is missed, and by how much."""
    missed = [one for one in found if one.met is False]
    met = sum(one.met is True for one in found)
    yield f"budgets: {met} met, {len(missed)} missed"
    for one in missed:
        sign = "at least" if one.more else "at most"
        note = f"; {one.note}" if one.note else ""
        yield (f"- {one.what}: {figure(one.found, one.unit)}, {sign} "
               f"{figure(one.limit or 0, one.unit)}: {one.over:.2f} times{note}")  # fmt: skip


def table(said: str, rows: Sequence[Row], found: Sequence[Finding]) -> str:
    """For a terminal."""
    parts = [[said]]
    parts += [[*rows_table(rows)]] if rows else []
    return _joined([*parts, [*findings_table(found)], [*verdict(found)]])


def section(said: str, rows: Sequence[Row], found: Sequence[Finding]) -> str:
    """The section of docs/performance.md, from its heading on."""
    first, *missed = verdict(found)
    parts = [["## The last run"], [said], [f"**{first[0].upper()}{first[1:]}.**"]]
    parts += [missed] if missed else []
    parts += [["### Budgets, and what has none"], [*findings_table(found)]]
    parts += [["### Every verb"], [*rows_table(rows)]] if rows else []
    return _joined(parts)


def _joined(parts: Sequence[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in parts)


def plain(said: str, rows: Sequence[Row], found: Sequence[Finding]) -> str:
    """Every figure as JSON: walls and CPU in seconds, peaks in MiB."""
    body = {
        "about": said,
        "rows": [
            {
                "where": row.host.name, "what": row.name, "gits": row.gits, "bytes": row.plain,
                "json_bytes": row.json, "peak": row.peak,
                **{f"x_{short}": round(ratio(row, floor, rows), 2) for floor, short in FLOORS},
                "wall": [one.wall for one in row.runs], "cpu": [one.cpu for one in row.runs],
            }
            for row in rows
        ],
        "findings": [
            {"what": one.what, "found": one.found, "unit": one.unit, "limit": one.limit,
             "met": one.met}
            for one in found
        ],
    }  # fmt: skip
    return json.dumps(body, indent=1)
