"""Landing and releasing with an upstream: one push for what belongs together, resumable."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.conftest import GATES, REPORT, Host
from tests.commands.desk import FIX, Desk
from tests.ledgers import git

from .conftest import script


@dataclass(frozen=True)
class Site:
    """A host repository whose main branch is on a bare remote that writes down its pushes."""

    host: Host
    remote: Path
    log: Path

    @property
    def desk(self) -> Desk:
        return Desk(self.host)

    def pushes(self) -> list[list[str]]:
        """The refs of each push so far, oldest first."""
        text = self.log.read_text() if self.log.exists() else ""
        return [block.split() for block in text.split("--\n") if block]

    def other(self) -> Host:
        """Another clone."""
        top = self.host.top.parent / "other"
        if not top.exists():
            git(self.remote.parent, "clone", "-q", str(self.remote), str(top))
        return Host(top, self.host.capture)

    def at(self, ref: str) -> str:
        return git(self.remote, "rev-parse", ref)


def make_site(folder: Path, capture: pytest.CaptureFixture[str], report: str = REPORT) -> Site:
    remote, top = folder / "remote.git", folder / "host"
    git(folder, "init", "-q", "--bare", "-b", "main", str(remote))
    git(folder, "clone", "-q", str(remote), str(top))
    host = Host(top, capture)
    host.commit(
        {
            "src/calc.py": "def add(a, b):\n    return a - b\n",
            "src/db.py": 'def q(db, n):\n    return db.execute("select %s" % n)\n',
            "tests/test_calc.py": "import unittest\n\n\nclass T(unittest.TestCase):\n"
            "    def test_it(self):\n        self.assertTrue(True)\n",
            "docs/reports/review/01-security-review.md": report,
        },
        "start",
    )
    host.git("push", "-q", "-u", "origin", "main")
    log = folder / "pushes"
    script(
        remote / "hooks/pre-receive",
        f'while read old new ref; do echo "$ref" >>"{log}"; done; echo -- >>"{log}"',
    )
    return Site(host, remote, log)


def bootstrapped(site: Site, *words: str) -> Site:
    site.host.ok(
        "bootstrap-from-review", "docs/reports/review", "--milestone", "M1",
        "--quality-gates", GATES, *words,
    )  # fmt: skip
    return site


@pytest.fixture
def site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Site:
    made = make_site(tmp_path, capsys)
    monkeypatch.chdir(made.host.top)
    return bootstrapped(made)


@pytest.fixture
def apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Site:
    """The ledger on a ref of its own."""
    made = make_site(tmp_path, capsys)
    monkeypatch.chdir(made.host.top)
    return bootstrapped(made, "--ledger-ref", "mosaic-ledger")


def test_squash_and_entry_are_one_push(site: Site) -> None:
    site.desk.recorded()
    before, count = site.at("main"), len(site.pushes())
    said = site.host.ok("integrate", "MS-SEC-001")
    assert site.pushes()[count:] == [["refs/heads/main"]]
    assert site.at("main") == said["commit"] == site.host.git("rev-parse", "main")
    assert site.at("main~2") == before
    assert site.host.git("status", "--porcelain") == ""
    assert (site.host.top / "src/db.py").read_text() == FIX["src/db.py"]


def test_a_refused_landing_changes_nothing(site: Site) -> None:
    site.desk.recorded()
    (site.remote / "hooks/pre-receive").write_text("#!/bin/sh\necho frozen >&2\nexit 1\n")
    said = site.host.no(9, "push-failed", "integrate", "MS-SEC-001")
    assert any("frozen" in line for line in said["details"])
    assert (site.host.top / "src/db.py").read_text() != FIX["src/db.py"]


def test_state_that_moved_meanwhile_needs_no_second_run(site: Site) -> None:
    """While the gates ran another clone made an entry: the squash is built again on the tip."""
    site.desk.recorded()
    other, ran = site.other(), site.host.top.parent / "ran"
    once = gates(site, ran)
    script(Path(f"{ran}.do"), f'cd "{other.top}" && {own_command()} note MS-CQ-001 meanwhile')
    site.host.ok("config", "mission.quality_gates", str(once), "--reason", "a test")
    said = site.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "done"
    assert ran.read_text().count("x") == 1
    assert site.at("main") == said["commit"] == site.host.git("rev-parse", "main")
    assert "meanwhile" in git(site.remote, "show", "main:docs/TASKS.md")


def gates(site: Site, ran: Path) -> Path:
    """Quality gates that write down each run, and at the first let somebody else be quicker."""
    first = f'[ -e "{ran}.2" ] || {{ : >"{ran}.2"; "{ran}.do"; }}'
    return script(site.host.top.parent / "gates", f'echo x >>"{ran}"; {first}; echo 1 passed')


def own_command() -> str:
    root = Path(__file__).resolve().parents[2]
    return f'PYTHONPATH="{root}" "{sys.executable}" -P -m mosaic'


def test_source_that_moved_meanwhile_is_tested_again(site: Site) -> None:
    """While the gates ran somebody pushed source: what lands is what was tested."""
    site.desk.recorded()
    other, ran = site.other(), site.host.top.parent / "ran"
    once = gates(site, ran)
    site.host.ok("config", "mission.quality_gates", str(once), "--reason", "a test")
    script(
        Path(f"{ran}.do"),
        f'cd "{other.top}" && git pull -q && echo y >src/more.py && git add . &&'
        " git commit -qm more && git push -q",
    )
    said = site.host.ok("integrate", "MS-SEC-001")
    assert said["task"]["status"] == "done"
    assert ran.read_text().count("x") == 2
    assert git(site.remote, "show", "main:src/more.py") == "y"
    assert git(site.remote, "show", "main:src/db.py") == FIX["src/db.py"].rstrip("\n")
    assert site.host.git("status", "--porcelain") == ""


def test_ledger_and_base_move_together(apart: Site) -> None:
    """On a ref of its own: both refs in one push, all of it or nothing."""
    apart.desk.recorded()
    count = len(apart.pushes())
    said = apart.host.ok("integrate", "MS-SEC-001")
    assert [sorted(refs) for refs in apart.pushes()[count:]] == [
        ["refs/heads/main", "refs/heads/mosaic-ledger"]
    ]
    assert apart.at("mosaic-ledger") == said["commit"]
    assert apart.at("main") == apart.host.git("rev-parse", "main")
    assert apart.host.git("status", "--porcelain") == ""
    assert (apart.host.top / "src/db.py").read_text() == FIX["src/db.py"]


def test_a_protected_base_keeps_the_ledger_too(apart: Site) -> None:
    apart.desk.recorded()
    script(apart.remote / "hooks/update", '[ "$1" = refs/heads/main ] && exit 1; exit 0')
    before = apart.at("mosaic-ledger")
    apart.host.no(9, "push-failed", "integrate", "MS-SEC-001")
    assert apart.at("mosaic-ledger") == before
    apart.host.ok("note", "MS-SEC-001", "entries still go to their own ref")


def test_a_base_that_moved_on_the_remote(apart: Site) -> None:
    """What lands is built on the remote's base; the local one follows, or stays with its own."""
    other = apart.other()
    other.commit({"src/more.py": "z = 1\n"}, "more")
    other.git("push", "-q")
    apart.desk.recorded()
    apart.host.ok("integrate", "MS-SEC-001")
    assert git(apart.remote, "show", "main:src/more.py") == "z = 1"
    assert apart.host.git("rev-parse", "main") == apart.at("main")
    assert (apart.host.top / "src/more.py").read_text() == "z = 1\n"


def test_a_base_with_own_commits_stays(apart: Site) -> None:
    """A person's commits on the base are not pushed with what lands, and the base here waits."""
    apart.desk.recorded()
    mine = apart.host.commit({"src/mine.py": "m = 1\n"}, "mine")
    said = apart.host.ok("integrate", "MS-SEC-001")
    assert apart.host.git("rev-parse", "main") == mine
    assert mine not in git(apart.remote, "rev-list", "--all")
    assert git(apart.remote, "show", "main:src/db.py") == FIX["src/db.py"].rstrip("\n")
    assert "'main' here stays behind its upstream: it has commits of its own" in said["notices"]


def test_a_base_without_an_upstream_is_named(apart: Site) -> None:
    apart.desk.recorded()
    apart.host.git("branch", "-q", "--unset-upstream", "main")
    said = apart.host.no(9, "push-failed", "integrate", "MS-SEC-001")
    assert said["hint"] == "git push -u origin main"


LOW = "# Test coverage\n\n- **TEST-CORE-1** (Low): nothing adds, `tests/test_calc.py`\n"
RELEASE = ("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed")


@pytest.fixture
def ready(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Site:
    """A milestone that can be released."""
    made = make_site(tmp_path, capsys, LOW)
    monkeypatch.chdir(made.host.top)
    bootstrapped(made)
    for task in ("MS-TEST-001", "MS-TEST-002"):
        made.host.ok("defer", task, "--reason", "no time", "--category", "Hard", "--risk", "Low",
                     "--approach", "a")  # fmt: skip
    return made


def test_a_release_pushes_entry_then_tag(ready: Site) -> None:
    count = len(ready.pushes())
    said = ready.host.ok(*RELEASE)
    assert (said["tagged"], said["pushed"]) == (True, True)
    assert ready.pushes()[count:] == [["refs/heads/main"], ["refs/tags/v0.0.1"]]
    assert ready.at("v0.0.1^{commit}") == said["commit"] == ready.at("main")
    assert ready.at("v0.0.1") == ready.host.git("rev-parse", "v0.0.1")
    assert "git push" not in said["next"]
    again = ready.host.ok(*RELEASE)
    assert (again["already"], again["tagged"], again["pushed"]) == (True, False, True)
    assert len(ready.pushes()) == count + 2


def test_a_release_goes_on_where_its_tag_was_refused(ready: Site) -> None:
    hook = script(
        ready.remote / "hooks/update", 'case "$1" in refs/tags/*) echo "no tags" >&2; exit 1;; esac'
    )
    status = ready.host.run(*RELEASE, "--json")
    assert (status.status, status.json["code"]) == (9, "push-failed")
    assert any("no tags" in line for line in status.json["details"])
    entry = ready.at("main")
    hook.unlink()
    again = ready.host.ok(*RELEASE)
    assert (again["already"], again["tagged"], again["pushed"]) == (True, False, True)
    assert (ready.at("v0.0.1^{commit}"), ready.at("main")) == (entry, entry)


def test_another_clone_finds_the_tag(ready: Site) -> None:
    """Released by one clone; another that is asked the same makes no second tag."""
    ready.host.ok(*RELEASE)
    said = ready.other().ok(*RELEASE)
    assert (said["already"], said["tagged"], said["pushed"]) == (True, False, True)
    assert ready.other().git("rev-parse", "v0.0.1") == ready.at("v0.0.1")


def test_without_push_a_person_is_told_to(ready: Site) -> None:
    ready.host.ok("config", "ledger.push", "never", "--reason", "alone")
    said = ready.host.ok(*RELEASE)
    assert (said["pushed"], said["next"]) == (False, "push it: git push origin HEAD v0.0.1")


def test_a_first_bootstrap_that_cannot_push(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no config to change yet: the hint is the option that makes the ledger here."""
    made = make_site(tmp_path, capsys)
    monkeypatch.chdir(made.host.top)
    made.remote.rename(tmp_path / "away.git")
    words = ("bootstrap-from-review", "docs/reports/review", "--milestone", "M1")
    hint = made.host.no(9, "push-failed", *words)["hint"]
    assert hint.endswith("work in this clone alone: the same command with --push never")
    made.host.ok(*words, "--push", "never")
