"""Two ended phases that tasks come into in one entry: each has a verification of its own."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.ended import verify_again
from mosaic.parse import tasks
from mosaic.parse.config import PATH
from mosaic.state import FileMap, State

HEAD = "| id | status | description | depends_on | notes |\n|--|--|--|--|--|\n"


def test_the_ids_of_one_category_differ() -> None:
    archived = "".join(
        f"| MS-CQ-00{n} | done | check | | Phase: {n}<br>Role: verification |\n" for n in (3, 4)
    )
    here = "".join(f"| MS-CQ-01{n} | not-started | new | | Phase: {n} |\n" for n in (3, 4))
    state = State(FileMap({
        tasks.PATH: f"# Tasks\n\n{HEAD}{here}",
        "docs/tasks/M1-tasks.md": f"# Archived tasks: M1\n\n{HEAD}{archived}",
        PATH: '[mission]\nprefix = "MS"\nmilestone = "M1"\n',
    }))  # fmt: skip
    draft = Draft(state.document)
    made = [verify_again(draft, state, n, [f"MS-CQ-01{n}"]) for n in (3, 4)]
    assert made == ["MS-CQ-015", "MS-CQ-016"]
    assert draft.came == tuple(made)
