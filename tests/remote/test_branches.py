"""A task's branch that another clone pushed: fetched when it is asked for, and never guessed at."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timedelta

import pytest

from tests.commands.conftest import Host
from tests.commands.desk import Desk
from tests.ledgers import git

from .test_landing import Site, apart, site

__all__ = ("apart", "site")


def away(site: Site) -> Desk:
    """A clone in which nobody claimed; a result is recorded from there."""
    return Desk(site.other())


def worked(site: Site, *words: str) -> tuple[dict[str, object], str]:
    """A claim and its work in the first clone, pushed; the claim's answer and the commit."""
    claimed = site.desk.claim(*words)
    oid = site.desk.commit(claimed)
    site.host.git("push", "-q", "origin", claimed["branch"])
    return claimed, oid


@pytest.mark.parametrize("own", [False, True])
def test_a_result_is_recorded_and_landed_from_another_clone(site: Site, own: bool) -> None:
    """The one branch is fetched; the other clone has all of it, and can land it as well."""
    other = away(site)
    claimed, oid = worked(site)
    if own:
        site.host.git("push", "-q", "origin", f"{oid}:refs/heads/unasked")
    answer = other.result(claimed, oid)
    assert git(other.host.top, "cat-file", "-t", oid, check=False) == ""
    said = other.host.ok("record-result", "--result", answer, *site.desk.evidence(oid))
    assert said["task"]["status"] == "in-progress"
    known = other.host.git("for-each-ref", "--format=%(refname)", "refs/remotes/origin/fix")
    assert known == f"refs/remotes/origin/{claimed['branch']}"
    assert other.host.git("for-each-ref", "refs/remotes/origin/unasked") == ""
    assert other.host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_a_ledger_on_a_ref_of_its_own(apart: Site) -> None:
    claimed, oid = worked(apart)
    other = away(apart)
    answer = other.result(claimed, oid)
    other.host.ok("record-result", "--result", answer, *apart.desk.evidence(oid))


def test_a_commit_that_nobody_pushed(site: Site) -> None:
    """It is missing here, and the words say what would help."""
    other = away(site)
    claimed = site.desk.claim()
    oid = site.desk.commit(claimed)
    answer = other.result(claimed, oid)
    said = other.host.run("record-result", "--result", answer, "--json").json
    assert said["code"] == "gate-refused"
    assert f"commit {oid} does not exist here" in str(said["details"])
    assert f"push its {claimed['branch']}" in str(said["details"])


def test_a_dry_run_asks_for_no_branch(site: Site) -> None:
    other = away(site)
    claimed, oid = worked(site)
    other.host.git("fetch", "-q", "origin", "main")
    other.host.git("merge", "-q", "--ff-only", "FETCH_HEAD")
    answer = other.result(claimed, oid)
    said = other.host.run("record-result", "--result", answer, "--dry-run", "--json").json
    assert "does not exist here" in str(said)
    assert other.host.git("for-each-ref", "refs/remotes/origin/fix") == ""


def test_a_remote_that_is_gone(site: Site) -> None:
    """Offline is said, and nothing is decided."""
    other = away(site)
    claimed, oid = worked(site)
    answer = other.result(claimed, oid)
    shutil.move(site.remote, f"{site.remote}.away")
    said = other.host.no(9, "push-failed", "record-result", "--result", answer)
    assert "does not answer" in said["message"]
    shutil.move(f"{site.remote}.away", site.remote)
    other.host.ok("record-result", "--result", answer, *site.desk.evidence(oid))


def test_a_remote_that_refuses_the_branch_alone(site: Site) -> None:
    """The ledger came, the branch did not: which question got no answer is in the details."""
    other = away(site)
    claimed, oid = worked(site)
    answer = other.result(claimed, oid)
    head = site.remote / "refs/heads" / str(claimed["branch"])
    head.write_text("0" * 39 + "1\n")
    said = other.host.run("record-result", "--result", answer, "--json")
    assert said.status != 0
    head.write_text(f"{oid}\n")
    other.host.ok("record-result", "--result", answer, *site.desk.evidence(oid))


def commit_ahead(desk: Desk, claimed: dict[str, object], minutes: int) -> None:
    """The worker's commit, by a clock that is so many minutes ahead."""
    when = (datetime.now().astimezone() + timedelta(minutes=minutes)).isoformat()
    desk.commit(claimed)
    place = desk.root / "work" / str(claimed["branch"])
    words = ("git", "commit", "-q", "--amend", "--no-edit")
    subprocess.run(words, cwd=place, check=True, env={**os.environ, "GIT_COMMITTER_DATE": when})


def test_retry_looks_at_the_pushed_branch(site: Site) -> None:
    """A worker elsewhere whose branch moves is alive, also where this clone never saw it."""
    site.host.ok("config", "limits.lease", "0s", "--reason", "a test")
    other: Host = site.other()
    claimed = site.desk.claim()
    commit_ahead(site.desk, claimed, 10)
    branch = claimed["branch"]
    site.host.git("push", "-q", "origin", branch)
    said = other.run("retry", "MS-SEC-001", "--json").json
    assert said["code"] == "gate-refused"
    assert f"worker still alive: branch origin/{branch} moved" in said["message"]
    site.host.git("push", "-q", "origin", "--delete", branch)
    other.git("update-ref", "-d", f"refs/remotes/origin/{branch}")
    told = other.ok("retry", "MS-SEC-001")
    assert told["task"]["status"] == "not-started"
    assert f"branch: no {branch} here or pushed" in told["looked_at"]
