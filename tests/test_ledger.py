"""One list of promises, kept by the ledger in memory and by the one in git."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from mosaic.advance import TRIES, advance
from mosaic.errors import Bug, LedgerUnusable, MosaicError, Refused, Wait
from mosaic.events import note
from mosaic.events.decision import Decision
from mosaic.ledger import Ledger, Moved, entry, transaction
from mosaic.ledger import lock as lock_module
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.lock import locked
from mosaic.parse import table
from mosaic.state import State
from tests.ledgers import FILES, git, make_host, open_ledger
from tests.memory_ledger import MemoryLedger


class Kept(Protocol):
    """A ledger under test, and somebody who commits to it without our lock."""

    @property
    def ledger(self) -> Ledger: ...

    def interfere(self, text: str) -> None: ...

    def tip(self) -> str: ...


class InMemory:
    def __init__(self) -> None:
        self.ledger = MemoryLedger([dict(FILES)])

    def interfere(self, text: str) -> None:
        self.ledger.interfere({"src/own.py": text})

    def tip(self) -> str:
        return self.ledger.tip


class InGit:
    def __init__(self, top: Path) -> None:
        self.top = make_host(top)
        self.ledger = open_ledger(top)

    def interfere(self, text: str) -> None:
        (self.top / "src/own.py").write_text(text)
        git(self.top, "commit", "-q", "-am", "own work")

    def tip(self) -> str:
        return git(self.top, "rev-parse", "main")


@pytest.fixture(params=["memory", "git"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "memory":
        yield InMemory()
    else:
        found = InGit(tmp_path / "host")
        yield found
        found.ledger.reader.close()


def say(ledger: Ledger, text: str, dry_run: bool = False) -> object:
    return advance(
        ledger,
        lambda s: None,
        lambda s, _: note.decide(s, "MS-SEC-001", text),
        dry_run=dry_run,
    )


def notes(ledger: Ledger) -> tuple[str, ...]:
    return ledger.peek().document.tasks["MS-SEC-001"].notes.all("Note")


def test_an_event_is_one_entry_and_reads_back(kept: Kept) -> None:
    before = kept.tip()
    say(kept.ledger, "seen")
    assert notes(kept.ledger) == ("seen",)
    assert kept.tip() != before


def test_a_repeated_event_makes_no_entry(kept: Kept) -> None:
    say(kept.ledger, "seen")
    before = kept.tip()
    say(kept.ledger, "seen")
    assert kept.tip() == before


def test_a_refusal_changes_nothing(kept: Kept) -> None:
    before = kept.tip()
    with pytest.raises(Refused):
        advance(kept.ledger, lambda s: None, lambda s, _: note.decide(s, "MS-SEC-404", "x"))
    assert kept.tip() == before


def test_a_dry_run_changes_nothing(kept: Kept) -> None:
    before = kept.tip()
    say(kept.ledger, "seen", dry_run=True)
    assert kept.tip() == before


def test_a_moved_tip_is_decided_again_on_the_fresh_one(kept: Kept) -> None:
    """Somebody commits between our reading and our commit: both are in the history."""
    seen = []

    def decide(state: State, _: None) -> Decision:
        seen.append(state)
        if len(seen) == 1:
            kept.interfere("x = 2\n")
        return note.decide(state, "MS-SEC-001", "after all")

    advance(kept.ledger, lambda s: None, decide)
    assert len(seen) == 2
    assert notes(kept.ledger) == ("after all",)
    assert kept.ledger.peek().files.read("src/own.py") == "x = 2\n"


def test_a_tip_that_never_rests_ends_in_contended(kept: Kept) -> None:
    count = iter(range(100))

    def decide(state: State, _: None) -> Decision:
        kept.interfere(f"x = {next(count)}\n")
        return note.decide(state, "MS-SEC-001", "never")

    with pytest.raises(Wait) as caught:
        advance(kept.ledger, lambda s: None, decide)
    assert caught.value.code == "contended"
    assert next(count) == TRIES
    assert notes(kept.ledger) == ()


def test_a_change_that_does_not_prove_writes_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof stands between a broken writer and the ledger: exit 70, nothing written."""
    before, real = kept.tip(), table.put

    def careless(text: str, column: int, value: str) -> str:
        return real(text, column, value).replace("do it", "done already")

    monkeypatch.setattr(table, "put", careless)
    with pytest.raises(Bug) as caught:
        say(kept.ledger, "seen")
    assert caught.value.details == ("MS-SEC-001 has another description than before",)
    assert kept.tip() == before


def test_claims_are_kept_and_forgotten(kept: Kept) -> None:
    kept.ledger.keep_claim("MS-SEC-001", "ab12")
    assert kept.ledger.claims() == {"MS-SEC-001": "ab12"}
    kept.ledger.keep_claim("MS-SEC-001", None)
    kept.ledger.keep_claim("MS-SEC-001", None)
    assert kept.ledger.claims() == {}


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[Path, GitLedger]]:
    top = make_host(tmp_path / "host")
    with open_ledger(top) as ledger:
        yield top, ledger


def test_the_users_work_is_untouched(host: tuple[Path, GitLedger]) -> None:
    """Staged stays staged, dirty dirty, untracked untracked; the ledger's own file is clean."""
    top, ledger = host
    (top / "new.py").write_text("staged\n")
    git(top, "add", "new.py")
    (top / "new.py").write_text("staged\nand more\n")
    (top / "src/own.py").write_text("dirty\n")
    (top / "loose").write_text("untracked\n")
    words = (("status", "--porcelain=v2"), ("diff", "--cached"), ("diff",))
    before = [git(top, *w) for w in words]
    say(ledger, "seen")
    assert [git(top, *w) for w in words] == before
    assert git(top, "diff-index", "--name-only", "HEAD") == "new.py\nsrc/own.py"
    assert git(top, "diff-tree", "--no-commit-id", "--name-only", "-r", "HEAD") == "docs/TASKS.md"


def test_a_hand_edit_is_refused_and_kept(host: tuple[Path, GitLedger]) -> None:
    top, ledger = host
    file = top / "docs/TASKS.md"
    file.write_text(file.read_text().replace("do it", "do it well"))
    edited = file.read_bytes()
    with pytest.raises(LedgerUnusable) as caught:
        say(ledger, "seen")
    assert caught.value.code == "ledger-edited"
    assert "adopt" in caught.value.hint
    assert file.read_bytes() == edited


def test_a_staged_hand_edit_is_refused(host: tuple[Path, GitLedger]) -> None:
    top, ledger = host
    file = top / "docs/TASKS.md"
    old = file.read_text()
    file.write_text(old.replace("do it", "do it well"))
    git(top, "add", "docs/TASKS.md")
    file.write_text(old)
    with pytest.raises(LedgerUnusable):
        say(ledger, "seen")


@pytest.mark.parametrize("where", ["worktree", "detached", "subfolder"])
def test_one_ref_from_everywhere(host: tuple[Path, GitLedger], where: str, tmp_path: Path) -> None:
    """Every branch, worktree and folder writes the same ref, and main's copy follows."""
    top, ledger = host
    say(ledger, "first")
    place = top
    if where == "worktree":
        place = tmp_path / "feature"
        git(top, "worktree", "add", "-q", "-b", "feature", str(place), "HEAD~1")
    elif where == "detached":
        git(top, "checkout", "-q", "--detach")
    else:
        place = top / "src"
    with open_ledger(place) as other:
        say(other, "from elsewhere")
    if where == "detached":
        git(top, "checkout", "-q", "main")
    assert git(top, "status", "--porcelain") == ""
    assert "from elsewhere" in (top / "docs/TASKS.md").read_text()


def test_a_foreign_index_lock_is_kept(
    host: tuple[Path, GitLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program's index.lock is waited for, then named; it is never removed."""
    top, ledger = host
    monkeypatch.setattr("mosaic.ledger.worktree.INDEX_PATIENCE", 0.05)
    (top / ".git/index.lock").write_text("")
    with pytest.raises(Wait) as caught:
        say(ledger, "seen")
    assert "index.lock" in caught.value.details[0]
    assert (top / ".git/index.lock").exists()
    (top / ".git/index.lock").unlink()
    say(ledger, "seen")


def test_the_lock_names_its_holder(
    host: tuple[Path, GitLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    top, _ = host
    lock = top / ".git/mosaic/lock"
    with locked(lock), pytest.raises(Wait) as caught, locked(lock, 0.05):
        pytest.fail("two holders")  # pragma: no cover
    assert f"process {os.getpid()} " in caught.value.message
    assert ", since 20" in caught.value.message
    assert lock_module.PATIENCE == 30


def test_a_lock_that_a_child_of_a_dead_one_holds(host: tuple[Path, GitLedger]) -> None:
    """The kernel keeps the lock for whoever inherited it; the message says that its taker ended."""
    top, _ = host
    lock = top / ".git/mosaic/lock"
    lock.parent.mkdir()
    code = (
        "import fcntl, os, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
        " f.write(f'{os.getpid()} mosaic-orchestrator note, since then'); f.flush();"
        " os.set_inheritable(f.fileno(), True); os.fork() and os._exit(0);"
        " print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        (sys.executable, "-c", code, str(lock)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as taker:
        assert taker.stdout is not None
        assert taker.stdout.readline() == b"held\n"
        taker.wait()
        with pytest.raises(Wait) as caught, locked(lock, 0.05):
            pytest.fail("two holders")  # pragma: no cover
        assert taker.stdin is not None
        taker.stdin.close()
    assert "note, since then" in caught.value.message
    assert "has ended" in caught.value.details[1]


def test_a_symlinked_ledger_is_refused(host: tuple[Path, GitLedger]) -> None:
    top, ledger = host
    (top / "elsewhere.md").write_bytes((top / "docs/TASKS.md").read_bytes())
    (top / "docs/TASKS.md").unlink()
    (top / "docs/TASKS.md").symlink_to("../elsewhere.md")
    before = (top / "elsewhere.md").read_bytes()
    with pytest.raises(MosaicError):
        say(ledger, "seen")
    assert (top / "elsewhere.md").read_bytes() == before


def test_hooks_see_the_entry_and_may_refuse(host: tuple[Path, GitLedger]) -> None:
    """commit-msg runs on entries; refusing, it leaves everything as it was."""
    top, ledger = host
    hook = top / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not today' >&2\nexit 1\n")
    hook.chmod(0o755)
    before = (git(top, "rev-parse", "HEAD"), git(top, "status", "--porcelain"))
    with pytest.raises(MosaicError) as caught:
        say(ledger, "seen")
    assert caught.value.code == "hook-refused"
    assert "not today" in caught.value.details
    assert (git(top, "rev-parse", "HEAD"), git(top, "status", "--porcelain")) == before
    hook.write_text("#!/bin/sh\nsed -i '1s/$/ [seen]/' \"$1\"\n")
    say(ledger, "seen")
    assert git(top, "log", "-1", "--format=%s").endswith("[seen]")


def test_a_ref_that_git_moved_counts_whatever_its_exit_status(
    host: tuple[Path, GitLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    """git may exit 128 with the ref moved: the ref is read again and believed."""
    _, ledger = host
    real = transaction.transact

    def lying(*words: object) -> object:
        return replace(real(*words), status=128, err="fatal: late")  # type: ignore[arg-type]

    monkeypatch.setattr(entry, "transact", lying)
    say(ledger, "seen")
    assert notes(ledger) == ("seen",)


def test_moved_is_no_public_error() -> None:
    assert not issubclass(Moved, MosaicError)
