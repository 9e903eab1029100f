"""
| changed         | code review             | security review         | verdict           |
|-----------------|-------------------------|-------------------------|-------------------|
| source          | approve                 | approve                 | pass              |
| source          | approve                 | –                       | unknown           |
| source          | request-changes         | approve                 | pass with warning |
| source          | 1 blocker               | –                       | refuse            |
| source          | approve                 | 1 high                  | refuse            |
| config          | –                       | approve                 | pass              |
| config          | approve                 | –                       | unknown           |
| tests           | approve                 | –                       | pass              |
| docs, tracking  | –                       | –                       | pass              |
| nothing to see  | as source                                         |                   |

A review by the row's agent, by nobody, of no commit or of another one counts as missing.
"""

from __future__ import annotations

from typing import Literal

import pytest

from mosaic.gates import review
from mosaic.gates.facts import ReviewFact
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, commit, result, working

ID = "MS-SEC-001"
SOURCE = commit(("a.ts", "source"))


def fact(
    kind: Literal["code", "security"],
    verdict: str = "approve",
    counts: tuple[int, int, int] = (0, 0, 0),
    reviewer: str = "reviewer-1",
    of: str = OID,
    details: tuple[str, ...] = (),
) -> ReviewFact:
    """A review; ``counts`` are blockers, critical, high."""
    return ReviewFact(kind, verdict, *counts, reviewer, of, details)


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        ({"source"}, ("code", "security")),
        ({"source", "docs", "tests"}, ("code", "security")),
        ({"config"}, ("security",)),
        ({"config", "tests"}, ("code", "security")),
        ({"tests", "docs"}, ("code",)),
        ({"docs", "tracking"}, ()),
        (set(), ()),
    ],
)
def test_which_reviews_each_kind_needs(kinds: set[str], names: tuple[str, ...]) -> None:
    assert review.needed(kinds) == names  # type: ignore[arg-type]


def test_independent_reviews_of_this_commit_pass(case: Build) -> None:
    reviews = (fact("code"), fact("security", of=OID[:12]))
    proposal = case(working()).propose(ID, result=result(), commit=SOURCE, reviews=reviews)
    assert review.judge(proposal) == Pass()


def test_docs_need_no_review(case: Build) -> None:
    docs = commit(("docs/a.md", "docs"))
    assert isinstance(review.judge(case(working()).propose(ID, result=result(), commit=docs)), Pass)


def test_missing_reviews_are_unknown_and_the_options_are_named(case: Build) -> None:
    here = case(working())
    none = review.judge(here.propose(ID, result=result(), commit=SOURCE))
    assert isinstance(none, Unknown)
    assert none.hint == (
        "run 'mosaic-orchestrator record-result MS-SEC-001"
        " --code-review FILE --security-review FILE'"
    )
    one = review.judge(here.propose(ID, result=result(), commit=SOURCE, reviews=(fact("code"),)))
    assert isinstance(one, Unknown)
    assert one.hint.endswith("MS-SEC-001 --security-review FILE'")
    unseen = review.judge(
        here.propose(ID, result=result(), commit=commit(), reviews=(fact("code"),))
    )
    assert isinstance(unseen, Unknown)


@pytest.mark.parametrize(
    ("discounted", "why"),
    [
        (fact("code", reviewer="Worker-1"), "by Worker-1, who did the work"),
        (fact("code", reviewer="worker_1"), "by worker_1, who did the work"),
        (fact("code", reviewer="\uff57orker 1"), "who did the work"),
        (fact("code", reviewer="w\u043erker-1"), "names no reviewer"),
        (fact("code", reviewer=" "), "names no reviewer"),
        (fact("code", reviewer="unnamed"), "names no reviewer"),
        (fact("code", of="b2" * 20), "is of b2b2b2b2b2b2, not of a1a1a1a1a1a1"),
        (fact("code", of=""), "is of no commit"),
        (fact("code", of="a1"), "is of a1, not of"),
        (fact("code", counts=(1, 0, 0), of="b2" * 20), "is of b2b2b2b2b2b2"),
    ],
)
def test_what_does_not_count_is_missing(case: Build, discounted: ReviewFact, why: str) -> None:
    reviews = (discounted, fact("security"))
    verdict = review.judge(
        case(working()).propose(ID, result=result(), commit=SOURCE, reviews=reviews)
    )
    assert isinstance(verdict, Unknown)
    assert why in verdict.reason


def test_a_review_that_names_no_commit_asks_for_it(case: Build) -> None:
    proposal = case(working()).propose(
        ID, result=result(), commit=SOURCE, reviews=(fact("security"),), unbound_reviews=("code",)
    )
    verdict = review.judge(proposal)
    assert isinstance(verdict, Unknown)
    assert "--reviewed COMMIT" in verdict.reason


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (fact("code", counts=(1, 0, 0)), True),
        (fact("code", counts=(0, 1, 0)), True),
        (fact("code", counts=(0, 0, 1)), False),
        (fact("security", counts=(0, 0, 1)), True),
        (fact("security", counts=(0, 1, 0)), True),
        (fact("security", counts=(2, 0, 0)), True),
        (fact("code", "request-changes"), False),
    ],
)
def test_what_speaks_against_landing(case: Build, found: ReviewFact, refused: bool) -> None:
    """A high finding is grave in the security review alone; so is no mere wish for changes."""
    reviews = (found, fact("security" if found.kind == "code" else "code"))
    verdict = review.judge(
        case(working()).propose(ID, result=result(), commit=SOURCE, reviews=reviews)
    )
    assert isinstance(verdict, Refuse) is refused
    assert bool(review.findings_against(reviews)) is refused


def test_findings_are_told_and_a_missing_review_does_not_hide_them(case: Build) -> None:
    reviews = (fact("code", counts=(1, 0, 0), details=("token in a log (a.ts)",)),)
    verdict = review.judge(
        case(working()).propose(ID, result=result(), commit=SOURCE, reviews=reviews)
    )
    assert verdict == Refuse("token in a log (a.ts)")
    bare = fact("security", counts=(0, 2, 0))
    assert review.findings_against((bare,)) == (bare.note,)


def test_changes_that_are_only_asked_for_are_noted(case: Build) -> None:
    reviews = (fact("code", "request-changes"), fact("security"))
    verdict = review.judge(
        case(working()).propose(ID, result=result(), commit=SOURCE, reviews=reviews)
    )
    assert verdict == Pass("the code review asks for changes, none blocking", warning=True)


def test_a_commit_of_its_own_is_reviewed_whatever_was_fixed_before(case: Build) -> None:
    here = case(working())
    own = here.propose(ID, result=result(), commit=SOURCE, already_fixed=OID)
    assert isinstance(review.judge(own), Unknown)
    none = here.propose(ID, result=result(commit_sha=None), already_fixed=OID)
    assert isinstance(review.judge(none), Pass)
