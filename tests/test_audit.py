"""The replay of a history: what it takes as accounted for, and each thing that it names."""

from __future__ import annotations

import pytest

from mosaic.audit import Commit, Flaw, Step, audit, replay
from mosaic.change import CellChange, Change, Draft
from mosaic.edits import compare, compose, follow, forbidden
from mosaic.events.decision import OF_A_RESULT
from mosaic.ledger.entry import trailers
from mosaic.machine import Event
from mosaic.merging.parents import of_merge
from mosaic.parse import tasks
from mosaic.proof import apply
from tests.by_hand import SHOWN, TABLE, WHEN

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"
CLAIM = {"status": "in-progress", "agent": "worker-1", "started_at": WHEN}
DONE = {
    "status": "done", "completed_at": WHEN, "used": "7K",
    "notes": "Phase: 1\nResult: success none",
}  # fmt: skip


class History:
    """A history that is written down step by step."""

    def __init__(self, start: str | None = None) -> None:
        self.steps: list[Step] = []
        self.text = start

    def add(
        self,
        message: str,
        text: str | None,
        paths: tuple[str, ...] = (tasks.PATH,),
        archive: str = "",
    ) -> str:
        oid = f"{len(self.steps):040x}"
        parents = (self.steps[-1].commit.oid,) if self.steps else ()
        subject, _, body = message.partition("\n")
        commit = Commit(oid, parents, WHEN, "A", subject, body, trailers(message))
        archives = (archive,) if archive else ()
        self.steps.append(Step(commit, (self.text,), text, paths, archives))
        self.text = text
        return oid

    def change(self, change: Change, **more: str) -> str:
        text = apply(tasks.parse(self.text or ""), change)
        return self.add(change.message, text or None, **more)  # type: ignore[arg-type]

    def put(self, event: Event, task: str, cells: dict[str, str]) -> str:
        draft = Draft(tasks.parse(self.text or ""))
        for column, value in cells.items():
            draft.put(task, column, value)
        shown = SHOWN if cells.get("status") == "done" else ()
        return self.change(draft.change(event, "does it", tasks=(task,), evidence=shown))

    def by_hand(self, old: str, new: str) -> str:
        assert self.text
        assert old in self.text
        return self.add("fix the table\n", self.text.replace(old, new, 1))

    @property
    def flaws(self) -> list[str]:
        return [f"{flaw.task}: {flaw.message}" for flaw in audit(self.steps)]


@pytest.fixture
def history() -> History:
    """A history that begins with a bootstrap entry."""
    made = History()
    made.change(Change(Event.BOOTSTRAP, "Bootstrap", text=TABLE))
    return made


def test_a_whole_life_is_accounted_for(history: History) -> None:
    """Claim, record, reopen, retry, note and a handoff that changes nothing: no flaw."""
    history.put(Event.CLAIM, ONE, CLAIM)
    history.put(Event.RECORD, ONE, DONE)
    cleared = {"agent": "", "started_at": "", "completed_at": ""}
    history.put(Event.REOPEN, ONE, {"status": "not-started", **cleared})
    history.put(Event.CLAIM, ONE, CLAIM)
    history.put(Event.RECORD, ONE, {"status": "failed", "completed_at": WHEN})
    history.put(Event.RETRY, ONE, {"status": "not-started", **cleared})
    history.put(Event.NOTE, ONE, {"notes": "Phase: 1\nNote: a | b \\ c"})
    history.change(Change(Event.HANDOFF, "Hand off"))
    assert history.flaws == []
    assert replay(history.steps).entries == 9


@pytest.mark.parametrize(
    ("event", "cells", "said"),
    [
        (Event.RECORD, DONE, f"{ONE}: record does not take a task from 'not-started' to 'done'"),
        (
            Event.NOTE,
            CLAIM,
            f"{ONE}: note does not take a task from 'not-started' to 'in-progress'",
        ),
        (Event.CLAIM, {"agent": "worker-1"}, ": a claim entry in which no task moves"),
        (
            Event.CLAIM,
            {"status": "begun"},
            f"{ONE}: claim does not take a task from 'not-started' to 'begun'",
        ),
    ],
)
def test_each_move_must_be_one_of_its_event(
    history: History, event: Event, cells: dict[str, str], said: str
) -> None:
    """The machine's transitions, and no other, are moves; some events always move a row."""
    history.put(event, ONE, cells)
    assert history.flaws == [said]


def test_a_reopened_task_must_have_lost_its_claim(history: History) -> None:
    """What a transition clears must be empty afterwards."""
    history.put(Event.CLAIM, ONE, CLAIM)
    history.put(Event.RECORD, ONE, DONE)
    history.put(Event.REOPEN, ONE, {"status": "not-started", "started_at": "", "agent": ""})
    assert history.flaws == [
        f"{ONE}: completed_at should be empty when a task is to be claimed again"
    ]


@pytest.mark.parametrize(
    ("event", "cells", "evidence", "said"),
    [
        (Event.NOTE, {"notes": "Phase: 1\nReview: code approve"}, ("review=code",),
         ["a note entry writes no 'Review:' (Review: code approve)"]),
        (Event.RECORD, {"notes": "Phase: 1\nReview: code approve"}, (),
         ["no Mosaic-Evidence stands behind its 'Review:' (Review: code approve)"]),
        (Event.RECORD, {"notes": "Phase: 1\nReview: code approve"}, ("review=code approve",), []),
        (Event.RECORD, {"status": "done"}, SHOWN,
         ["it became done without a 'Result:' in its notes"]),
        (Event.RECORD, DONE, (),
         ["it became done, and no Mosaic-Evidence says that anything landed"]),
        (Event.RECORD, DONE, SHOWN, []),
    ],
)  # fmt: skip
def test_an_entry_shows_the_evidence_that_it_writes(
    history: History,
    event: Event,
    cells: dict[str, str],
    evidence: tuple[str, ...],
    said: list[str],
) -> None:
    """A forged entry names an event that writes no evidence, or shows none; then it is named."""
    history.put(Event.CLAIM, ONE, CLAIM)
    draft = Draft(tasks.parse(history.text or ""))
    for column, value in cells.items():
        draft.put(ONE, column, value)
    history.change(draft.change(event, "does it", tasks=(ONE,), evidence=evidence))
    assert history.flaws == [f"{ONE}: {why}" for why in said]


def test_an_entry_whose_table_says_more_than_its_trailers(history: History) -> None:
    """Each cell needs its trailer, and each trailer its cell."""
    change = Change(
        Event.NOTE, "note", tasks=(ONE,), cells=(CellChange(ONE, "notes", "Phase: 1", "x"),)
    )
    assert history.text
    history.add(change.message, history.text.replace("| 8K |", "| 9K |", 1))
    assert history.flaws == [
        f'{ONE}: no trailer accounts for estimate "8K" -> "9K"',
        f'{ONE}: a trailer says notes "Phase: 1" -> "x"; the table does not',
    ]


def test_a_trailer_that_cannot_be_read(history: History) -> None:
    """It is named, not passed over."""
    message = "x\n\nMosaic-Event: note\nMosaic-Change: MS-SEC-001 notes broken\nMosaic-Version: 1\n"
    history.add(message, history.text)
    assert history.flaws == [": a Mosaic-Change trailer cannot be read"]


def test_rows_come_only_where_an_event_brings_them(history: History) -> None:
    """A note brings no row, an add brings one that is not started, a record only -QA rows."""
    assert history.text
    row = f"\n| {LAST} "
    for number, (event, name, status) in enumerate(
        [("note", "MS-SEC-004", "not-started"), ("add", "MS-SEC-005", "done"),
         ("record", "MS-SEC-006", "not-started"), ("record", "MS-SEC-001-QA", "not-started")]
    ):  # fmt: skip
        new = f"| {name} | {status} | d{number} | | | | | | | | | | | |\n"
        message = f"x\n\nMosaic-Event: {event}\nMosaic-Task: {name}\nMosaic-Version: 1\n"
        history.add(message, history.text.replace(row, "\n" + new.rstrip() + row, 1))
    assert history.flaws == [
        "MS-SEC-004: note brings no rows",
        "MS-SEC-005: the row came with status 'done'",
        "MS-SEC-006: a record brings no rows but -QA ones",
    ]


def test_rows_go_into_archives_and_nowhere_else(history: History) -> None:
    """An archived row stands in an archive with its status; any other loss is a flaw."""
    history.put(Event.CLAIM, ONE, CLAIM)
    history.put(Event.RECORD, ONE, DONE)
    kept = (history.text or "").replace("not-started", "done")
    for archive in (kept, ""):
        draft = Draft(tasks.parse(history.text or ""))
        name = ONE if archive else TWO
        draft.remove(name)
        history.change(draft.change(Event.ARCHIVE, "Archive"), archive=archive or "")
    assert history.flaws == [f"{TWO}: the row went and stands in no archive"]
    assert history.text
    line = next(line for line in history.text.split("\n") if LAST in line)
    history.add(
        "x\n\nMosaic-Event: note\nMosaic-Version: 1\n", history.text.replace(line + "\n", "")
    )
    assert history.flaws[1:] == [f"{LAST}: note takes no rows away"]


def test_a_release_takes_the_ledger_away(history: History) -> None:
    """The whole ledger goes, its rows into the archive of the same entry."""
    kept = history.text or ""
    message = Change(Event.RELEASE, "Release", tasks=(ONE, TWO, LAST), text="").message
    history.add(message, None, archive=kept)
    assert history.flaws == []
    history.change(Change(Event.RESUME, "Resume", tasks=(ONE, TWO, LAST), text=kept))
    assert history.flaws == []


def test_an_entry_touches_state_files_only(history: History) -> None:
    """Source in an entry is a flaw; a bootstrap may take in the PRD and what init wrote."""
    first = History()
    message = Change(Event.BOOTSTRAP, "Bootstrap", text=TABLE).message
    first.add(message, TABLE, (tasks.PATH, "docs/PRD.md", ".mosaic/templates/x.md", ".gitignore"))
    assert first.flaws == []
    history.add(Change(Event.NOTE, "note").message, history.text, (tasks.PATH, "src/a.py"))
    assert history.flaws == [": the entry touches 'src/a.py', which is no state file"]


def test_prose_changes_with_no_entry_that_writes_rows(history: History) -> None:
    """Text besides the rows is nobody's but a person's."""
    assert history.text
    message = Change(Event.NOTE, "note").message
    history.add(message, history.text.replace("Words below", "Other words below"))
    assert history.flaws == [": text besides the rows changed"]


def test_an_unknown_event(history: History) -> None:
    """A trailer that names no event makes a flaw, not a pass."""
    history.add("x\n\nMosaic-Event: wish\nMosaic-Version: 1\n", history.text)
    assert history.flaws == [": 'wish' is no event"]


def test_an_edit_committed_by_hand_is_named_until_it_is_adopted(history: History) -> None:
    """Work goes on over it; the adopt entry that names it accounts for it."""
    oid = history.by_hand("hide the key", "lose the key")
    history.put(Event.CLAIM, ONE, CLAIM)
    assert audit(history.steps) == (
        Flaw(oid, "", "changed the ledger by other means: fix the table"),
    )
    cell = CellChange(TWO, "description", "SEC-2: hide the key", "SEC-2: lose the key")
    change = Change(Event.ADOPT, "Adopt", cells=(cell,), text=history.text, adopts=(oid,))
    history.change(change)
    assert history.flaws == []


def test_an_adopt_entry_cannot_make_a_task_done(history: History) -> None:
    """What no hand may do is a flaw in an adopt entry as well."""
    cell = CellChange(ONE, "status", "not-started", "done")
    assert history.text
    text = history.text.replace("not-started", "done", 1)
    history.change(Change(Event.ADOPT, "Adopt", cells=(cell,), text=text))
    assert history.flaws == [f"{ONE}: status 'not-started' -> 'done': nothing becomes done by hand"]


def test_a_ledger_older_than_its_first_entry_is_given() -> None:
    """Before the first entry there was no protocol to keep."""
    made = History()
    made.add("our tasks\n", TABLE.replace("not-started", "done"))
    made.by_hand("SEC-1", "SEC-9")
    made.put(Event.REOPEN, ONE, {"status": "not-started"})
    assert made.flaws == []


def test_a_merge_takes_each_cell_from_a_parent(history: History) -> None:
    """Both sides' cells are legal together; a cell that no parent has is a commit by hand."""
    base = history.text or ""
    history.put(Event.CLAIM, ONE, CLAIM)
    ours = history.text or ""
    other = apply(tasks.parse(base), Change(Event.NOTE, "", cells=(
        CellChange(TWO, "notes", "Phase: 1", "Phase: 1\nNote: theirs"),)))  # fmt: skip
    merged = ours.replace("| 5K | | Phase: 1 |", "| 5K | | Phase: 1<br>Note: theirs |")
    commit = Commit("f" * 40, ("a" * 40, "b" * 40), WHEN, "A", "merge", "")
    history.steps.append(Step(commit, (ours, other), merged, bases=(base,)))
    assert history.flaws == []
    for odd in (merged.replace("hide the key", "sell the key"), merged + "\nMore words.\n"):
        history.steps[-1] = Step(commit, (ours, other), odd, bases=(base,))
        assert history.flaws == [": changed the ledger by other means: merge"]


def test_a_merge_by_hand_mixes_no_two_claims(history: History) -> None:
    """One parent's status with the other's agent is neither's, though each cell is a parent's."""
    base = history.text or ""
    one, other = (
        base.replace("| not-started | SEC-1", "| in-progress | SEC-1").replace(
            "| | | | 8K |", f"| {agent} | {WHEN} | | 8K |", 1
        )
        for agent in ("worker-1", "worker-2")
    )
    mixed = one.replace(WHEN, "")
    merged = of_merge([tasks.parse(t) for t in (one, other, base)], tasks.parse(mixed))
    assert [cell.column for cell in merged.cells] == ["started_at"]
    assert forbidden(merged)
    assert not of_merge([tasks.parse(t) for t in (one, other)], tasks.parse(other))


def test_an_edit_that_was_taken_back_is_none() -> None:
    """Differences that follow each other are one; what came and went, or went and came, is none."""
    start, edited = tasks.parse(TABLE), tasks.parse(TABLE.replace("| 8K |", "| 9K |"))
    line = next(line for line in TABLE.split("\n") if TWO in line)
    without = tasks.parse(TABLE.replace(line + "\n", ""))
    assert not compose([compare(start, edited), compare(edited, start)])
    assert not compose([compare(start, without), compare(without, start)])
    assert not compose([compare(without, start), compare(start, without)])
    back = compose([compare(start, without), compare(without, edited)])
    assert [str(c) for c in back.cells] == [f'{ONE} estimate "8K" -> "9K"']


@pytest.mark.parametrize(
    "new",
    [
        TABLE.replace("not-started", "blocked", 1),
        TABLE.replace("| 5K |", "| \\| |"),
        TABLE + "\nmore",
        TABLE + "more",
        TABLE.replace("# Tasks", "# Work"),
        TABLE.replace("| MS-SEC-002", "\n| MS-SEC-002"),
        TABLE.replace("| MS-SEC-002", "~~~\n| MS-SEC-002"),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("| MS-SEC-003", "MS-SEC-003"),
        "",
        "x",
    ],
)
def test_following_a_text_is_parsing_it(new: str) -> None:
    """The cheap way gives what the whole way gives, from either side."""
    for old, text in ((TABLE, new), (new, TABLE)):
        assert follow(tasks.parse(old), old, text) == tasks.parse(text)


NEW = "not-started | SEC-1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (NEW, "in-progress | SEC-1", "that is for mosaic-orchestrator claim-next"),
        (NEW, "failed | SEC-1", "by hand, not-started goes on by block, defer only"),
        (NEW, "finished | SEC-1", "that is no status"),
        ("| 8K | |", "| 8K | 2K |", "only claims and records write it"),
        ("| Phase: 1 |", "| Result: success abc |", "only claims and records write 'Result:'"),
        ("| Phase: 1 |", "| Phase: 1<br>Role: verification |", "a row keeps its 'Role:'"),
        *(
            ("| Phase: 1 |", f"| Phase: 1<br>{label}: x |", f"claims and records write '{label}:'")
            for label in (*OF_A_RESULT, "Claim", "Takeover", "Cleared")
        ),
    ],
)
def test_what_no_hand_may_do(old: str, new: str, said: str) -> None:
    """Each forbidden edit is named with task, column, old and new."""
    assert old in TABLE
    found = forbidden(compare(tasks.parse(TABLE), tasks.parse(TABLE.replace(old, new, 1))))
    assert [task for task, _ in found] == [ONE]
    assert found[0][1].endswith(said)
    assert "' -> '" in found[0][1]


@pytest.mark.parametrize("status", ["blocked", "deferred"])
def test_what_a_hand_may_do(status: str) -> None:
    """Block and defer by hand; estimates, order and words too."""
    text = TABLE.replace("not-started", status, 1).replace("| 5K |", "| 6K |")
    assert forbidden(compare(tasks.parse(TABLE), tasks.parse(text))) == ()
