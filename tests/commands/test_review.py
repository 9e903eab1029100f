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
    assert (list(said["prompts"]), said["commit"]) == (kinds, commit)
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


def test_nothing_to_review(host: Host) -> None:
    host.no(1, "gate-refused", "review", "MS-SEC-001")
    host.no(1, "unknown-task", "review", "MS-SEC-404")
