"""The budget over time, as a plot of plain characters and as a series for programs."""

from __future__ import annotations

from mosaic.audit import Commit
from mosaic.gates.budget import Position
from mosaic.gates.spending import Course
from mosaic.ledger.course import Moment
from mosaic.parse import cells
from mosaic.standard import Iterable, Sequence
from mosaic.values import dataclass
from mosaic.views.task import tokens

#: Columns and lines of the plot.
WIDTH, HEIGHT = 60, 10


@dataclass(frozen=True)
class Point:
    """The position that one entry left."""

    commit: Commit
    position: Position


def points(moments: Iterable[Moment]) -> tuple[Point, ...]:
    """The position after each entry of the mission that is under way, oldest first."""
    course, found = Course(), list[Point]()
    for moment in moments:
        if course.begins(moment.commit.event):
            found.clear()
        position = course.turn(moment.commit.event, moment.ledger, moment.config)
        found.append(Point(moment.commit, position))
    return tuple(found)


def series(found: Sequence[Point]) -> list[dict[str, object]]:
    """The points as JSON objects; tokens are integers."""
    return [
        {
            "commit": point.commit.oid,
            "when": point.commit.when,
            "event": point.commit.event,
            "used": point.position.used,
            "remaining": point.position.remaining,
            "projected": point.position.projected,
            "cap": point.position.in_force,
            "mode": point.position.mode,
        }
        for point in found
    ]


def plot(found: Sequence[Point]) -> str:
    """Used, remaining and cap over time; '' for no point at all."""
    if not found:
        return ""
    columns = [point.position for point in _columns(found)]
    top = max(1, *(max(p.projected, p.in_force or 0) for p in columns))
    lines = [_line(columns, top, row) for row in range(HEIGHT, 0, -1)]
    first, last = found[0].commit.when[:16], found[-1].commit.when[:16]
    gap = max(2, len(columns) - len(first) - len(last))
    return "\n".join(
        [
            *lines,
            f"{tokens(0):>8} +{'-' * len(columns)}",
            f"{'':8}  {first}{' ' * gap}{last}",
            f"{'':8}  # used  . remaining  = cap",
        ]
    )


def _line(columns: Sequence[Position], top: int, row: int) -> str:
    """One line of the plot; ``row`` counts from 1 at the bottom."""
    drawn = "".join(_mark(position, top, row) for position in columns)
    return f"{tokens(_rounded(top * row // HEIGHT)):>8} |{drawn.rstrip()}"


def _mark(position: Position, top: int, row: int) -> str:
    """What stands in this line: the cap, else the column's part that reaches into it."""
    cap = position.in_force
    if cap is not None and top * (row - 1) < cap * HEIGHT <= top * row:
        return "="
    if position.used * HEIGHT > top * (row - 1):
        return "#"
    return "." if position.projected * HEIGHT > top * (row - 1) else " "


def _columns(found: Sequence[Point]) -> Sequence[Point]:
    """One point a column: the last that had come by then; all of them where no time passed."""
    times = [cells.parse_when(point.commit.when).timestamp() for point in found]
    first, span = min(times), max(times) - min(times)
    if len(found) <= 1 or span <= 0:
        step = -(-len(found) // WIDTH)
        return found[step - 1 :: step]
    shown, at = [], 0
    for column in range(WIDTH):
        until = first + span * column / (WIDTH - 1)
        while at + 1 < len(found) and (times[at + 1] <= until or column == WIDTH - 1):
            at += 1
        shown.append(found[at])
    return shown


def _rounded(count: int) -> int:
    """A label's tokens: two figures are enough above 1K."""
    return count if count < 1000 else count // 100 * 100
