"""adopt: which edits of a person's become an entry, what goes with them, and what is refused."""

from __future__ import annotations

import pytest

from mosaic.errors import CheckFailed, LedgerUnusable
from mosaic.events.adopt import Edit, decide
from mosaic.events.decision import Decision
from mosaic.machine import Event
from mosaic.parse import config, tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.state import LEARNINGS, FileMap, State
from tests.by_hand import TABLE

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"
NOW = "2020-01-02T04:00:00+00:00"
CLAIMED = (
    TABLE.replace("| not-started | SEC-1", "| in-progress | SEC-1")
    .replace("003 | | | | 8K | |", "003 | w | 2020-01-02T03:04:05+00:00 | | 8K | 2K |")
    .replace("| Phase: 1 |", "| Phase: 1<br>Claim: 0badcafe (attempt 1) |", 1)
)
NEW_ROW = "| MS-SEC-004 | not-started | more | | | | | | | | | | | Phase: 1 |\n"


def adopt(old: str, new: str, now: str = NOW, **files: str) -> Decision:
    state = State(FileMap({tasks.PATH: old, **files}))
    return decide(state, Edit(now, {tasks.PATH: new}))


def after(decision: Decision, old: str = TABLE) -> Document:
    assert decision.change
    return tasks.parse(apply(tasks.parse(old), decision.change))


def refused(old: str, new: str, now: str = NOW, **files: str) -> list[str]:
    with pytest.raises(CheckFailed) as caught:
        adopt(old, new, now, **files)
    return list(caught.value.details)


def test_nothing_to_adopt() -> None:
    """Neither an edit nor a commit by hand: already so."""
    assert decide(State(FileMap({tasks.PATH: TABLE})), Edit(NOW)).change is None


def test_words_order_and_prose_are_free() -> None:
    """Rows may change places; only cells that changed get a trailer."""
    lines = TABLE.split("\n")
    lines[4], lines[5] = lines[5].replace("hide", "lose"), lines[4]
    decision = adopt(TABLE, "\n".join(lines).replace("Words", "Other words"))
    assert decision.change
    assert decision.change.event is Event.ADOPT
    assert [str(c) for c in decision.change.cells] == [
        f'{TWO} description "SEC-2: hide the key" -> "SEC-2: lose the key"'
    ]
    assert list(after(decision).tasks) == [TWO, ONE, LAST]


def test_a_new_row_enters_its_phase() -> None:
    """The phase's verification depends on it, and ``blocks`` is derived again."""
    made = after(adopt(TABLE, TABLE.replace("| MS-SEC-003 | not", NEW_ROW + "| MS-SEC-003 | not")))
    assert made.tasks[LAST].depends_on == (ONE, TWO, "MS-SEC-004")
    assert made.tasks["MS-SEC-004"].blocks == (LAST,)


def test_blocks_is_never_the_hand_s_word() -> None:
    """A dependency that was taken out is taken out of its inverse; an edit of blocks is undone."""
    text = TABLE.replace("MS-SEC-001, MS-SEC-002", "MS-SEC-001")
    assert after(adopt(TABLE, text)).tasks[TWO].blocks == ()
    text = TABLE.replace("| MS-SEC-003 | | | | 5K", "| MS-SEC-001 | | | | 5K")
    decision = adopt(TABLE, text)
    assert after(decision).tasks[TWO].blocks == (LAST,)
    assert decision.change
    assert decision.change.cells == ()


def test_a_retry_by_hand_loses_its_claim() -> None:
    """Once the lease ran out, in progress may become not started; what was used stays."""
    text = CLAIMED.replace("in-progress", "not-started")
    made = after(adopt(CLAIMED, text, "2020-01-02T09:00:00+00:00"), CLAIMED)
    row = made.tasks[ONE]
    assert (row["agent"], row["started_at"], row["used"]) == ("", "", "2K")


def test_a_lease_holds_against_a_hand_too() -> None:
    """While the lease runs, a retry by hand is as wrong as one by command."""
    found = refused(CLAIMED, CLAIMED.replace("in-progress", "not-started"))
    assert found == [
        f"{ONE}: status 'in-progress' -> 'not-started': its lease runs until"
        " 2020-01-02T05:04:05+00:00"
    ]


@pytest.mark.parametrize("when", ["2020-01-02T03:04:05", "yesterday", ""])
def test_a_lease_that_cannot_be_read_holds(when: str) -> None:
    """What cannot be read does not say that the lease ran out."""
    old = CLAIMED.replace("| 2020-01-02T03:04:05+00:00 |", f"| {when} |")
    found = refused(old, old.replace("in-progress", "not-started"), "2030-01-01T00:00:00+00:00")
    assert len(found) == 1
    assert "when it was started cannot be read" in found[0]


def test_a_retry_by_hand_keeps_the_count_of_attempts() -> None:
    """The claim and the takeovers stay with the row, whoever opens it again."""
    failed = CLAIMED.replace("in-progress", "failed")
    text = failed.replace("failed", "not-started").replace("<br>Claim: 0badcafe (attempt 1)", "")
    (said,) = refused(failed, text)
    assert said.endswith("only claims and records write 'Claim:'")


def test_attempts_hold_against_a_hand_too() -> None:
    """A failed task whose attempts are used up stays failed."""
    failed = CLAIMED.replace("in-progress", "failed").replace("(attempt 1)", "(attempt 3)")
    found = refused(failed, failed.replace("failed", "not-started"))
    assert found == [
        f"{ONE}: status 'failed' -> 'not-started': it was claimed 3 times; limits.attempts is 3"
    ]


def test_reopening_by_hand() -> None:
    """Done may become not started; the evidence of the old result goes."""
    done = CLAIMED.replace("in-progress", "done").replace("(attempt 1)", "(attempt 1)<br>CI: green")
    made = after(adopt(done, done.replace("| done", "| not-started")), done)
    assert made.tasks[ONE].notes.entries == ("Phase: 1", "Claim: 0badcafe (attempt 1)")


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ("not-started | SEC-1", "done | SEC-1", ONE, "nothing becomes done by hand"),
        ("| | | | 8K |", "| w | | | 8K |", ONE, "'' -> 'w': only claims and records write it"),
        ("1, MS-SEC-002", "1, MS-SEC-009", "docs/TASKS.md:7:66", "MS-SEC-009 is no task here"),
        ("security | | MS-SEC-003 | | | | 5K", "security | MS-SEC-003 | | | | | 5K",
         "docs/TASKS.md:6:71", "a cycle: MS-SEC-002 -> MS-SEC-003 -> MS-SEC-002"),
        ("| 8K |", "| lots |", "docs/TASKS.md:5:94", "'lots' is no number of tokens,"),
        ("the door", "\u202edoor", "docs/TASKS.md:5:30", "a hidden character (U+202E)"),
    ],
)  # fmt: skip
def test_each_forbidden_edit_is_named(old: str, new: str, where: str, why: str) -> None:
    """Task, column, old and new; faults that the edit brings, with their place."""
    assert old in TABLE
    found = refused(TABLE, TABLE.replace(old, new, 1))
    assert len(found) == 1
    assert found[0].startswith(f"{where}: ")
    assert why in found[0]


def test_all_forbidden_edits_at_once() -> None:
    """A row that is gone, a new one that is done, an agent: three reasons in one refusal."""
    line = next(line for line in TABLE.split("\n") if TWO in line)
    text = TABLE.replace(line, NEW_ROW.rstrip().replace("not-started", "done"))
    assert len(refused(TABLE, text.replace("MS-SEC-003 | | | |", "MS-SEC-003 | w | | |", 1))) >= 3


def test_the_id_of_an_archived_row() -> None:
    """It is never used again."""
    archive = TABLE.replace(TWO, "MS-SEC-004")
    text = TABLE.replace("| MS-SEC-003 | not", NEW_ROW + "| MS-SEC-003 | not")
    state = State(FileMap({tasks.PATH: TABLE, "docs/tasks/M1-tasks.md": archive}))
    with pytest.raises(CheckFailed) as caught:
        decide(state, Edit(NOW, {tasks.PATH: text}))
    assert caught.value.details == (
        "MS-SEC-004: the id is that of an archived row, and is never used again",
    )


def test_a_broken_edit_is_for_repair() -> None:
    """What cannot be read safely is not adopted."""
    with pytest.raises(LedgerUnusable) as caught:
        adopt(TABLE, TABLE.replace("SEC-1: close", "SEC-1: a|b"))
    assert caught.value.code == "ledger-broken"


def test_an_unknown_status_can_be_corrected() -> None:
    """A word that is no status may become one, but not done or in progress."""
    odd = TABLE.replace("not-started", "todo", 1)
    assert after(adopt(odd, TABLE), odd).tasks[ONE]["status"] == "not-started"
    assert refused(odd, odd.replace("todo", "done")) == [
        f"{ONE}: status 'todo' -> 'done': nothing becomes done by hand"
    ]


def test_config_and_learnings_are_read_before_they_are_taken() -> None:
    """A config that reads is taken, also where the old one did not; the ledger stays in place."""
    good = "[limits]\nworkers = 1\n"
    for old in ("", "[limits]\nworker = 1\n"):
        state = State(FileMap({tasks.PATH: TABLE, config.PATH: old}))
        decision = decide(state, Edit(NOW, {config.PATH: good}))
        assert decision.change
        assert decision.change.files == ((config.PATH, good),)
        assert decision.change.text is None
    state = State(FileMap({tasks.PATH: TABLE}))
    for path, text in ((config.PATH, "[limits]\nworker = 1\n"), (LEARNINGS, "{")):
        with pytest.raises(LedgerUnusable):
            decide(state, Edit(NOW, {path: text}))
    with pytest.raises(CheckFailed, match="ledger stays"):
        decide(state, Edit(NOW, {config.PATH: '[ledger]\nref = "x"\n'}))
