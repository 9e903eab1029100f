"""The bench in small: every verb has a scene, figures are what they say, budgets are judged."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from mosaic.commands import VERBS
from tests.bench import report
from tests.bench.budgets import COMMIT, HUNDRED, PASS, Host
from tests.bench.growth import growth
from tests.bench.history import history
from tests.bench.installed import Installed, environment, install
from tests.bench.processes import Run, counted, run
from tests.bench.rows import FLOORS, Finding, Row, judged
from tests.bench.scenes import HOT, LEFT_OUT, SCENES
from tests.bench.stage import Stage, measured

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def mosaic(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A compiled copy, with no settings but its own."""
    place = tmp_path_factory.mktemp("bench")
    return Installed(install(place / "install"), environment(place))


def test_every_verb_has_a_scene_or_a_reason() -> None:
    """Each verb is run once in a play, or is named with why it cannot be."""
    played = [one.verb for one in SCENES if not one.verb.startswith("--")]
    left = [verb for verb, _ in LEFT_OUT]
    assert sorted([*played, *left]) == sorted(verb for verb, _, _ in VERBS)
    assert all(why for _, why in LEFT_OUT)


@pytest.mark.slow
def test_a_whole_play(tmp_path: Path, mosaic: Installed) -> None:
    """Every scene succeeds in its order; each has its times, gits, bytes and memory."""
    host = Host(40)
    rows = measured(Stage(host, tmp_path, mosaic.scripts, mosaic.env, True), 1, 1, 0.0)
    assert {row.name for row in rows} == {*(one.verb for one in SCENES), *dict(FLOORS)}
    verbs = [row for row in rows if row.name not in dict(FLOORS)]
    assert all(row.runs and row.peak > 1 and row.plain and row.json for row in verbs)
    assert next(row for row in rows if row.name == PASS).peak <= min(r.peak for r in verbs)
    table = list(report.rows_table(rows))
    assert len(table) == len(rows) + 2


def test_hot_rounds_follow_each_other(tmp_path: Path, mosaic: Installed) -> None:
    """Where only hot verbs are run, each round is on a task of its own in one repository."""
    stage = Stage(Host(40), tmp_path, mosaic.scripts, mosaic.env, False)
    rows = measured(stage, 2, 1, 0.0)
    text = (stage.prepared["open"] / "docs/TASKS.md").read_text()
    assert text.count("| failed |") == 3, "a round that counts, two that are timed"
    floors = dict(FLOORS)
    assert {len(row.runs) for row in rows if row.name not in floors} == {2}
    assert {len(row.runs) for row in rows if row.name in floors} == {6}, "thrice a round"
    assert {row.name for row in rows} == {*(one.verb for one in HOT), *dict(FLOORS)}


def test_a_process_is_measured(tmp_path: Path) -> None:
    """Exit status, stdout apart from stderr, the peak of the child and not of who started it."""
    code = "import sys; x = bytearray(40 << 20); print('out'); print('no', file=sys.stderr)"
    env = environment(tmp_path)
    done = run((sys.executable, "-c", f"{code}; sys.exit(3)"), tmp_path, env)
    assert (done.status, done.out, done.err) == (3, b"out\n", b"no\n")
    large = counted((sys.executable, "-c", code), tmp_path, env)
    small = counted((sys.executable, "-c", "pass"), tmp_path, env)
    assert (large.run.status, large.run.out, large.gits) == (0, b"out\n", [])
    assert small.peak + 30 <= large.peak < small.peak + 60
    assert counted(("git", "version"), tmp_path, env).gits == ["version"]


def test_growth_in_small(tmp_path: Path, mosaic: Installed) -> None:
    """Four objects an entry: commit, two trees, ledger; packed they are smaller, and archived."""
    found = list(growth(tmp_path, mosaic, 400, 4))
    objects, loose, packed, less_objects, less, _ = (one.found for one in found)
    assert objects == less_objects == 4
    assert packed < loose
    assert less < loose / 2


def test_a_history_in_small(tmp_path: Path, mosaic: Installed) -> None:
    """The imported notes are entries that verify replays, and that log finds (else it ends)."""
    found = list(history(tmp_path, mosaic, 1, 40, 90))
    assert [one.unit for one in found if one.limit] == ["ms", "times"]


def _row(name: str, wall: float) -> Row:
    return Row(HUNDRED, name, [Run(0, wall, wall / 2, b"")])


def test_budgets_are_judged() -> None:
    """A verb is met at its limit and missed above it; what has no budget is not judged."""
    floors = [_row(floor, 1.0) for floor, _ in FLOORS]
    rows = [*floors, _row("status", 5.0), _row("claim-next", 7.5), _row("note", 99.0)]
    found = list(judged(rows))
    assert [(one.what, one.met) for one in found] == [
        ("status, 100 rows", True), ("claim-next, 100 rows", False),
    ]  # fmt: skip
    more = [Finding("rate", 8.0, "/s", 10.0, more=True), Finding("CPU", 3.0, "ms")]
    assert list(report.verdict([*found, *more])) == [
        "budgets: 1 met, 2 missed",
        "- claim-next, 100 rows: 7.5 x commit, at most 7 x commit: 1.07 times; by CPU 7.5",
        "- rate: 8 /s, at least 10 /s: 1.25 times",
    ]


def test_what_is_printed() -> None:
    """One set of figures as a table, as the page's section, and as JSON."""
    rows = [*(_row(floor, 0.01) for floor, _ in FLOORS), _row("status", 0.06)]
    found = [*judged(rows), Finding("CPU", 3.0, "ms")]
    table = report.table("About.", rows, found)
    line = "| 100 rows | `status` | 60.0 (60.0, 60.0) | 6.00 | 6.00 | 6.00 | 30.0 | 6.0 | 0 |"
    assert line in table
    assert table.endswith("6 x pass, at most 5 x pass: 1.20 times; by CPU 6")
    section = report.section("About.", rows, found)
    assert section.startswith("## The last run\n\nAbout.\n\n**Budgets: 0 met, 1 missed.**\n\n- ")
    assert line in section
    kept = json.loads(report.plain("About.", rows, found))
    assert kept["rows"][3]["x_commit"] == 6.0
    assert [one["met"] for one in kept["findings"]] == [False, None]
    assert {row["what"] for row in kept["rows"]} >= {PASS, COMMIT, "status"}


def test_a_run_says_where_walls_are_not_to_be_believed() -> None:
    """A busy machine, and a command that came out faster than what it contains; else nothing."""
    floors = [_row(floor, 1.0) for floor, _ in FLOORS]
    odd, fine = ([*floors, _row("--version", wall)] for wall in (0.6, 1.2))
    assert "below an empty Python (100 rows)" in report.doubt(0.0, odd)
    assert "more wanted to run" in report.doubt(1e9, fine)
    assert "below an empty Python" not in report.doubt(1e9, fine)


def test_the_page_has_the_section_that_is_printed() -> None:
    """docs/performance.md ends with what --markdown prints: its headings, its table's head."""
    page = (ROOT / "docs/performance.md").read_text()
    section = report.section("About.", [_row(floor, 0.01) for floor, _ in FLOORS], [])
    wanted = [line for line in section.split("\n") if line.startswith(("#", "| where", "| what"))]
    last = page[page.index("## The last run") :].split("\n")
    assert [line for line in last if line in wanted] == wanted
    measured = {line.split(" | ")[1].strip("`") for line in last if line.startswith("| 100 rows |")}
    assert measured == {*(one.verb for one in SCENES), *dict(FLOORS)}
