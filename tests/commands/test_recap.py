"""recap: what the history says was done, and what it leaves out."""

from __future__ import annotations

import pytest

from .conftest import Host
from .desk import Desk


def worked(host: Host) -> Host:
    """One task done alone, one taken over, one that a question helped, one that failed."""
    desk = Desk(host)
    desk.done()
    claimed = desk.claim()
    name = claimed["task"]["id"]
    taken = host.ok("takeover", name, "--agent", "worker-2", "--reason", "worker-1 is gone")
    commit = desk.commit(taken, {"README.md": "# Read me\n"})
    host.ok("record-result", "--result", desk.result(taken, commit))
    host.ok("integrate", name)
    host.ok("block", "MS-SEC-002", "--question", "Which?", "--options", "a,b")
    host.ok("answer", "MS-SEC-002", "a", "--by", "Ada")
    desk.verified()
    desk.failed()
    return host


def test_the_figures(host: Host) -> None:
    said = worked(host).ok("recap")
    assert [(t["id"], t["agent"], t["autonomy"]) for t in said["done"]] == [
        ("MS-SEC-001", "worker-1", "full"),
        ("MS-DOC-001", "worker-2", "takeover"),
        ("MS-SEC-002", "worker-1", "assisted"),
    ]
    assert said["autonomy"] == {"full": 1, "assisted": 1, "takeover": 1, "rate": 0.3333}
    assert said["others"] == {"failed": ["MS-CQ-001"]}
    assert said["used"] == 48000
    agents = {a.pop("agent"): a for a in said["agents"]}
    assert agents == {
        "worker-1": {"claims": 4, "done": 2, "failed": 1, "used": 36000},
        "worker-2": {"claims": 1, "done": 1, "failed": 0, "used": 12000},
    }
    (taken,) = said["takeovers"]
    assert (taken["task"], taken["reason"]) == ("MS-DOC-001", "from worker-1: worker-1 is gone")
    made = host.git("rev-list", "--count", "--grep=^Mosaic-Event: ", "main")
    assert said["entries"] == sum(said["events"].values()) == int(made)
    assert said["authors"] == ["Test"]
    assert sum(said["variance"].values()) == 3


def test_squash_commits_say_how_far_alone(host: Host) -> None:
    """What lands says it, from the row's notes."""
    worked(host)
    said = host.git("log", "--grep=^Mosaic-Autonomy: ", "--format=%B", "main")
    words = [line.split(": ")[1] for line in said.split("\n") if line.startswith("Mosaic-Auto")]
    assert words == ["takeover", "full"]


@pytest.mark.parametrize(
    ("word", "wanted"), [("assisted", "assisted"), ("takeover", "takeover"), ("none", "full")]
)
def test_a_squash_commit_is_asked_as_well(host: Host, word: str, wanted: str) -> None:
    """Its word counts where no entry knows of it, on the base too; one of no meaning does not."""
    Desk(host).done()
    host.ok("config", "forge.base", "develop", "--reason", "work lands there")
    host.git("branch", "develop")
    tree = host.git("rev-parse", "main^{tree}")
    message = f"fix: it\n\nMosaic-Task: MS-SEC-001\nMosaic-Autonomy: {word}"
    squash = host.git("commit-tree", tree, "-p", "main", "-m", message)
    host.git("branch", "elsewhere", squash)
    assert [t["autonomy"] for t in host.ok("recap")["done"]] == ["full"]
    host.git("branch", "-f", "develop", squash)
    assert [t["autonomy"] for t in host.ok("recap")["done"]] == [wanted]


def test_a_squash_commit_takes_nothing_back(host: Host) -> None:
    """``full`` is less than what entries say."""
    worked(host)
    message = "fix: it\n\nMosaic-Task: MS-DOC-001\nMosaic-Autonomy: full"
    host.git("commit", "-q", "--allow-empty", "-m", message)
    assert host.ok("recap")["autonomy"]["takeover"] == 1


def test_the_forecast(host: Host) -> None:
    """The error of the sum, and what a task is off by in the mean, over measured tasks alone."""
    found = worked(host).ok("recap")
    tasks, plan = found["done"], found["forecast"]
    estimate = sum(task["estimate"] for task in tasks)
    assert (plan["measured"], plan["used"], plan["estimate"]) == (3, 36000, estimate)
    assert plan["error"] == round((36000 - estimate) / estimate, 4)
    misses = [abs(12000 - t["estimate"]) / t["estimate"] for t in tasks]
    assert plan["mean_miss"] == round(sum(misses) / 3, 4)


def test_since(host: Host) -> None:
    """Nothing came after tomorrow; everything after the year 2000."""
    Desk(host).done()
    none = host.ok("recap", "--since", "2100-01-01")
    assert (none["entries"], none["done"], none["first"], none["per_day"]) == (0, [], None, None)
    assert host.run("recap", "--since", "2100-01-01").out.startswith("no entries since 2100-01-01")
    assert len(host.ok("recap", "--since", "2000-01-01")["done"]) == 1
    assert host.run("recap", "--since", "yesterday-ish").status == 2
    for far in ("0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"):
        for verb in ("recap", "log", "verify"):
            assert host.run(verb, "--since", far).status in (0, 2)


def test_for_people(host: Host) -> None:
    out = worked(host).run("recap").out
    assert "\ndone: 3 tasks, 3.0 a day\n" in out
    assert "  MS-DOC-001  worker-2" in out
    assert "\n  MS-DOC-001 to worker-2: from worker-1: worker-1 is gone\n" in out
    assert "\nautonomy: 33 % (1 full, 1 assisted, 1 takeover)\n" in out
    assert "\nforecast error: " in out


def test_archived_rows_still_count_and_reading_changes_nothing(host: Host) -> None:
    worked(host).ok("archive")
    before = host.picture()
    said = host.ok("recap")
    assert [t["id"] for t in said["done"]] == ["MS-SEC-001", "MS-DOC-001", "MS-SEC-002"]
    assert all(t["used"] == 12000 for t in said["done"])
    assert host.picture() == before


def test_a_task_that_was_opened_again_is_not_done(host: Host) -> None:
    Desk(host).done()
    host.ok("reopen", "MS-SEC-001", "--reason", "it is back")
    assert host.ok("recap")["done"] == []


def test_without_a_ledger(empty: Host) -> None:
    assert empty.ok("recap")["entries"] == 0
