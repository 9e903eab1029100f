"""A ledger on a ref of its own: pushed to the same name, found by a fresh clone, read as files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.conftest import Host
from tests.ledgers import git

from .test_landing import Site, bootstrapped, make_site

FILE = "docs/TASKS.md"
VERB = "checkout-ledger"


@pytest.fixture
def site(tmp_path: object, capsys: object, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = make_site(tmp_path, capsys)  # type: ignore[arg-type]
    monkeypatch.chdir(made.host.top)
    return bootstrapped(made, "--ledger-ref", "mosaic-ledger")


def test_it_goes_to_the_same_name(site: Site) -> None:
    """No upstream is configured for it; the base and the branch that is out stay as they are."""
    assert site.pushes() == [["refs/heads/mosaic-ledger"]]
    assert site.at("mosaic-ledger") == site.host.git("rev-parse", "mosaic-ledger")
    assert site.host.git("status", "--porcelain", "--branch") == "## main...origin/main"
    said = site.host.ok("claim-next", "--agent", "w1")
    assert site.at("mosaic-ledger") == said["commit"]


def test_a_fresh_clone_finds_it(site: Site) -> None:
    """No config on main names it: the remote's branch that says so of itself is the one."""
    other = site.other()
    assert other.ok("status")["tasks"] == 6
    said = other.ok("claim-next", "--agent", "w1")
    assert site.at("mosaic-ledger") == said["commit"] == other.git("rev-parse", "mosaic-ledger")
    late = site.host.run("claim-next", "--agent", "w1", "--json")
    assert (late.status, late.json["code"]) == (7, "agent-elsewhere")
    assert other.git("status", "--porcelain") == ""


def test_a_fresh_clone_that_does_not_push(site: Site) -> None:
    """With push never a clone begins with what the remote has, and goes on alone."""
    site.host.ok("config", "ledger.push", "never", "--reason", "alone")
    site.host.git("push", "-q", "origin", "mosaic-ledger")
    other, before = site.other(), site.at("mosaic-ledger")
    assert other.ok("status")["tasks"] == 6
    said = other.ok("note", "MS-SEC-001", "alone")
    told = other.git("rev-parse", "mosaic-ledger", "mosaic-ledger~1").split("\n")
    assert told == [said["commit"], before]
    assert site.at("mosaic-ledger") == before


def test_two_such_branches_are_named(site: Site) -> None:
    config = git(site.remote, "show", "mosaic-ledger:.mosaic/orchestrator/config.toml")
    host = site.other()
    host.git("checkout", "-q", "-b", "second", "origin/mosaic-ledger")
    path = ".mosaic/orchestrator/config.toml"
    host.commit({path: config.replace('"mosaic-ledger"', '"second"')})
    host.git("push", "-q", "origin", "second")
    third = site.host.top.parent / "third"
    git(site.remote.parent, "clone", "-q", str(site.remote), str(third))
    said = Host(third, site.host.capture).no(8, "ledger-missing", "status")
    assert said["details"] == ["refs/heads/mosaic-ledger", "refs/heads/second"]


def test_without_a_remote_it_stays_here(site: Site) -> None:
    site.host.git("remote", "remove", "origin")
    site.host.ok("note", "MS-SEC-001", "alone")
    assert len(site.pushes()) == 1


def test_status_at_any_ref(site: Site) -> None:
    """What others did is read at the remote's branch; nothing is written, nobody asked."""
    site.other().ok("claim-next", "--agent", "w1")
    before = site.host.picture()
    assert site.host.ok("status", "--ref", "origin/mosaic-ledger")["in_flight"] == []
    site.host.git("fetch", "-q")
    for name in ("origin/mosaic-ledger", "refs/remotes/origin/mosaic-ledger"):
        assert len(site.host.ok("status", "--ref", name)["in_flight"]) == 1
    assert site.host.ok("status", "--ref", "mosaic-ledger")["in_flight"] == []
    assert len(site.host.ok("status")["in_flight"]) == 1
    assert site.host.picture()[0] == before[0]
    for name in ("main", "refs/heads/main"):
        site.host.no(8, "ledger-missing", "status", "--ref", name)
    for name in ("nowhere", "-x", "--output=x", "main^{tree}", ""):
        if name:
            site.host.no(2, "usage", "status", "--ref", name)


def test_the_copies_are_written_kept_up_and_removed(site: Site) -> None:
    top = site.host.top
    said = site.host.ok(VERB, "--dry-run")
    assert (said["dry_run"], (top / FILE).exists()) == (True, False)
    said = site.host.ok(VERB)
    assert {"path": FILE, "what": "written"} in said["paths"]
    assert (top / FILE).read_text() == git(site.remote, "show", f"mosaic-ledger:{FILE}") + "\n"
    assert site.host.ok(VERB)["already"] is True
    site.host.ok("note", "MS-SEC-001", "news")
    assert "differs" in site.host.ok("status")["notices"][0]
    assert {"path": FILE, "what": "written"} in site.host.ok(VERB)["paths"]
    assert "news" in (top / FILE).read_text()
    said = site.host.ok(VERB, "--remove")
    assert {"path": FILE, "what": "removed"} in said["paths"]
    assert site.host.git("status", "--porcelain") == ""
    assert not (top / "docs/tasks").exists()
    assert site.host.ok(VERB, "--remove")["already"] is True


def test_an_edited_copy_is_never_written_over(site: Site) -> None:
    """One file in the way, and none is written; an edited one is not removed either."""
    site.host.ok(VERB)
    site.host.write(FILE, "mine\n")
    site.host.ok("note", "MS-SEC-001", "news")
    said = site.host.no(8, "ledger-edited", VERB)
    assert said["details"] == [f"{FILE}: tracked or edited here"]
    kept = site.host.ok(VERB, "--remove")
    assert {"path": FILE, "what": "kept", "why": "it was edited, or is tracked"} in kept["paths"]
    assert (site.host.top / FILE).read_text() == "mine\n"


def test_a_tracked_file_is_never_written_over(site: Site) -> None:
    site.host.commit({FILE: "# the old plan\n"})
    site.host.no(8, "ledger-edited", VERB)
    (site.host.top / FILE).unlink()
    site.host.no(8, "ledger-edited", VERB)


def test_where_the_ledger_is_out_there_is_nothing_to_do(site: Site) -> None:
    site.host.git("checkout", "-q", "mosaic-ledger")
    said = site.host.ok(VERB)
    assert (said["already"], said["paths"]) == (True, [])


def test_a_remote_of_the_users_own_config(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that no config of the repository names is a remote as well."""
    old = os.environ.get("GIT_CONFIG_GLOBAL", "")
    text = Path(old).read_text() if old and Path(old).is_file() else ""
    (tmp_path / "users").write_text(f'{text}\n[remote "origin"]\n\turl = {site.remote}\n')
    site.host.git("remote", "remove", "origin")
    assert "remote" not in (site.host.top / ".git/config").read_text()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "users"))
    said = site.host.ok("note", "MS-SEC-001", "a word")
    assert site.at("mosaic-ledger") == said["commit"]
