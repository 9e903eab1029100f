"""The machine as a table: every pair of event and status, and where it may lead."""

from __future__ import annotations

import pytest

from mosaic.errors import IllegalMove
from mosaic.machine import (
    KEEPING,
    OF_A_CLAIM,
    TRANSITIONS,
    Event,
    Status,
    find,
    legal,
    parse_status,
    reaches,
)

NS, IP, DONE = Status.NOT_STARTED, Status.IN_PROGRESS, Status.DONE
FAILED, BLOCKED, QA, DEFERRED = Status.FAILED, Status.BLOCKED, Status.NEEDS_QA, Status.DEFERRED

RECORDED = {IP, DONE, QA, FAILED, BLOCKED}
#: What each event may make of each status that it may start from; every other pair is illegal.
MOVES: dict[Event, dict[Status, set[Status]]] = {
    Event.CLAIM: {NS: {IP}},
    Event.RECORD: {IP: RECORDED},
    Event.QA_CLEAR: {QA: {DONE}},
    Event.TAKEOVER: {IP: {IP}},
    Event.RETRY: {FAILED: {NS}, BLOCKED: {NS}, IP: {NS}},
    Event.BLOCK: {NS: {BLOCKED}, IP: {BLOCKED}},
    Event.UNBLOCK: {BLOCKED: {IP, NS}},
    Event.ANSWER: {BLOCKED: {IP, NS}},
    Event.PARK: {NS: {NS}, IP: {IP}},
    Event.UNPARK: {NS: {NS}, IP: {IP}},
    Event.DEFER: {NS: {DEFERRED}, FAILED: {DEFERRED}, BLOCKED: {DEFERRED}, QA: {DEFERRED}},
    Event.REOPEN: {DONE: {NS}, DEFERRED: {NS}},
    Event.DEPEND: {NS: {NS}},
    Event.AMEND: {status: {status} for status in (NS, IP, FAILED, BLOCKED, QA)},
    Event.APPROVE: {status: {status} for status in (NS, IP, FAILED, BLOCKED, QA)},
    Event.NOTE: {status: {status} for status in Status},
}
PAIRS = [(event, status) for event in Event for status in Status]


@pytest.mark.parametrize(("event", "status"), PAIRS)
def test_every_pair_of_event_and_status(event: Event, status: Status) -> None:
    """A pair of the table moves to what the table says; every other pair is refused."""
    targets = MOVES.get(event, {}).get(status)
    if targets is None:
        with pytest.raises(IllegalMove) as refused:
            find("MS-SEC-001", status, status.value, event)
        assert refused.value.message == f"MS-SEC-001 is {status}: {event} does not apply"
        assert refused.value.exit == 1
        assert refused.value.code == "illegal-move"
        assert "note" in refused.value.hint
        assert "MS-SEC-001" in refused.value.hint
    else:
        move = find("MS-SEC-001", status, status.value, event)
        assert move.event is event
        assert status in move.sources
        assert {new for new in Status if reaches(status, new, (event,))} == targets


def test_only_bootstrap_and_add_bring_rows_into_being() -> None:
    """A move without a source starts a row, at not-started."""
    born = {t.event: t.targets for t in TRANSITIONS if not t.sources}
    assert born == {Event.BOOTSTRAP: (NS,), Event.ADD: (NS,)}
    assert {t.event for t in TRANSITIONS if t.sources} == set(MOVES)


def test_an_event_stands_in_the_table_once() -> None:
    """One event, one transition: what it does never depends on the order of the tuple."""
    events = [t.event for t in TRANSITIONS]
    assert len(events) == len(set(events))


def test_what_keeps_the_status_only_ever_keeps_it() -> None:
    """Takeover, park, unpark, depend and the like change other cells than the status."""
    kept = {Event.TAKEOVER, Event.PARK, Event.UNPARK, Event.DEPEND, Event.NOTE}
    assert {*KEEPING} == kept | {Event.AMEND, Event.APPROVE}
    for event in KEEPING:
        assert all(targets == {status} for status, targets in MOVES[event].items())


def test_a_task_that_can_be_claimed_again_starts_clean() -> None:
    """Retry and reopen empty agent and dates, and never what was used."""
    assert {t.event: t.clears for t in TRANSITIONS if t.clears} == {
        Event.RETRY: OF_A_CLAIM,
        Event.REOPEN: OF_A_CLAIM,
    }
    assert OF_A_CLAIM == ("agent", "started_at", "completed_at")


def test_done_is_left_by_reopen_alone() -> None:
    """What is done stays done until a person says why not."""
    leaving = {t.event for t in legal(DONE) if reaches(DONE, NS, (t.event,))}
    assert leaving == {Event.REOPEN}
    assert not any(reaches(DONE, new, tuple(Event)) for new in Status if new not in (NS, DONE))


def test_every_status_is_reached_and_left() -> None:
    """No status is a trap, and none stands in the list for nothing."""
    for status in Status:
        others = [other for other in Status if other is not status]
        assert any(reaches(other, status, tuple(Event)) for other in others)
        assert any(reaches(status, other, tuple(Event)) for other in others)


@pytest.mark.parametrize("text", ["Done", "in progress", "done ", "", "-", "✅", "not_started"])
def test_another_word_is_no_status(text: str) -> None:
    """Reading is tolerant and says None; moving is strict and names the seven words."""
    assert parse_status(text) is None
    with pytest.raises(IllegalMove) as refused:
        find("MS-SEC-001", None, text, Event.CLAIM)
    assert (
        refused.value.message == f"MS-SEC-001 has the status '{text}', which is none that can move"
    )
    assert all(status in refused.value.hint for status in Status)


@pytest.mark.parametrize("status", Status)
def test_each_status_is_its_word(status: Status) -> None:
    """The value is what the cell says."""
    assert parse_status(status.value) is status


def test_what_an_illegal_move_says_to_type_is_legal() -> None:
    """The command of the hint is the verb of an event that applies there, or only looks."""
    verbs = {Event.CLAIM: "claim-next", Event.RECORD: "record-result"}
    for status in Status:
        with pytest.raises(IllegalMove) as refused:
            find("MS-SEC-001", status, status.value, Event.BOOTSTRAP)
        verb = refused.value.hint.split("'")[1].split(" ")[1]
        known = {verbs.get(move.event, move.event.value) for move in legal(status)}
        assert verb in known | {"show"}
