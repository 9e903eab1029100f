"""One list of contract tests, run on every forge: what its words promise, and how it fails.

``absent.py`` says what of it a forge cannot have.
"""

from __future__ import annotations

import pytest

from mosaic.errors import ForgeFailed, Wait
from mosaic.forge import client
from mosaic.forge.client import TRIES
from mosaic.forge.waiting import wait_for_ci, wait_for_queue
from mosaic.ledger import bounded
from tests.ledgers import git

from .conftest import EVERY, World
from .model import Check
from .serving import TOKEN, Fault

WORLDS = EVERY
#: A commit that only the forge knows.
SOME = "1" * 40
BODY = 'Has `code`, "quotes", $(words) and\na second line.\n\n<!-- mosaic:phase M1/1 -->\n'


def commit_of(world: World) -> str:
    """A commit whose checks can be asked for."""
    return world.host.git("rev-parse", "HEAD") if world.alone else SOME


def failure(world: World) -> ForgeFailed:
    forge = world.forge()
    with pytest.raises(ForgeFailed) as failed:
        forge.ci(commit_of(world)) if world.alone else forge.issue(1)
    error = failed.value
    assert (error.exit, error.code) == (9, "forge-failed")
    assert TOKEN not in f"{error.message} {error.command} {error.details} {error.hint}"
    return error


# -- issues and milestones


def test_where_it_is(world: World) -> None:
    assert world.forge().where() == world.address
    assert world.forge().provider == world.provider


def test_an_issue_is_made_with_all_that_was_given(world: World) -> None:
    forge = world.forge()
    milestone = forge.create_milestone("0.0.1", "the first")
    made = forge.create_issue("Phase 1: Critical", BODY, ("security", "critical"), milestone)
    assert (made.title, made.body, made.closed) == ("Phase 1: Critical", BODY, False)
    assert (made.labels, made.milestone) == (("security", "critical"), "0.0.1")
    assert made.url.startswith(world.fake.web)
    assert forge.issue(made.number) == made
    assert world.project.issues[0].body == BODY


def test_a_label_is_made_once(world: World) -> None:
    forge = world.forge()
    for _ in range(2):
        forge.create_issue("T", "", ("security",), None)
    assert world.project.labels in ([], ["security"])
    assert world.project.issues[1].labels == ["security"]


def test_an_issue_is_found_by_its_marker_open_or_closed(world: World) -> None:
    """In its milestone; a pull request with the same marker is none."""
    forge = world.forge()
    milestone, other = forge.create_milestone("0.0.1", ""), forge.create_milestone("0.0.2", "")
    assert forge.find_issue("<!-- mosaic:phase M1/1 -->", milestone) is None
    forge.create_issue("other", BODY, (), other)
    made = forge.create_issue("T", BODY, (), milestone)
    found = forge.find_issue("<!-- mosaic:phase M1/1 -->", milestone)
    assert found is not None
    assert found.number == made.number
    forge.close_issue(made.number)
    found = forge.find_issue("<!-- mosaic:phase M1/1 -->", milestone)
    assert found is not None
    assert found.closed
    assert forge.find_issue("<!-- mosaic:phase M1/2 -->", milestone) is None


def test_closing_what_is_closed_is_no_failure(world: World) -> None:
    forge = world.forge()
    made = forge.create_issue("T", "", (), None)
    assert forge.close_issue(made.number).closed
    before = len(world.fake.sent("P"))
    assert forge.close_issue(made.number).closed
    assert len(world.fake.sent("P")) == before, "it was closed a second time"
    milestone = forge.close_milestone(forge.create_milestone("0.0.1", ""))
    assert milestone.closed
    assert forge.close_milestone(milestone) == milestone


def test_a_milestone_is_found_by_its_whole_title(world: World) -> None:
    forge = world.forge()
    assert forge.find_milestone("0.0.1") is None
    forge.create_milestone("0.0.11", "")
    made = forge.create_milestone("0.0.1", "")
    assert forge.find_milestone("0.0.1") == made
    assert forge.find_milestone("0.0") is None


def test_every_page_is_read(world: World) -> None:
    """What is searched may stand on the third page."""
    for n in range(250):
        world.project.issue(f"issue {n}", "nothing")
    last = world.project.issue("the one", BODY)
    found = world.forge().find_issue("<!-- mosaic:phase M1/1 -->", None)
    assert found is not None
    assert found.number == last.number
    assert len(world.fake.sent("GET")) >= 3


def test_pages_without_end_are_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that never ends is a failure, and nothing is decided by a part of it."""
    monkeypatch.setattr(client, "PAGES", 3)
    for n in range(500):
        world.project.issue(f"issue {n}", "nothing")
    with pytest.raises(ForgeFailed, match="more follow"):
        world.forge().find_issue("no such marker", None)


# -- pull requests


def test_a_pull_request_is_opened_found_and_changed(world: World) -> None:
    forge, commit = world.forge(), world.branch("fix/one")
    assert forge.find_pull("fix/one", "main", commit) is None
    made = forge.open_pull("T", "B", "fix/one", "main")
    assert (made.state, made.head, made.base, made.head_oid) == ("open", "fix/one", "main", commit)
    assert forge.find_pull("fix/one", "main") == made
    assert forge.find_pull("fix/one", "other") is None
    assert forge.update_pull(made.number, "T2", "B2").title == "T2"
    assert forge.pull(made.number).title == "T2"


def test_a_pull_request_without_its_branch_is_a_failure(world: World) -> None:
    with pytest.raises(ForgeFailed):
        world.forge().open_pull("T", "B", "no/branch", "main")


def test_a_squash_merge_is_real(world: World) -> None:
    """One commit on the base, with the whole tree and our words; found as merged afterwards."""
    forge, commit = world.forge(), world.branch("fix/one")
    before = world.project.tip("main")
    pull = forge.open_pull("T", "B", "fix/one", "main")
    landed = forge.merge(pull, commit, "fix(A): title", "Mosaic-Task: MS-SEC-001")
    assert world.project.tip("main") == landed
    remote = world.project.remote
    assert git(remote, "log", "--format=%P", "-1", landed) == before
    assert git(remote, "log", "--format=%B", "-1", landed).startswith(
        "fix(A): title\n\nMosaic-Task: MS-SEC-001"
    )
    assert git(remote, "show", f"{landed}:src/fix/one.py") == "x = 1"
    again = forge.find_pull("fix/one", "main", commit)
    assert again is not None
    assert (again.state, again.merged_as, again.head_oid) == ("merged", landed, commit)
    assert forge.find_pull("fix/one", "main", before) is None, "merged from another head"


def test_a_head_that_moved_is_not_merged(world: World) -> None:
    forge, commit = world.forge(), world.branch("fix/one")
    pull = forge.open_pull("T", "B", "fix/one", "main")
    before = world.project.tip("main")
    world.host.git("checkout", "-q", "fix/one")
    world.host.commit({"src/more.py": "y = 1\n"})
    world.host.git("push", "-q", "origin", "fix/one")
    with pytest.raises(ForgeFailed) as failed:
        forge.merge(pull, commit, "T", "B")
    assert failed.value.kind == "moved"
    assert failed.value.status == 409
    assert world.project.tip("main") == before


def test_a_conflict_is_not_merged(world: World) -> None:
    forge = world.forge()
    commit = world.branch("fix/one", {"src/db.py": "one\n"})
    pull = forge.open_pull("T", "B", "fix/one", "main")
    world.host.commit({"src/db.py": "two\n"})
    world.host.git("push", "-q", "origin", "main")
    with pytest.raises(ForgeFailed) as failed:
        forge.merge(pull, commit, "T", "B")
    assert failed.value.kind == "unmergeable"


def test_a_protected_base_says_why(world: World) -> None:
    forge, commit = world.forge(), world.branch("fix/one")
    pull = forge.open_pull("T", "B", "fix/one", "main")
    world.project.protected = "At least 1 approving review is required by reviewers"
    with pytest.raises(ForgeFailed) as failed:
        forge.merge(pull, commit, "T", "B")
    assert failed.value.kind == "unmergeable"
    said = f"{failed.value.message} {failed.value.hint}"
    assert "approving review" in said or "not_approved" in said
    assert "reviews" in failed.value.hint


def test_a_forge_that_still_looks_is_waited_for(world: World) -> None:
    """GitLab and Gitea look for a while whether it can be merged; GitHub answers at once."""
    forge, commit = world.forge(), world.branch("fix/one")
    pull = forge.open_pull("T", "B", "fix/one", "main")
    world.project.looking = 12
    assert forge.merge(pull, commit, "T", "B") == world.project.tip("main")
    assert len(world.clock.slept) == 12
    assert all("looks at " in line and f"{pull.number}" in line for line in world.clock.told)


def test_a_forge_that_looks_for_ever_is_left_at_the_limit(world: World) -> None:
    """As checks are that never end: no failure of anybody."""
    forge, commit = world.forge(45.0), world.branch("fix/one")
    pull, before = forge.open_pull("T", "B", "fix/one", "main"), world.project.tip("main")
    world.project.looking = -1
    with pytest.raises(Wait, match="has not ended looking at ") as late:
        forge.merge(pull, commit, "T", "B")
    assert (late.value.exit, late.value.code) == (7, "forge-busy")
    assert sum(world.clock.slept) == 45
    assert world.project.tip("main") == before


# -- CI and queue


@pytest.mark.parametrize("state", ["none", "green", "red"])
def test_one_check(world: World, state: str) -> None:
    commit = commit_of(world)
    if state == "none":
        world.no_checks(commit)
    else:
        world.checks(Check("build", [state]), commit=commit)
    found = world.forge().ci(commit)
    assert (found.state, found.commit) == (state, commit)
    assert bool(found.checks) == (state != "none")
    assert all(check.name and check.word for check in found.checks)


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([], "none"),
        (["green"], "green"),
        (["green", "skipped"], "green"),
        (["skipped", "neutral"], "none"),
        (["green", "pending"], "pending"),
        (["pending", "red"], "red"),
        (["green", "cancelled"], "red"),
        (["timed_out"], "red"),
        (["action_required"], "red"),
    ],
)
def test_the_checks_together(world: World, states: list[str], state: str) -> None:
    """Green only where all have ended well and one says something; no check at all is none."""
    world.project.checks["1" * 40] = [Check(f"job-{n}", [s]) for n, s in enumerate(states)]
    found = world.forge().ci("1" * 40)
    assert found.state == state
    assert all(check.name and check.url for check in found.checks)


def test_checks_on_several_pages(world: World) -> None:
    many = [Check(f"job-{n}") for n in range(130)]
    world.project.checks["1" * 40] = [*many, Check("last", ["red"])]
    assert world.forge().ci("1" * 40).state == "red"


def test_waiting_until_checks_have_ended(world: World) -> None:
    commit = commit_of(world)
    world.checks(Check("build", ["pending", "pending", "green"]), commit=commit)
    found = wait_for_ci(world.forge(), commit, world.pace())
    assert found.state == "green"
    if not world.alone:
        assert len(world.clock.slept) == 2
        assert "CI of 111111111111: " in world.clock.told[0]


def test_a_red_check_ends_the_wait(world: World) -> None:
    world.project.checks["1" * 40] = [Check("build", ["red"]), Check("slow", ["pending"])]
    found = wait_for_ci(world.forge(), "1" * 40, world.clock.pace())
    assert found.state == "red"
    assert world.clock.slept == []


def test_no_check_at_all_is_waited_for_a_while(world: World) -> None:
    """A check may show late; where none does, there is no CI, and that is not green."""
    world.project.usual = []
    found = wait_for_ci(world.forge(), "1" * 40, world.clock.pace())
    assert found.state == "none"
    assert 60 <= sum(world.clock.slept) < 90


def test_checks_that_never_end_are_left_at_the_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is waited for is told meanwhile, and named at the end."""
    monkeypatch.setattr(bounded, "TELL", 0.01)
    commit, limit = commit_of(world), 1.0 if world.alone else 120.0
    world.checks(Check("build", ["pending"]), commit=commit)
    with pytest.raises(Wait) as late:
        wait_for_ci(world.forge(limit), commit, world.pace(limit))
    assert (late.value.exit, late.value.code) == (7, "forge-busy")
    wanted = "the quality gates still run" if world.alone else f"CI of {commit[:12]}: "
    assert wanted in world.clock.told[0]
    if world.alone:
        assert late.value.details[0] == str(world.alone.program)
    else:
        assert sum(world.clock.slept) == limit
        assert any("http" in line for line in late.value.details)


def test_a_base_on_which_nothing_runs(world: World) -> None:
    wait_for_queue(world.forge(), "main", "push", world.clock.pace())
    assert world.clock.slept == []


def test_a_busy_base_is_waited_for(world: World) -> None:
    """The guard returns once nothing runs on the base, and says what it waits for."""
    forge = world.forge()
    world.project.running = [Check("deploy", ["pending", "green"])]
    wait_for_queue(forge, "main", "merge", world.clock.pace())
    assert len(world.clock.slept) == 1
    assert "before the merge, 'main' is busy" in world.clock.told[0]
    world.project.running = [Check("deploy", ["pending"])]
    with pytest.raises(Wait, match="'main' is still busy after 30 s"):
        wait_for_queue(forge, "main", "merge", world.clock.pace(30.0))


# -- releases


def test_a_release_is_made_once_and_only_of_a_tag_that_is_there(world: World) -> None:
    forge = world.forge()
    with pytest.raises(ForgeFailed) as failed:
        forge.release("v0.0.1", "v0.0.1", "notes")
    assert failed.value.kind == "missing"
    assert world.project.releases == {}
    at = world.host.top if world.alone else world.project.remote
    git(at, "tag", "v0.0.1", "main")
    made = forge.release("v0.0.1", "v0.0.1", "notes\nof it")
    again = forge.release("v0.0.1", "other", "other")
    assert (again.url, again.made) == (made.url, False)
    if world.alone:
        assert (made.url, made.made) == ("refs/tags/v0.0.1", False), "the tag is the release"
        return
    assert made.made
    assert made.url.startswith(world.fake.web)
    assert world.project.releases == {"v0.0.1": ("v0.0.1", "notes\nof it")}


# -- failures


def test_a_rate_limit_is_waited_out(world: World) -> None:
    """429 with its seconds, also for what makes something: nothing was done."""
    world.fake.faults = [Fault(429, "POST", 2, {"Retry-After": "7"})]
    world.forge().create_issue("T", "", (), None)
    assert world.clock.slept == [7.0, 7.0]
    assert "asking again in 7 s" in world.clock.told[0]
    assert len(world.project.issues) == 1


def test_a_limit_that_ends_at_a_time(world: World) -> None:
    """GitHub's kind: 403, nothing remaining, and when the limit ends."""
    ends = str(int(world.clock.time) + 40)
    told = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": ends}
    world.fake.faults = [Fault(403, "", 1, told, '{"message": "API rate limit exceeded"}')]
    world.forge().where()
    assert world.clock.slept == [41.0]


def test_a_limit_for_ever_ends(world: World) -> None:
    world.fake.faults = [Fault(429, "", -1, {"Retry-After": "5"})]
    error = failure(world)
    assert error.status == 429
    assert "rate limit" in error.hint
    assert len(world.clock.slept) == TRIES - 1


def test_a_limit_of_an_hour_is_not_waited_for(world: World) -> None:
    world.fake.faults = [Fault(429, "", -1, {"Retry-After": "3600"})]
    assert "it may be asked again in 3600 s" in failure(world).details
    assert world.clock.slept == []


def test_a_gateway_that_fails_is_asked_again_only_to_read(world: World) -> None:
    world.project.issue("T")
    world.fake.faults = [Fault(502, "GET", 2, text="<html>Bad gateway</html>")]
    world.forge().issue(1)
    assert world.clock.slept == [1.0, 2.0]
    world.fake.faults = [Fault(503, "POST", 1)]
    with pytest.raises(ForgeFailed) as failed:
        world.forge().create_issue("T", "", (), None)
    assert failed.value.status == 503
    assert len(world.project.issues) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_an_error_has_the_command_the_status_and_the_words(world: World, status: int) -> None:
    world.fake.faults = [Fault(status, text='{"message": "no\\u001b[31m, since"}')]
    error = failure(world)
    assert error.status == status
    assert str(status) in error.message
    assert "no" in error.message
    assert "\x1b" not in f"{error.message}{error.details}"
    word = "GET http" if world.provider == "gitea" else "api --include --method GET"
    assert word in error.command
    assert error.command.endswith("/issues/1")
    assert error.kind == ("missing" if status == 404 else "failed")
    assert world.clock.slept == []


@pytest.mark.parametrize("text", ["{", "[]", '"x"', '{"number": "one"}', "null", "{}"])
def test_an_answer_that_is_not_what_was_asked_for(world: World, text: str) -> None:
    world.fake.faults = [Fault(200, text=text)]
    error = failure(world)
    assert "the forge's answer to" in error.message


def test_a_forge_that_does_not_answer(world: World) -> None:
    world.stop()
    error = failure(world)
    assert error.status == 0
    if world.alone:
        assert error.command == world.alone.gates
        assert "fatal: out of order" in error.details
    else:
        assert "had no answer" in error.message


def test_a_program_that_is_not_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """gh, glab, the token, or what the quality gates call: said with what to do."""
    world.hide(monkeypatch)
    with pytest.raises(ForgeFailed) as failed:
        world.forge().ci(commit_of(world))
    error = failed.value
    assert error.status == 0
    assert any(word in error.hint for word in ("install", "set GITEA_TOKEN"))


def test_secrets_in_an_answer_are_taken_out(world: World) -> None:
    secret = "ghp_" + "a1B2" * 9
    if world.alone:
        world.checks(Check("build", ["red"], f"the token is {secret}"))
        (check,) = world.forge().ci(commit_of(world)).checks
        assert check.said.startswith("the token is ")
        assert secret not in check.said
        return
    world.project.issue("T", f"the token is {secret}")
    assert secret not in world.forge().issue(1).body
    world.fake.faults = [Fault(500, text=f'{{"message": "bad {secret}"}}')]
    assert secret not in f"{failure(world).message}{failure(world).details}"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, text=f"<html><body>Sign in: {TOKEN}</body></html>"),
        Fault(500, text=f'{{"message": "bad {TOKEN}"}}'),
    ],
)
def test_the_login_itself_is_never_said_again(world: World, fault: Fault) -> None:
    """Whatever it looks like, and whoever sends it back."""
    world.fake.faults = [fault]
    error = failure(world)
    assert TOKEN not in f"{error.message}{error.details}"


def test_a_redirect_is_not_followed(world: World) -> None:
    """A token goes nowhere else; a program's own redirects are its own."""
    told = {"Location": f"{world.fake.web}/api/v1/elsewhere"}
    world.fake.faults = [Fault(307, "issues", headers=told, text="")]
    assert failure(world).status == 307
    assert world.fake.sent("GET /api/v1/elsewhere") == []


def test_no_proxy_reads_a_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without TLS this machine is asked itself, whatever proxy the user has."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert world.forge().where()
