"""review: a prompt for each independent review that a recorded task still needs."""

from __future__ import annotations

import pytest

from .conftest import Host
from .desk import BOXES, FIX, Desk


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        (FIX, ["code", "security"]),
        ({"settings.yml": "a: 1\n"}, ["security"]),
        ({"tests/test_x.py": "#\n"}, ["code"]),
        ({"docs/guide.md": "# How\n"}, []),
    ],
)
def test_which_reviews_a_change_needs(host: Host, files: dict[str, str], kinds: list[str]) -> None:
    """The guide's table, "Review Timing Guidelines"."""
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed, files)
    host.ok("record-result", "--result", desk.result(claimed, commit))
    before = host.picture()
    said = host.ok("review", "MS-SEC-001")
    assert host.picture() == before
    assert (list(said["prompts"]), said["reviewed"]) == (kinds, commit)
    for prompt in said["prompts"].values():
        assert commit in prompt
        assert claimed["branch"] in prompt
        assert "${" not in prompt
    assert bool(said["next"]) is bool(kinds)


def test_a_hosts_own_kinds_decide(host: Host) -> None:
    """What the config calls documentation asks for no review; of two kinds the stricter decides."""
    desk = Desk(host)
    host.ok("config", "kinds.docs", '["src/db.*"]', "--reason", "it only describes")
    claimed = desk.claim()
    commit = desk.commit(claimed, {"src/db.py": "# how\n"})
    said = host.ok("record-result", "--result", desk.result(claimed, commit))
    assert [one["gate"] for one in said["awaiting"]] == ["landing"]
    assert host.ok("review", "MS-SEC-001")["prompts"] == {}
    host.ok("config", "kinds.source", '["src/"]', "--reason", "no: it is run")
    assert list(host.ok("review", "MS-SEC-001")["prompts"]) == ["code", "security"]


def test_only_what_is_missing(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    host.ok("record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit)[:2])
    said = host.ok("review", "MS-SEC-001")
    assert list(said["prompts"]) == ["security"]
    assert said["next"] == (
        "mosaic-orchestrator record-result MS-SEC-001 --security-review FILE --docs FILE"
    )
    assert "- [ ]" in said["checklist"]
    assert said["checklist"].startswith(
        f"# Documentation checklist\n\nTask: MS-SEC-001\nCommit: {commit}\n\n"
    )


def test_a_checklist_serves_one_task_and_one_commit(host: Host) -> None:
    """Of another commit, or without its lines, it is asked for again, and not kept."""
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    host.ok("record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit))
    fresh = desk.commit(claimed, {"src/db.py": "safer = True\n"})
    words = ["--result", desk.result(claimed, fresh), *desk.evidence(fresh)[:4]]
    for old in (desk.ticked(fresh).replace(fresh, commit), BOXES):
        said = host.ok("record-result", *words, "--docs", desk.file("old.md", old))
        assert [one["gate"] for one in said["awaiting"]][:1] == ["documentation"]
        assert said["next"] == "mosaic-orchestrator review MS-SEC-001"
    printed = host.ok("review", "MS-SEC-001")["checklist"]
    assert f"Commit: {fresh}" in printed
    ticked = desk.file("new.md", printed.replace("[ ]", "[x]"))
    said = host.ok("record-result", "MS-SEC-001", "--docs", ticked)
    assert [one["gate"] for one in said["awaiting"]] == ["landing", "integration"]
    assert any(f"complete @ {fresh[:12]} (asserted: " in note for note in said["task"]["notes"])


def test_a_review_that_does_not_count_is_asked_for_again(host: Host) -> None:
    """By the row's own agent, or of a commit that another one has followed."""
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    own = desk.review("code", commit, reviewer="Worker-1")
    host.ok("record-result", "--result", desk.result(claimed, commit), "--code-review", own)
    assert list(host.ok("review", "MS-SEC-001")["prompts"]) == ["code", "security"]
    host.ok("record-result", "MS-SEC-001", *desk.evidence(commit))
    assert list(host.ok("review", "MS-SEC-001")["prompts"]) == []
    fresh = desk.commit(claimed, {"src/db.py": "safer = True\n"})
    host.ok("record-result", "--result", desk.result(claimed, fresh))
    assert list(host.ok("review", "MS-SEC-001")["prompts"]) == ["code", "security"]


def test_nothing_to_review(host: Host) -> None:
    host.no(1, "gate-refused", "review", "MS-SEC-001")
    host.no(1, "unknown-task", "review", "MS-SEC-404")


@pytest.mark.parametrize(
    ("kind", "stats", "status"),
    [
        ("code", {"blockers": 1, "critical": 0, "high": 0}, "needs-qa"),
        ("security", {"blockers": 0, "critical": 1, "high": 0}, "needs-qa"),
        ("security", {"blockers": 0, "critical": 0, "high": 1}, "needs-qa"),
        ("code", {"blockers": 0, "critical": 0, "high": 3}, "in-progress"),
    ],
)
def test_which_review_speaks_against(
    host: Host, kind: str, stats: dict[str, int], status: str
) -> None:
    """The guide's decision tree (Phase 2b, Step 3)."""
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    review = desk.review(kind, commit, stats=stats)
    said = host.ok(
        "record-result", "--result", desk.result(claimed, commit), f"--{kind}-review", review
    )
    assert said["task"]["status"] == status


def test_request_changes_without_blockers_is_noted_and_may_be_done(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    words = [*desk.evidence(commit)]
    words[1] = desk.review("code", commit, verdict="request-changes")
    said = host.ok("record-result", "--result", desk.result(claimed, commit), *words)
    assert any("asks for changes" in notice for notice in said["notices"])
    assert host.ok("integrate", "MS-SEC-001")["task"]["status"] == "done"


def test_a_review_of_nobody_or_of_another_commit_counts_as_missing(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    other = host.git("rev-parse", "main")
    for keys in ({"reviewer": ""}, {"reviewer": "worker-1"}, {"commit": other}, {"commit": None}):
        review = desk.review("code", commit, **keys)
        said = host.ok(
            "record-result",
            "MS-SEC-001",
            "--result",
            desk.result(claimed, commit),
            "--code-review",
            review,
        )
        assert said["awaiting"][0]["gate"] == "review"
    unbound = desk.review("code", commit, commit=None)
    said = host.ok("record-result", "MS-SEC-001", "--code-review", unbound, "--reviewed", commit)
    assert "no security review" in said["awaiting"][0]["reason"]
    assert "code" not in said["awaiting"][0]["reason"]


@pytest.mark.parametrize("name", ["a\nb", "HEAD", "-x", "no such"])
def test_a_reviewed_commit_that_is_none(host: Host, name: str) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    review = desk.review("code", commit, commit=None)
    said = host.run(
        "record-result", "--result", desk.result(claimed, commit), "--code-review", review,
        f"--reviewed={name}", "--json",
    )  # fmt: skip
    assert said.status in (0, 2), said.out
    assert said.status or said.json["awaiting"][0]["gate"] == "review"
    assert host.run("verify").status == 0


def test_a_commit_that_is_not_here(host: Host) -> None:
    """Recorded in another clone and not fetched: that is said, not that nothing is recorded."""
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    host.ok("record-result", "--result", desk.result(claimed, commit))
    fresh = host.top.parent / "fresh"
    host.git("clone", "-q", "--no-local", "--single-branch", str(host.top), str(fresh))
    said = Host(fresh, host.capture).no(1, "gate-refused", "review", "MS-SEC-001")
    assert commit in said["message"]
    assert "git fetch" in said["hint"]
