"""log: entries newest first, and one task's cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic.change import Change, Draft
from mosaic.machine import Event
from tests.by_hand import Place, ask, bootstrapped, empty, run

ONE, TWO = "MS-SEC-001", "MS-SEC-002"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = bootstrapped(tmp_path / "host")
    made.claim(ONE)
    made.finish(ONE)
    made.claim(TWO, "worker-2")
    return made


def test_newest_first(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One line an entry: short id, when, event, subject."""
    code, out, err = run(place, capsys, "log")
    lines = out.rstrip("\n").split("\n")
    assert (code, err) == (0, "")
    assert [line.split()[2] for line in lines] == ["claim", "record", "claim", "bootstrap"]
    assert lines[0].startswith(place.tip[:10])
    assert lines[0].endswith(f"claim {TWO}")


def test_one_task_with_its_cells(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Old and new of each cell, under its entry."""
    _, out, _ = run(place, capsys, "log", ONE)
    assert '            status "in-progress" -> "done"\n' in out
    assert TWO not in out


def test_json_and_limit(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """``more`` says that older entries were left out."""
    code, said = ask(place, capsys, "log", "--limit", "2")
    assert (code, said["schema"], said["more"]) == (0, "mosaic/log@1", True)
    assert [e["event"] for e in said["entries"]] == ["claim", "record"]
    assert said["entries"][0]["commit"] == place.tip
    assert {"task": TWO, "column": "status", "old": "not-started", "new": "in-progress"} in said[
        "entries"
    ][0]["changes"]


@pytest.mark.parametrize("limit", [2**31, 2**32 - 1, 2**32, 2**63 - 1, 10**30])
def test_a_limit_that_no_git_can_count_to(
    place: Place, capsys: pytest.CaptureFixture[str], limit: int
) -> None:
    """A limit beyond every number that git knows leaves nothing out."""
    code, said = ask(place, capsys, "log", "--limit", str(limit))
    assert (code, len(said["entries"]), said["more"]) == (0, 4, False)


def test_nothing_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No entries is an answer; a word that is no id is a usage error."""
    place = empty(tmp_path / "host")
    assert run(place, capsys, "log") == (0, "no entries yet\n", "")
    assert run(place, capsys, "log", ONE) == (0, f"no entry names {ONE}\n", "")
    assert ask(place, capsys, "log", "no id")[0] == 2


def test_what_only_looks_like_an_entry_takes_no_place(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """git chooses by lines of the message, we by trailers: a commit that quotes an entry's words is
    chosen by git alone, and the limit counts entries."""
    quoted = f"quote\n\nMosaic-Event: claim\nMosaic-Task: {ONE}\n\nthat is what it said"
    for _ in range(3):
        place.git("commit", "-q", "--allow-empty", "-m", quoted)
    for words in ((ONE,), ()):
        whole = ask(place, capsys, "log", *words)[1]["entries"]
        for most in (1, 2):
            said = ask(place, capsys, "log", *words, "--limit", str(most))[1]
            assert said["entries"] == whole[:most]
            assert said["more"] is (len(whole) > most)


def test_what_is_cut_of_a_list_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --fields too, and only of the lists that were asked for."""
    names = [f"MS-SEC-{number:03}" for number in range(1, 31)]
    rows = "".join(f"| {name} | not-started | 8K |\n" for name in names)
    place = bootstrapped(tmp_path / "host", f"| id | status | estimate |\n|--|--|--|\n{rows}")

    def dearer(draft: Draft) -> Change:
        for name in names:
            draft.put(name, "estimate", "9K")
        return draft.change(Event.NOTE, "dearer")

    place.enter(dearer)
    for words, left in ((("tasks",), 10), (("changes",), 10), (("tasks", "changes"), 20)):
        _, found = ask(place, capsys, "log", "--fields", ",".join(words))
        assert found["entries"][0]["left"] == left
        assert list(found["entries"][0]) == [*words, "left"]
    _, found = ask(place, capsys, "log", "--fields", "subject")
    assert list(found["entries"][0]) == ["subject"]
    _, out, _ = run(place, capsys, "log", "--fields", "subject,tasks")
    assert out.split("\n")[0].endswith("and 10 more")
