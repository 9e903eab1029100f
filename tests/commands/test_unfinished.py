"""A merge, rebase, cherry-pick, revert or bisect that a person has not ended.

Where the ledger is in conflict every writing command is exit 8 and names each line; where it is
not, the ledger's branch goes on, and what the person is in the middle of is as before.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mosaic.parse import faults, tasks

from .conftest import Host
from .mishaps import LEDGER

CLAIM = ("claim-next", "--agent", "worker-1")
WRITING = (CLAIM, ("note", "MS-SEC-001", "x"), ("add", "--description", "x", "--severity", "low"),
           ("fmt",), ("adopt",), ("repair",), ("defer", "MS-SEC-001", "--reason", "r", "--category",
           "Hard", "--risk", "Low", "--approach", "a"))  # fmt: skip
STATE = (
    "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG", "AUTO_MERGE", "MERGE_MSG",
    "rebase-merge/git-rebase-todo", "rebase-merge/head-name",
)  # fmt: skip


def state(host: Host) -> tuple[object, ...]:
    """What git is in the middle of."""
    files = [host.top / ".git" / name for name in STATE]
    return (
        tuple(f.read_bytes() if f.exists() else None for f in files),
        host.git("ls-files", "-u"),
        host.git("symbolic-ref", "HEAD") if "ref:" in head(host) else head(host),
    )


def head(host: Host) -> str:
    return (host.top / ".git/HEAD").read_text()


def forked(host: Host, path: str, ours: str, theirs: str) -> None:
    """Two branches, ``main`` and ``theirs``, with a commit by hand on each."""
    text = (host.top / path).read_text() if (host.top / path).exists() else ""
    host.git("checkout", "-q", "-b", "theirs")
    host.commit({path: change(text, theirs)}, "theirs")
    host.git("checkout", "-q", "main")
    host.commit({path: change(text, ours)}, "ours")


def change(text: str, word: str) -> str:
    return text.replace("SEC-DB-1", word, 1) if text else f"{word}\n"


def begin(host: Host, *words: str) -> None:
    """A git command that stops in the middle."""
    with pytest.raises(Exception, match="returned non-zero"):
        host.git(*words)


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_conflict_in_the_ledger(host: Host, style: str) -> None:
    """Each marker is named with its line, nothing is written, and the merge is as it was."""
    host.git("config", "merge.conflictStyle", style)
    forked(host, LEDGER, "OURS-1", "THEIRS-1")
    begin(host, "merge", "-q", "theirs")
    marks = [f"{LEDGER}:{n}:1: " for n, line in enumerate(host.tasks().split("\n"), 1)
             if line[:7] in ("<" * 7, "=" * 7, ">" * 7, "|" * 7)]  # fmt: skip
    assert len(marks) == (3 if style == "merge" else 4)
    before, text = state(host), host.tasks()
    for words in WRITING:
        said = host.no(8, "ledger-conflict", *words)
        assert [d.partition("conflict")[0] for d in said["details"]] == marks
        assert (state(host), host.tasks()) == (before, text)
    assert host.run("validate").status in (1, 8)
    assert host.run("status").status == 0, "reading goes on from the ref"


def test_a_conflict_that_was_settled_and_not_committed(host: Host) -> None:
    """Without markers, and staged, it is an edit like any other: kept until it is committed."""
    forked(host, LEDGER, "OURS-1", "THEIRS-1")
    base = host.tasks()
    begin(host, "merge", "-q", "theirs")
    host.write(LEDGER, base)
    said = host.run(*CLAIM, "--json")
    assert (said.status, said.json["code"]) in ((8, "ledger-conflict"), (8, "ledger-edited"))
    before = state(host)
    host.git("add", LEDGER)
    host.git("commit", "-qm", "merged")
    assert before[0] != state(host)[0]
    host.ok(*CLAIM)


def test_a_conflict_that_was_committed(host: Host) -> None:
    """Markers under git are refused by every command that writes, with their lines."""
    forked(host, LEDGER, "OURS-1", "THEIRS-1")
    begin(host, "merge", "-q", "theirs")
    host.git("commit", "-qam", "never mind")
    for words in WRITING:
        said = host.run(*words, "--json")
        assert said.status == (1 if words[0] == "repair" else 8), said.out
        assert any("conflict marker" in detail for detail in said.json["details"])
    assert host.subjects()[0] == "never mind"


OTHERS: tuple[tuple[str, Callable[[Host], None]], ...] = (
    ("merge", lambda h: begin(h, "merge", "-q", "theirs")),
    ("rebase", lambda h: begin(h, "rebase", "-q", "theirs")),
    ("cherry-pick", lambda h: begin(h, "cherry-pick", "theirs")),
    ("revert", lambda h: begin(h, "revert", "--no-edit", "HEAD~1")),
)


@pytest.mark.parametrize(("name", "start"), OTHERS, ids=[o[0] for o in OTHERS])
def test_a_conflict_elsewhere(host: Host, name: str, start: Callable[[Host], None]) -> None:
    """On a branch of a person's own, the ledger's goes on; their conflict is theirs."""
    host.git("checkout", "-q", "-b", "mine")
    host.commit({"own.txt": "one\n"}, "one")
    host.git("checkout", "-q", "-b", "theirs")
    host.commit({"own.txt": "two\n"}, "two")
    host.git("checkout", "-q", "mine")
    host.commit({"own.txt": "three\n"}, "three")
    start(host)
    before, status = state(host), host.git("status", "--porcelain")
    assert before[1], "it stands in conflict"
    host.ok(*CLAIM)
    host.ok("note", "MS-SEC-001", "x")
    assert (state(host), host.git("status", "--porcelain")) == (before, status)
    assert host.run("verify").status == 0


@pytest.mark.parametrize("name", ["merge", "cherry-pick"])
def test_a_conflict_elsewhere_on_the_ledgers_branch(host: Host, name: str) -> None:
    """The entry lands below what is in progress: unmerged paths and the other parent stay."""
    host.commit({"own.txt": "one\n"}, "one")
    host.git("checkout", "-q", "-b", "theirs")
    host.commit({"own.txt": "two\n"}, "two")
    host.git("checkout", "-q", "main")
    host.commit({"own.txt": "three\n"}, "three")
    begin(host, name, "theirs")
    before = state(host)
    host.ok(*CLAIM)
    assert state(host)[:2] == before[:2]
    host.write("own.txt", "four\n")
    host.git("add", "own.txt")
    host.git("commit", "-q", "--no-edit")
    assert "worker-1" in host.git("show", f"main:{LEDGER}")
    assert host.git("status", "--porcelain") == ""
    assert host.run("verify").status == 0


@pytest.mark.parametrize("end", ["--abort", "--continue"])
@pytest.mark.parametrize("where", ["here", "linked"])
def test_a_rebase_of_the_ledgers_branch(host: Host, tmp_path: Path, end: str, where: str) -> None:
    """git sets the branch itself at the rebase's end, and would take an entry back: wait for it."""
    host.commit({"own.txt": "one\n"}, "one")
    host.git("checkout", "-q", "-b", "theirs", "HEAD~1")
    host.commit({"own.txt": "two\n"}, "two")
    place = host.top
    if where == "linked":
        place = tmp_path / "linked"
        host.git("worktree", "add", "-q", str(place), "main")
    else:
        host.git("checkout", "-q", "main")
    there = Host(place, host.capture)
    begin(there, "rebase", "-q", "theirs")
    for words in WRITING:
        said = host.no(7, "locked", *words)
        assert "a rebase of main, the ledger's branch, is in progress" in said["message"]
    assert host.run("status").status == 0
    if end == "--continue":
        there.write("own.txt", "three\n")
        there.git("add", "own.txt")
    there.git("-c", "core.editor=true", "rebase", end)
    host.ok(*CLAIM)
    assert "worker-1" in there.tasks()
    assert there.git("status", "--porcelain") == ""
    assert host.run("verify").status == 0


def test_a_bisect(host: Host) -> None:
    """HEAD stands on an old commit; the ledger's branch goes on, and bisect ends where it began."""
    host.commit({"own.txt": "one\n"}, "one")
    host.commit({"own.txt": "two\n"}, "two")
    host.git("bisect", "start", "-q", "HEAD", "HEAD~2")
    before = state(host)
    host.ok(*CLAIM)
    assert state(host) == before
    host.git("bisect", "reset")
    assert "worker-1" in host.tasks()
    assert host.git("status", "--porcelain") == ""


def marked() -> Iterator[tuple[str, bool]]:
    """Conflicts in many shapes within one small ledger; whether a marker is left in it."""
    rows = ["| id | status |", "|---|---|", "| A-1 | done |", "| A-2 | not-started |"]
    whole = ("<<<<<<< ours", "||||||| base", "=======", ">>>>>>> theirs")
    for style, at, eol in itertools.product((4, 3), range(5), ("\n", "\r\n", "\r")):
        marks = [m for m in whole if style == 4 or m[0] != "|"]
        lines = [*rows[:at], marks[0], "| A-3 | done |", *marks[1:], *rows[at:]]
        yield eol.join(lines) + eol, True
    for left in whole:
        yield "\n".join([*rows, left, ""]), left[0] in "<>"
    for text in ("| A-1 | <<<<<<< ours |", "| A-1 | done ======= |", "=======", "<<<<<< six"):
        yield "\n".join([*rows[:2], text, ""]), False


@pytest.mark.parametrize(("text", "is_conflict"), list(marked()))
def test_markers_in_every_place(text: str, is_conflict: bool) -> None:
    """Half a conflict is one too; signs within a cell, or an underline alone, are text."""
    found = faults.conflicts(tasks.parse(text))
    assert bool(found) is is_conflict
    if is_conflict:
        assert faults.structure(tasks.parse(text))


def test_the_copy_in_another_worktree_is_in_conflict(host: Host, tmp_path: Path) -> None:
    """The worktree that has the ledger out is named, from wherever the command ran."""
    forked(host, LEDGER, "OURS-1", "THEIRS-1")
    begin(host, "merge", "-q", "theirs")
    host.git("worktree", "add", "-q", "-b", "mine", str(tmp_path / "linked"))
    said = Host(tmp_path / "linked", host.capture).no(8, "ledger-conflict", *CLAIM)
    assert str(host.top) in said["message"]
