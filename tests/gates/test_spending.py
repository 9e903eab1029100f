"""The budget over a history: at each entry what ``budget.position`` says of its state."""

from __future__ import annotations

import pytest

from mosaic.gates.budget import position
from mosaic.gates.spending import Course
from mosaic.parse import paths
from mosaic.state import FileMap, State

from .conftest import ledger, row

CONFIG = '[mission]\nmilestone = "M1"\n[budget]\ncap = "100K"\n'
TIGHT = CONFIG.replace("100K", "20K")
ONE, TWO = row("A-1", estimate="10K"), row("A-2", estimate="5K", used="2K")
DONE = row("A-1", "done", estimate="10K", used="12K")
#: Each entry: its event, the rows it leaves, the rows archived by then, the config.
STEPS = [
    ("bootstrap", (ONE, TWO), (), CONFIG),
    ("record", (DONE, TWO), (), CONFIG),
    ("archive", (TWO,), (DONE,), CONFIG),
    ("config", (TWO,), (DONE,), TIGHT),
    ("defer", (row("A-2", "deferred", estimate="5K"),), (DONE,), TIGHT),
    ("config", (row("A-2", "deferred", estimate="5K"),), (DONE,), "[budget]\n"),
    ("config", (row("A-2", "deferred", estimate="5K"),), (DONE,), CONFIG),
    ("reopen", (row("A-2", estimate="5K"), DONE), (DONE,), CONFIG),
]


def test_each_entry_as_its_state() -> None:
    """Rows that an archive took still count, those that came back count once."""
    course = Course()
    for event, rows, archived, config in STEPS:
        files = {paths.LEDGER: ledger(*rows), paths.CONFIG: config}
        files |= {"docs/tasks/M1-tasks.md": ledger(*archived)} if archived else {}
        found = course.turn(event, files[paths.LEDGER], config)
        assert found == position(State(FileMap(files))), event


def test_a_release_takes_every_row_and_the_next_bootstrap_begins_anew() -> None:
    course = Course()
    assert course.begins("bootstrap")
    course.turn("bootstrap", ledger(DONE), CONFIG)
    assert not course.begins("bootstrap"), "one that appends goes on"
    released = course.turn("release", None, CONFIG)
    assert (released.used, released.remaining) == (12000, 0)
    assert course.begins("bootstrap")
    assert not course.begins("resume")
    fresh = course.turn("bootstrap", ledger(ONE), CONFIG.replace("M1", "M2"))
    assert (fresh.used, fresh.projected) == (0, 10000)


@pytest.mark.parametrize("broken", ["[budget\n", "[budget]\ncap = 'lots'\n", "[no]\n"])
def test_a_config_that_was_broken_for_a_while(broken: str) -> None:
    """The last one that could be read stays in force."""
    course = Course()
    before = course.turn("bootstrap", ledger(ONE), TIGHT)
    assert course.turn("adopt", ledger(ONE), broken) == before
    assert before.mode == "normal"
    assert before.cap == 20000
