"""Whatever became of the file, the core says where it is wrong, or works on it as it stands.

2,000 spoilt ledgers, 20,000 in the full run: each reads back byte for byte; each fault has a place
in the file; every event on it is a change that is proved, or an error with a word of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest

from mosaic.change import Change, Draft
from mosaic.errors import Bug, CheckFailed, LedgerUnusable, MosaicError
from mosaic.events import add, adopt, archive, fmt, repair
from mosaic.machine import Event
from mosaic.parse import faults, tasks
from mosaic.proof import apply, prove
from mosaic.state import FileMap, State
from tests import corruption
from tests.ledgers import PRD

FULL = os.environ.get("MOSAIC_TESTS") == "full"
#: How many of them each of the parts looks at.
PARTS, EACH = 10, 2000 if FULL else 200
_PLACE = re.compile(r"docs/TASKS\.md:[1-9][0-9]*:[1-9][0-9]*: ")
NOW = "2030-01-01T00:00:00+00:00"


def claimed(state: State) -> Change:
    """What a claim writes: status, agent, a note, in each of the first rows."""
    draft = Draft(state.document)
    for name, row in list(draft.document.tasks.items())[:3]:
        for column, value in (("status", "in-progress"), ("agent", "worker-1")):
            if column in row.table.index:
                draft.put(name, column, value)
        if "notes" in row.table.index:
            draft.note(name, "Note", "a | b \\")
    return draft.change(Event.CLAIM, "Claim")


def gone(state: State, most: int) -> Change:
    """What an archive takes out: rows, but never the last one."""
    draft = Draft(state.document)
    for name in list(draft.document.tasks)[:-1][:most]:
        draft.remove(name)
    return draft.change(Event.ARCHIVE, "Archive")


def changes(state: State) -> Iterator[Callable[[], Change | None]]:
    """Every way of writing there is: cells, a row, rows that go, the whole text."""
    first = tuple(state.anything.tasks)[:1]
    one = add.Request("new | one", "critical", files=("a/b.py",))
    two = add.Request("new two", "", "PERF", depends_on=first)
    yield lambda: claimed(state)
    yield lambda: gone(state, 1)
    yield lambda: gone(state, 99)
    yield lambda: add.decide(state, one).change
    yield lambda: add.decide(state, two).change
    yield lambda: archive.decide(state).change
    yield lambda: fmt.decide(state).change
    yield lambda: fmt.decide(state, upgrade=True).change
    yield lambda: repair.decide(state).change


def hold(text: str) -> bool:
    """The rule for one text; whether anything could be written on it."""
    document = tasks.parse(text)
    assert str(document) == text
    for fault in faults.check(document):
        assert 1 <= fault.column <= len(document.page.lines[fault.line - 1].text) + 1
    state, could = State(FileMap({tasks.PATH: text, "docs/PRD.md": PRD})), False
    refused: list[MosaicError] = []
    for make in changes(state):
        try:
            wrote(state, make())
            could = True
        except Bug:
            raise
        except LedgerUnusable as error:
            told(error, state)
        except MosaicError as error:
            refused.append(error)
    assert all(error.message for error in refused)
    return could


def wrote(state: State, change: Change | None) -> None:
    """The change, where there is one, is in the new text and nothing else is."""
    if change is not None:
        prove(state.anything, apply(state.anything, change), change)


def told(error: LedgerUnusable, state: State) -> None:
    """A refusal of a broken ledger lists every fault with its place; others say what is missing."""
    if error.code in ("ledger-broken", "ledger-conflict") and state.faults:
        assert len(error.details) == len(state.faults)
        assert all(_PLACE.match(detail) for detail in error.details)
    else:
        assert error.message
        assert error.hint


@pytest.mark.parametrize("part", range(PARTS))
def test_an_error_with_a_place_or_a_proved_change(part: int) -> None:
    could = 0
    for data in corruption.corrupted(EACH, seed=part):
        text = data.decode("utf-8", "replace")
        could += hold(text)
    assert 0 < could < EACH, "some could be written on, some could not"


@pytest.mark.parametrize(("name", "text"), corruption.BASES)
def test_cut_off_anywhere(name: str, text: str) -> None:
    """A file whose end was lost, at every byte of its last lines (of all in the full run)."""
    ends = list(corruption.truncated(text))
    for data in ends if FULL else ends[-220:]:
        hold(data.decode("utf-8", "replace"))


@pytest.mark.parametrize(("name", "text"), corruption.BASES)
def test_a_ledger_that_lost_its_end_is_never_adopted_for_less(name: str, text: str) -> None:
    """A copy that is shorter by rows is refused: rows do not go by hand, however they went."""
    whole = State(FileMap({tasks.PATH: text}))
    for data in list(corruption.truncated(text))[::11]:
        copy = data.decode("utf-8", "replace")
        if set(tasks.parse(copy).tasks) >= set(whole.anything.tasks):
            continue
        with pytest.raises((CheckFailed, LedgerUnusable)):
            adopt.decide(whole, adopt.Edit(NOW, {tasks.PATH: copy}))
