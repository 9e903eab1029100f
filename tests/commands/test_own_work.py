"""A person's own work lies staged, unstaged, partly staged and untracked: no verb touches it.

From a subfolder, a linked worktree, a detached HEAD, with line ends that git changes, and on a
branch without a commit, the ledger is the same one.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mosaic.state import is_state_file

from .conftest import GATES, Host
from .desk import FIX, Desk

BINARY = bytes(range(256))


def dirty(host: Host) -> None:
    """Every kind of work that git knows, none of it in a state file."""
    host.commit({f"own/{name}": f"{name} 1\n2\n3\n" for name in ("a", "b", "c", "d", "e", "f")})
    host.write("own/a", "staged\n")
    host.write("own/b", "b 1\nstaged\n3\n")
    host.write("own/new", "staged and new\n")
    host.git("add", "own/a", "own/b", "own/new")
    host.git("rm", "-q", "--cached", "own/d")
    host.git("update-index", "--assume-unchanged", "own/f")
    host.write("own/b", "b 1\nstaged\nand then not\n")
    host.write("own/c", "unstaged\r\n")
    (host.top / "own/e").unlink()
    host.write("own/f", "hidden from git\n")
    host.write("own/intent", "to be\n")
    host.git("add", "-N", "own/intent")
    (host.top / "own/blob").write_bytes(BINARY)


def own(host: Host, at: Path | None = None) -> tuple[object, ...]:
    """What is a person's: index entries with their flags, statuses, and every file's bytes."""
    top = at or host.top
    entries = host.git("ls-files", "-s", "-t", "-v", cwd=top).split("\n")
    listed = [e for e in entries if not ours(e.partition("\t")[2])]
    words = ("status", "--porcelain", "--untracked-files=all")
    state = [s for s in host.git(*words, cwd=top).split("\n") if not ours(s[3:])]
    places = (p for p in top.rglob("*") if p.is_file() and ".git" not in p.parts)
    files = {str(p.relative_to(top)): (p.read_bytes(), p.stat().st_mode) for p in places}
    kept = {name: file for name, file in files.items() if not ours(name)}
    return listed, state, kept


def ours(path: str) -> bool:
    return is_state_file(path) or path.startswith(
        (".mosaic/orchestrator/", "docs/PRD", ".gitignore")
    )


WORDS: tuple[tuple[str, ...], ...] = (
    ("note", "MS-SEC-001", "a word"),
    ("add", "--description", "one more", "--severity", "critical", "--file", "src/more.py"),
    ("depend", "MS-SEC-003", "--add", "MS-SEC-001"),
    ("depend", "MS-SEC-003", "--remove", "MS-SEC-001", "--reason", "apart"),
    ("block", "MS-SEC-003", "--reason", "waits"),
    ("unblock", "MS-SEC-003", "--reason", "goes on"),
    ("claim-next", "--agent", "worker-1"),
    ("takeover", "MS-SEC-001", "--agent", "worker-2", "--reason", "no answer"),
    ("block", "MS-SEC-001", "--reason", "waits"),
    ("retry", "MS-SEC-001"),
    ("defer", "MS-SEC-001", "--reason", "later", "--category", "Hard", "--risk", "Low",
     "--approach", "slowly"),
    ("reopen", "MS-SEC-001", "--reason", "now"),
    ("config", "limits.workers", "3", "--reason", "more hands"),
    ("compaction-handoff", "--context", "57"),
)  # fmt: skip


def test_every_verb_leaves_a_persons_work_alone(host: Host) -> None:
    dirty(host)
    before = own(host)
    for words in WORDS:
        count = int(host.git("rev-list", "--count", "main"))
        answer = host.ok(*words)
        assert own(host) == before, words
        assert int(host.git("rev-list", "--count", "main")) == count + 1, "one commit an event"
        assert answer["commit"] == host.git("rev-parse", "main")
        changed = host.git("show", "--format=", "--name-only", "main").split("\n")
        assert all(is_state_file(path) for path in changed if path), (words, changed)


def test_a_landing_and_a_release_leave_it_alone(host: Host) -> None:
    """integrate brings the work's files to the checkout, and nothing else moves."""
    dirty(host)
    desk = Desk(host)
    desk.recorded()
    before = own(host)
    host.ok("integrate", "MS-SEC-001")
    _, state, kept = own(host)
    assert state == before[1]
    assert isinstance(kept, dict)
    assert kept.pop("src/db.py")[0].decode() == FIX["src/db.py"]
    assert kept.pop("tests/test_db.py")[0].decode() == FIX["tests/test_db.py"]
    assert isinstance(before[2], dict)
    assert kept == {k: v for k, v in before[2].items() if k != "src/db.py"}


def test_archives_come_and_go_beside_it(empty: Host) -> None:
    """milestone-release and resume move state files only."""
    report = "# Test coverage\n\n- **TEST-CORE-1** (Low): nothing adds, `tests/test_calc.py`\n"
    empty.commit({"docs/reports/low/03-qa.md": report})
    empty.ok("bootstrap-from-review", "docs/reports/low", "--milestone", "M1")
    dirty(empty)
    before = own(empty)
    for task in ("MS-TEST-001", "MS-TEST-002"):
        later(empty, task)
    empty.ok("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed")
    assert own(empty) == before
    empty.ok("resume", "--from", "docs/tasks/M1-tasks.md")
    assert own(empty) == before


def later(host: Host, task: str) -> None:
    host.ok(
        "defer", task, "--reason", "later", "--category", "Hard", "--risk", "Low",
        "--approach", "slowly",
    )  # fmt: skip


def test_a_landing_that_would_overwrite_own_work_is_refused_whole(host: Host) -> None:
    """Unstaged work in a file that lands: nothing moves, and git's words name the file."""
    desk = Desk(host)
    desk.recorded()
    host.write("src/db.py", "my own thoughts\n")
    said = host.no(9, "git-failed", "integrate", "MS-SEC-001")
    assert "src/db.py" in " ".join([said["message"], *said["details"]])
    host.git("checkout", "-q", "src/db.py")
    assert host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_from_a_subfolder(host: Host) -> None:
    folder = host.top / "src"
    Host(folder, host.capture).ok("note", "MS-SEC-001", "from below")
    assert "from below" in host.tasks()
    assert sorted(p.name for p in folder.iterdir()) == ["calc.py", "db.py"]


def test_from_a_linked_worktree_on_another_branch(host: Host) -> None:
    """The ledger's own branch gets the entry and its worktree follows; the other one stays."""
    place = host.top.parent / "other"
    host.git("worktree", "add", "-q", "-b", "topic", str(place), "main~1")
    there = Host(place, host.capture)
    before, tip = own(host, place), host.git("rev-parse", "topic")
    there.ok("note", "MS-SEC-001", "from beside")
    assert own(host, place) == before
    assert host.git("rev-parse", "topic") == tip
    assert "from beside" in host.tasks()
    assert host.git("status", "--porcelain") == ""
    assert there.ok("show", "MS-SEC-001")["task"]["notes"][-1] == "Note: from beside"
    there.ok("claim-next", "--agent", "worker-1")
    assert there.git("status", "--porcelain") == "", "a brief is never something to commit"


def test_from_a_detached_head(host: Host) -> None:
    host.git("checkout", "-q", "--detach", "main")
    head = host.git("rev-parse", "HEAD")
    host.ok("note", "MS-SEC-001", "from nowhere")
    assert host.git("rev-parse", "HEAD") == head
    assert host.git("status", "--porcelain") == ""
    assert "from nowhere" in host.git("show", "main:docs/TASKS.md")
    assert "differs" in host.ok("status")["notices"][0]
    host.git("checkout", "-q", "main")
    assert "from nowhere" in host.tasks()


def test_from_another_branch_with_the_ledger_in_no_worktree(host: Host) -> None:
    host.git("checkout", "-q", "-b", "topic")
    dirty(host)
    before = own(host)
    host.ok("note", "MS-SEC-001", "unseen here")
    assert own(host) == before
    assert "unseen here" not in host.tasks()
    assert "unseen here" in host.git("show", "main:docs/TASKS.md")


@pytest.mark.parametrize("eol", ["crlf", "lf"])
def test_with_autocrlf(empty: Host, eol: str) -> None:
    """A checkout with CRLF is no hand edit, and the ledger under git keeps its LF."""
    empty.git("config", "core.autocrlf", "true")
    empty.ok(
        "bootstrap-from-review", "docs/reports/review", "--milestone", "M1",
        "--quality-gates", GATES,
    )  # fmt: skip
    if eol == "crlf":
        empty.git("rm", "-rq", "--cached", ".")
        empty.git("reset", "-q", "--hard")
        assert b"\r\n" in (empty.top / "docs/TASKS.md").read_bytes()
    empty.write("src/calc.py", "mine\r\n")
    before = own(empty)
    empty.ok("note", "MS-SEC-001", "a word")
    empty.ok("claim-next", "--agent", "worker-1")
    empty.ok("config", "limits.workers", "3", "--reason", "more hands")
    assert own(empty) == before
    stored = empty.git("cat-file", "blob", "main:docs/TASKS.md")
    assert "\r" not in stored
    copy = (empty.top / "docs/TASKS.md").read_bytes()
    assert (b"\r\n" in copy) is (eol == "crlf")
    assert empty.git("status", "--porcelain", "--", "docs", ".mosaic") == ""


def test_bootstrap_on_an_unborn_branch(empty: Host) -> None:
    """The first entry is the root commit; reports that nobody committed stay untracked."""
    (empty.top / "keep").write_text("staged\n")
    empty.git("update-ref", "-d", "refs/heads/main")
    empty.git("rm", "-rq", "--cached", ".")
    empty.git("add", "keep")
    answer = empty.ok(
        "bootstrap-from-review", "docs/reports/review", "--quality-gates", GATES
    )  # fmt: skip
    assert empty.git("rev-list", "--parents", "main") == answer["commit"]
    assert empty.git("show", "--format=", "--name-only", "main").split("\n") == [
        ".gitignore", ".mosaic/orchestrator/config.toml", "docs/PRD.md", "docs/TASKS.md",
        "docs/tasks/contracts/MS-CQ-001.json", "docs/tasks/contracts/MS-SEC-001.json",
        "docs/tasks/orchestrator-learnings.json",
    ]  # fmt: skip
    state = empty.git("status", "--porcelain", "--untracked-files=all").split("\n")
    assert "A  keep" in state
    assert "?? docs/reports/review/01-security-review.md" in state
    assert "?? src/db.py" in state
    assert empty.ok("claim-next", "--agent", "worker-1")["task"]["id"] == "MS-SEC-001"


def test_an_own_gitignore_is_left_to_its_person(empty: Host) -> None:
    """A .gitignore that is not committed is not written; briefs stay out of git all the same."""
    empty.write(".gitignore", "mine\n")
    empty.ok("bootstrap-from-review", "docs/reports/review", "--quality-gates", GATES)
    assert (empty.top / ".gitignore").read_text() == "mine\n"
    before = empty.git("status", "--porcelain", "--untracked-files=all")
    empty.ok("claim-next", "--agent", "worker-1")
    assert empty.git("status", "--porcelain", "--untracked-files=all") == before


def test_a_file_that_was_only_touched_is_no_work_in_the_way(host: Host) -> None:
    """A landing goes over a file whose times are new and whose bytes are not."""
    Desk(host).recorded()
    file = host.top / "src/db.py"
    os.utime(file, (1, 1))
    assert host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"
    assert file.read_text() == FIX["src/db.py"]
    assert host.git("status", "--porcelain") == ""


def test_in_a_folder_with_an_odd_name(host: Host) -> None:
    """Blanks, quotes and letters of other scripts in the path are only a name."""
    place = host.top.with_name("my 'own' $HOME h\u00f6st")
    host.top.rename(place)
    there = Host(place, host.capture)
    said = Desk(there).done()
    assert said["task"]["status"] == "done"
    assert there.git("status", "--porcelain") == ""
