"""A mission on the local forge, with real repositories and real gates: six pieces of work of which
one may land. Each other one says why, the base stays green, and what landed is what was tested."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mosaic.evidence import base_of, landing_of
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import find_repository
from mosaic.state import is_state_file

from .conftest import Host
from .desk import Desk

NAMES = ("core", "port", "names", "paths", "texts", "times")
REPORT = "# Security review\n\n## Critical\n\n" + "\n".join(
    f"### SEC-{name.upper()}-1: {name} lets everything through\n\n**Severity:** Critical\n"
    f"**File:** `src/{name}.py:1-2`\n\nIt checks nothing.\n"
    for name in NAMES
)
TESTS = "import unittest\n\nfrom src import core\n\n\nclass T{name}(unittest.TestCase):\n{body}"
CHECK = "    def test_{name}(self):\n        self.assertEqual(core.check('a'), {value})\n"
ID = {name: f"MS-SEC-{number:03}" for number, name in enumerate(NAMES, 1)}


def asking(name: str, value: str) -> str:
    """A test module that asks what ``core.check`` says."""
    return TESTS.format(name=name, body=CHECK.format(name=name, value=value))


@pytest.fixture
def desk(empty: Host) -> Desk:
    """Six findings in six files, gates that write down the tree that they run on."""
    desk = Desk(empty)
    empty.git("rm", "-rq", "src", "tests", "docs")
    empty.commit(
        {
            **{f"src/{name}.py": "def check(word):\n    return True\n" for name in NAMES},
            "src/__init__.py": "",
            "tests/__init__.py": "",
            "tests/test_start.py": TESTS.format(
                name="start",
                body="    def test_it(self):\n        self.assertTrue(core.check('b'))\n",
            ),
            ".gitignore": "__pycache__/\n",
            "docs/reports/review/01-security-review.md": REPORT,
        },
        "the service, as it was read",
    )  # fmt: skip
    empty.ok(
        "bootstrap-from-review", "docs/reports/review", "--milestone", "M1",
        "--quality-gates", f"git rev-parse 'HEAD^{{tree}}' >> '{desk.root}/tested'; {command()}",
    )  # fmt: skip
    empty.ok("config", "limits.workers", "6", "--reason", "a test")
    shared = '["src/", "tests/", "lib"]'
    empty.ok("config", "limits.shared", shared, "--reason", "drift is not what is asked here")
    return desk


def command() -> str:
    return f"{sys.executable} -W error -m unittest discover -s tests -t ."


def claim(desk: Desk, name: str) -> Any:
    claimed = desk.claim("--task", ID[name], agent=f"worker-{name}")
    assert claimed["task"]["id"] == ID[name]
    return claimed


def record(desk: Desk, claimed: Any, commit: str) -> Any:
    return desk.host.ok(
        "record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit)
    )


def status(desk: Desk, name: str) -> str:
    return str(desk.show(ID[name])["status"])


def test_of_six_pieces_of_work_one_lands(desk: Desk) -> None:
    """All six start from one base. The first lands; of the others one conflicts with it, one is
    red only together with it, one edits the ledger, one is empty, and one was reviewed before its
    last commit."""
    host = desk.host
    start = host.git("rev-parse", "main")
    claims = {name: claim(desk, name) for name in NAMES}
    _land_the_first(desk, claims["core"])
    landed = host.git("rev-parse", "main~1")
    _conflicts(desk, claims["port"], start)
    _red_together(desk, claims["names"], start)
    _edits_the_ledger(desk, claims["paths"], start)
    _empty(desk, claims["texts"], start)
    _stale_review(desk, claims["times"], start)
    assert {name: status(desk, name) for name in NAMES} == {
        "core": "done", "port": "failed", "names": "failed", "paths": "in-progress",
        "texts": "in-progress", "times": "in-progress",
    }  # fmt: skip
    others = [s for s in host.subjects() if not s.startswith("chore(orchestrator): ")]
    assert len(others) == 3, "the two that were there, and one squash"
    _green_everywhere(desk)
    _tested_is_landed(desk, landed)
    assert host.run("verify").status == 0


def _land_the_first(desk: Desk, claimed: Any) -> None:
    """From now on ``core.check`` wants a word that is not 'a'."""
    new = "def check(word):\n    return word != 'a'\n"
    commit = desk.commit(
        claimed, {"src/core.py": new, "tests/test_core.py": asking("core", "False")}
    )
    answer = record(desk, claimed, commit)
    assert [one["gate"] for one in answer["awaiting"]] == ["landing", "integration"]
    assert desk.host.ok("integrate", ID["core"])["task"]["status"] == "done"


def _conflicts(desk: Desk, claimed: Any, start: str) -> None:
    files = {"src/core.py": "def check(word):\n    return len(word) > 3\n",
             "src/port.py": "def check(word):\n    return False\n",
             "tests/test_port.py": "# none yet\n"}  # fmt: skip
    record(desk, claimed, desk.commit(claimed, files, start))
    answer = desk.host.ok("integrate", ID["port"])
    assert answer["task"]["status"] == "failed"
    assert "Error: merge conflict with the base in src/core.py" in answer["task"]["notes"]


def _red_together(desk: Desk, claimed: Any, start: str) -> None:
    """Its own test holds on its branch, and no longer with what landed meanwhile."""
    files = {"src/names.py": "from src.core import check\n",
             "tests/test_names.py": asking("names", "True")}  # fmt: skip
    commit = desk.commit(claimed, files, start)
    alone = subprocess.run(
        ("sh", "-c", command()), cwd=desk.root / "work" / claimed["branch"], capture_output=True
    )
    assert alone.returncode == 0, "green before it is merged"
    record(desk, claimed, commit)
    answer = desk.host.ok("integrate", ID["names"])
    assert answer["task"]["status"] == "failed"
    (error,) = [note for note in answer["task"]["notes"] if note.startswith("Error: ")]
    assert error.startswith("Error: quality gates not green (exit 1): ")
    assert "AssertionError: False != True" in error


def _edits_the_ledger(desk: Desk, claimed: Any, start: str) -> None:
    text = desk.host.tasks().replace("in-progress", "done")
    files = {"docs/TASKS.md": text, "src/paths.py": "x = 1\n", "tests/test_p.py": "# \n"}
    commit = desk.commit(claimed, files, start)
    said = desk.host.no(
        1, "gate-refused", "record-result", "--result", desk.result(claimed, commit)
    )
    assert said["details"][0] == (
        f"refuse: sole-writer: {claimed['branch']} touches docs/TASKS.md,"
        " which only entries may change"
    )
    desk.host.no(1, "gate-refused", "integrate", ID["paths"])


def _empty(desk: Desk, claimed: Any, start: str) -> None:
    place = desk.root / "work" / claimed["branch"]
    desk.host.git("worktree", "add", "-q", "-b", claimed["branch"], str(place), start)
    desk.host.git("commit", "-q", "--allow-empty", "-m", "fix: nothing", cwd=place)
    commit = desk.host.git("rev-parse", "HEAD", cwd=place)
    said = desk.host.no(
        1, "gate-refused", "record-result", "--result", desk.result(claimed, commit)
    )
    assert said["details"][0].startswith(
        f"refuse: result: commit {commit} changes nothing that the base has not"
    )


def _stale_review(desk: Desk, claimed: Any, start: str) -> None:
    fix = {"src/times.py": "def check(word):\n    return False\n", "tests/test_t.py": "# \n"}
    first = desk.commit(claimed, fix, start)
    last = desk.commit(claimed, {"src/times.py": "def check(word):\n    return True  # no\n"})
    words = ["--code-review", desk.review("code", first), *desk.evidence(last)[2:]]
    answer = desk.host.ok("record-result", "--result", desk.result(claimed, last), *words)
    stale = f"the code review is of {first[:12]}, not of {last[:12]}"
    assert answer["awaiting"][0]["reason"] == stale
    said = desk.host.no(1, "gate-refused", "integrate", ID["times"])
    assert said["details"] == [f"unknown: review: {stale}"]


def _green_everywhere(desk: Desk) -> None:
    """Every commit of the base from the service on, checked out alone, passes the gates."""
    place = desk.root / "every"
    desk.host.git("worktree", "add", "-q", "--detach", str(place), "main")
    commits = desk.host.git("rev-list", "--reverse", "main").split("\n")[1:]
    assert len(commits) > 12
    for commit in commits:
        desk.host.git("checkout", "-q", "--detach", commit, cwd=place)
        done = subprocess.run(("sh", "-c", command()), cwd=place, capture_output=True, text=True)
        assert done.returncode == 0, (commit, done.stderr)
        assert "Ran " in done.stderr
        assert "Ran 0 tests" not in done.stderr
    desk.host.git("worktree", "remove", "--force", str(place))


def _tested_is_landed(desk: Desk, landed: str) -> None:
    """Of all trees that gates ran on, the one that landed is the green one, to the byte."""
    trees = (desk.root / "tested").read_text().split()
    assert len(trees) == 2, "once for what landed, once for what was red together"
    assert desk.host.git("rev-parse", f"{landed}^{{tree}}") == trees[0]
    assert trees[1] not in desk.host.git("log", "--format=%T", "main")
    above = desk.host.git("rev-list", "--reverse", f"{landed}..main").split("\n")[0]
    entry = desk.host.git("show", "-s", "--format=%B", above)
    assert f"on tree {trees[0][:12]}" in entry


def files_of(host: Host, commit: str) -> dict[str, str]:
    """Mode and object of each file at a commit, state files apart."""
    lines = host.git("ls-tree", "-r", commit).split("\n")
    found = {path: head for head, _, path in (line.partition("\t") for line in lines)}
    return {path: head for path, head in found.items() if not is_state_file(path)}


def _rename(place: Path) -> None:
    (place / "src/port.py").rename(place / "src/harbour.py")
    (place / "src/harbour.py").write_text("def check(word):\n    return bool(word)\n")


def _mode(place: Path) -> None:
    os.chmod(place / "src/port.py", 0o755)


def _binary(place: Path) -> None:
    (place / "src/logo.bin").write_bytes(bytes(range(256)) * 8)
    (place / "src/port.py").write_text("LOGO = 'src/logo.bin'\n")


def _crlf(place: Path) -> None:
    text = (place / "src/port.py").read_text()
    (place / "src/port.py").write_bytes(text.replace("\n", "\r\n").encode())


def _symlink(place: Path) -> None:
    (place / "src/port.py").unlink()
    (place / "src/port.py").symlink_to("core.py")


def _submodule(place: Path) -> None:
    """The submodule's next commit, as ``git add`` of the folder would record it."""
    (place / "src/port.py").write_text("import lib\n")
    git = ("git", "-C", str(place))
    first = subprocess.run(
        (*git, "ls-files", "-s", "lib"), check=True, capture_output=True, text=True
    ).stdout.split()[1]
    bump = ("update-index", "--cacheinfo", f"160000,{first[::-1]},lib")
    subprocess.run((*git, *bump), check=True)


KINDS: dict[str, Callable[[Path], None]] = {
    "rename": _rename, "mode": _mode, "binary": _binary, "crlf": _crlf, "symlink": _symlink,
    "submodule": _submodule,
}  # fmt: skip


@pytest.fixture
def prepared(desk: Desk) -> Desk:
    """The base has a submodule's link, whose repository nobody needs to have."""
    link = f"160000,{'1f' * 20},lib"
    desk.host.git("update-index", "--add", "--cacheinfo", link)
    (desk.host.top / "lib").mkdir()
    desk.host.git("commit", "-qm", "a library")
    return desk


def deliver(desk: Desk, kind: str) -> tuple[Any, str]:
    """A piece of work of this kind, recorded with all its evidence: the claim, the commit."""
    more = ("--target", "src/logo.bin", "--target", "lib", "--reason", "they are part of the port")
    desk.host.ok("amend", ID["port"], *more)
    claimed = claim(desk, "port")
    place = desk.root / "work" / claimed["branch"]
    desk.host.git("worktree", "add", "-q", "-b", claimed["branch"], str(place), "main")
    (place / "tests/test_port.py").write_text("# of the port\n")
    KINDS[kind](place)
    desk.host.git("add", "-A", "--", "src", "tests", cwd=place)
    desk.host.git("commit", "-qm", "fix: the port", cwd=place)
    commit = desk.host.git("rev-parse", "HEAD", cwd=place)
    record(desk, claimed, commit)
    return claimed, commit


def proved(desk: Desk, commit: str) -> bool:
    """Whether git says that the commit's patch is on the base."""
    with GitLedger(find_repository(desk.host.top)) as ledger:
        return landing_of(ledger, base_of(ledger, ledger.peek()), commit).landed


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_patch_of_any_kind_is_proved_on_the_base(prepared: Desk, kind: str) -> None:
    """Squashed by us: every changed file is on the base with its mode and its bytes, and no other
    moved; that holds on when the base goes on, and no longer when the patch is taken back."""
    host = prepared.host
    before = files_of(host, "main")
    _, commit = deliver(prepared, kind)
    assert not proved(prepared, commit)
    assert host.ok("integrate", ID["port"])["task"]["status"] == "done"
    assert proved(prepared, commit)
    after, work = files_of(host, "main"), files_of(host, commit)
    assert after == work, "to the byte, the mode and the link"
    assert after != before
    host.commit({"src/times.py": "later = 1\n"}, "the base goes on")
    assert proved(prepared, commit)
    squash = next(c for c in host.git("log", "--format=%H %s", "main").split("\n") if " fix(" in c)
    host.git("revert", "--no-edit", squash.split(" ")[0])
    assert not proved(prepared, commit)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_patch_that_somebody_squashed_by_hand_is_proved_too(prepared: Desk, kind: str) -> None:
    host = prepared.host
    claimed, commit = deliver(prepared, kind)
    host.git("merge", "-q", "--squash", claimed["branch"])
    host.git("commit", "-qm", "by hand")
    assert proved(prepared, commit)
    squashed = host.git("rev-parse", "main")
    assert host.ok("integrate", ID["port"])["task"]["status"] == "done"
    assert host.git("rev-parse", "main~1") == squashed, "nothing is squashed twice"


def _half_rename(top: Path) -> None:
    (top / "src/harbour.py").write_text("def check(word):\n    return bool(word)\n")


def _other_bytes(top: Path) -> None:
    (top / "src/logo.bin").write_bytes(bytes(range(256)) * 7)
    (top / "src/port.py").write_text("LOGO = 'src/logo.bin'\n")


def _no_link(top: Path) -> None:
    (top / "src/port.py").write_text("import lib\n")


def _only_tests(top: Path) -> None:
    """All of it but what the kind is about."""


@pytest.mark.parametrize(
    ("kind", "less"),
    [("rename", _half_rename), ("mode", _only_tests), ("binary", _other_bytes),
     ("crlf", _only_tests), ("symlink", _only_tests), ("submodule", _no_link)],
)  # fmt: skip
def test_a_patch_that_is_there_in_part_is_not_proved(
    prepared: Desk, kind: str, less: Callable[[Path], None]
) -> None:
    """A rename without its removal, other bytes, another mode or line ends: it has not landed."""
    _, commit = deliver(prepared, kind)
    (prepared.host.top / "tests/test_port.py").write_text("# of the port\n")
    less(prepared.host.top)
    prepared.host.git("add", "-A", "--", "src", "tests")
    prepared.host.git("commit", "-qm", "in part")
    assert not proved(prepared, commit)
