"""An entry's message is for people and for programs: its trailers are the change in words."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.change import CellChange, Change, NewRow, parse_cell_change
from mosaic.machine import Event
from mosaic.parse.tasks import COLUMNS
from tests.strategies import values
from tests.test_change import draft_of


@settings(max_examples=200)
@given(values(lines=True), values(lines=True), st.sampled_from(COLUMNS))
def test_a_trailer_reads_back(old: str, new: str, column: str) -> None:
    """One line, whatever the values hold, and the same change again."""
    change = CellChange("MS-SEC-001", column, old, new)
    assert "\n" not in str(change)
    assert parse_cell_change(str(change)) == change


@pytest.mark.parametrize(
    "text",
    [
        "", "A-1", "A-1 status", "A-1 status done -> failed", 'A-1 status "a" "b"',
        'A-1 status "a" -> "b" x', 'A-1 status "a" -> b', 'A-1 status 1 -> "b"',
        'A-1 status "a" -> null', 'A-1 status ["a"] -> "b"', 'A-1 status "a -> "b"',
        "A-1 status " + "[" * 100_000, 'A-1 status "a" -> ' + "[" * 100_000,
        'A-1 status "\x01" -> "b"',
    ],
    ids=range(14),
)  # fmt: skip
def test_no_trailer(text: str) -> None:
    """A line that somebody wrote by hand is none, and never an error."""
    assert parse_cell_change(text) is None


def test_a_message_is_read_by_people_and_by_git(tmp_path: Path) -> None:
    """Subject, body, and trailers that git's own reader finds, in their order."""
    draft = draft_of()
    draft.put("MS-SEC-002", "status", "done")
    draft.note("MS-SEC-002", "Note", "a: b | ü")
    change = draft.change(
        Event.RECORD,
        "Record MS-SEC-002 as done",
        body="What was done.\n\nAnd why.",
        tasks=("MS-SEC-002",),
        agent="worker-1",
        claim="c1",
        evidence=("ci=green (asserted)",),
        references=("TASKS:P1 closed",),
    )
    subject, _, rest = change.message.partition("\n\n")
    assert subject == "chore(orchestrator): Record MS-SEC-002 as done"
    assert rest.startswith("What was done.\n\nAnd why.\n\nMosaic-Event: record\n")
    said = subprocess.run(
        ["git", "interpret-trailers", "--parse", "--only-trailers"],
        input=change.message.encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
    ).stdout.decode()
    pairs = [line.split(": ", 1) for line in said.split("\n") if line]
    assert [key for key, _ in pairs] == [
        "Mosaic-Event", "Mosaic-Task", "Mosaic-Change", "Mosaic-Change", "Mosaic-Agent",
        "Mosaic-Claim", "Mosaic-Evidence", "Ref", "Mosaic-Version",
    ]  # fmt: skip
    cells = [parse_cell_change(value) for key, value in pairs if key == "Mosaic-Change"]
    assert tuple(cells) == change.cells
    assert json.loads(pairs[3][1].rpartition(" -> ")[2]).endswith("Note: a: b | ü")


def test_a_bare_message_has_no_empty_trailers() -> None:
    """Only what there is to say is said."""
    change = Change(Event.HANDOFF, "Hand off", adopts=("3f2a91c",))
    assert change.message == (
        "chore(orchestrator): Hand off\n\n"
        "Mosaic-Event: handoff\nMosaic-Adopts: 3f2a91c\nMosaic-Version: 1\n"
    )
    assert NewRow({"id": "A-1"}).id == "A-1"
