"""What is read off the columns of all rows is what each row says when it is asked alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.gates import budget, phase_polish, rows
from mosaic.machine import Status
from mosaic.parse import tasks
from mosaic.state import FileMap, State
from mosaic.views.standing import FINISHED, Standing

_HEAD = "| id | status | description | estimate | used | notes |\n|---|---|---|---|---|---|\n"
_ROW = st.tuples(
    st.sampled_from([*Status, "todo", ""]).map(str),
    st.sampled_from(["8K", "", "x", "1.5M"]),
    st.sampled_from(["2K", "", "x", "9K"]),
    st.sampled_from(["Phase: 1", "Phase: 2", "Phase: 1<br>Role: verification", "Role: qa"]),
    st.sampled_from([
        "", "<br>Result: success abc1234", "<br>Result: failed", "<br>Claim: t (attempt 1)",
        "<br>Parked until: 2026-01-01T00:00:00Z", "<br>Note: a Result: success abc1234",
    ]),
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(_ROW, max_size=8), st.integers(0, 3))
def test_all_rows_together_say_what_each_says_alone(
    cells: list[tuple[str, str, str, str, str]], archived: int
) -> None:
    """Budget, phases, counts and flight, with rows in an archive and without."""
    lines = [
        f"| A-{n} | {status} | a text | {estimate} | {used} | {phase}{more} |\n"
        for n, (status, estimate, used, phase, more) in enumerate(cells)
    ]
    files = {tasks.PATH: _HEAD + "".join(lines[archived:])}
    if archived:
        files["docs/tasks/milestone-tasks.md"] = _HEAD + "".join(lines[: archived + 1])
    state = State(FileMap(files))
    every = state.mission_rows
    assert budget._sums(state) == (
        sum(row.used or 0 for row in every),
        sum(budget.projection(row) for row in every),
    )
    here = Standing(state)
    assert here.total == len(every)
    assert here.finished == sum(row.status in FINISHED for row in every)
    said = [row["status"] or "none" for row in every]
    assert here.counts == {name: said.count(name) for name in said}
    assert [name for name in here.counts if name in tuple(Status)] == [
        status for status in Status if status.value in said
    ]
    unfinished = [row.phase for row in every if row.phase and row.status not in FINISHED]
    assert here.phase == min(unfinished, default=None)
    flying = [r for r in every if r.status is Status.IN_PROGRESS or r.said("Parked until")]
    assert [word.partition(":")[0] for word in here.in_flight] == [row.id for row in flying]
    for number in (1, 2):
        there = [row for row in every if row.phase == number]
        checks = [row for row in there if rows.is_verification(row)]
        assert [*state.in_phase(number)] == there
        assert [*rows.verifications(state, number)] == checks
        work = [row for row in there if row not in checks]
        done = sum(rows.finished(row, {}) for row in work)
        assert phase_polish.completion(state, number) == (done, len(work))
