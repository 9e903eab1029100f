"""Repositories set up otherwise than most: a mission goes on there, or is refused in plain words.

``works`` is the rule where it can go on: claim, record and status from that place, one entry for
each event, the user's tree clean, git's own check content, and the history sound.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Host
from .desk import Desk
from .mishaps import LEDGER, hook

ROOT = Path(__file__).resolve().parents[2]


def works(there: Host, *, clean: bool = True) -> None:
    """Claim, a failed result, retry and status, from this place."""
    count = int(there.git("rev-list", "--count", "main"))
    before = there.git("status", "--porcelain") if clean else ""
    claimed = there.ok("claim-next", "--agent", "worker-1")
    name = claimed["task"]["id"]
    result = Desk(there).result(claimed, None, status="failed", notes="the gates stay red")
    assert there.ok("record-result", "--result", result)["task"]["status"] == "failed"
    assert there.ok("show", name)["task"]["agent"] == "worker-1"
    assert there.ok("status")["ok"]
    assert int(there.git("rev-list", "--count", "main")) == count + 2
    assert there.git("log", "-2", "--format=%s", "main").split("\n")[1].endswith("for worker-1")
    if clean:
        assert there.git("status", "--porcelain") == before
    there.git("fsck", "--strict", "--no-dangling")
    said = there.run("verify")
    assert said.status == 0, said.out + said.err


def test_a_shallow_clone(host: Host, tmp_path: Path) -> None:
    """It writes as any other; verify says how far back it could look."""
    host.git("clone", "-q", "--depth=1", f"file://{host.top}", str(tmp_path / "shallow"))
    there = Host(tmp_path / "shallow", host.capture)
    host.git("config", "receive.denyCurrentBranch", "ignore")
    claimed = there.ok("claim-next", "--agent", "worker-1")
    assert there.git("rev-list", "--count", "main") == "2"
    assert there.ok("status")["ok"]
    assert host.git("rev-parse", "main") == claimed["commit"]


def test_a_partial_clone(host: Host, tmp_path: Path) -> None:
    """What it lacks git fetches; trees that are not there are not read."""
    host.git("config", "uploadpack.allowFilter", "true")
    host.git("config", "receive.denyCurrentBranch", "ignore")
    place = tmp_path / "partial"
    host.git("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{host.top}", str(place))
    there = Host(place, host.capture)
    there.git("checkout", "-q", "main")
    works(there)


def test_a_clone_with_alternates(host: Host, tmp_path: Path) -> None:
    """Objects that stand in another repository are read there."""
    host.git("clone", "-q", "--shared", str(host.top), str(tmp_path / "shared"))
    there = Host(tmp_path / "shared", host.capture)
    there.git("remote", "remove", "origin")
    works(there)


def test_packed_refs_and_objects(host: Host) -> None:
    host.git("pack-refs", "--all", "--prune")
    host.git("gc", "-q", "--prune=now")
    works(host)


def test_reftable(empty: Host) -> None:
    """Where git knows refs in a table, or says itself that it does not."""
    done = subprocess.run(
        ("git", "init", "-q", "--ref-format=reftable", "probe"),
        cwd=empty.top.parent, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        assert "ref-format" in done.stderr or "reftable" in done.stderr
        empty.git("config", "core.repositoryFormatVersion", "1")
        empty.git("config", "extensions.refStorage", "reftable")
        said = empty.run("status", "--json")
        assert (said.status, said.json["code"]) == (2, "usage")
        assert "refstorage" in " ".join(said.json["details"]).casefold()
        return
    empty.git("refs", "migrate", "--ref-format=reftable")
    report = str(empty.top / "docs/reports/review")
    empty.ok("bootstrap-from-review", report, "--milestone", "M1")
    works(empty)


def test_object_ids_of_sha_256(empty: Host) -> None:
    """History is read and judged there too: verify, log, a range, adopt."""
    (empty.top / ".git").rename(empty.top.parent / "sha-1")
    empty.git("init", "-q", "-b", "main", "--object-format=sha256")
    empty.commit({}, "start")
    report = str(empty.top / "docs/reports/review")
    empty.ok("bootstrap-from-review", report, "--milestone", "M1")
    works(empty)
    assert len(empty.ok("log")["entries"]) == 3
    assert empty.ok("validate", "--range", "HEAD~2..HEAD")["ok"]
    empty.write(LEDGER, empty.tasks().replace("SQL is built", "SQL is still built"))
    assert len(empty.ok("adopt")["commit"]) == 64


def test_config_of_one_worktree(host: Host, tmp_path: Path) -> None:
    """``extensions.worktreeConfig``: each worktree's own settings hold there."""
    host.git("config", "extensions.worktreeConfig", "true")
    host.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    there = Host(tmp_path / "linked", host.capture)
    there.git("config", "--worktree", "user.name", "Somebody Else")
    works(there)
    assert there.git("log", "-1", "--format=%an", "main") == "Somebody Else"
    assert host.git("status", "--porcelain") == ""


def test_keys_of_the_config_in_other_case(host: Host) -> None:
    with (host.top / ".git/config").open("a") as file:
        file.write("[CORE]\n\tAUTOCRLF = Input\n\tFileMode = FALSE\n[Commit]\n\tGpgSign = No\n")
    works(host)


def test_patterns_that_git_reads_in_another_way(host: Host) -> None:
    """grep.patternType is for a person's own searches: entries are found as ever, and what they
    wrote as evidence is believed."""
    host.git("config", "grep.patternType", "fixed")
    desk = Desk(host)
    claimed = desk.recorded()
    landed = host.ok("integrate", claimed["task"]["id"])
    assert landed["task"]["status"] == "done"
    said = host.ok("compaction-handoff", "--context", "57")["message"]
    assert f"{claimed['task']['id']}: done (" in said


@pytest.mark.parametrize("value", ["true", "input"])
def test_line_ends_that_git_changes(host: Host, value: str) -> None:
    host.git("config", "core.autocrlf", value)
    works(host)
    assert "\r" not in host.git("cat-file", "blob", f"main:{LEDGER}")


@pytest.mark.parametrize(
    "attributes",
    [
        "* text=auto", "docs/TASKS.md merge=union", "*.md ident", "* -text",
        "*.md text eol=crlf", "docs/** linguist-generated", "*.md export-ignore",
    ],
)  # fmt: skip
def test_attributes(host: Host, attributes: str) -> None:
    """What git does with a file on its way out is done; the blob has our bytes."""
    host.commit({".gitattributes": attributes + "\n"}, "attributes")
    host.git("rm", "-rq", "--cached", ".")
    host.git("reset", "-q", "--hard")
    works(host)


def test_a_filter(host: Host) -> None:
    """A clean filter that changes nothing for git is none; one that fails is named."""
    host.git("config", "filter.loud.clean", "tr a-z A-Z")
    host.git("config", "filter.loud.smudge", "tr A-Z a-z")
    host.git("config", "filter.loud.required", "true")
    host.commit({".gitattributes": "src/*.txt filter=loud\n", "src/a.txt": "words\n"})
    works(host)
    assert (host.top / "src/a.txt").read_text() == "words\n"


def test_another_encoding_in_the_work_tree(host: Host) -> None:
    """``working-tree-encoding``: under git the ledger is UTF-8; beside us it is what was asked."""
    host.write(".gitattributes", "docs/TASKS.md working-tree-encoding=UTF-16LE\n")
    host.git("add", ".gitattributes")
    host.git("commit", "-qm", "encoding")
    (host.top / LEDGER).unlink()
    host.git("checkout", "-q", "--", LEDGER)
    assert (host.top / LEDGER).read_bytes()[1:2] == b"\0"
    works(host)
    assert host.git("cat-file", "blob", f"main:{LEDGER}").startswith("# ")
    assert (host.top / LEDGER).read_bytes()[1:2] == b"\0"


@pytest.mark.parametrize("cone", ["--cone", "--no-cone"])
def test_docs_outside_a_sparse_checkout(host: Host, cone: str) -> None:
    host.git("sparse-checkout", "set", cone, "src")
    assert not (host.top / LEDGER).exists()
    works(host)
    assert not (host.top / LEDGER).exists()


def test_a_detached_head(host: Host) -> None:
    host.git("checkout", "-q", "--detach")
    works(host)


def test_a_linked_worktree_of_a_git_directory_elsewhere(host: Host, tmp_path: Path) -> None:
    host.git("init", "-q", f"--separate-git-dir={tmp_path / 'store'}")
    """Where the main worktree is, only a command that ran there can have told; it follows then."""
    host.ok("note", "MS-SEC-001", "from the main one")
    host.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    works(Host(tmp_path / "linked", host.capture))
    assert host.tasks() == host.git("show", f"main:{LEDGER}") + "\n"
    assert host.git("status", "--porcelain") == ""


def test_a_worktree_that_was_removed_by_hand(host: Host, tmp_path: Path) -> None:
    """Its registration is left behind; nobody looks for its files."""
    host.git("checkout", "-q", "-b", "mine")
    host.git("worktree", "add", "-q", str(tmp_path / "linked"), "main")
    shutil.rmtree(tmp_path / "linked")
    works(host)
    assert not (tmp_path / "linked").exists()


def test_a_host_that_has_a_submodule(host: Host, tmp_path: Path) -> None:
    other = tmp_path / "library"
    host.git("init", "-q", str(other))
    (other / "a").write_text("a\n")
    host.git("add", "a", cwd=other)
    host.git("commit", "-q", "-m", "one", cwd=other)
    host.git("submodule", "add", "-q", str(other), "lib")
    host.git("commit", "-q", "-m", "a library")
    before = host.git("ls-tree", "main", "lib")
    works(host)
    works_inside = Host(host.top / "lib", host.capture).no(8, "ledger-missing", "next")
    assert works_inside["hint"]
    assert host.git("ls-tree", "main", "lib") == before


def test_a_host_that_is_a_submodule(host: Host, tmp_path: Path) -> None:
    top = tmp_path / "above"
    host.git("init", "-q", str(top))
    host.git("submodule", "add", "-q", str(host.top), "sub", cwd=top)
    there = Host(top / "sub", host.capture)
    there.git("remote", "remove", "origin")
    works(there)


@pytest.mark.parametrize(
    "variable",
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX"],
)
def test_variables_of_a_git_that_calls(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Inside a hook git names its own repository; ours is the one around the folder."""
    monkeypatch.setenv(variable, str(tmp_path / "nowhere"))
    words = ("claim-next", "--agent", "worker-1")
    host.ok(*words)
    assert host.ok("status")["ok"]
    monkeypatch.delenv(variable)
    assert host.git("status", "--porcelain") == ""
    assert host.subjects()[0].endswith("for worker-1")


def test_a_caller_that_calls_it_bare(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git was told with -c reaches us; the work tree that we are in follows all the same."""
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare'='true'")
    host.ok("claim-next", "--agent", "worker-1")
    monkeypatch.delenv("GIT_CONFIG_PARAMETERS")
    assert host.git("status", "--porcelain") == ""


def test_objects_said_to_be_elsewhere(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry is made where the objects are; the history, which cannot be opened, is named."""
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/nowhere")
    host.ok("claim-next", "--agent", "worker-1")
    said = host.run("verify", "--json")
    assert (said.status, said.json["code"]) == (9, "git-failed")
    assert "GIT_" in said.json["hint"]


NAMES = (
    "two  blanks ", "it's \"quoted\"", "h\u00f6st \u65e5\u672c \U0001f680", "-dash", "$HOME;`id`",
    "back\\slash", "a|b", "#hash", "tab\there", "new\nline", "end-in-newline\n",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_path_with_anything_in_it(host: Host, name: str) -> None:
    place = host.top.with_name(name)
    host.top.rename(place)
    works(Host(place, host.capture))


def test_a_path_that_is_no_text(host: Host) -> None:
    """A folder's name may be bytes that are no UTF-8; that is said before anything is done."""
    place = Path(os.fsdecode(os.fsencode(host.top.parent) + b"/h\xf6st"))
    host.top.rename(place)
    said = Host(place, host.capture).no(2, "usage", "claim-next", "--agent", "worker-1")
    assert said["details"] == [f"{host.top.parent}/h\\xf6st"]


def test_somebody_elses_repository(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """git's own ``safe.directory`` is kept: its words and its way out are shown, nothing runs."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    said = host.run("claim-next", "--agent", "worker-1", "--json")
    assert (said.status, said.json["code"]) == (2, "usage")
    assert "safe.directory" in " ".join([*said.json["details"], said.json["hint"]])
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    words = ("-c", "safe.directory=*", "status")
    assert host.git(*words)


def test_a_bare_repository(host: Host, tmp_path: Path) -> None:
    host.git("clone", "-q", "--bare", str(host.top), str(tmp_path / "bare.git"))
    said = Host(tmp_path / "bare.git", host.capture).run("status", "--json")
    assert (said.status, said.json["code"]) == (2, "usage")
    assert "work tree" in said.json["message"]


def test_an_unborn_branch_beside_a_ledger(host: Host) -> None:
    """An orphan branch is out, and has no commit: the ledger's branch is known all the same."""
    host.git("checkout", "-q", "--orphan", "fresh")
    works(host)
    assert not (host.top / ".git/refs/heads/fresh").exists()


def test_a_branch_that_shadows_a_tag(host: Host) -> None:
    """Refs are called by their full names: a tag, or a file, of that name is another thing."""
    host.git("tag", "main", "HEAD~1")
    host.git("tag", "HEAD", "HEAD~1")
    host.commit({"main": "a file\n", "HEAD": "a file\n"}, "files")
    claimed = host.ok("claim-next", "--agent", "worker-1")
    assert host.git("rev-parse", "refs/heads/main") == claimed["commit"]
    assert host.git("rev-parse", "refs/tags/main") != claimed["commit"]


def test_replaced_and_grafted_commits(host: Host) -> None:
    """A replacement that a person made is what git shows; entries still stand on the real tip."""
    tip = host.git("rev-parse", "main")
    host.git("replace", "--graft", tip)
    claimed = host.ok("claim-next", "--agent", "worker-1")
    assert host.git("--no-replace-objects", "rev-parse", f"{claimed['commit']}^") == tip


def test_a_read_only_git_directory(host: Host) -> None:
    """Reading works; writing is refused with the path that could not be written, and why.

    So it is where no command ever ran, and nothing could be remembered.
    """
    shutil.rmtree(host.top / ".git/mosaic")
    folders = [host.top / ".git", *(p for p in (host.top / ".git").rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        status, said = plainly(host, "claim-next", "--agent", "worker-1")
        assert (status, said["code"]) == (9, "git-failed"), str(said)
        assert f"{host.top}/.git" in said["message"]
        assert "ermission denied" in said["message"]
        assert plainly(host, "status")[0] == 0
    finally:
        for folder in folders:
            folder.chmod(0o755)
    works(host)


def plainly(host: Host, *words: str) -> tuple[int, Any]:
    """A command in a process of its own, of a user whom modes bind: root gives that power up."""
    powers = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    done = subprocess.run(
        (*(powers if os.geteuid() == 0 else ()), sys.executable, "-m", "mosaic", words[0],
         "--repo", str(host.top), *words[1:], "--json"),
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("place", ["relative", "absolute", "missing"])
def test_hooks_in_a_folder_of_their_own(host: Host, tmp_path: Path, place: str) -> None:
    """``core.hooksPath`` is where hooks are; one that is not there has none."""
    folder = host.top / "own-hooks" if place == "relative" else tmp_path / "hooks"
    host.git("config", "core.hooksPath", "own-hooks" if place == "relative" else str(folder))
    if place != "missing":
        folder.mkdir()
        hook(host, "commit-msg", "exit 1")
        shutil.move(host.top / ".git/hooks/commit-msg", folder / "commit-msg")
        host.git("config", "--worktree", "status.showUntrackedFiles", "no")
        host.no(9, "hook-refused", "claim-next", "--agent", "worker-1")
        (folder / "commit-msg").unlink()
    works(host)
