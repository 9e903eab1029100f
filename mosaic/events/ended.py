"""A phase that ended and went to the archive: a task that comes into it brings a check with it."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.events.phases import verification_of
from mosaic.gates import rows
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.plan.estimate import closing
from mosaic.plan.rows import closing_row
from mosaic.plan.subject import PHASES
from mosaic.standard import Sequence
from mosaic.state import State


def ended_verification(state: State, phase: int) -> Task | None:
    """The archived verification of a phase that has none in the table, or None."""
    checks = rows.verifications(state, phase)
    return checks[-1] if checks and not verification_of(state.document, phase) else None


def verify_again(draft: Draft, state: State, phase: int | None, names: Sequence[str]) -> str:
    """Give an ended phase a new verification, below the last of the tasks that came into it.

    It waits for all of them. Returns its id; '' where the phase has one, or never had.
    """
    if phase is None or phase not in range(1, len(PHASES) + 1):
        return ""
    ended = ended_verification(state, phase)
    if ended is None:
        return ""
    kind = PHASES[phase - 1]
    category = cells.category(ended.id) or kind.category
    cost = closing("verification", len(names), {})
    name = next_id(state, category, (*names, *draft.came))
    row = closing_row(kind, "verification", (name, category), names, cost)
    values = {column: value for column, value in row.values.items() if value}
    draft.row(values, after=names[-1], phase=phase)
    return name


def next_id(state: State, category: str, taken: Sequence[str] = ()) -> str:
    """The next free id of a category: above the table's, the archives' and those ``taken``."""
    head = f"{state.config.mission.prefix}-{category}-"
    numbers = [0]
    for name in (*state.anything.tasks, *state.archived, *taken):
        number = name.removeprefix(head).partition("-")[0]
        if name.startswith(head) and number.isascii() and number.isdigit():
            numbers.append(int(number))
    return f"{head}{max(numbers) + 1:03}"
