"""
| deploy.target | moment  | evidence                                     | verdict |
|---------------|---------|----------------------------------------------|---------|
| not set       | any     | –                                            | pass    |
| set           | done    | docs alone changed                           | pass    |
| set           | done    | digest, candidate, testing=passed            | pass    |
| set           | done    | part of it                                   | unknown |
| set           | done    | testing=failed, a tag `latest`, no digest    | refuse  |
| set           | done    | candidate without sha-… or v…-rc.N           | refuse  |
| set           | done    | candidate of another commit                  | pass, with a warning |
| set           | release | all of it, running = digest                  | pass    |
| set           | release | another digest or version runs               | refuse  |
| set           | release | promoted to a candidate's tag                | refuse  |
| set           | release | without health, smoke, strategy, promoted    | unknown |
| set           | release | strategy=canary without canary               | unknown |
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mosaic.gates import deployment
from mosaic.gates.facts import Landing
from mosaic.gates.verdict import Pass, Refuse, Unknown

from .conftest import OID, Build, commit, row, working

ID = "MS-SEC-001"
TARGET = '[deploy]\ntarget = "coolify"\n'
NOTES = f"Result: success {OID}"
DIGEST = "sha256:" + "ab" * 32
SOURCE = commit(("a.ts", "source"))
LANDED = {"digest.api": DIGEST, "candidate": f"sha-{OID[:7]},v0.0.2-rc.1", "testing": "passed"}
RELEASED = {
    **LANDED, "health": "passed", "smoke": "passed", "running-version": "0.0.2",
    "running.api": DIGEST, "promoted": "staging,prod", "strategy": "blue-green",
    "registry-cleanup": "scheduled",
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
        ("candidate", "v0.0.2-rc.1", "candidate is without a tag sha-COMMIT"),
        ("candidate", "sha-3f2a91c", "candidate is without a tag vVERSION-rc.N"),
        ("candidate", "sha-3f2a91c,v0.0.2", "candidate is 'v0.0.2', the tag of a release"),
        ("candidate", "sha-3f2a91c,v0.0.2-rc.1,newest", "candidate is 'newest', none of"),
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
        ("promoted", "prod,LATEST", "promoted is 'latest'"),
        ("promoted", "v0.0.2-rc.1", "promoted is 'v0.0.2-rc.1', no environment"),
        ("candidate", "sha-3f2a91c,v0.0.1-rc.9", "candidate is of version 0.0.1, not 0.0.2"),
        ("running.api", "prod", "running.api is 'prod', no digest"),
    ],
)
def test_a_release_that_runs_something_else_is_refused(
    case: Build, key: str, value: str, reason: str
) -> None:
    proposal = case(config=TARGET).propose(asserted={**RELEASED, key: value})
    verdict = deployment.judge(replace(proposal, version="0.0.2"))
    assert isinstance(verdict, Refuse)
    assert reason in verdict.reason


def test_a_candidate_of_another_commit_is_a_warning(case: Build) -> None:
    """Built from a later commit of the base it may hold the work; that is for a person to know."""
    here = case(working(notes=NOTES), config=TARGET)
    other = {**LANDED, "candidate": "sha-3f2a91c,v0.0.2-rc.1,testing"}
    verdict = deployment.judge(here.propose(ID, commit=SOURCE, asserted=other))
    assert verdict == Pass(f"candidate is sha-3f2a91c, and the work is {OID[:12]}", True)
    landed = Landing(True, "b" * 40, "3f2a91c" + "0" * 33)
    found = here.propose(ID, commit=SOURCE, asserted=other, landing=landed)
    assert deployment.judge(found) == Pass()


def test_what_failed_is_rolled_back_and_mended(case: Build) -> None:
    """The hint names the last digest whose tests passed, and the task to add."""
    earlier = {**LANDED, "digest.api": "sha256:" + "cd" * 32}
    kept = "\n".join(f"Asserted: {key}={value}" for key, value in earlier.items())
    done = row("MS-SEC-009", "done", completed_at="2026-01-01T00:00:00+00:00", notes=kept)
    here = case(working(notes=NOTES), done, config=TARGET)
    failed = {**LANDED, "testing": "failed"}
    verdict = deployment.judge(here.propose(ID, commit=SOURCE, asserted=failed))
    assert isinstance(verdict, Refuse)
    assert f"roll back to digest.api={earlier['digest.api']}, then run" in verdict.hint
    assert f"--description 'Mend what failed when {ID} was deployed'" in verdict.hint
    spelled = deployment.judge(here.propose(ID, commit=SOURCE, asserted={"digest": "latest"}))
    assert isinstance(spelled, Refuse)
    assert spelled.hint == "correct the evidence, and give it anew"


def test_a_canary_says_how_it_is_watched(case: Build) -> None:
    """Allowed only with automated metrics, thresholds and rollback triggers."""
    here = case(config=TARGET)
    canary = {**RELEASED, "strategy": "canary"}
    verdict = deployment.judge(replace(here.propose(asserted=canary), version="0.0.2"))
    assert isinstance(verdict, Unknown)
    assert "--evidence canary=VALUE" in verdict.hint
    told = {**canary, "canary": "5xx below 1 %, else back"}
    assert deployment.judge(replace(here.propose(asserted=told), version="0.0.2")) == Pass()
