"""validate --range: each commit is an entry or a legal merge, in clones, in CI and on servers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mosaic.change import Change, Draft
from mosaic.machine import Event
from mosaic.parse import tasks
from tests.by_hand import TABLE, Place, ask, bootstrapped, empty, run

ROOT = Path(__file__).resolve().parents[2]
ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"
ZERO = "0" * 40


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return bootstrapped(tmp_path / "host")


def test_entries_hold(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, with how many commits concern the ledger."""
    start = place.tip
    place.claim(ONE)
    place.git("commit", "-q", "--allow-empty", "-m", "other work")
    place.finish(ONE)
    code, out, err = run(place, capsys, "validate", "--range", f"{start}..HEAD")
    assert (code, err) == (0, "")
    assert out == f"no faults: 2 commit(s) of {start}..HEAD concern the ledger\n"
    assert ask(place, capsys, "validate", "--range", "HEAD..HEAD")[1]["commits"] == 0
    assert ask(place, capsys, "validate", "--range", f"{ZERO}..main")[1]["commits"] == 3


def test_each_fault_has_its_commit_and_line(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hand that makes a task done, and one that writes a figure which is none."""
    start = place.tip
    done = place.commit_edit("not-started | SEC-1", "done | SEC-1", "all done")[:10]
    odd = place.commit_edit("| 3K | |", "| lots | |", "a figure")[:10]
    code, said = ask(place, capsys, "validate", "--range", f"{start}..HEAD")
    by_hand = "changed the ledger by other means (no entry)"
    assert (code, said["code"]) == (1, "check-failed")
    assert said["details"] == [
        f"{done} docs/TASKS.md:1: {by_hand}: all done",
        f"{done} docs/TASKS.md:5: MS-SEC-001: status 'not-started' -> 'done': nothing becomes done"
        " by hand",
        f"{odd} docs/TASKS.md:1: {by_hand}: a figure",
        f"{odd} docs/TASKS.md:7:99: estimate: 'lots' is no number of tokens, such as 800, 8K or"
        " 1.3M",
    ]
    assert (
        ask(place, capsys, "validate", "--range", "HEAD~1..HEAD")[1]["details"]
        == (said["details"][2:])
    )


def test_a_forged_entry(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Trailers alone do not make a legal event."""
    message = f"x\n\nMosaic-Event: record\nMosaic-Task: {TWO}\nMosaic-Version: 1"
    oid = place.commit_edit("not-started | SEC-2", "done | SEC-2", message)
    code, said = ask(place, capsys, "validate", "--range", "HEAD~1..HEAD")
    assert code == 1
    assert said["details"][0].startswith(f"{oid[:10]} docs/TASKS.md:6: {TWO}: no trailer accounts")


def test_an_edit_that_was_adopted(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The hand's commit with its adopt entry holds, in one range and in two."""
    start = place.tip
    place.commit_edit("hide the key", "hide the keys")
    middle = place.tip
    assert run(place, capsys, "adopt")[0] == 0
    assert run(place, capsys, "validate", "--range", f"{start}..HEAD")[0] == 0
    assert run(place, capsys, "validate", "--range", f"{middle}..HEAD")[0] == 0
    assert run(place, capsys, "validate", "--range", f"{start}..{middle}")[0] == 1


def test_a_legal_merge_and_another(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The driver's result holds, made with or without the driver; a word slipped in does not."""
    start = place.tip
    place.git("branch", "side")
    place.claim(ONE)
    place.git("checkout", "-q", "side")
    (place.path / ".git/mosaic/ledger-ref").write_text("refs/heads/side\n")
    place.put(Event.NOTE, LAST, {"notes": "Phase: 1\nRole: verification\nNote: x"})
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-edit", "side")
    assert run(place, capsys, "validate", "--range", f"{start}..main")[0] == 0
    place.git("reset", "-q", "--hard", "HEAD~1")
    place.git("merge", "-q", "--no-commit", "side")
    place.edit("hide the key", "sell the key")
    place.git("commit", "-qam", "merge side")
    code, said = ask(place, capsys, "validate", "--range", f"{start}..main")
    assert code == 1
    assert said["details"] == [
        f"{place.tip[:10]} docs/TASKS.md:1: changed the ledger by other means (a merge that is not"
        " the merge driver's): merge side"
    ]


def test_a_row_that_was_archived_is_known(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Its dependants hold after it has gone."""
    place.claim(ONE)
    place.finish(ONE)

    def make(draft: Draft) -> Change:
        row = tasks.parse(place.text).page.lines[tasks.parse(place.text).tasks[ONE].line].text
        head = TABLE.partition("| MS-")[0]
        draft.remove(ONE)
        draft.file("docs/tasks/M1-tasks.md", f"{head}{row}\n")
        return draft.change(Event.ARCHIVE, "Archive", tasks=(ONE,))

    place.enter(make)
    place.claim(TWO)
    for words in ("HEAD~1..HEAD", "HEAD~2..HEAD", f"{ZERO}..HEAD"):
        code, _, err = run(place, capsys, "validate", "--range", words)
        assert (code, err) == (0, "")


@pytest.mark.parametrize(
    "words",
    ["HEAD", "..", "HEAD..", "--output=x..HEAD", "HEAD..--all", "HEAD...HEAD~1", "HEAD..nowhere",
     "HEAD^{tree}..HEAD", f"HEAD..{ZERO}", "HEAD:docs..HEAD", "a b..HEAD", "HEAD..x\ny",
     "-n1..HEAD", f"{'f' * 40}..HEAD"],
)  # fmt: skip
def test_words_that_are_no_range(
    place: Place, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2; nothing is taken for an option, and nothing is written."""
    before = sorted(str(p) for p in place.path.rglob("*"))
    code, said = ask(place, capsys, "validate", f"--range={words}")
    assert (code, said["code"]) == (2, "usage")
    assert sorted(str(p) for p in place.path.rglob("*")) == before


def test_a_range_goes_with_no_file(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Files and the index are no part of a range."""
    assert ask(place, capsys, "validate", "--range", "HEAD~1..HEAD", "--staged")[0] == 2
    assert ask(place, capsys, "validate", "--range", "HEAD~1..HEAD", "x")[0] == 2


def test_what_came_before_the_protocol_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first entry a hand may write what it wants; after it, no more."""
    place = empty(tmp_path / "old")
    place.file.parent.mkdir()
    place.file.write_text(TABLE.replace("not-started", "done"))
    place.git("add", "-A")
    place.git("commit", "-qm", "our tasks")
    place.commit_edit("SEC-1", "SEC-9")
    assert run(place, capsys, "validate", "--range", "HEAD~1..HEAD")[0] == 0
    place.put(Event.NOTE, TWO, {"notes": "Phase: 1\nNote: x"})
    place.commit_edit("SEC-9", "SEC-1")
    assert run(place, capsys, "validate", "--range", "HEAD~2..HEAD~1")[0] == 0
    assert run(place, capsys, "validate", "--range", "HEAD~1..HEAD")[0] == 1


# --- a server


@pytest.fixture
def server(place: Place, tmp_path: Path) -> Place:
    """A bare remote with the example hook; ``place`` has pushed its ledger there before."""
    bare = Place(tmp_path / "server.git")
    place.git("clone", "-q", "--bare", str(place.path), str(bare.path))
    place.git("remote", "add", "origin", str(bare.path))
    place.git("fetch", "-q", "origin")
    shutil.copy(ROOT / "templates/server/pre-receive", bare.path / "hooks/pre-receive")
    bare.git("config", "mosaic.program", str(ROOT / "bin/mosaic-orchestrator"))
    bare.git("config", "receive.denyDeleteCurrent", "ignore")
    return bare


def push(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ("git", "push", "-q", "origin", *words),
        cwd=place.path,
        capture_output=True,
        text=True,
        env={**os.environ, "MOSAIC_PYTHON": sys.executable},
    )


def test_a_server_takes_entries(place: Place, server: Place) -> None:
    """A legal push passes, quarantined objects and all."""
    place.claim(ONE)
    place.finish(ONE)
    done = push(place, "main")
    assert done.returncode == 0, done.stderr
    assert server.git("rev-parse", "main") == place.tip


def test_a_server_refuses_a_hand(place: Place, server: Place) -> None:
    """A task made done by hand is refused in words that the pusher sees; nothing moves, and other
    branches pass with the same commit."""
    before = server.git("for-each-ref")
    oid = place.commit_edit("not-started | SEC-1", "done | SEC-1", "all done")
    done = push(place, "main")
    assert done.returncode == 1
    words = " ".join(done.stderr.replace("remote: ", "").split())
    assert f"{oid[:10]} docs/TASKS.md:5: MS-SEC-001: status 'not-started' -> 'done'" in words
    assert "nothing becomes done by hand" in words
    assert "mosaic: refs/heads/main is not changed" in words
    assert server.git("for-each-ref") == before
    assert push(place, "main:refs/heads/feature").returncode == 0
    assert push(place, "main").returncode == 1


def test_a_server_keeps_the_history(place: Place, server: Place) -> None:
    """The ledger's ref is neither deleted nor rewritten."""
    place.claim(ONE)
    assert push(place, "main").returncode == 0
    done = push(place, ":main")
    assert (done.returncode, "is not deleted" in done.stderr) == (1, True)
    place.git("reset", "-q", "--hard", "HEAD~1")
    place.claim(TWO)
    done = push(place, "--force", "main")
    assert (done.returncode, "its history is not rewritten" in done.stderr) == (1, True)


def test_a_new_ledger_on_a_server(place: Place, tmp_path: Path) -> None:
    """The first push of the ledger's ref is checked from where the server's own refs end."""
    bare = Place(tmp_path / "server.git")
    place.git("init", "-q", "--bare", str(bare.path))
    place.git("remote", "add", "origin", str(bare.path))
    shutil.copy(ROOT / "templates/server/pre-receive", bare.path / "hooks/pre-receive")
    bare.git("config", "mosaic.program", str(ROOT / "bin/mosaic-orchestrator"))
    place.commit_edit("not-started | SEC-1", "done | SEC-1", "all done")
    assert push(place, "main").returncode == 1
    assert push(place, "main~1:refs/heads/main").returncode == 0


def test_a_server_without_the_program(place: Place, server: Place) -> None:
    """Nothing passes unchecked."""
    server.git("config", "mosaic.program", "mosaic-is-not-here")
    place.claim(ONE)
    done = push(place, "main")
    assert (done.returncode, "not installed on this server" in done.stderr) == (1, True)
    assert push(place, "main:refs/heads/other").returncode == 0
