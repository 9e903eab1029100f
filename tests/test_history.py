"""Walking the history in a real repository: which commits belong to it, in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic.audit import audit, replay
from mosaic.change import Change, Draft
from mosaic.errors import CheckFailed
from mosaic.ledger.entries import entries
from mosaic.ledger.history import steps
from mosaic.ledger.repository import find_repository
from mosaic.machine import Event
from tests.by_hand import TABLE, WHEN, Place, bootstrapped, empty

ONE, TWO = "MS-SEC-001", "MS-SEC-002"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return bootstrapped(tmp_path / "host")


def walked(place: Place) -> list[str]:
    """The events, '' for other commits, oldest first."""
    repository = find_repository(place.path)
    return [step.commit.event for step in steps(repository, place.tip)]


def test_entries_and_commits_that_changed_the_table(place: Place) -> None:
    """An entry with the same tree as its parent belongs to the history; other work does not."""
    place.claim(ONE)
    (place.path / "src.py").write_text("x = 1\n")
    place.git("add", "src.py")
    place.git("commit", "-qm", "feat: work\n\nMosaic-Task: MS-SEC-001")
    place.enter(lambda draft: Change(Event.HANDOFF, "Hand off"))
    place.commit_edit("hide the key", "lose the key")
    assert walked(place) == ["bootstrap", "claim", "handoff", ""]


def test_a_step_says_what_a_commit_did(place: Place) -> None:
    """Texts before and after, paths, author, moment and trailers."""
    place.claim(ONE)
    first, last = steps(find_repository(place.path), place.tip)
    assert (first.before, first.after) == ((None,), TABLE)
    assert (last.before, last.after) == ((TABLE,), place.text)
    assert last.paths == ("docs/TASKS.md",)
    assert (last.commit.oid, last.commit.author) == (place.tip, "Test")
    assert last.commit.when == place.git("log", "-1", "--format=%aI").replace("Z", "+00:00")
    assert last.commit.tasks == (ONE,)
    assert [c.new for c in last.commit.cells if c and c.column == "started_at"] == [WHEN]


def test_archives_come_with_their_step(place: Place) -> None:
    """What an entry wrote into an archive is handed on."""
    path = "docs/tasks/M1-tasks.md"

    def make(draft: Draft) -> Change:
        draft.remove(ONE)
        draft.file(path, TABLE)
        return draft.change(Event.ARCHIVE, "Archive")

    place.enter(make)
    last = list(steps(find_repository(place.path), place.tip))[-1]
    assert last.archives == (TABLE,)
    assert set(last.paths) == {"docs/TASKS.md", path}
    assert audit(steps(find_repository(place.path), place.tip)) == ()


def test_a_merge_of_other_work_is_no_step_of_its_own(place: Place) -> None:
    """A branch that forked before the claim and never touched the table merges without a flaw."""
    place.git("checkout", "-qb", "work")
    (place.path / "src.py").write_text("x = 1\n")
    place.git("add", "src.py")
    place.git("commit", "-qm", "work")
    place.git("checkout", "-q", "main")
    place.claim(ONE)
    place.git("merge", "-q", "--no-ff", "-m", "merge work", "work")
    place.put(Event.NOTE, TWO, {"notes": "Phase: 1\nNote: after the merge"})
    found = replay(steps(find_repository(place.path), place.tip))
    assert (found.entries, found.flaws, found.open) == (3, (), ())


def test_a_merge_of_two_sides_that_both_have_entries(place: Place) -> None:
    """Entries of both sides are walked; the merged table has each side's cells."""
    place.git("branch", "other")
    place.claim(ONE)
    ours = place.text
    place.git("checkout", "-q", "other")
    (place.path / ".git/mosaic/ledger-ref").write_text("refs/heads/other\n")
    place.put(Event.NOTE, TWO, {"notes": "Phase: 1\nNote: theirs"})
    (place.path / ".git/mosaic/ledger-ref").write_text("refs/heads/main\n")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-commit", "-s", "ours", "other")
    place.file.write_text(
        ours.replace("| 5K | | Phase: 1 |", "| 5K | | Phase: 1<br>Note: theirs |")
    )
    place.git("add", ".")
    place.git("commit", "-qm", "merge the other side")
    found = replay(steps(find_repository(place.path), place.tip))
    assert (found.entries, found.flaws, found.open) == (3, (), ())


def test_the_log_of_one_task(place: Place) -> None:
    """Newest first; an id is a word, not a pattern."""
    place.claim(ONE)
    place.claim(TWO, "worker-2")
    place.put(Event.NOTE, ONE, {"notes": "Phase: 1\nClaim: 0badcafe (attempt 1)\nNote: x"})
    repository = find_repository(place.path)
    assert [e.event for e in entries(repository, place.tip, ONE)] == ["note", "claim", "bootstrap"]
    assert list(entries(repository, place.tip, "MS.SEC.001")) == []
    assert [e.event for e in entries(repository, place.tip)] == [
        "note", "claim", "claim", "bootstrap",
    ]  # fmt: skip


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    """Nothing is no error."""
    place = Place(tmp_path)
    place.git("init", "-q")
    assert list(steps(find_repository(tmp_path), "")) == []
    assert list(entries(find_repository(tmp_path), "")) == []


def test_a_shallow_clone_is_refused(place: Place, tmp_path: Path) -> None:
    """Half a history proves nothing."""
    place.claim(ONE)
    other = tmp_path / "clone"
    place.git("clone", "-q", "--depth=1", f"file://{place.path}", str(other))
    with pytest.raises(CheckFailed, match="shallow"):
        list(steps(find_repository(other), place.tip))


def test_a_linked_worktree_and_a_foreign_environment(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The history is the repository's, from any worktree, whatever GIT_DIR says."""
    away = tmp_path / "away"
    place.git("worktree", "add", "-q", "--detach", str(away))
    tip, elsewhere = place.tip, empty(tmp_path / "elsewhere")
    repository = find_repository(away)
    monkeypatch.setenv("GIT_DIR", str(elsewhere.path / ".git"))
    assert [step.commit.event for step in steps(repository, tip)] == ["bootstrap"]


def test_a_ledger_that_is_no_utf_8(place: Place) -> None:
    """Bytes that are no text are a commit by other means, not an end of the walk."""
    place.file.write_bytes(TABLE.encode().replace(b"hide", b"h\xffde"))
    place.git("commit", "-qam", "latin")
    found = replay(steps(find_repository(place.path), place.tip))
    assert [hand.commit.subject for hand in found.open] == ["latin"]
