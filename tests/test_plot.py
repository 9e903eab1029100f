"""The budget's plot, column by column."""

from __future__ import annotations

from mosaic.audit import Commit
from mosaic.gates.budget import stand
from mosaic.parse.config import Budget
from mosaic.views.spent import HEIGHT, WIDTH, Point, plot


def point(minute: int, used: int, projected: int, cap: int | None = 100) -> Point:
    when = f"2026-01-01T{minute // 60:02}:{minute % 60:02}:00+00:00"
    commit = Commit("0" * 40, (), when, "A", "s", "")
    return Point(commit, stand(used, projected, Budget(cap)))


def drawn(*found: Point) -> list[str]:
    return [line.partition(" |")[2] for line in plot(found).split("\n")[:HEIGHT]]


def test_one_point_is_one_column() -> None:
    """30 used, 50 more to come, the cap at 100."""
    assert drawn(point(0, 30, 80)) == ["=", "", ".", ".", ".", ".", ".", "#", "#", "#"]


def test_time_is_the_width() -> None:
    """Each column shows the last entry that had come by then; the last one is the last."""
    rows = drawn(point(0, 0, 100), point(30, 50, 100), point(60, 100, 100))
    assert len(rows[-1]) == WIDTH
    assert rows[0] == "=" * WIDTH
    assert rows[-1].index("#") == WIDTH // 2
    assert rows[4].rstrip() == "." * (WIDTH - 1) + "#"
    assert rows[5].count("#") == WIDTH // 2


def test_above_the_cap_and_without_one() -> None:
    assert drawn(point(0, 150, 200)) == [".", ".", "#", "#", "#", "=", "#", "#", "#", "#"]
    assert not any("=" in row for row in drawn(point(0, 10, 20, None)))
    assert plot(()) == ""


def test_the_labels() -> None:
    lines = plot((point(0, 30, 80),)).split("\n")
    assert lines[0].startswith("     100 |")
    assert lines[HEIGHT].startswith("       0 +-")
    assert "2026-01-01T00:00" in lines[HEIGHT + 1]


def test_a_clock_that_went_back_is_no_trouble() -> None:
    assert "#" in drawn(point(60, 10, 80), point(0, 20, 80), point(30, 30, 80))[-1]


def test_many_entries_in_one_second_fit() -> None:
    assert len(drawn(*(point(0, n, 1000, None) for n in range(1, 500)))[-1]) <= WIDTH
