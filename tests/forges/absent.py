"""What of the contract a forge cannot have, and why: nothing is left out of a world in silence.

The table in docs/forges.md is these rows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Absent:
    """Tests of the contract that have no meaning in some world."""

    what: str
    worlds: tuple[str, ...]
    why: str
    tests: tuple[str, ...]


ABSENT = (
    Absent(
        "issues and milestones as things of their own",
        ("local",),
        "a phase's issue is `TASKS:Pn` in the ledger, closed by its verification; the milestone is "
        "the mission's",
        (
            "test_an_issue_is_made_with_all_that_was_given",
            "test_a_label_is_made_once",
            "test_an_issue_is_found_by_its_marker_open_or_closed",
            "test_closing_what_is_closed_is_no_failure",
            "test_a_milestone_is_found_by_its_whole_title",
        ),
    ),
    Absent(
        "pull requests",
        ("local",),
        "the task's branch is the request; a title, number or state of its own would need a store "
        "beside the ledger",
        (
            "test_a_pull_request_is_opened_found_and_changed",
            "test_a_pull_request_without_its_branch_is_a_failure",
            "test_a_squash_merge_is_real",
            "test_a_head_that_moved_is_not_merged",
            "test_a_conflict_is_not_merged",
            "test_the_pull_request_by_which_it_lands",
            "test_an_open_pull_request_is_adopted",
        ),
    ),
    Absent(
        "a base that the forge protects",
        ("local",),
        "who may push to it is said by the remote's own hooks, at the push",
        (
            "test_a_protected_base_says_why",
            "test_a_protected_base_blocks_the_row_with_its_reason",
        ),
    ),
    Absent(
        "several checks of one commit",
        ("local",),
        "the quality gates are one command, and so one check",
        ("test_the_checks_together", "test_checks_on_several_pages"),
    ),
    Absent(
        "a red check while another still runs; a first check that is late",
        ("local",),
        "the quality gates run within the command that asks",
        ("test_a_red_check_ends_the_wait", "test_no_check_at_all_is_waited_for_a_while"),
    ),
    Absent(
        "a queue on the base",
        ("local",),
        "nothing runs anywhere but in the command that lands",
        ("test_a_busy_base_is_waited_for",),
    ),
    Absent(
        "HTTP: pages, rate limits, gateways, statuses, bodies",
        ("local",),
        "nobody is asked anything over a network",
        (
            "test_every_page_is_read",
            "test_pages_without_end_are_left",
            "test_a_rate_limit_is_waited_out",
            "test_a_limit_that_ends_at_a_time",
            "test_a_limit_for_ever_ends",
            "test_a_limit_of_an_hour_is_not_waited_for",
            "test_a_gateway_that_fails_is_asked_again_only_to_read",
            "test_an_error_has_the_command_the_status_and_the_words",
            "test_an_answer_that_is_not_what_was_asked_for",
            "test_the_login_itself_is_never_said_again",
        ),
    ),
    Absent(
        "a forge that says something else than git",
        ("local",),
        "squash and entry are one ref update, and git is all that is asked",
        (
            "test_with_a_merge_commit_above_the_squash",
            "test_a_merge_of_something_else_is_no_landing",
            "test_an_answer_that_is_lost",
        ),
    ),
    Absent(
        "redirects and proxies",
        ("local", "github", "gitlab"),
        "`gh` and `glab` hold the login, and know where it may go",
        ("test_a_redirect_is_not_followed", "test_no_proxy_reads_a_token"),
    ),
    Absent(
        "a merge that the forge still looks at",
        ("local", "github"),
        "it answers at once",
        (
            "test_a_forge_that_still_looks_is_waited_for",
            "test_a_forge_that_looks_for_ever_is_left_at_the_limit",
            "test_a_forge_that_still_looks_blocks_no_row",
        ),
    ),
    Absent(
        "a check that says that it ran no test",
        ("gitlab",),
        "a pipeline says nothing of itself",
        ("test_a_check_that_ran_no_test_is_not_green",),
    ),
)


def why_absent(provider: str, test: str) -> str:
    """Why a test has no meaning there; '' where it has."""
    return next((a.why for a in ABSENT if test in a.tests and provider in a.worlds), "")


def table() -> str:
    """The rows as Markdown."""
    rows = [f"| {a.what} | {', '.join(a.worlds)} | {a.why} |" for a in ABSENT]
    return "\n".join(["| what | not on | why |", "|---|---|---|", *rows])
