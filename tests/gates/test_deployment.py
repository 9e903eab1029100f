"""
| deploy.target | moment  | evidence                                     | verdict |
|---------------|---------|----------------------------------------------|---------|
| not set       | any     | –                                            | pass    |
| set           | done    | docs alone changed                           | pass    |
| set           | done    | digest, candidate, testing=passed            | pass    |
| set           | done    | part of it                                   | unknown |
| set           | done    | testing=failed, a tag `latest`, no digest    | refuse  |
| set           | release | all of it, running = digest                  | pass    |
| set           | release | another digest or version runs               | refuse  |
| set           | release | without health, smoke, strategy, clean-up    | unknown |
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mosaic.gates import deployment
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, commit, working

ID = "MS-SEC-001"
TARGET = '[deploy]\ntarget = "coolify"\n'
NOTES = f"Result: success {OID}"
DIGEST = "sha256:" + "ab" * 32
SOURCE = commit(("a.ts", "source"))
LANDED = {"digest.api": DIGEST, "candidate": "sha-3f2a91c,v0.0.2-rc.1", "testing": "passed"}
RELEASED = {
    **LANDED, "health": "passed", "smoke": "passed", "running-version": "0.0.2",
    "running.api": DIGEST, "strategy": "blue-green", "registry-cleanup": "scheduled",
}  # fmt: skip


def test_without_a_target_nothing_is_asked(case: Build) -> None:
    here = case(working(notes=NOTES))
    assert isinstance(deployment.judge(here.propose(ID, commit=SOURCE)), Pass)
    assert isinstance(deployment.judge(here.propose()), Pass)


def test_what_landed_shows_its_image(case: Build) -> None:
    here = case(working(notes=NOTES), config=TARGET)
    assert deployment.judge(here.propose(ID, commit=SOURCE, asserted=LANDED)) == Pass()
    docs = commit(("docs/a.md", "docs"))
    assert isinstance(deployment.judge(here.propose(ID, commit=docs)), Pass)
    missing = deployment.judge(here.propose(ID, commit=SOURCE, asserted={"testing": "passed"}))
    assert isinstance(missing, Unknown)
    assert "--evidence digest=VALUE --evidence candidate=VALUE" in missing.hint
    assert "testing" not in missing.hint


def test_what_the_row_keeps_of_its_claim_counts(case: Build) -> None:
    """What an earlier call showed need not be shown again; shown again, the later word counts."""
    kept = [f"Asserted: {key}={value}" for key, value in LANDED.items()]
    here = case(working(notes="\n".join([NOTES, *kept])), config=TARGET)
    assert deployment.judge(here.propose(ID, commit=SOURCE)) == Pass()
    again = here.propose(ID, commit=SOURCE, asserted={"testing": "failed"})
    assert isinstance(deployment.judge(again), Refuse)
    failed = [*kept, "Asserted: testing=failed"]
    here = case(working(notes="\n".join([NOTES, *failed])), config=TARGET)
    assert isinstance(deployment.judge(here.propose(ID, commit=SOURCE)), Refuse)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("testing", "failed", "testing is 'failed', not passed"),
        ("candidate", "sha-3f2a91c, registry/api:latest", "candidate is 'latest'"),
        ("digest.api", "latest", "digest.api is 'latest'"),
        ("digest.api", "sha256:ab", "digest.api is 'sha256:ab', no digest"),
    ],
)
def test_what_is_shown_wrong_is_refused(case: Build, key: str, value: str, reason: str) -> None:
    here = case(working(notes=NOTES), config=TARGET)
    verdict = deployment.judge(here.propose(ID, commit=SOURCE, asserted={**LANDED, key: value}))
    assert isinstance(verdict, Refuse)
    assert reason in verdict.reason


def test_a_release_shows_what_runs(case: Build) -> None:
    here = case(config=TARGET)
    whole = replace(here.propose(asserted=RELEASED), version="0.0.2")
    assert deployment.judge(whole) == Pass()
    assert isinstance(deployment.judge(here.propose(asserted=LANDED)), Unknown)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("running.api", "sha256:" + "cd" * 32, "running.api is another digest"),
        ("running-version", "v0.0.1", "running-version is '0.0.1', not 0.0.2"),
        ("digest.web", DIGEST, "digest.web is promoted, and nothing says that it runs"),
        ("strategy", "hope", "strategy is 'hope', not blue-green or canary"),
        ("smoke", "failed", "smoke is 'failed'"),
    ],
)
def test_a_release_that_runs_something_else_is_refused(
    case: Build, key: str, value: str, reason: str
) -> None:
    proposal = case(config=TARGET).propose(asserted={**RELEASED, key: value})
    verdict = deployment.judge(replace(proposal, version="0.0.2"))
    assert isinstance(verdict, Refuse)
    assert reason in verdict.reason
