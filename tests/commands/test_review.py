"""review: a prompt for each independent review that a recorded task still needs."""

from __future__ import annotations

import pytest

from .conftest import Host
from .desk import FIX, Desk


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


def test_only_what_is_missing(host: Host) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    host.ok("record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit)[:2])
    said = host.ok("review", "MS-SEC-001")
    assert list(said["prompts"]) == ["security"]
    assert said["next"] == "mosaic-orchestrator record-result MS-SEC-001 --security-review FILE"


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
