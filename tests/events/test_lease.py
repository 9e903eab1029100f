"""Leases: what a clock may decide, and what it may not (PROTOCOL, "The machine")."""

from __future__ import annotations

import pytest

from mosaic.errors import Refused
from mosaic.events.lease import Sign, Signs, look_abandoned, spoken
from mosaic.parse import tasks

LEASE = 7200


def task(started: str) -> tasks.Task:
    """A row in progress."""
    values = dict.fromkeys(tasks.COLUMNS, "")
    values |= {"id": "A-1", "status": "in-progress", "agent": "w-1", "started_at": started}
    lines = [[*values], ["---"] * len(values), [*values.values()]]
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return tasks.parse(text).tasks["A-1"]


@pytest.mark.parametrize(
    ("now", "free"),
    [
        ("2026-03-10T12:00:00+00:00", False),  # the moment it starts
        ("2026-03-10T13:59:59+00:00", False),  # a second before the end
        ("2026-03-10T14:00:00+00:00", True),  # the end itself
        ("2026-03-10T11:00:00+00:00", False),  # our clock ran backwards by an hour
        ("2026-03-09T12:00:00+00:00", False),  # the claimer's clock is a day ahead
        ("2026-03-11T12:00:00+00:00", True),  # the claimer's clock is a day behind
        ("2026-03-10T16:00:00+02:00", True),  # the same moment in another zone
        ("2026-03-10T15:00:00+02:00", False),
    ],
)
def test_the_start_and_the_clock(now: str, free: bool) -> None:
    """The lease runs from the start, moments being compared, never their words."""
    row = task("2026-03-10T12:00:00+00:00")
    if free:
        assert look_abandoned(row, LEASE, now, Signs()) == ()
        return
    with pytest.raises(Refused, match="under a lease until 2026-03-10T14:00:00"):
        look_abandoned(row, LEASE, now, Signs())


def test_when_clocks_go_back() -> None:
    """Half past one comes twice that night; the offset tells which."""
    row = task("2026-10-25T02:30:00+02:00")
    with pytest.raises(Refused):
        look_abandoned(row, LEASE, "2026-10-25T03:29:59+01:00", Signs())
    assert look_abandoned(row, LEASE, "2026-10-25T03:30:00+01:00", Signs()) == ()


def test_a_start_that_no_clock_explains() -> None:
    """More than a day ahead: nobody can tell which clock is wrong, so it is not judged by one."""
    row = task("2026-03-12T12:00:01+00:00")
    with pytest.raises(Refused, match="more than a day ahead") as caught:
        look_abandoned(row, LEASE, "2026-03-11T12:00:00+00:00", Signs())
    assert "takeover A-1" in caught.value.hint


def test_a_start_that_cannot_be_read() -> None:
    """It refuses; a person's word is the way on."""
    with pytest.raises(Refused, match="cannot be read") as caught:
        look_abandoned(task("yesterday"), LEASE, "2026-03-11T12:00:00+00:00", Signs())
    assert "takeover A-1" in caught.value.hint


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-03-11T11:48:00+00:00", "branch x moved 12 minutes ago"),
        ("2026-03-11T10:00:01+00:00", "branch x moved 119 minutes ago"),
        ("2026-03-11T12:00:00+00:00", "branch x moved 0 seconds ago"),
        ("2026-03-11T13:00:00+00:00", "branch x moved at 2026-03-11T13:00:00+00:00, ahead of"),
        ("2026-03-12T12:00:00+00:00", "branch x moved at 2026-03-12T12:00:00+00:00, ahead of"),
        ("2026-03-11T10:00:00+00:00", ""),
        ("2026-03-12T12:00:01+00:00", ""),
        ("2100-01-01T00:00:00+00:00", ""),
    ],
)
def test_a_sign_and_the_clock(when: str, said: str) -> None:
    """A sign younger than the lease refuses, up to a day ahead; one from further ahead does not."""
    row, now = task("2026-03-10T12:00:00+00:00"), "2026-03-11T12:00:00+00:00"
    signs = Signs((Sign("branch x moved", when),), ("worktree: none",))
    if said:
        with pytest.raises(Refused) as caught:
            look_abandoned(row, LEASE, now, signs)
        assert caught.value.message.startswith(f"worker still alive: {said}")
        return
    looked = look_abandoned(row, LEASE, now, signs)
    assert looked[0].startswith("branch x moved")
    assert looked[1:] == ("worktree: none",)


def test_what_lives_now_needs_no_time() -> None:
    """A process that runs refuses, however old all else is."""
    signs = Signs((Sign("process 12 runs"),))
    with pytest.raises(Refused, match=r"^worker still alive: process 12 runs$"):
        look_abandoned(task("2020-01-01T00:00:00Z"), 0, "2026-03-11T12:00:00+00:00", signs)


def test_a_stretch_of_time_in_words() -> None:
    """The largest unit of which there are two."""
    assert [spoken(n) for n in (0, 1, 59, 119, 120, 7199, 7200, 86400, 172800)] == [
        "0 seconds", "1 second", "59 seconds", "119 seconds", "2 minutes", "119 minutes",
        "2 hours", "24 hours", "2 days",
    ]  # fmt: skip
