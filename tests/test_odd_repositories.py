"""Repositories that are set up otherwise than most, and what a killed command left in them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic.advance import advance
from mosaic.change import Change
from mosaic.errors import LedgerUnusable, Outside
from mosaic.events import note
from mosaic.ledger import recovery
from mosaic.ledger.entries import entries
from mosaic.ledger.git_ledger import HOOK_TRIES, GitLedger
from mosaic.ledger.placing import put_file
from mosaic.ledger.repository import Worktree
from mosaic.machine import Event
from tests.ledgers import git, make_host, open_ledger


def say(ledger: GitLedger, text: str) -> None:
    advance(ledger, lambda s: None, lambda s, _: note.decide(s, "MS-SEC-001", text))


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[Path, GitLedger]]:
    top = make_host(tmp_path / "host")
    with open_ledger(top) as ledger:
        yield top, ledger


def hook(top: Path, script: str) -> None:
    file = top / ".git/hooks/commit-msg"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def written(place: Path, tree: Path) -> None:
    """Write from one place: the user's tree has the entry, and git finds it clean."""
    with open_ledger(place) as ledger:
        say(ledger, "seen")
    assert "seen" in (tree / "docs/TASKS.md").read_text()
    assert git(tree, "status", "--porcelain") == ""


def test_a_submodule_follows_in_its_own_tree(tmp_path: Path) -> None:
    """git names .git/modules/… as its main worktree; nothing is written there."""
    make_host(tmp_path / "origin")
    git(tmp_path / "origin", "config", "receive.denyCurrentBranch", "updateInstead")
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "-q")
    git(top, "submodule", "add", "-q", str(tmp_path / "origin"), "sub")
    written(top / "sub", top / "sub")
    assert not (top / ".git/modules/sub/docs").exists()
    git(top / "sub", "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    with open_ledger(tmp_path / "linked") as ledger:
        say(ledger, "from the linked one")
    assert git(top / "sub", "status", "--porcelain") == ""


def test_a_git_directory_elsewhere(tmp_path: Path) -> None:
    """With --separate-git-dir the tree follows, and the git directory is no work tree."""
    top = make_host(tmp_path / "host")
    git(top, "init", "-q", f"--separate-git-dir={tmp_path / 'store'}")
    written(top, top)
    assert not (tmp_path / "store/docs").exists()


def test_a_linked_tree_of_a_git_directory_elsewhere(tmp_path: Path) -> None:
    """Nothing names the main tree there: it is refused, until a command has run in it once."""
    top = make_host(tmp_path / "host")
    git(top, "init", "-q", f"--separate-git-dir={tmp_path / 'store'}")
    git(top, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    before = git(top, "rev-parse", "main")
    with open_ledger(tmp_path / "side") as ledger:
        ledger.ref_wanted = "refs/heads/main"
        with pytest.raises(Outside) as caught:
            say(ledger, "from the side")
    assert "cannot be found" in caught.value.message
    assert git(top, "rev-parse", "main") == before
    with open_ledger(top) as ledger:
        say(ledger, "at home")
    written(tmp_path / "side", top)


def test_a_lost_worktree_is_passed_over(host: tuple[Path, GitLedger], tmp_path: Path) -> None:
    """A linked worktree whose .git is gone is no worktree, whatever stands in its folder."""
    top, ledger = host
    git(top, "checkout", "-q", "-b", "mine")
    git(top, "worktree", "add", "-q", str(tmp_path / "linked"), "main")
    (tmp_path / "linked/.git").unlink()
    before = (tmp_path / "linked/docs/TASKS.md").read_bytes()
    ledger.ref_wanted = "refs/heads/main"
    say(ledger, "seen")
    assert "seen" in git(top, "show", "main:docs/TASKS.md")
    assert (tmp_path / "linked/docs/TASKS.md").read_bytes() == before


def test_a_sparse_checkout_stays_sparse(host: tuple[Path, GitLedger]) -> None:
    """What is left out of the work tree is written all the same, and stays left out."""
    top, ledger = host
    git(top, "sparse-checkout", "set", "src")
    for text in ("first", "second"):
        say(ledger, text)
        assert git(top, "status", "--porcelain") == ""
    assert git(top, "ls-files", "-t", "docs/TASKS.md").startswith("S ")
    assert not (top / "docs/TASKS.md").exists()


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_object_ids_of_either_length(tmp_path: Path, kind: str) -> None:
    """An entry on an unborn branch, and one that removes a file, in both kinds of repository."""
    top = tmp_path / "host"
    top.mkdir()
    git(top, "init", "-q", "-b", "main", f"--object-format={kind}")
    with open_ledger(top) as ledger:
        for text in ("{}\n", None):
            files = (("docs/PRD.md", "# Requirements\n"), ("docs/tasks/x.json", text))
            change = Change(subject="change it", body="", event=Event.BOOTSTRAP, files=files)
            with ledger.writing() as page:
                page.commit(change)
    assert git(top, "ls-tree", "-r", "--name-only", "main") == "docs/PRD.md"
    assert git(top, "status", "--porcelain") == ""


def test_signatures_that_log_shows_are_not_read(host: tuple[Path, GitLedger]) -> None:
    """log.showSignature is for a person's eyes; what is read here has none of it."""
    top, ledger = host
    git(top, "config", "log.showSignature", "true")
    say(ledger, "seen")
    tip = git(top, "rev-parse", "main")
    assert [c.oid for c in entries(ledger.repository, tip)] == [tip]
    assert ledger.repository.git.run("config", "log.showSignature").line == "false"


def landed(top: Path, ledger: GitLedger) -> Path:
    """A landing whose holder died when the ref had moved; the lock that it left."""
    old, index = git(top, "rev-parse", "main"), (top / ".git/index").read_bytes()
    (top / "src/own.py").write_text("x = 2\n")
    (top / "src/new.py").write_text("y = 1\n")
    file = top / "docs/TASKS.md"
    text = file.read_bytes()
    file.write_bytes(text.replace(b"do it", b"do it now", 1))
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "landing")
    new = git(top, "rev-parse", "main")
    (top / ".git/index").write_bytes(index)
    (top / "src/own.py").write_text("x = 1\n")
    file.write_bytes(text)
    lock = top / ".git/index.lock"
    lock.write_text("ab")
    step = recovery.Step(Worktree(top, top / ".git"), old, new, True)
    private = ledger.repository.private
    private.mkdir()
    paths = ("docs/TASKS.md",)
    recovery.leave(private, recovery.Note("ab", "refs/heads/main", old, new, paths, (step,)))
    return lock


def test_an_edit_in_the_way_of_a_killed_landing(host: tuple[Path, GitLedger]) -> None:
    """The file is named, lock and note are kept; once it is aside, the same command goes on."""
    top, ledger = host
    lock = landed(top, ledger)
    (top / "src/own.py").write_text("my own\n")
    for _ in range(2):
        with pytest.raises(Outside) as caught:
            say(ledger, "seen")
        assert "'src/own.py'" in caught.value.message
        assert "move src/own.py aside" in caught.value.hint
        assert lock.read_text() == "ab"
        assert (ledger.repository.private / "recovery.json").exists()
        assert (top / "src/own.py").read_text() == "my own\n"
    (top / "src/own.py").rename(top / "aside.tmp")
    say(ledger, "seen")
    assert (top / "src/own.py").read_text() == "x = 2\n"
    assert git(top, "status", "--porcelain") == ""
    assert not lock.exists()


def test_a_landing_killed_between_two_files(host: tuple[Path, GitLedger]) -> None:
    """Files that the dead one has put in place are no person's work in the way."""
    top, ledger = host
    landed(top, ledger)
    (top / "src/own.py").write_text("x = 2\n")
    say(ledger, "seen")
    assert git(top, "status", "--porcelain") == ""


def test_a_copy_with_other_line_ends_is_no_edit(host: tuple[Path, GitLedger]) -> None:
    """Recovery asks git's clean filter whether a person edited the file."""
    top, ledger = host
    (top / "src/new.py").unlink(missing_ok=True)
    landed(top, ledger)
    (top / "src/new.py").unlink()
    git(top, "config", "core.autocrlf", "true")
    file = top / "docs/TASKS.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    say(ledger, "seen")
    assert b"do it now" in file.read_bytes()
    assert git(top, "status", "--porcelain") == ""


@pytest.mark.parametrize("text", ["", '{"token": "a', "[]", "{}"])
def test_a_broken_note_is_named(host: tuple[Path, GitLedger], text: str) -> None:
    """A note that a loss of power cut off is named, with what to do; it is not removed."""
    _, ledger = host
    file = ledger.repository.private / "recovery.json"
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(LedgerUnusable) as caught:
        say(ledger, "seen")
    assert str(file) in caught.value.message
    assert "aside" in caught.value.hint
    assert file.read_text() == text


def test_a_broken_claim_is_passed_over(host: tuple[Path, GitLedger]) -> None:
    _, ledger = host
    ledger.keep_claim("MS-SEC-001", "ab12")
    (ledger.repository.private / "claims/MS-SEC-002.json").write_text("")
    (ledger.repository.private / "claims/MS-SEC-003.json").write_text("[]")
    assert ledger.claims() == {"MS-SEC-001": "ab12"}


@pytest.mark.parametrize(
    ("script", "said"), [("printf '\\351' >> \"$1\"", "UTF-8"), ('rm "$1"', "removed the message")]
)
def test_a_hook_that_spoils_the_message(
    host: tuple[Path, GitLedger], script: str, said: str
) -> None:
    top, ledger = host
    hook(top, script)
    before = git(top, "rev-parse", "main")
    with pytest.raises(Outside) as caught:
        say(ledger, "seen")
    assert (caught.value.code, said in caught.value.message) == ("hook-refused", True)
    assert "commit-msg" in caught.value.details[0]
    assert git(top, "rev-parse", "main") == before


def test_a_hook_that_commits_is_stopped_soon(host: tuple[Path, GitLedger]) -> None:
    """Deciding again would only make the hook commit again: so it is done HOOK_TRIES times."""
    top, ledger = host
    hook(top, "git commit -q --no-verify --allow-empty -m hook")
    with pytest.raises(Outside) as caught:
        say(ledger, "seen")
    assert caught.value.code == "hook-refused"
    assert "commit-msg" in caught.value.message
    assert git(top, "log", "--format=%s") == "hook\n" * (HOOK_TRIES + 1) + "start"
    assert git(top, "status", "--porcelain") == ""


def test_somebody_who_commits_while_a_hook_runs(host: tuple[Path, GitLedger]) -> None:
    """A tip that moved under a slow hook is decided on again, as any other."""
    top, ledger = host
    once = "[ -e ../once ] || { touch ../once; git commit -q --no-verify --allow-empty -m other; }"
    hook(top, once)
    say(ledger, "seen")
    assert git(top, "log", "--format=%s", "-2").split("\n")[1] == "other"
    assert "seen" in (top / "docs/TASKS.md").read_text()


def test_only_our_own_scraps_are_swept(tmp_path: Path) -> None:
    """What a dead writer of this very file left goes; any other file beside it is somebody's."""
    dead = subprocess.Popen(("true",))
    dead.wait()
    mine, theirs = tmp_path / f".a.md.{dead.pid}.tmp", tmp_path / f".cache.{dead.pid}.tmp"
    live = tmp_path / f".a.md.{os.getppid()}.tmp"
    for file in (mine, theirs, live):
        file.write_text("half")
    put_file(tmp_path, "a.md", b"whole")
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted(["a.md", theirs.name, live.name])


def test_a_file_system_without_hard_links(
    host: tuple[Path, GitLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    top, ledger = host

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    say(ledger, "seen")
    assert git(top, "status", "--porcelain") == ""
    assert not (top / ".git/index.lock").exists()


@pytest.mark.parametrize("data", [b"\0" * 40, b"\x98\xff\xfe", b"", b"refs/heads/a\nb", b"gone"])
def test_spoilt_memories_say_nothing(host: tuple[Path, GitLedger], data: bytes) -> None:
    """What a loss of power left of the ledger's remembered ref is asked anew, not believed."""
    top, ledger = host
    say(ledger, "first")
    (top / ".git/mosaic/ledger-ref").write_bytes(data)
    with open_ledger(top) as fresh:
        assert fresh.ref == "refs/heads/main"
        say(fresh, "second")


@pytest.mark.parametrize("words", [(), ("--repo", "{top}")])
def test_a_folder_that_is_gone_is_no_bug(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Such as a worktree that was removed while an agent's shell stood in it; a repository that is
    named is found from there all the same."""
    make_host(tmp_path / "host")
    (tmp_path / "gone").mkdir()
    more = [word.format(top=tmp_path / "host") for word in words]
    done = subprocess.run(
        ("sh", "-c", 'cd gone && rmdir ../gone && exec "$@"', "sh",
         sys.executable, "-P", "-m", "mosaic", "status", *more),
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )  # fmt: skip
    assert done.returncode == (0 if words else 2), done.stderr
    assert ("the folder in which you stand is gone" in done.stderr) is not bool(words)
